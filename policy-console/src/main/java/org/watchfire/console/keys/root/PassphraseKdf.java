package org.watchfire.console.keys.root;

import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SM3Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * How a passphrase becomes a key, with its salt: Argon2id (RFC 9106) in suite INTL, PBKDF2 with
 * HMAC-SM3 (RFC 8018, GM/T 0091) in suite SM. As text {@code argon2id:<KiB>:<passes>:<salt>} or
 * {@code pbkdf2-sm3:0:<rounds>:<salt>}.
 *
 * @param memoryKib of Argon2id; 0 for PBKDF2
 * @param passes of Argon2id, rounds of PBKDF2
 * @param salt 16 random bytes, public
 */
record PassphraseKdf(String name, int memoryKib, int passes, byte[] salt) {
  private static final String ARGON2ID = "argon2id";
  private static final String PBKDF2_SM3 = "pbkdf2-sm3";
  private static final int SALT = 16;

  // Parameters come back out of the database: nobody who writes there can exhaust the console.
  PassphraseKdf {
    boolean argon2 =
        name.equals(ARGON2ID)
            && memoryKib >= 64
            && memoryKib <= 1 << 20
            && passes >= 1
            && passes <= 20;
    boolean pbkdf2 =
        name.equals(PBKDF2_SM3) && memoryKib == 0 && passes >= 1_000 && passes <= 10_000_000;
    if (!(argon2 || pbkdf2) || salt.length != SALT) {
      throw new IllegalArgumentException("malformed parameters of a passphrase");
    }
    salt = salt.clone();
  }

  /** What is taken for a new root key of that suite; 46 MiB fit into the console's heap. */
  static PassphraseKdf recommended(String suite, byte[] salt) {
    return suite.equals("SM")
        ? new PassphraseKdf(PBKDF2_SM3, 0, 600_000, salt)
        : new PassphraseKdf(ARGON2ID, 47_104, 4, salt);
  }

  String text() {
    return String.join(
        ":",
        name,
        Integer.toString(memoryKib),
        Integer.toString(passes),
        Base64.getUrlEncoder().withoutPadding().encodeToString(salt));
  }

  /**
   * @throws IllegalArgumentException when the text is not that
   */
  static PassphraseKdf parse(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 4) {
      throw new IllegalArgumentException("malformed parameters of a passphrase");
    }
    return new PassphraseKdf(
        parts[0],
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Base64.getUrlDecoder().decode(parts[3]));
  }

  byte[] derive(char[] passphrase, int length) {
    byte[] utf8 = StandardCharsets.UTF_8.encode(CharBuffer.wrap(passphrase)).array();
    byte[] out = new byte[length];
    if (name.equals(ARGON2ID)) {
      Argon2BytesGenerator argon2 = new Argon2BytesGenerator();
      argon2.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(memoryKib)
              .withIterations(passes)
              .withParallelism(1)
              .withSalt(salt)
              .build());
      argon2.generateBytes(utf8, out);
    } else {
      PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SM3Digest());
      pbkdf2.init(utf8, salt, passes);
      KeyParameter key = (KeyParameter) pbkdf2.generateDerivedParameters(length * 8);
      System.arraycopy(key.getKey(), 0, out, 0, length);
    }
    Arrays.fill(utf8, (byte) 0);
    return out;
  }
}
