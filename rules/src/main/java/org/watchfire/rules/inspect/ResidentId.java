package org.watchfire.rules.inspect;

import java.time.LocalDate;

/**
 * The 18-character resident identity number: 6 digits of area, 8 of birth date, 3 of sequence, one
 * check character (GB 11643-1999; check character by ISO 7064 MOD 11-2).
 */
public final class ResidentId {
  /** Characters of the number. */
  public static final int LENGTH = 18;

  private static final int[] WEIGHTS = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  private static final String CHECK = "10X98765432";
  private static final LocalDate FIRST = LocalDate.of(1900, 1, 1);

  private ResidentId() {}

  /**
   * Whether the 18 characters from {@code at} are a well-formed number: 17 digits and a check
   * character that agrees, a real birth date between 1900 and {@code today}, and a first digit that
   * some region uses. Whether the county exists is {@link AreaCodes#plausible}'s question: real
   * people keep numbers of counties that are long gone.
   */
  public static boolean valid(CharSequence text, int at, LocalDate today) {
    if (at < 0 || text.length() - at < LENGTH) {
      return false;
    }
    int sum = 0;
    for (int i = 0; i < LENGTH - 1; i++) {
      int digit = text.charAt(at + i) - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      sum += digit * WEIGHTS[i];
    }
    char check = text.charAt(at + LENGTH - 1);
    return CHECK.charAt(sum % 11) == (check == 'x' ? 'X' : check)
        && regionPossible(text, at)
        && bornBy(
            today, number(text, at + 6, 4), number(text, at + 10, 2), number(text, at + 12, 2));
  }

  /** Whether the whole text is a well-formed number. */
  public static boolean valid(CharSequence text, LocalDate today) {
    return text.length() == LENGTH && valid(text, 0, today);
  }

  /** The check character of the first 17 digits of {@code text}. */
  public static char checkCharacter(CharSequence text) {
    int sum = 0;
    for (int i = 0; i < LENGTH - 1; i++) {
      sum += (text.charAt(i) - '0') * WEIGHTS[i];
    }
    return CHECK.charAt(sum % 11);
  }

  static String mask(CharSequence number) {
    return number.subSequence(0, 3) + "***********" + number.subSequence(LENGTH - 2, LENGTH);
  }

  /**
   * 1-6 mainland; 81, 82, 83 with 0000 Hong Kong, Macao and Taiwan residents; 9 foreign permanent
   * residents.
   */
  private static boolean regionPossible(CharSequence text, int at) {
    char first = text.charAt(at);
    if (first == '8') {
      char second = text.charAt(at + 1);
      return second >= '1' && second <= '3' && number(text, at + 2, 4) == 0;
    }
    return (first >= '1' && first <= '6') || first == '9';
  }

  private static boolean bornBy(LocalDate today, int year, int month, int day) {
    if (year < FIRST.getYear() || year > today.getYear() || month < 1 || month > 12 || day < 1) {
      return false;
    }
    LocalDate first = LocalDate.of(year, month, 1);
    return day <= first.lengthOfMonth() && !first.withDayOfMonth(day).isAfter(today);
  }

  private static int number(CharSequence text, int from, int digits) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      value = value * 10 + (text.charAt(i) - '0');
    }
    return value;
  }
}
