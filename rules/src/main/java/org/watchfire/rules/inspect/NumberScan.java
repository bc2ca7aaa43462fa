package org.watchfire.rules.inspect;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds ids, cards and phones in a view by its runs of letters and digits. A run is looked at as a
 * whole, so part of a longer number is never taken for a value; numbers written in groups are tried
 * only in the groupings people use, a bounded number of steps for each run.
 */
final class NumberScan {
  private static final int PATTERN_AND_CHECK = 60;
  private static final int PLAUSIBLE = 15;
  private static final int NEAR_KEYWORD = 25;
  private static final int FAR_KEYWORD = 10;
  private static final int OTHER_LABEL = -30;
  private static final int IN_EXAMPLE = -15;
  private static final int NEAR = 30;
  private static final int FAR = 300;
  private static final int AFTER = 16;
  private static final int LABEL_NEAR = 16;

  private static final int PHONE_PATTERN = 30;
  private static final int PHONE_KEYWORD = 35;
  private static final int MANY_PHONES = 10;

  /** Zero-width characters inside a value may stretch it, but not without end. */
  private static final int LONGEST_SPAN = 256;

  private static final int[][] ID_GROUPS = {{6, 8, 4}, {6, 4, 4, 4}};
  private static final int[][] CARD_GROUPS = {
    {4, 4, 4, 4, 3},
    {4, 4, 4, 4, 2},
    {4, 4, 4, 4, 1},
    {4, 4, 4, 4},
    {6, 13},
    {6, 12},
    {6, 11},
    {6, 10}
  };
  private static final int[][] PHONE_GROUPS = {{3, 4, 4}};

  private final View view;
  private final LocalDate today;
  private final Keywords.Before before;
  private final List<Hit> hits = new ArrayList<>();
  private final List<Hit> barePhones = new ArrayList<>();
  private final Set<String> phoneNumbers = new HashSet<>();

  private NumberScan(View view, LocalDate today) {
    this.view = view;
    this.today = today;
    this.before = new Keywords.Before(view);
  }

  /** All candidates, with positions of the original text. */
  static List<Hit> scan(View view, LocalDate today) {
    NumberScan scan = new NumberScan(view, today);
    scan.run();
    return scan.hits;
  }

  private void run() {
    char[] text = view.text;
    int n = view.length;
    int i = 0;
    while (i < n) {
      char c = text[i];
      if (!alphanumeric(c)) {
        i++;
        continue;
      }
      int from = i;
      int digits = 0;
      do {
        if (c <= '9') {
          digits++;
        }
        i++;
      } while (i < n && alphanumeric(c = text[i]));
      if (digits > 1) {
        token(from, i, digits);
      }
    }
    if (phoneNumbers.size() >= MANY_PHONES) {
      for (Hit phone : barePhones) {
        hits.add(phone.withConfidence(Math.max(phone.confidence(), Band.MEDIUM.floor())));
      }
    } else {
      hits.addAll(barePhones);
    }
  }

  private void token(int from, int to, int digits) {
    int length = to - from;
    if (digits == length) {
      switch (length) {
        case 3 -> grouped(from, PHONE_GROUPS, this::phone);
        case 4 -> grouped(from, CARD_GROUPS, this::card);
        case 6 -> {
          grouped(from, ID_GROUPS, this::id);
          grouped(from, CARD_GROUPS, this::card);
        }
        case 11 -> phone(from, to, view.string(from, to), false);
        case 13 -> withCountryCode(from, to, "86");
        case 15 -> withCountryCode(from, to, "0086");
        case 16, 17, 19 -> card(from, to, view.string(from, to), false);
        case 18 -> {
          String value = view.string(from, to);
          id(from, to, value, false);
          card(from, to, value, false);
        }
        default -> {
          // Part of no value we know.
        }
      }
    } else if (length == ResidentId.LENGTH && digits == length - 1 && isX(view.text[to - 1])) {
      id(from, to, view.string(from, to), false);
    }
  }

  private void withCountryCode(int from, int to, String code) {
    if (view.string(from, from + code.length()).equals(code)) {
      phone(from + code.length(), to, view.string(from + code.length(), to), false);
    }
  }

  private interface Check {
    void accept(int from, int to, String value, boolean grouped);
  }

  /** Tries to read a value written in groups, all parted by the same single space or dash. */
  private void grouped(int from, int[][] patterns, Check check) {
    int separatorAt = from + patterns[0][0];
    if (separatorAt + 1 >= view.length
        || !separator(view.text[separatorAt])
        || !digit(view.text[separatorAt + 1])) {
      return;
    }
    for (int[] pattern : patterns) {
      int to = endOf(from, pattern, view.text[separatorAt], patterns == ID_GROUPS);
      if (to > from) {
        check.accept(from, to, withoutSeparators(from, to), true);
      }
    }
  }

  /** Where a value of this pattern that begins here ends, or -1. */
  private int endOf(int from, int[] pattern, char separator, boolean mayEndInX) {
    int at = from;
    for (int g = 0; g < pattern.length; g++) {
      if (g > 0 && (at >= view.length || view.text[at++] != separator)) {
        return -1;
      }
      int end = at + pattern[g];
      if (end > view.length) {
        return -1;
      }
      boolean lastGroup = mayEndInX && g == pattern.length - 1;
      for (; at < end; at++) {
        char c = view.text[at];
        if (!digit(c) && !(lastGroup && at == end - 1 && isX(c))) {
          return -1;
        }
      }
    }
    return at >= view.length || !alphanumeric(view.text[at]) ? at : -1;
  }

