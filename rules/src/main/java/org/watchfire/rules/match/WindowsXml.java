package org.watchfire.rules.match;

import java.util.List;
import java.util.Map;

/**
 * Windows events whose XML was written as JSON: {@code {"Event":{"System":…,"EventData":…}}}, with
 * attributes under {@code #attributes} and text beside attributes under {@code #text}.
 */
final class WindowsXml {
  private static final String ATTRIBUTES = "#attributes";
  private static final String TEXT = "#text";

  private WindowsXml() {}

  /** Adds the event's flat fields; false, adding nothing, when the tree has another shape. */
  static boolean flatten(Map<String, Object> tree, Map<String, Object> out) {
    if (!(tree.get("Event") instanceof Map<?, ?> event)
        || !(event.get("System") instanceof Map<?, ?> system)) {
      return false;
    }
    system.forEach((name, value) -> element((String) name, value, out));
    if (event.get("EventData") instanceof Map<?, ?> data) {
      data.forEach((name, value) -> data((String) name, value, out));
    }
    if (event.get("UserData") instanceof Map<?, ?> user) {
      // One element named after the kind of event holds the fields.
      user.values().stream()
          .filter(Map.class::isInstance)
          .forEach(
              kind -> ((Map<?, ?>) kind).forEach((name, value) -> data((String) name, value, out)));
    }
    return true;
  }

  /** {@code Provider: {#attributes: {Name: x}}} gives {@code Provider_Name}. */
  private static void element(String name, Object value, Map<String, Object> out) {
    if (value instanceof Map<?, ?> map) {
      if (map.get(ATTRIBUTES) instanceof Map<?, ?> attributes) {
        attributes.forEach((k, v) -> RawEvent.add(out, name + "_" + k, scalar(v)));
      }
      RawEvent.add(out, name, scalar(map.get(TEXT)));
    } else {
      RawEvent.add(out, name, value);
    }
  }

  private static void data(String name, Object value, Map<String, Object> out) {
    if (name.equals(ATTRIBUTES)) {
      return;
    }
    String field = name.replace(" ", "");
    if (value instanceof List<?> list) {
      list.forEach(item -> data(name, item, out));
    } else if (value instanceof Map<?, ?> map) {
      Object own =
          map.get(ATTRIBUTES) instanceof Map<?, ?> attributes ? attributes.get("Name") : null;
      RawEvent.add(
          out, own instanceof String s ? s.replace(" ", "") : field, scalar(map.get(TEXT)));
    } else {
      RawEvent.add(out, field, value);
    }
  }

  private static Object scalar(Object value) {
    return value instanceof Map ? null : value;
  }
}
