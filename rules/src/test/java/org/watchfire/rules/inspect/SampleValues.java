package org.watchfire.rules.inspect;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Values with correct check digits, made here from random numbers: nobody's data. */
final class SampleValues {
  static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T08:00:00Z"), ZoneOffset.UTC);
  static final LocalDate TODAY = LocalDate.now(CLOCK);

  private static final String[] AREAS = {
    "110105", "310115", "440304", "510107", "650102", "330106", "420111"
  };
  private static final String[] ISSUERS = {"622202", "621700", "625912", "955880"};

  private SampleValues() {}

  static String id(String area, LocalDate born, int sequence) {
    String seventeen =
        area
            + String.format(
                "%04d%02d%02d", born.getYear(), born.getMonthValue(), born.getDayOfMonth())
            + String.format("%03d", sequence);
    return seventeen + ResidentId.checkCharacter(seventeen);
  }

  static String id(Random random) {
    LocalDate born = LocalDate.of(1950, 1, 1).plusDays(random.nextInt(25_000));
    return id(AREAS[random.nextInt(AREAS.length)], born, random.nextInt(1000));
  }

  static String card(String prefix, int length, Random random) {
    StringBuilder digits = new StringBuilder(prefix);
    while (digits.length() < length - 1) {
      digits.append(random.nextInt(10));
    }
    for (char last = '0'; last <= '9'; last++) {
      if (BankCard.luhn(digits.toString() + last)) {
        return digits.toString() + last;
      }
    }
    throw new AssertionError("one of ten digits always fits");
  }

  static String card(Random random) {
    return card(ISSUERS[random.nextInt(ISSUERS.length)], random.nextBoolean() ? 16 : 19, random);
  }

  static String phone(Random random) {
    return "13" + String.format("%09d", random.nextInt(1_000_000_000));
  }

  static Arbitrary<String> ids() {
    return Arbitraries.longs().map(seed -> id(new Random(seed)));
  }

  static Arbitrary<String> cards() {
    return Arbitraries.longs().map(seed -> card(new Random(seed)));
  }

  /** Text as it stands around values: Chinese, signs, words, shorter numbers. */
  static Arbitrary<String> surroundings() {
    return Arbitraries.of(
            "申请人",
            "，",
            "。",
            "\n",
            " ",
            "：",
            ":",
            "\"",
            "{",
            "}",
            "=",
            "&",
            "/",
            " GET ",
            "审批 ",
            " 2026-11-21 ",
            " 10.0.0.1 ",
            "表格",
            ";",
            "(",
            ")",
            "（",
            "）",
            "_",
            ".",
            "|",
            "\t",
            "办理完成",
            " port 22 ",
            "★",
            "密",
            "%",
            "\\",
            "第12条")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
