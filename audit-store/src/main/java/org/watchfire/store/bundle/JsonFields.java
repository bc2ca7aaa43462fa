package org.watchfire.store.bundle;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes the members of a JSON object of the manifest one by one; each must be there, none more. */
final class JsonFields {
  private final String path;
  private final Map<String, Object> left;

  JsonFields(String path, Map<String, Object> object) {
    this.path = path;
    this.left = new LinkedHashMap<>(object);
  }

  /** Reads one object of a list. */
  interface Reading<T> {
    T of(JsonFields fields) throws BundleException;
  }

  private Object take(String name) throws BundleException {
    if (!left.containsKey(name)) {
      throw wrong(name, "is missing");
    }
    return left.remove(name);
  }

  String text(String name) throws BundleException {
    if (take(name) instanceof String text) {
      return text;
    }
    throw wrong(name, "must be a text");
  }

  String textOrNull(String name) throws BundleException {
    Object value = take(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(name, "must be a text or null");
  }

  long number(String name) throws BundleException {
    Long number = numberOrNull(name);
    if (number == null) {
      throw wrong(name, "must be a number");
    }
    return number;
  }

  Long numberOrNull(String name) throws BundleException {
    Object value = take(name);
    if (value == null || value instanceof Long n && n >= 0) {
      return (Long) value;
    }
    throw wrong(name, "must be a whole number, not negative");
  }

  JsonFields object(String name) throws BundleException {
    JsonFields object = objectOrNull(name);
    if (object == null) {
      throw wrong(name, "must be an object");
    }
    return object;
  }

  JsonFields objectOrNull(String name) throws BundleException {
    Object value = take(name);
    return value == null ? null : of(name, value);
  }

  <T> List<T> list(String name, Reading<T> reading) throws BundleException {
    if (!(take(name) instanceof List<?> list)) {
      throw wrong(name, "must be a list");
    }
    List<T> read = new ArrayList<>();
    for (Object value : list) {
      JsonFields fields = of(name + "[" + read.size() + "]", value);
      read.add(reading.of(fields));
      fields.end();
    }
    return read;
  }

  /** Refuses what nobody asked for. */
  void end() throws BundleException {
    if (!left.isEmpty()) {
      throw wrong(left.keySet().iterator().next(), "is not a member that the format knows");
    }
  }

  @SuppressWarnings("unchecked")
  private JsonFields of(String name, Object value) throws BundleException {
    if (value instanceof Map<?, ?> map) {
      return new JsonFields(path + name + ".", (Map<String, Object>) map);
    }
    throw wrong(name, "must be an object");
  }

  private BundleException wrong(String name, String message) {
    return new BundleException(Manifest.FILE, -1, path + name + " " + message);
  }
}
