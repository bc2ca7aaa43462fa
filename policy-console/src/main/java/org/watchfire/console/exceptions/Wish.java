package org.watchfire.console.exceptions;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.watchfire.rules.sigma.LogSource;

/**
 * An exception as it is asked for. Values mean themselves: nothing in them is a wildcard.
 *
 * @param rules ids of detection rules that look at the same log
 * @param conditions all of which hold for what is hidden
 * @param expires ISO-8601 instant
 */
record Wish(
    String title,
    List<String> rules,
    List<Condition> conditions,
    String owner,
    String reason,
    String expires) {

  /** Longest an exception is in force. */
  static final Duration LONGEST = Duration.ofDays(180);

  private static final Set<String> OPERATORS =
      Set.of("equals", "startswith", "endswith", "contains", "cidr");

  /**
   * @param operator how the field is compared with the values, of which one is enough
   */
  record Condition(String field, String operator, List<String> values) {
    Condition {
      if (field == null || !field.matches("[A-Za-z0-9_@.-]{1,120}")) {
        throw new IllegalArgumentException("field expects the name of a field");
      }
      if (operator == null || !OPERATORS.contains(operator)) {
        throw new IllegalArgumentException(
            "operator expects equals, startswith, endswith, contains or cidr");
      }
      if (values == null || values.isEmpty() || values.size() > 50) {
        throw new IllegalArgumentException("values expects 1 to 50 texts");
      }
      for (String value : values) {
        text("values", value, 1, 500);
      }
      values = List.copyOf(values);
    }

    /** Sigma text; what would be a wildcard is escaped. */
    String sigma() {
      String key = operator.equals("equals") ? field : field + "|" + operator;
      List<String> quoted =
          values.stream()
              .map(v -> operator.equals("cidr") ? v : v.replaceAll("([\\\\*?])", "\\\\$1"))
              .map(Wish::quoted)
              .toList();
      return quoted(key) + ": [" + String.join(", ", quoted) + "]";
    }
  }

  Wish {
    title = text("title", title, 2, 200);
    rules = rules == null ? List.of() : List.copyOf(rules);
    if (rules.isEmpty() || rules.size() > 5) {
      throw new IllegalArgumentException("rules names 1 to 5 rules");
    }
    rules.forEach(rule -> text("rules", rule, 1, 100));
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
    if (conditions.isEmpty() || conditions.size() > 10) {
      throw new IllegalArgumentException(
          "conditions expects 1 to 10: an exception without one would hide everything");
    }
    owner = text("owner", owner, 1, 64);
    reason = text("reason", reason, 4, 1_000);
    try {
      expires = Instant.parse(expires == null ? "" : expires).toString();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("expires expects a time such as 2026-12-31T00:00:00Z");
    }
  }

  Instant end() {
    return Instant.parse(expires);
  }

  /** The Sigma filter (docs/decisions/0008). */
  String yaml(String id, LogSource source, String approval) {
    StringBuilder out = new StringBuilder();
    out.append("title: ").append(quoted(title)).append("\nid: ").append(quoted(id));
    out.append("\nlogsource:\n");
    attribute(out, "product", source.product());
    attribute(out, "category", source.category());
    attribute(out, "service", source.service());
    out.append("filter:\n  rules: [");
    out.append(String.join(", ", rules.stream().map(Wish::quoted).toList()));
    out.append("]\n  hidden:\n");
    conditions.forEach(c -> out.append("    ").append(c.sigma()).append('\n'));
    out.append("  condition: not hidden\nwatchfire:\n  owner: ").append(quoted(owner));
    out.append("\n  reason: ").append(quoted(reason));
    out.append("\n  approval: ").append(quoted(approval));
    out.append("\n  expires: ").append(quoted(expires)).append('\n');
    return out.toString();
  }

  private static void attribute(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append("  ").append(name).append(": ").append(quoted(value)).append('\n');
    }
  }

  /** A double-quoted scalar: JSON's form is YAML's as well. */
  static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
              } else if (c < 0x20
                  || c == 0x7f
                  || (c >= 0x80 && c < 0xa0)
                  || c == 0xfeff
                  || c == 0x2028
                  || c == 0x2029) {
                out.append(String.format("\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.append('"').toString();
  }

  private static String text(String field, String value, int min, int max) {
    String text = value == null ? "" : value.strip();
    if (text.length() < min || text.length() > max) {
      throw new IllegalArgumentException(field + " expects " + min + " to " + max + " characters");
    }
    text.codePoints()
        .forEach(
            c -> {
              boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
              if (lone || Character.isISOControl(c)) {
                throw new IllegalArgumentException(field + " holds a control or broken character");
              }
            });
    return text;
  }
}
