package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values for Sigma's {@code expand} modifier: {@code %name%} in a rule stands for each of them.
 *
 * <p>The file is a mapping of names to one value or a list of values; {@code *} and {@code ?} in a
 * value are wildcards as in rules.
 */
public final class Placeholders {
  public static final Placeholders NONE = new Placeholders(Map.of());

  private final Map<String, List<String>> values;

  private Placeholders(Map<String, List<String>> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * @throws IllegalArgumentException when the file does not have the form above; the message has
   *     file and line
   */
  public static Placeholders parse(RuleSource file) {
    YamlReader.Documents read = YamlReader.read(file.text());
    if (read.problem() != null) {
      throw wrong(file, read.problemLine(), read.problem());
    }
    Map<String, List<String>> out = new LinkedHashMap<>();
    for (YamlNode document : read.documents()) {
      if (!(document instanceof YamlNode.Mapping map)) {
        throw wrong(file, document.line(), "expected a mapping of placeholder names to values");
      }
      for (Map.Entry<String, YamlNode.Entry> e : map.entries().entrySet()) {
        out.put(e.getKey(), texts(file, e.getKey(), e.getValue().value()));
      }
    }
    return new Placeholders(out);
  }

  private static List<String> texts(RuleSource file, String name, YamlNode value) {
    List<YamlNode> items = value instanceof YamlNode.Sequence s ? s.items() : List.of(value);
    List<String> out = new ArrayList<>();
    for (YamlNode item : items) {
      if (!(item instanceof YamlNode.Scalar s) || s.isNull()) {
        throw wrong(file, item.line(), "a value of '" + name + "' must be text");
      }
      out.add(s.text());
    }
    if (out.isEmpty()) {
      throw wrong(file, value.line(), "'" + name + "' has no values");
    }
    return List.copyOf(out);
  }

  private static IllegalArgumentException wrong(RuleSource file, int line, String reason) {
    return new IllegalArgumentException(file.name() + ":" + line + ": " + reason);
  }

  /** Values of a placeholder; null when it is not known. */
  List<String> of(String name) {
    return values.get(name);
  }
}
