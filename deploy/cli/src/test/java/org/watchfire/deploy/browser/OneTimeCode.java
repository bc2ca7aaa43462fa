package org.watchfire.deploy.browser;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** What an authenticator shows, RFC 6238 with SHA-1, six digits and 30 seconds. */
final class OneTimeCode {
  static final int STEP_SECONDS = 30;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private OneTimeCode() {}

  /**
   * @param secret in base 32
   */
  static String at(String secret, Instant when) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(decoded(secret), "HmacSHA1"));
    long step = when.getEpochSecond() / STEP_SECONDS;
    byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
    int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
    return String.format(Locale.ROOT, "%06d", number % 1_000_000);
  }

  private static byte[] decoded(String text) {
    String digits = text.replaceAll("[\\s=-]", "").toUpperCase(Locale.ROOT);
    byte[] bytes = new byte[digits.length() * 5 / 8];
    int held = 0;
    int bits = 0;
    int at = 0;
    for (char c : digits.toCharArray()) {
      held = held << 5 | BASE32.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes[at++] = (byte) (held >> bits);
      }
    }
    return bytes;
  }
}
