package org.watchfire.console.cases;

import java.text.Normalizer;

/** Texts that people write: as they are kept, or why they are not. */
final class Wording {
  static final int LINE = 200;
  static final int PAGE = 8_000;

  private Wording() {}

  /**
   * @throws IllegalArgumentException naming the field
   */
  static String required(String field, String value, int min, int max) {
    String text = optional(field, value, max);
    if (text.codePointCount(0, text.length()) < min) {
      throw new IllegalArgumentException(field + " expects " + min + " to " + max + " characters");
    }
    return text;
  }

  /** The empty text for null. */
  static String optional(String field, String value, int max) {
    String text = value == null ? "" : Normalizer.normalize(value, Normalizer.Form.NFC).strip();
    if (text.length() > max) {
      throw new IllegalArgumentException(field + " is longer than " + max);
    }
    text.codePoints()
        .forEach(
            c -> {
              boolean broken = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
              if (broken || (Character.isISOControl(c) && c != '\n' && c != '\t')) {
                throw new IllegalArgumentException(field + " holds a control or broken character");
              }
            });
    return text;
  }

  static String severity(String value) {
    if (value == null || !value.matches("critical|high|medium|low|informational")) {
      throw new IllegalArgumentException(
          "severity expects critical, high, medium, low or informational");
    }
    return value;
  }
}
