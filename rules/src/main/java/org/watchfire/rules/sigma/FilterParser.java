package org.watchfire.rules.sigma;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;

/** Reads Sigma filter documents. */
final class FilterParser {
  /** What may stand under {@code watchfire}. */
  static final Set<String> EXTENSION = Set.of("title_zh", "owner", "reason", "approval", "expires");

  private FilterParser() {}

  static FilterRule parse(
      Fields document,
      RuleHeader header,
      String source,
      int line,
      LogSource logSource,
      Placeholders placeholders) {
    Fields filter = Fields.of(document.required("filter"), "filter");
    DetectionParser.Detection d =
        DetectionParser.parse(document.required("filter"), placeholders, Set.of("rules"));
    Fields own =
        document.has("watchfire") ? Fields.of(document.required("watchfire"), "watchfire") : null;
    return new FilterRule(
        header,
        source,
        line,
        logSource,
        rules(filter),
        d.expression(),
        text(own, "owner"),
        text(own, "reason"),
        text(own, "approval"),
        expires(own));
  }

  private static List<String> rules(Fields filter) {
    filter.required("rules");
    List<String> rules = filter.texts("rules");
    if (rules.isEmpty()) {
      throw new SigmaFormatException(
          filter.line("rules"), "'rules' must name the rules that the filter is for, or say any");
    }
    return rules.equals(List.of("any")) ? List.of() : rules;
  }

  private static String text(Fields own, String key) {
    return own == null ? "" : own.text(key).strip();
  }

  /** A date ends with its last second, in UTC. */
  private static Instant expires(Fields own) {
    String text = text(own, "expires");
    if (text.isEmpty()) {
      return Instant.MAX;
    }
    try {
      return text.length() == 10
          ? LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new SigmaFormatException(
          own.line("expires"),
          "'expires' must be a date such as 2026-12-31 or a time with zone, found '" + text + "'");
    }
  }
}
