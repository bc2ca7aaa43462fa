package org.watchfire.console.identity;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.OptionalLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Time-based one-time passwords (RFC 6238 over RFC 4226): 30 seconds a step, from the Unix epoch.
 * Stateless; whether a code was used before is the caller's to know.
 */
final class Totp {
  /** What authenticator programs understand without being told. */
  static final String ALGORITHM = "HmacSHA1";

  static final int DIGITS = 6;
  static final int STEP_SECONDS = 30;

  /** Steps before and after the present one that count, for clocks that differ. */
  static final int WINDOW = 1;

  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private Totp() {}

  static long step(Instant time) {
    return Math.floorDiv(time.getEpochSecond(), (long) STEP_SECONDS);
  }

  /**
   * @param algorithm JCA name of an HMAC
   * @return the code with leading zeros
   */
  static String code(byte[] secret, long step, int digits, String algorithm) {
    try {
      Mac mac = Mac.getInstance(algorithm);
      mac.init(new SecretKeySpec(secret, algorithm));
      byte[] hash = mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
      int offset = hash[hash.length - 1] & 0xf;
      int binary = ByteBuffer.wrap(hash, offset, Integer.BYTES).getInt() & Integer.MAX_VALUE;
      int modulus = 1;
      for (int i = 0; i < digits; i++) {
        modulus *= 10;
      }
      String number = Integer.toString(binary % modulus);
      return "0".repeat(digits - number.length()) + number;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no " + algorithm + " on this platform", e);
    }
  }

  /**
   * The step that a code belongs to.
   *
   * @param after only steps later than this one count
   * @return empty when the code is of no step that counts now
   */
  static OptionalLong match(byte[] secret, String code, Instant now, long after) {
    long present = step(now);
    OptionalLong found = OptionalLong.empty();
    for (long step = present - WINDOW; step <= present + WINDOW; step++) {
      // All are looked at, in the same time.
      boolean same =
          MessageDigest.isEqual(
              code(secret, step, DIGITS, ALGORITHM)
                  .getBytes(java.nio.charset.StandardCharsets.US_ASCII),
              code.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      if (same && step > after) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  /** Base 32 without padding (RFC 4648), as people type it. */
  static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int buffer = 0;
    int bits = 0;
    for (byte b : bytes) {
      buffer = (buffer << 8 | (b & 0xff)) & 0xffff;
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32.charAt(buffer >> bits & 31));
      }
    }
    if (bits > 0) {
      text.append(BASE32.charAt(buffer << (5 - bits) & 31));
    }
    return text.toString();
  }
}
