package org.watchfire.core.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * Canonical bytes of a JSON tree after RFC 8785: no white space, names sorted by UTF-16 code units,
 * shortest escapes. Numbers are whole and within ±(2^53-1) (I-JSON, RFC 7493); others are refused,
 * so that no two implementations can differ.
 */
public final class CanonicalJson {
  private static final long MAX = (1L << 53) - 1;

  private CanonicalJson() {}

  /**
   * @throws IllegalArgumentException for a number that is not whole, or a value JSON does not have
   */
  public static byte[] bytes(Object tree) {
    StringBuilder out = new StringBuilder(256);
    write(out, tree);
    return out.toString().getBytes(UTF_8);
  }

  private static void write(StringBuilder out, Object value) {
    if (value == null || value instanceof Boolean) {
      out.append(value);
    } else if (value instanceof CharSequence text) {
      quote(out, text);
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      number(out, ((Number) value).longValue());
    } else if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) <= MAX) {
      number(out, d.longValue());
    } else if (value instanceof Map<?, ?> map) {
      TreeMap<String, Object> sorted = new TreeMap<>();
      map.forEach((k, v) -> sorted.put((String) k, v));
      String separator = "{";
      for (Map.Entry<String, Object> e : sorted.entrySet()) {
        out.append(separator);
        quote(out, e.getKey());
        out.append(':');
        write(out, e.getValue());
        separator = ",";
      }
      out.append(sorted.isEmpty() ? "{}" : "}");
    } else if (value instanceof Collection<?> many) {
      out.append('[');
      String separator = "";
      for (Object item : many) {
        out.append(separator);
        write(out, item);
        separator = ",";
      }
      out.append(']');
    } else {
      throw new IllegalArgumentException(
          "no canonical JSON form for a " + value.getClass().getSimpleName());
    }
  }

  private static void number(StringBuilder out, long n) {
    if (Math.abs(n) > MAX) {
      throw new IllegalArgumentException("number beyond 2^53-1 has no canonical JSON form");
    }
    out.append(n);
  }

  private static void quote(StringBuilder out, CharSequence text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append(String.format("\\u%04x", (int) c));
          } else if (Character.isSurrogate(c) && lone(text, i)) {
            throw new IllegalArgumentException("lone surrogate has no canonical JSON form");
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static boolean lone(CharSequence text, int i) {
    char c = text.charAt(i);
    return Character.isHighSurrogate(c)
        ? i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }
}
