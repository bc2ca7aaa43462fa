package org.watchfire.rules.sigma;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Typed reading of one YAML mapping; what does not fit is an error with the line of the value. */
final class Fields {
  private static final Pattern SPAN = Pattern.compile("([1-9]\\d{0,6})([smhd])");
  private static final int MAX_TEXT = 20_000;

  private final YamlNode.Mapping map;

  Fields(YamlNode.Mapping map) {
    this.map = map;
  }

  static Fields of(YamlNode node, String what) {
    if (node instanceof YamlNode.Mapping m) {
      return new Fields(m);
    }
    throw new SigmaFormatException(node.line(), what + " must be a mapping");
  }

  YamlNode.Mapping map() {
    return map;
  }

  boolean has(String key) {
    return map.get(key) != null;
  }

  int line(String key) {
    YamlNode.Entry e = map.entries().get(key);
    return e == null ? map.line() : e.line();
  }

  YamlNode required(String key) {
    YamlNode n = map.get(key);
    if (n == null) {
      throw new SigmaFormatException(map.line(), "'" + key + "' is missing");
    }
    return n;
  }

  /** The text of a scalar; empty when the key is absent or null. */
  String text(String key) {
    YamlNode n = map.get(key);
    if (n == null) {
      return "";
    }
    return scalar(n, key);
  }

  static String scalar(YamlNode n, String key) {
    if (!(n instanceof YamlNode.Scalar s)) {
      throw new SigmaFormatException(n.line(), "'" + key + "' must be text");
    }
    if (s.text().length() > MAX_TEXT) {
      throw new SigmaFormatException(
          n.line(), "'" + key + "' is longer than " + MAX_TEXT + " characters");
    }
    return s.isNull() ? "" : s.text();
  }

  /** A list of texts; a single text counts as a list of one. */
  List<String> texts(String key) {
    YamlNode n = map.get(key);
    if (n == null || (n instanceof YamlNode.Scalar s && s.isNull())) {
      return List.of();
    }
    if (n instanceof YamlNode.Sequence q) {
      List<String> out = new ArrayList<>();
      q.items().forEach(i -> out.add(scalar(i, key)));
      return List.copyOf(out);
    }
    return List.of(scalar(n, key));
  }

  boolean flag(String key) {
    String text = text(key);
    if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
      throw new SigmaFormatException(line(key), "'" + key + "' must be true or false");
    }
    return text.equals("true");
  }

  /** Sigma's time span: a whole number and s, m, h or d. */
  Duration span(String key, Duration min, Duration max) {
    String text = text(key);
    Matcher m = SPAN.matcher(text);
    if (!m.matches()) {
      throw new SigmaFormatException(
          line(key),
          "'" + key + "' must be a time span such as 30s, 10m, 1h or 2d, found '" + text + "'");
    }
    long n = Long.parseLong(m.group(1));
    Duration d =
        switch (m.group(2)) {
          case "s" -> Duration.ofSeconds(n);
          case "m" -> Duration.ofMinutes(n);
          case "h" -> Duration.ofHours(n);
          default -> Duration.ofDays(n);
        };
    if (d.compareTo(min) < 0 || d.compareTo(max) > 0) {
      throw new SigmaFormatException(
          line(key), "'" + key + "' must be between " + min + " and " + max + ", found " + text);
    }
    return d;
  }

  void onlyKnown(Set<String> known, String where) {
    map.entries()
        .forEach(
            (k, v) -> {
              if (!known.contains(k)) {
                throw new SigmaFormatException(
                    v.line(),
                    "unknown key '" + k + "' in " + where + ", expected one of " + sorted(known));
              }
            });
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
