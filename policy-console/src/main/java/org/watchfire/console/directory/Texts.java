package org.watchfire.console.directory;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Texts of policy bodies: normalised (NFC, trimmed), bounded, without control characters, so that
 * two texts that look alike are alike and nothing breaks a log line.
 */
final class Texts {
  private static final int MAX_LENGTH = 500;
  private static final int MAX_ITEMS = 200;

  private Texts() {}

  static String required(String field, String value) {
    String text = optional(field, value);
    if (text.isEmpty()) {
      throw new BodyProblem(field, "为必填项", "is required");
    }
    return text;
  }

  /** The empty text for null. */
  static String optional(String field, String value) {
    if (value == null) {
      return "";
    }
    String text = Normalizer.normalize(value, Normalizer.Form.NFC).strip();
    if (text.length() > MAX_LENGTH) {
      throw new BodyProblem(field, "超过 " + MAX_LENGTH + " 个字符", "is longer than " + MAX_LENGTH);
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (Character.isISOControl(c) || Character.isSurrogate(c)) {
        throw new BodyProblem(field, "含有控制字符或损坏的字符", "holds a control or broken character");
      }
    }
    return text;
  }

  /** Without repetitions, in the given order; the empty list for null. */
  static List<String> list(String field, List<String> values) {
    if (values == null) {
      return List.of();
    }
    if (values.size() > MAX_ITEMS) {
      throw new BodyProblem(
          field, "多于 " + MAX_ITEMS + " 项", "has more than " + MAX_ITEMS + " entries");
    }
    Set<String> out = new LinkedHashSet<>();
    for (String value : values) {
      out.add(required(field, value));
    }
    return List.copyOf(out);
  }

  /** Null for null and for a text without content. */
  static String absent(String field, String value) {
    String text = optional(field, value);
    return text.isEmpty() ? null : text;
  }

  /** Puts a member in unless it is null or an empty list. */
  static void put(Map<String, Object> tree, String name, Object value) {
    if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
      tree.put(name, value);
    }
  }

  /** A list in a body, empty when it is none. */
  static List<?> of(Map<String, Object> body, String field) {
    return body.get(field) instanceof List<?> values ? values : List.of();
  }
}
