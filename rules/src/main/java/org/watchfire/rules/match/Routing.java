package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.Predicate;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.TextPattern;
import org.watchfire.rules.sigma.YamlNode;
import org.watchfire.rules.sigma.YamlReader;

/**
 * Which events a rule's log source means, as data.
 *
 * <p>The file is a list of rows {@code {product?, category?, service?, when: {field: value |
 * [values]}}}. A row fits a log source when every attribute the row names is the same there. Of the
 * rows that fit, those that name the most attributes count, and an event belongs to the log source
 * when the {@code when} of one of them holds: all fields, one of the values each, values as Sigma
 * strings. Immutable.
 */
public final class Routing {
  private static final Set<String> ATTRIBUTES = Set.of("product", "category", "service");

  private record Row(LogSource source, int named, Expression when) {}

  private final List<Row> rows;
  private final boolean everything;

  private Routing(List<Row> rows, boolean everything) {
    this.rows = List.copyOf(rows);
    this.everything = everything;
  }

  /** No routing: every log source means all events. */
  public static Routing none() {
    return new Routing(List.of(), true);
  }

  /**
   * @throws IllegalArgumentException when the file does not have the form above; the message has
   *     file and line
   */
  public static Routing parse(RuleSource file) {
    YamlReader.Documents read = YamlReader.read(file.text());
    if (read.problem() != null) {
      throw wrong(file, read.problemLine(), read.problem());
    }
    List<Row> rows = new ArrayList<>();
    for (YamlNode document : read.documents()) {
      if (!(document instanceof YamlNode.Sequence list)) {
        throw wrong(file, document.line(), "expected a list of rows");
      }
      for (YamlNode row : list.items()) {
        rows.add(row(file, row));
      }
    }
    return new Routing(rows, false);
  }

  private static Row row(RuleSource file, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping row)) {
      throw wrong(file, node.line(), "a row must be a mapping");
    }
    int named = 0;
    for (Map.Entry<String, YamlNode.Entry> e : row.entries().entrySet()) {
      if (ATTRIBUTES.contains(e.getKey())) {
        named++;
      } else if (!e.getKey().equals("when")) {
        throw wrong(file, e.getValue().line(), "unknown key '" + e.getKey() + "'");
      }
    }
    YamlNode.Entry when = row.entries().get("when");
    if (named == 0 || when == null) {
      throw wrong(file, row.line(), "a row needs 'when' and one of product, category, service");
    }
    if (!(when.value() instanceof YamlNode.Mapping fields) || fields.entries().isEmpty()) {
      throw wrong(file, when.line(), "'when' must name fields");
    }
    List<Expression> all = new ArrayList<>();
    fields.entries().forEach((field, e) -> all.add(oneOf(file, field, e.value())));
    LogSource source =
        new LogSource(
            text(file, row, "product"), text(file, row, "category"), text(file, row, "service"));
    return new Row(source, named, Expression.and(all));
  }

  private static Expression oneOf(RuleSource file, String field, YamlNode value) {
    List<YamlNode> values = value instanceof YamlNode.Sequence s ? s.items() : List.of(value);
    List<Expression> tests = new ArrayList<>();
    for (YamlNode v : values) {
      if (!(v instanceof YamlNode.Scalar s) || s.text().isEmpty()) {
        throw wrong(file, v.line(), "a value of '" + field + "' must be text");
      }
      TextPattern pattern = TextPattern.parse(s.text()).folded();
      tests.add(new Expression.Test(new Predicate.Text(field, pattern, false)));
    }
    if (tests.isEmpty()) {
      throw wrong(file, value.line(), "'" + field + "' has no values");
    }
    return Expression.or(tests);
  }

  private static String text(RuleSource file, YamlNode.Mapping row, String key) {
    YamlNode.Entry e = row.entries().get(key);
    if (e == null) {
      return "";
    }
    if (e.value() instanceof YamlNode.Scalar s && !s.text().isEmpty()) {
      return s.text();
    }
    throw wrong(file, e.line(), "'" + key + "' must be text");
  }

  private static IllegalArgumentException wrong(RuleSource file, int line, String reason) {
    return new IllegalArgumentException(file.name() + ":" + line + ": " + reason);
  }

  /** What an event must be for this log source; empty when no row fits. */
  public Optional<Expression> route(LogSource source) {
    if (everything) {
      return Optional.of(new Expression.And(List.of()));
    }
    int most = 0;
    List<Expression> found = new ArrayList<>();
    for (Row row : rows) {
      if (!fits(row.source(), source) || row.named() < most) {
        continue;
      }
      if (row.named() > most) {
        found.clear();
        most = row.named();
      }
      found.add(row.when());
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(Expression.or(found));
  }

  private static boolean fits(LogSource row, LogSource source) {
    return fits(row.product(), source.product())
        && fits(row.category(), source.category())
        && fits(row.service(), source.service());
  }

  private static boolean fits(String row, String source) {
    return row.isEmpty() || row.equals(source);
  }
}
