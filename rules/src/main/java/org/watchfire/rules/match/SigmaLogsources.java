package org.watchfire.rules.match;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.YamlNode;

/**
 * The {@code logsources} of a Sigma configuration file.
 *
 * <p>Each entry names product, category or service and has {@code conditions} (fields and values),
 * {@code sources} ({@code WinEventLog:<channel>} or {@code File:<glob>}; one of them), and {@code
 * rewrite}: the log source that these events belong to as well, whose own conditions then hold too.
 * {@code fieldmappings} has the events' names for Sigma's.
 */
final class SigmaLogsources {
  private static final Set<String> FILE_KEYS =
      Set.of("title", "description", "order", "backends", "logsources");
  private static final Set<String> KEYS =
      Set.of(
          "product",
          "category",
          "service",
          "description",
          "conditions",
          "sources",
          "rewrite",
          "fieldmappings");
  private static final Set<String> REWRITE_KEYS = Set.of("product", "category", "service");

  /** One entry as written; {@code rewrite} is null when there is none. */
  private record Entry(int line, Routing.Row own, LogSource rewrite) {}

  private final RuleSource file;
  private final List<Entry> entries = new ArrayList<>();

  private SigmaLogsources(RuleSource file) {
    this.file = file;
  }

  /**
   * @throws IllegalArgumentException with file and line
   */
  static List<Routing.Row> read(RuleSource file, YamlNode.Mapping document) {
    SigmaLogsources reader = new SigmaLogsources(file);
    reader.onlyKnown(document, FILE_KEYS);
    YamlNode.Entry all = document.entries().get("logsources");
    if (!(all.value() instanceof YamlNode.Mapping named) || named.entries().isEmpty()) {
      throw Routing.wrong(file, all.line(), "'logsources' must be a mapping of named entries");
    }
    named.entries().forEach((name, e) -> reader.entries.add(reader.entry(name, e)));
    List<Routing.Row> rows = new ArrayList<>();
    for (Entry e : reader.entries) {
      rows.addAll(reader.resolve(e, Set.of()));
    }
    return rows;
  }

  private void onlyKnown(YamlNode.Mapping map, Set<String> known) {
    map.entries()
        .forEach(
            (key, e) -> {
              if (!known.contains(key)) {
                throw Routing.wrong(file, e.line(), "unknown key '" + key + "'");
              }
            });
  }

  private Entry entry(String name, YamlNode.Entry node) {
    if (!(node.value() instanceof YamlNode.Mapping map)) {
      throw Routing.wrong(file, node.line(), "'" + name + "' must be a mapping");
    }
    onlyKnown(map, KEYS);
    LogSource source = RoutingRows.source(file, map);
    if (source.equals(LogSource.NONE)) {
      throw Routing.wrong(
          file, node.line(), "'" + name + "' names none of product, category, service");
    }
    List<Expression> when = new ArrayList<>();
    YamlNode.Entry conditions = map.entries().get("conditions");
    if (conditions != null) {
      when.add(RoutingRows.when(file, "conditions", conditions));
    }
    YamlNode.Entry sources = map.entries().get("sources");
    if (sources != null) {
      when.add(sources(sources));
    }
    LogSource rewrite = rewrite(map);
    if (when.isEmpty() && rewrite == null) {
      throw Routing.wrong(
          file, node.line(), "'" + name + "' has none of conditions, sources, rewrite");
    }
    Map<String, String> fields = RoutingRows.names(file, map, "fieldmappings");
    return new Entry(node.line(), new Routing.Row(source, Routing.allOf(when), fields), rewrite);
  }

  private LogSource rewrite(YamlNode.Mapping map) {
    YamlNode.Entry entry = map.entries().get("rewrite");
    if (entry == null) {
      return null;
    }
    if (!(entry.value() instanceof YamlNode.Mapping target)) {
      throw Routing.wrong(file, entry.line(), "'rewrite' must name product, category or service");
    }
    onlyKnown(target, REWRITE_KEYS);
    return RoutingRows.source(file, target);
  }

  private Expression sources(YamlNode.Entry entry) {
    List<YamlNode> items =
        entry.value() instanceof YamlNode.Sequence s ? s.items() : List.of(entry.value());
    List<Expression> any = new ArrayList<>();
    for (YamlNode item : items) {
      String text = item instanceof YamlNode.Scalar s ? s.text() : "";
      int colon = text.indexOf(':');
      String kind = colon < 0 ? "" : text.substring(0, colon);
      String place = text.substring(colon + 1);
      if (place.isEmpty() || !(kind.equals("WinEventLog") || kind.equals("File"))) {
        throw Routing.wrong(
            file, item.line(), "a source must be WinEventLog:<channel> or File:<glob>");
      }
      any.add(RoutingRows.test(kind.equals("File") ? "log.file.path" : "Channel", place));
    }
    if (any.isEmpty()) {
      throw Routing.wrong(file, entry.line(), "'sources' is empty");
    }
    return Expression.or(any);
  }

  /** The rows of an entry with the conditions of what it is rewritten to. */
  private List<Routing.Row> resolve(Entry entry, Set<Entry> on) {
    if (entry.rewrite() == null) {
      return List.of(entry.own());
    }
    Set<Entry> way = new LinkedHashSet<>(on);
    if (!way.add(entry)) {
      throw Routing.wrong(file, entry.line(), "'rewrite' leads back to where it began");
    }
    List<Routing.Row> out = new ArrayList<>();
    for (Entry target : targets(entry)) {
      for (Routing.Row row : resolve(target, way)) {
        Map<String, String> fields = new LinkedHashMap<>(row.fields());
        // What this entry calls a field, the other may know under a third name.
        entry.own().fields().forEach((k, v) -> fields.put(k, row.fields().getOrDefault(v, v)));
        out.add(
            new Routing.Row(
                entry.own().source(),
                Routing.allOf(List.of(entry.own().when(), row.when())),
                fields));
      }
    }
    return out;
  }

  /** The entries that fit the log source best; when it says less than all of them, its parts. */
  private List<Entry> targets(Entry entry) {
    LogSource wanted = entry.rewrite();
    List<Entry> found = entries.stream().filter(e -> e.own().fits(wanted)).toList();
    if (found.isEmpty()) {
      found = entries.stream().filter(e -> e.own().isPartOf(wanted)).toList();
    }
    if (found.isEmpty()) {
      throw Routing.wrong(
          file, entry.line(), "no entry is about " + wanted.text() + " of 'rewrite'");
    }
    int most = found.stream().mapToInt(SigmaLogsources::named).max().orElse(0);
    boolean fits = found.get(0).own().fits(wanted);
    return fits ? found.stream().filter(e -> named(e) == most).toList() : found;
  }

  private static int named(Entry e) {
    return Integer.bitCount(e.own().attributes());
  }
}
