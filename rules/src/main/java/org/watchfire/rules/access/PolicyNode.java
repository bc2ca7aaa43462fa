package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.watchfire.rules.access.AccessPolicyException.Problem;
import org.watchfire.rules.alert.PlainText;

/**
 * One object of a policy text. Everything wrong is written down with its path and reading goes on
 * with a harmless value, so that people see all mistakes at once; a reader with problems gives
 * nothing out. Members that nobody asked for are a problem.
 */
final class PolicyNode {
  static final int MAX_LIST = 10_000;
  private static final int MAX_PROBLEMS = 100;
  private static final int MAX_SHOWN = 40;

  private final String path;
  private final Map<?, ?> members;
  private final List<Problem> problems;
  private final Set<String> asked = new HashSet<>();

  PolicyNode(String path, Map<?, ?> members, List<Problem> problems) {
    this.path = path;
    this.members = members;
    this.problems = problems;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  /** A text of 1 to {@code max} characters; {@code otherwise} when absent, null = must be there. */
  String text(String name, int max, String otherwise) {
    Object value = take(name);
    if (value == null && otherwise != null) {
      return otherwise;
    }
    return value instanceof String text && isText(text, max)
        ? text
        : wrong(
            name, "a text of 1 to " + max + " characters without control characters", "", value);
  }

  /** A text that {@code form} can read; {@code otherwise} when absent. */
  <T> T read(String name, Function<String, Optional<T>> form, String expected, T otherwise) {
    Object value = take(name);
    if (value == null) {
      return otherwise;
    }
    return value instanceof String text
        ? form.apply(text).orElseGet(() -> wrong(name, expected, otherwise, text))
        : wrong(name, expected, otherwise, value);
  }

  boolean flag(String name) {
    Object value = take(name);
    return value instanceof Boolean b
        ? b
        : value != null && wrong(name, "true or false", false, value);
  }

  long number(String name, long min, long max, long otherwise) {
    Object value = take(name);
    if (value == null && otherwise >= min) {
      return otherwise;
    }
    return value instanceof Number n
            && !(value instanceof Double)
            && n.longValue() >= min
            && n.longValue() <= max
        ? n.longValue()
        : wrong(name, "a whole number from " + min + " to " + max, min, value);
  }

  /** A list of texts, each once; empty when absent. An empty list is a mistake: it says nothing. */
  Set<String> texts(String name, int max) {
    return values(
        name,
        text -> isText(text, max) ? Optional.of(text) : Optional.empty(),
        "texts of 1 to " + max + " characters");
  }

  /** A list of texts that {@code form} can read. */
  <T> Set<T> values(String name, Function<String, Optional<T>> form, String expected) {
    Set<T> out = new LinkedHashSet<>();
    List<?> list = list(name);
    for (int i = 0; i < list.size(); i++) {
      Object value = list.get(i);
      Optional<T> read = value instanceof String text ? form.apply(text) : Optional.empty();
      String at = name + "[" + i + "]";
      if (read.isEmpty()) {
        wrong(at, expected, null, value);
      } else if (!out.add(read.get())) {
        problem(at, "is there twice");
      }
    }
    return out;
  }

  /** An object; one without members when it is absent or no object. */
  PolicyNode object(String name) {
    Object value = take(name);
    Map<?, ?> map = Map.of();
    if (value instanceof Map<?, ?> found) {
      map = found;
    } else if (value != null) {
      wrong(name, "an object", null, value);
    }
    return new PolicyNode(at(name), map, problems);
  }

  /** A list of objects; empty when absent. */
  List<PolicyNode> objects(String name) {
    List<PolicyNode> out = new ArrayList<>();
    List<?> list = list(name);
    for (int i = 0; i < list.size(); i++) {
      String at = name + "[" + i + "]";
      if (list.get(i) instanceof Map<?, ?> map) {
        out.add(new PolicyNode(at(at), map, problems));
      } else {
        wrong(at, "an object", null, list.get(i));
      }
    }
    return out;
  }

  /** Names of the members, for objects whose names are free. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    members.keySet().forEach(name -> names.add((String) name));
    return names;
  }

  private List<?> list(String name) {
    Object value = take(name);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      return wrong(name, "a list", List.of(), value);
    }
    if (list.isEmpty()) {
      problem(name, "an empty list; leave it out when nothing is asked");
    } else if (list.size() > MAX_LIST) {
      problem(name, "more than " + MAX_LIST + " entries");
      return List.of();
    }
    return list;
  }

  private Object take(String name) {
    asked.add(name);
    return members.get(name);
  }

  /** To be called when everything was asked for. */
  void end() {
    for (Object name : members.keySet()) {
      if (!asked.contains(name)) {
        problem(
            PlainText.of((String) name, MAX_SHOWN),
            "not known here; expected one of " + asked.stream().sorted().toList());
      }
    }
  }

  void problem(String name, String reason) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(new Problem(at(name), reason));
    }
  }

  private <T> T wrong(String name, String expected, T otherwise, Object found) {
    problem(name, "expected " + expected + (found == null ? "" : ", found " + shown(found)));
    return otherwise;
  }

  private String at(String name) {
    return path.isEmpty() || name.isEmpty() ? path + name : path + "." + name;
  }

  static boolean isText(String text, int max) {
    return !text.isBlank()
        && text.length() <= max
        && text.codePoints().noneMatch(PolicyNode::isUnfit)
        && text.equals(text.strip());
  }

  /** Control characters, and what changes how the rest of a line reads. */
  private static boolean isUnfit(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          true;
      default -> false;
    };
  }

  private static String shown(Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    String text = PlainText.of(String.valueOf(value), MAX_SHOWN);
    return value instanceof String ? "'" + text + "'" : text;
  }
}
