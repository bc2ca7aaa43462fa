package org.watchfire.rules.sigma;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.CorrelationRule.Type;

/**
 * Reads the {@code correlation} part of a document.
 *
 * <p>Keys it does not know are rejected, and so are conditions that no number fulfils and counts of
 * nothing ({@code eq: 0}, {@code lt: 1}): a correlation is judged when a match comes, so what never
 * comes is never seen.
 */
final class CorrelationParser {
  /** Largest count a correlation may ask for: bounds the state of one key. */
  private static final int MAX_LIMIT = 10_000;

  private static final int MAX_RULES = 32;
  private static final int MAX_FIELDS = 16;
  private static final Set<String> KEYS =
      Set.of("type", "rules", "group-by", "timespan", "condition", "aliases", "generate");

  private CorrelationParser() {}

  /**
   * @throws SigmaFormatException when this is not a correlation that can be evaluated exactly
   */
  static CorrelationRule parse(Fields rule, RuleHeader header, String source, int line) {
    Fields c = Fields.of(rule.required("correlation"), "correlation");
    c.onlyKnown(KEYS, "correlation");
    Type type = type(c);
    List<String> rules = rules(c, type);
    c.required("timespan");
    Duration span = c.span("timespan", Duration.ofSeconds(1), Duration.ofDays(31));
    Fields condition = c.has("condition") ? Fields.of(c.required("condition"), "condition") : null;
    List<String> groupBy = distinct(c, "group-by", c.texts("group-by"));
    return new CorrelationRule(
        header,
        source,
        line,
        type,
        rules,
        groupBy,
        span,
        threshold(c, condition, type, rules.size()),
        valueFields(c, condition, type),
        percentile(c, condition, type),
        aliases(c),
        c.flag("generate") || rule.flag("generate"));
  }

  private static Type type(Fields c) {
    String text = Fields.scalar(c.required("type"), "type");
    for (Type t : Type.values()) {
      if (t.text().equals(text)) {
        return t;
      }
    }
    throw new SigmaFormatException(
        c.line("type"), "correlation type '" + text + "' is not supported");
  }

  private static List<String> rules(Fields c, Type type) {
    c.required("rules");
    List<String> rules = c.texts("rules");
    int least = type.temporal() ? 2 : 1;
    if (rules.size() < least || rules.size() > MAX_RULES) {
      throw new SigmaFormatException(
          c.line("rules"), "'rules' must name " + least + " to " + MAX_RULES + " rules");
    }
    return distinct(c, "rules", rules);
  }

  private static List<String> distinct(Fields f, String key, List<String> names) {
    if (names.stream().anyMatch(String::isBlank)) {
      throw new SigmaFormatException(f.line(key), "'" + key + "' has an empty name");
    }
    if (names.stream().distinct().count() != names.size()) {
      throw new SigmaFormatException(f.line(key), "'" + key + "' has a name twice");
    }
    if (names.size() > MAX_RULES) {
      throw new SigmaFormatException(
          f.line(key), "'" + key + "' has more than " + MAX_RULES + " names");
    }
    return names;
  }

  private static List<String> valueFields(Fields c, Fields condition, Type type) {
    List<String> fields =
        condition == null ? List.of() : distinct(condition, "field", condition.texts("field"));
    int most = type == Type.VALUE_COUNT ? MAX_FIELDS : type.numeric() ? 1 : 0;
    if (most == 0 && !fields.isEmpty()) {
      throw new SigmaFormatException(
          condition.line("field"), "condition 'field' does not go with " + type.text());
    }
    if (most > 0 && (fields.isEmpty() || fields.size() > most)) {
      throw new SigmaFormatException(
          c.line("condition"),
          type.text() + " needs " + (most == 1 ? "one" : "1 to " + most) + " 'field' in condition");
    }
    return fields;
  }

