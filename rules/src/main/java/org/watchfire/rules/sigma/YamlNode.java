package org.watchfire.rules.sigma;

import java.util.List;
import java.util.Map;

/**
 * A YAML value that remembers where it stood. Scalars keep their text as written: Sigma compares
 * numbers as text, and what {@code 010} or {@code 1.0} means is for the reader of the field to
 * decide.
 */
public sealed interface YamlNode {
  /** 1-based line. */
  int line();

  /**
   * @param plain written without quotes, so that {@code null}, {@code true} and numbers have their
   *     special meaning
   */
  record Scalar(String text, boolean plain, int line) implements YamlNode {
    boolean isNull() {
      return plain
          && (text.isEmpty()
              || text.equals("~")
              || text.equals("null")
              || text.equals("Null")
              || text.equals("NULL"));
    }
  }

  record Sequence(List<YamlNode> items, int line) implements YamlNode {}

  /** Keys in the order of the file. */
  record Mapping(Map<String, Entry> entries, int line) implements YamlNode {
    YamlNode get(String key) {
      Entry e = entries.get(key);
      return e == null ? null : e.value();
    }
  }

  /**
   * @param line line of the key
   */
  record Entry(int line, YamlNode value) {}

  /**
   * The same tree always gives the same text, whatever the comments and the layout of the file
   * were.
   */
  default void canonical(StringBuilder out) {
    if (this instanceof Scalar s) {
      out.append(s.isNull() ? 'n' : 's').append(s.text().length()).append(':').append(s.text());
    } else if (this instanceof Sequence q) {
      out.append('[');
      q.items().forEach(i -> i.canonical(out));
      out.append(']');
    } else if (this instanceof Mapping m) {
      out.append('{');
      m.entries()
          .forEach(
              (k, v) -> {
                out.append(k.length()).append(':').append(k);
                v.value().canonical(out);
              });
      out.append('}');
    }
  }
}
