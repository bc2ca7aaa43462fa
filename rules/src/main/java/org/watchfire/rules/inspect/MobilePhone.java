package org.watchfire.rules.inspect;

import java.util.BitSet;

/**
 * Mobile numbers of mainland China: 11 digits beginning 13-19. They have no check digit, so context
 * decides.
 */
public final class MobilePhone {
  /** Digits of a number without country code. */
  public static final int LENGTH = 11;

  private static final BitSet ALLOTTED = new BitSet(200);

  static {
    allot(13, "0123456789");
    allot(14, "0145678");
    allot(15, "012356789");
    allot(16, "24567");
    allot(17, "012345678");
    allot(18, "0123456789");
    allot(19, "012356789");
  }

  private MobilePhone() {}

  /** Whether the digits have the shape of a mobile number. */
  public static boolean shape(CharSequence digits) {
    if (digits.length() != LENGTH || digits.charAt(0) != '1' || digits.charAt(1) < '3') {
      return false;
    }
    for (int i = 1; i < LENGTH; i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Whether the first three digits are allotted to a mobile network. */
  static boolean allotted(CharSequence digits) {
    return ALLOTTED.get(
        (digits.charAt(0) - '0') * 100 + (digits.charAt(1) - '0') * 10 + (digits.charAt(2) - '0'));
  }

  static String mask(CharSequence digits) {
    return digits.subSequence(0, 3) + "****" + digits.subSequence(LENGTH - 4, LENGTH);
  }

  private static void allot(int two, String thirdDigits) {
    for (int i = 0; i < thirdDigits.length(); i++) {
      ALLOTTED.set(two * 10 + (thirdDigits.charAt(i) - '0'));
    }
  }
}
