package org.watchfire.rules.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.core.policy.PolicyObject;

/** Typed reading of the body of a policy object. */
final class Body {
  private final String object;
  private final Map<?, ?> values;

  Body(PolicyObject object) {
    this(object.key(), object.body());
  }

  private Body(String object, Map<?, ?> values) {
    this.object = object;
    this.values = values;
  }

  String text(String key) throws DirectoryFormatException {
    Object value = values.get(key);
    if (value instanceof String text && !text.isBlank()) {
      return text;
    }
    throw wrong(key, "text");
  }

  String textOr(String key, String otherwise) throws DirectoryFormatException {
    return values.get(key) == null || "".equals(values.get(key)) ? otherwise : text(key);
  }

  int number(String key, int least, int otherwise) throws DirectoryFormatException {
    Object value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    if (value instanceof Number n && n.longValue() >= least && n.longValue() <= 100) {
      return n.intValue();
    }
    throw wrong(key, "a whole number from " + least + " to 100");
  }

  boolean has(String key) {
    return values.get(key) != null;
  }

  boolean flag(String key) throws DirectoryFormatException {
    Object value = values.get(key);
    if (value == null || value instanceof Boolean) {
      return Boolean.TRUE.equals(value);
    }
    throw wrong(key, "true or false");
  }

  Set<String> texts(String key) throws DirectoryFormatException {
    return texts(key, values.get(key));
  }

  /** An object whose members are lists of texts. */
  Map<String, Set<String>> textSets(String key) throws DirectoryFormatException {
    Map<String, Set<String>> sets = new LinkedHashMap<>();
    Object value = values.get(key);
    if (value == null) {
      return sets;
    }
    if (!(value instanceof Map<?, ?> map)) {
      throw wrong(key, "an object of lists of texts");
    }
    for (Map.Entry<?, ?> e : map.entrySet()) {
      sets.put((String) e.getKey(), texts(key + "." + e.getKey(), e.getValue()));
    }
    return sets;
  }

  static Map<String, Set<String>> frozen(Map<String, Set<String>> sets) {
    Map<String, Set<String>> copy = new HashMap<>();
    sets.forEach((name, texts) -> copy.put(name, Set.copyOf(texts)));
    return Map.copyOf(copy);
  }

  private Set<String> texts(String key, Object value) throws DirectoryFormatException {
    Set<String> texts = new LinkedHashSet<>();
    if (value == null) {
      return texts;
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "a list of texts");
    }
    for (Object item : list) {
      if (!(item instanceof String text) || text.isBlank()) {
        throw wrong(key, "a list of texts");
      }
      texts.add(text);
    }
    return texts;
  }

  Body object(String key) throws DirectoryFormatException {
    if (values.get(key) instanceof Map<?, ?> map) {
      return new Body(object, map);
    }
    throw wrong(key, "an object");
  }

  List<Body> objects(String key) throws DirectoryFormatException {
    if (!(values.get(key) instanceof List<?> list)) {
      throw wrong(key, "a list of objects");
    }
    List<Body> objects = new ArrayList<>();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> map)) {
        throw wrong(key, "a list of objects");
      }
      objects.add(new Body(object, map));
    }
    return objects;
  }

  DirectoryFormatException wrong(String key, String expected) {
    return new DirectoryFormatException(object + ": '" + key + "' must be " + expected);
  }
}
