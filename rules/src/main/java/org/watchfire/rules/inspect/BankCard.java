package org.watchfire.rules.inspect;

/**
 * Payment card numbers of 16-19 digits: check digit by Luhn (ISO/IEC 7812-1 annex B) and the
 * issuers' leading digits.
 */
public final class BankCard {
  /** Fewest digits. */
  public static final int SHORTEST = 16;

  /** Most digits. */
  public static final int LONGEST = 19;

  /** Which network the leading digits point at. */
  enum Issuer {
    /** 62, 81 and the older domestic 9558: few other numbers begin so. */
    UNION_PAY,
    /**
     * Visa, Mastercard, JCB: 16 digits only, and a weaker sign, since one number in nine begins
     * with a 4.
     */
    INTERNATIONAL,
    NONE
  }

  private BankCard() {}

  /** Whether the digits pass Luhn and begin like a card that is issued. */
  public static boolean valid(CharSequence digits) {
    return digits.length() >= SHORTEST
        && digits.length() <= LONGEST
        && luhn(digits)
        && issuer(digits) != Issuer.NONE;
  }

  static boolean luhn(CharSequence digits) {
    int sum = 0;
    boolean second = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (second) {
        digit *= 2;
        sum += digit > 9 ? digit - 9 : digit;
      } else {
        sum += digit;
      }
      second = !second;
    }
    return sum % 10 == 0;
  }

  static Issuer issuer(CharSequence digits) {
    int four = 0;
    for (int i = 0; i < 4; i++) {
      four = four * 10 + (digits.charAt(i) - '0');
    }
    int two = four / 100;
    if (two == 62 || (two == 81 && four <= 8171) || four == 9558) {
      return Issuer.UNION_PAY;
    }
    if (digits.length() != SHORTEST) {
      return Issuer.NONE;
    }
    boolean mastercard = (two >= 51 && two <= 55) || (four >= 2221 && four <= 2720);
    boolean jcb = four >= 3528 && four <= 3589;
    return two / 10 == 4 || mastercard || jcb ? Issuer.INTERNATIONAL : Issuer.NONE;
  }

  static String mask(CharSequence digits) {
    int length = digits.length();
    return digits.subSequence(0, 4) + "****" + digits.subSequence(length - 4, length);
  }
}
