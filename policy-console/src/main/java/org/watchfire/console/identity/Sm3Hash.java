package org.watchfire.console.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Password hashing by PBKDF2 (RFC 8018) with HMAC-SM3 (GB/T 32905), for installations whose
 * cryptography must be national throughout. Text form {@code $pbkdf2-hmac-sm3$i=600000$salt$hash}.
 */
final class Sm3Hash {
  private static final Pattern FORM =
      Pattern.compile(
          "\\$pbkdf2-hmac-sm3\\$i=([1-9][0-9]{0,7})\\$([A-Za-z0-9+/]{22})\\$([A-Za-z0-9+/]{43})");
  private static final int SALT = 16;
  private static final int HASH = 32;

  private Sm3Hash() {}

  /** Whether a stored hash is of this kind. */
  static boolean is(String stored) {
    return FORM.matcher(stored).matches();
  }

  static String of(String password, int iterations, SecureRandom random) {
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    Base64.Encoder text = Base64.getEncoder().withoutPadding();
    return "$pbkdf2-hmac-sm3$i="
        + iterations
        + "$"
        + text.encodeToString(salt)
        + "$"
        + text.encodeToString(derive(password, salt, iterations));
  }

  /** Whether it is the password of a hash of this kind; takes the same time for any answer. */
  static boolean matches(String password, String stored) {
    Matcher form = FORM.matcher(stored);
    if (!form.matches()) {
      return false;
    }
    Base64.Decoder text = Base64.getDecoder();
    byte[] made = derive(password, text.decode(form.group(2)), Integer.parseInt(form.group(1)));
    return MessageDigest.isEqual(made, text.decode(form.group(3)));
  }

  private static byte[] derive(String password, byte[] salt, int iterations) {
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SM3Digest());
    pbkdf2.init(password.getBytes(StandardCharsets.UTF_8), salt, iterations);
    return ((KeyParameter) pbkdf2.generateDerivedMacParameters(HASH * 8)).getKey();
  }
}