  private String withoutSeparators(int from, int to) {
    StringBuilder value = new StringBuilder(BankCard.LONGEST);
    for (int i = from; i < to; i++) {
      if (!separator(view.text[i])) {
        value.append(view.text[i]);
      }
    }
    return value.toString();
  }

  private void id(int from, int to, String value, boolean grouped) {
    // Not so for ids: 1.110105… is the first item of a list more often than a number.
    if (!ResidentId.valid(value, today) || afterZeroPoint(from)) {
      return;
    }
    int confidence = PATTERN_AND_CHECK;
    confidence += AreaCodes.plausible(value, 0) ? PLAUSIBLE : 0;
    confidence += context(Keywords.ID, from, to);
    String number = value.toUpperCase(Locale.ROOT);
    add(Detectors.RESIDENT_ID, from, to, confidence, ResidentId.mask(value), number, true);
  }

  private void card(int from, int to, String value, boolean grouped) {
    if (!BankCard.valid(value) || fraction(from, to)) {
      return;
    }
    boolean unionPay = BankCard.issuer(value) == BankCard.Issuer.UNION_PAY;
    boolean alone = grouped && !continues(from, to);
    int confidence = PATTERN_AND_CHECK;
    confidence += unionPay || alone ? PLAUSIBLE : 0;
    confidence += context(Keywords.CARD, from, to);
    boolean hide = unionPay || confidence >= Band.LOW.floor();
    add(Detectors.BANK_CARD, from, to, confidence, BankCard.mask(value), value, hide);
  }

  private void phone(int from, int to, String value, boolean grouped) {
    if (!MobilePhone.shape(value) || fraction(from, to) || (grouped && continues(from, to))) {
      return;
    }
    int near = before.distance(Keywords.PHONE, from);
    int confidence = PHONE_PATTERN + (MobilePhone.allotted(value) ? PLAUSIBLE : 0);
    if (near <= NEAR || countryCode(from) || Keywords.PHONE.follows(view, to, AFTER)) {
      confidence += PHONE_KEYWORD;
    } else if (near <= FAR) {
      confidence += FAR_KEYWORD;
    }
    int size = hits.size();
    add(Detectors.MOBILE_PHONE, from, to, confidence, MobilePhone.mask(value), value, false);
    if (hits.size() > size && confidence < Band.MEDIUM.floor() && MobilePhone.allotted(value)) {
      barePhones.add(hits.remove(size));
      phoneNumbers.add(value);
    }
  }

  private int context(Keywords kind, int from, int to) {
    int near = before.distance(kind, from);
    if (near <= NEAR || kind.follows(view, to, AFTER)) {
      return NEAR_KEYWORD;
    }
    int weight = near <= FAR ? FAR_KEYWORD : 0;
    if (before.distance(Keywords.LABEL, from) <= LABEL_NEAR) {
      return weight + OTHER_LABEL;
    }
    return before.distance(Keywords.EXAMPLE, from) <= LABEL_NEAR ? weight + IN_EXAMPLE : weight;
  }

  private void add(
      String detector,
      int from,
      int to,
      int confidence,
      String masked,
      String value,
      boolean hide) {
    int start = view.start(from);
    int end = view.end(to - 1);
    if (end - start <= LONGEST_SPAN) {
      hits.add(new Hit(detector, start, end, Math.min(confidence, 100), masked, value, hide));
    }
  }

  /** Whether {@code +86}, {@code 86} or {@code 0086} stands before, with or without a separator. */
  private boolean countryCode(int from) {
    int at = from - 1;
    if (at >= 0 && (separator(view.text[at]) || view.text[at] == ')')) {
      at--;
    }
    return at >= 1
        && view.text[at] == '6'
        && view.text[at - 1] == '8'
        && (at == 1 || !digit(view.text[at - 2]) || view.text[at - 2] == '0');
  }

  private boolean afterZeroPoint(int from) {
    return from >= 2
        && view.text[from - 1] == '.'
        && view.text[from - 2] == '0'
        && (from == 2 || !digit(view.text[from - 3]));
  }

  /** A decimal number or an address of the network, not a value of its own. */
  private boolean fraction(int from, int to) {
    boolean left = from >= 2 && view.text[from - 1] == '.' && digit(view.text[from - 2]);
    boolean right = to + 1 < view.length && view.text[to] == '.' && digit(view.text[to + 1]);
    return left || right;
  }

  /**
   * Whether more groups of digits stand before or after: a row of a table rather than one number.
   */
  private boolean continues(int from, int to) {
    boolean left = from >= 2 && separator(view.text[from - 1]) && digit(view.text[from - 2]);
    boolean right = to + 1 < view.length && separator(view.text[to]) && digit(view.text[to + 1]);
    return (left && !countryCode(from)) || right;
  }

  private static boolean separator(char c) {
    return c == ' ' || c == '-';
  }

  private static boolean isX(char c) {
    return c == 'x' || c == 'X';
  }

  private static boolean digit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean alphanumeric(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
