package org.watchfire.console.identity;

import java.io.ByteArrayOutputStream;
import java.time.Instant;

/** The codes that somebody's telephone shows. */
public final class OneTimeCodes {
  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private OneTimeCodes() {}

  /**
   * @param secret base 32, as it was shown at the enrolment
   * @param steps how many steps of 30 s from now
   */
  public static String at(String secret, int steps) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int buffer = 0;
    int bits = 0;
    for (char c : secret.toCharArray()) {
      buffer = (buffer << 5) | ALPHABET.indexOf(c);
      bits += 5;
      if (bits >= 8) {
        bits -= 8;
        bytes.write(buffer >> bits);
      }
    }
    return Totp.code(
        bytes.toByteArray(), Totp.step(Instant.now()) + steps, Totp.DIGITS, Totp.ALGORITHM);
  }
}
