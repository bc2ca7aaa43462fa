package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.TextPattern;
import org.watchfire.rules.sigma.YamlNode;

/**
 * Our own form of a routing file: a list of rows
 *
 * <pre>
 * - product: linux
 *   category: process_creation
 *   when: {event.dataset: auditd.log}
 *   fields: {Image: process.executable}
 * </pre>
 *
 * <p>{@code when}: all fields must hold; a list of values means "one of"; values are Sigma strings.
 * {@code fields}, which may be left out, has the events' names for Sigma's.
 */
final class RoutingRows {
  private static final Set<String> ATTRIBUTES = Set.of("product", "category", "service");
  private static final Set<String> OTHERS = Set.of("when", "fields");

  private RoutingRows() {}

  /**
   * @throws IllegalArgumentException with file and line
   */
  static List<Routing.Row> read(RuleSource file, YamlNode.Sequence list) {
    List<Routing.Row> rows = new ArrayList<>();
    for (YamlNode item : list.items()) {
      if (!(item instanceof YamlNode.Mapping row)) {
        throw Routing.wrong(file, item.line(), "a row must be a mapping");
      }
      rows.add(row(file, row));
    }
    return rows;
  }

  private static Routing.Row row(RuleSource file, YamlNode.Mapping row) {
    row.entries()
        .forEach(
            (key, e) -> {
              if (!ATTRIBUTES.contains(key) && !OTHERS.contains(key)) {
                throw Routing.wrong(file, e.line(), "unknown key '" + key + "'");
              }
            });
    LogSource source = source(file, row);
    YamlNode.Entry when = row.entries().get("when");
    if (source.equals(LogSource.NONE) || when == null) {
      throw Routing.wrong(
          file, row.line(), "a row needs 'when' and one of product, category, service");
    }
    return new Routing.Row(source, when(file, "when", when), names(file, row, "fields"));
  }

  /** Attributes that are not named are empty. */
  static LogSource source(RuleSource file, YamlNode.Mapping map) {
    return new LogSource(
        text(file, map, "product"), text(file, map, "category"), text(file, map, "service"));
  }

  /** A mapping of field names to what they must be. */
  static Expression when(RuleSource file, String key, YamlNode.Entry entry) {
    if (!(entry.value() instanceof YamlNode.Mapping fields) || fields.entries().isEmpty()) {
      throw Routing.wrong(file, entry.line(), "'" + key + "' must name fields");
    }
    List<Expression> all = new ArrayList<>();
    fields.entries().forEach((field, e) -> all.add(oneOf(file, field, e.value())));
    return Expression.and(all);
  }

  private static Expression oneOf(RuleSource file, String field, YamlNode value) {
    List<YamlNode> values = value instanceof YamlNode.Sequence s ? s.items() : List.of(value);
    List<Expression> tests = new ArrayList<>();
    for (YamlNode v : values) {
      if (!(v instanceof YamlNode.Scalar s) || s.text().isEmpty()) {
        throw Routing.wrong(file, v.line(), "a value of '" + field + "' must be text");
      }
      tests.add(test(field, s.text()));
    }
    if (tests.isEmpty()) {
      throw Routing.wrong(file, value.line(), "'" + field + "' has no values");
    }
    return Expression.or(tests);
  }

  /** That a field has this value, a Sigma string. */
  static Expression test(String field, String value) {
    return new Expression.Test(new Predicate.Text(field, TextPattern.parse(value).folded(), false));
  }

  /** A mapping of texts, empty when the key is absent. */
  static Map<String, String> names(RuleSource file, YamlNode.Mapping map, String key) {
    YamlNode.Entry entry = map.entries().get(key);
    if (entry == null) {
      return Map.of();
    }
    if (!(entry.value() instanceof YamlNode.Mapping names)) {
      throw Routing.wrong(file, entry.line(), "'" + key + "' must map field names to field names");
    }
    Map<String, String> out = new LinkedHashMap<>();
    for (String name : names.entries().keySet()) {
      out.put(name, text(file, names, name));
    }
    return out;
  }

  /** Empty when the key is absent. */
  static String text(RuleSource file, YamlNode.Mapping map, String key) {
    YamlNode.Entry e = map.entries().get(key);
    if (e == null) {
      return "";
    }
    if (e.value() instanceof YamlNode.Scalar s && !s.text().isEmpty()) {
      return s.text();
    }
    throw Routing.wrong(file, e.line(), "'" + key + "' must be text");
  }
}
