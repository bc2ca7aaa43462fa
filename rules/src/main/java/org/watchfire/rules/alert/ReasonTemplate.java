package org.watchfire.rules.alert;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences with {@code {name}} places. Names are field names, or {@code count}, {@code limit},
 * {@code timespan} and {@code group}. The count is only known when an alert leaves, so {@link
 * #fill} keeps a mark for it that {@link #withCount} replaces; no value can forge the mark, because
 * values lose their control characters.
 */
public final class ReasonTemplate {
  static final String COUNT = "count";
  static final String ABSENT = "-";
  private static final char MARK = '\u0001';
  private static final int MAX_VALUE = 120;
  private static final Pattern PLACE = Pattern.compile("\\{([A-Za-z@_][A-Za-z0-9@_.-]{0,99})}");

  private ReasonTemplate() {}

  /** Names of all places except {@code count}. */
  public static Set<String> names(String template) {
    Set<String> names = new LinkedHashSet<>();
    Matcher m = PLACE.matcher(template);
    while (m.find()) {
      if (!m.group(1).equals(COUNT)) {
        names.add(m.group(1));
      }
    }
    return names;
  }

  /**
   * @param values gives the value for a name, null when there is none
   */
  static String fill(String template, UnaryOperator<String> values) {
    String clean = PlainText.of(template, Integer.MAX_VALUE);
    return PLACE
        .matcher(clean)
        .replaceAll(
            place -> {
              String name = place.group(1);
              if (name.equals(COUNT)) {
                return String.valueOf(MARK);
              }
              String value = values.apply(name);
              return Matcher.quoteReplacement(
                  value == null ? ABSENT : PlainText.of(value, MAX_VALUE));
            });
  }

  static String withCount(String filled, String count) {
    return filled.replace(String.valueOf(MARK), count);
  }
}