  private static BigDecimal percentile(Fields c, Fields condition, Type type) {
    boolean given = condition != null && condition.has("percentile");
    if (given != (type == Type.VALUE_PERCENTILE)) {
      throw new SigmaFormatException(
          c.line("condition"),
          "condition 'percentile' goes with value_percentile, and only with it");
    }
    if (!given) {
      return null;
    }
    BigDecimal p =
        decimal(condition.line("percentile"), "percentile", condition.text("percentile"));
    if (p.signum() < 0 || p.compareTo(BigDecimal.valueOf(100)) > 0) {
      throw new SigmaFormatException(
          condition.line("percentile"), "'percentile' must be between 0 and 100");
    }
    return p;
  }

  private static Threshold threshold(Fields c, Fields condition, Type type, int rules) {
    List<Threshold.Bound> bounds = condition == null ? List.of() : bounds(condition, type);
    if (bounds.isEmpty()) {
      if (!type.temporal()) {
        throw new SigmaFormatException(
            c.line("condition"), "condition needs gt, gte, lt, lte, eq or neq");
      }
      return new Threshold(List.of(new Threshold.Bound(Comparison.GTE, rules)));
    }
    Threshold t = new Threshold(bounds);
    if (!type.numeric() && t.largestLimit() > MAX_LIMIT) {
      throw new SigmaFormatException(
          c.line("condition"),
          "a sliding window counts up to " + MAX_LIMIT + ", found " + t.largestLimit());
    }
    boolean possible =
        type.numeric()
            ? t.canHold()
            : t.canHoldForCount(1, type.temporal() ? rules : Long.MAX_VALUE);
    if (!possible) {
      throw new SigmaFormatException(
          c.line("condition"),
          type.temporal()
              ? "no number of rules from 1 to " + rules + " fulfils the condition"
              : type.numeric()
                  ? "no number fulfils the condition"
                  : "no count from 1 fulfils the condition; what does not happen is not counted");
    }
    return t;
  }

  private static List<Threshold.Bound> bounds(Fields condition, Type type) {
    List<Threshold.Bound> bounds = new ArrayList<>();
    condition
        .map()
        .entries()
        .forEach(
            (key, e) -> {
              if (key.equals("field") || key.equals("percentile")) {
                return;
              }
              Comparison op =
                  Comparison.of(key)
                      .orElseThrow(
                          () ->
                              new SigmaFormatException(
                                  e.line(), "unknown key '" + key + "' in condition"));
              String n = Fields.scalar(e.value(), key);
              if (!type.numeric() && !n.matches("\\d{1,9}")) {
                throw new SigmaFormatException(e.line(), "'" + key + "' must be a whole number");
              }
              bounds.add(new Threshold.Bound(op, decimal(e.line(), key, n)));
            });
    return bounds;
  }

  private static BigDecimal decimal(int line, String key, String text) {
    if (!text.matches("[+-]?\\d{1,18}(\\.\\d{1,18})?")) {
      throw new SigmaFormatException(line, "'" + key + "' must be a number, found '" + text + "'");
    }
    return new BigDecimal(text);
  }

  private static Map<String, Map<String, String>> aliases(Fields c) {
    Map<String, Map<String, String>> out = new LinkedHashMap<>();
    if (c.has("aliases")) {
      Fields aliases = Fields.of(c.required("aliases"), "aliases");
      aliases
          .map()
          .entries()
          .forEach(
              (alias, e) -> {
                Map<String, String> fields = new LinkedHashMap<>();
                Fields of = Fields.of(e.value(), "alias " + alias);
                of.map()
                    .entries()
                    .forEach(
                        (rule, target) -> {
                          String field = of.text(rule);
                          if (field.isBlank()) {
                            throw new SigmaFormatException(
                                target.line(), "alias '" + alias + "' needs a field for " + rule);
                          }
                          fields.put(rule, field);
                        });
                out.put(alias, Map.copyOf(fields));
              });
    }
    return Map.copyOf(out);
  }
}
