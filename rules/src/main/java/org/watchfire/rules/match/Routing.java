package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.YamlNode;
import org.watchfire.rules.sigma.YamlReader;

/**
 * Which events a rule's log source means, as data.
 *
 * <p>A row stands for one kind of event: it names some of product, category and service, says what
 * an event must be, and how these events call Sigma's fields. It fits a log source when every
 * attribute the row names is the same there.
 *
 * <ul>
 *   <li>Of the rows that fit, those that name the most attributes count. Several rows with the same
 *       attributes are alternatives; rows with different attributes (one for the category, one for
 *       the service) must both hold.
 *   <li>When no row fits because the log source says less than the rows do (only {@code product:
 *       windows}), it means all rows that say everything it says.
 * </ul>
 *
 * <p>The file is either our own list of rows ({@link RoutingRows}) or a Sigma configuration with
 * {@code logsources} ({@link SigmaLogsources}); its content tells which. Immutable and thread-safe.
 */
public final class Routing {
  private static final Route EVERYTHING = new Route(new Expression.And(List.of()), Map.of());

  /**
   * @param when what an event must be
   * @param fields Sigma's field name to the name in these events
   */
  record Row(LogSource source, Expression when, Map<String, String> fields) {
    Row {
      fields = Map.copyOf(fields);
    }

    boolean fits(LogSource wanted) {
      return says(wanted, source);
    }

    boolean isPartOf(LogSource wanted) {
      return says(source, wanted);
    }

    /** Which attributes are named, as bits. */
    int attributes() {
      return bit(source.product(), 4) | bit(source.category(), 2) | bit(source.service(), 1);
    }

    private static int bit(String attribute, int bit) {
      return attribute.isEmpty() ? 0 : bit;
    }

    private static boolean says(LogSource all, LogSource some) {
      return says(all.product(), some.product())
          && says(all.category(), some.category())
          && says(all.service(), some.service());
    }

    private static boolean says(String all, String some) {
      return some.isEmpty() || some.equals(all);
    }
  }

  private final List<Row> rows;
  private final boolean everything;
  private final Map<Expression, Expression> conditions = new ConcurrentHashMap<>();

  private Routing(List<Row> rows, boolean everything) {
    this.rows = List.copyOf(rows);
    this.everything = everything;
  }

  /** No routing: every log source means all events. */
  public static Routing none() {
    return new Routing(List.of(), true);
  }

  /**
   * @throws IllegalArgumentException when the file has neither form; the message has file and line
   */
  public static Routing parse(RuleSource file) {
    YamlReader.Documents read = YamlReader.read(file.text());
    if (read.problem() != null) {
      throw wrong(file, read.problemLine(), read.problem());
    }
    List<Row> rows = new ArrayList<>();
    for (YamlNode document : read.documents()) {
      if (document instanceof YamlNode.Sequence list) {
        rows.addAll(RoutingRows.read(file, list));
      } else if (document instanceof YamlNode.Mapping map
          && map.entries().containsKey("logsources")) {
        rows.addAll(SigmaLogsources.read(file, map));
      } else {
        throw wrong(
            file, document.line(), "expected a list of rows or a mapping with 'logsources'");
      }
    }
    return new Routing(rows, false);
  }

  static IllegalArgumentException wrong(RuleSource file, int line, String reason) {
    return new IllegalArgumentException(file.name() + ":" + line + ": " + reason);
  }

  /**
   * The ways in which an event can belong to this log source, one for each set of field names; none
   * when no row is about it. Equal conditions are the same object, over all calls.
   */
  public List<Route> routes(LogSource source) {
    if (everything) {
      return List.of(EVERYTHING);
    }
    Map<Map<String, String>, Set<Expression>> byFields = new LinkedHashMap<>();
    for (Row row : meant(rows, source)) {
      byFields.computeIfAbsent(row.fields(), f -> new LinkedHashSet<>()).add(row.when());
    }
    List<Route> routes = new ArrayList<>();
    byFields.forEach(
        (fields, whens) -> {
          Expression when = Expression.or(List.copyOf(whens));
          Expression same = conditions.putIfAbsent(when, when);
          routes.add(new Route(same == null ? when : same, fields));
        });
    return List.copyOf(routes);
  }

  /** The rows that a log source means, with what they say together. */
  static List<Row> meant(List<Row> rows, LogSource source) {
    List<Row> fitting = rows.stream().filter(r -> r.fits(source)).toList();
    if (fitting.isEmpty()) {
      return widest(rows.stream().filter(r -> r.isPartOf(source)).toList());
    }
    int most = fitting.stream().mapToInt(r -> Integer.bitCount(r.attributes())).max().orElse(0);
    Map<Integer, List<Row>> byAttributes = new LinkedHashMap<>();
    for (Row row : fitting) {
      if (Integer.bitCount(row.attributes()) == most) {
        byAttributes.computeIfAbsent(row.attributes(), k -> new ArrayList<>()).add(row);
      }
    }
    List<Row> together = null;
    for (List<Row> alternatives : byAttributes.values()) {
      together = together == null ? alternatives : both(together, alternatives, source);
    }
    return together;
  }

  private static List<Row> both(List<Row> left, List<Row> right, LogSource source) {
    List<Row> out = new ArrayList<>();
    for (Row l : left) {
      for (Row r : right) {
        Map<String, String> fields = new LinkedHashMap<>(r.fields());
        fields.putAll(l.fields());
        out.add(new Row(source, allOf(List.of(l.when(), r.when())), fields));
      }
    }
    return out;
  }

  /** Without the rows whose events another row takes in under the same names. */
  private static List<Row> widest(List<Row> rows) {
    List<Row> out = new ArrayList<>();
    List<Row> widestFirst =
        rows.stream().sorted(Comparator.comparingInt(r -> parts(r.when()).size())).toList();
    for (Row row : widestFirst) {
      boolean contained =
          out.stream()
              .anyMatch(
                  o ->
                      o.fields().equals(row.fields())
                          && parts(row.when()).containsAll(parts(o.when())));
      if (!contained) {
        out.add(row);
      }
    }
    return out;
  }

  private static List<Expression> parts(Expression e) {
    return e instanceof Expression.And and ? and.parts() : List.of(e);
  }

  /** The conjunction, flat and without repetitions. */
  static Expression allOf(List<Expression> conditions) {
    Set<Expression> all = new LinkedHashSet<>();
    conditions.forEach(c -> all.addAll(parts(c)));
    return Expression.and(List.copyOf(all));
  }
}
