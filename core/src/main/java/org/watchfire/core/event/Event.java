package org.watchfire.core.event;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An immutable view of one ECS document as a flat map from dotted field name to value.
 *
 * <p>A value is a {@code String}, {@code Long}, {@code Double}, {@code Boolean}, a {@code List} of
 * those, or a {@code List} of maps (an array of objects, whose own names are dotted too). A field
 * is either present with a value or absent; there is no null and no empty string. Thread-safe.
 */
public final class Event {
  private final Map<String, Object> values;

  /** Parsed when first asked for; threads that race for it find the same. */
  private Instant timestamp;

  private Event(Map<String, Object> values) {
    this.values = values;
  }

  public static Builder builder() {
    return new Builder(new LinkedHashMap<>(48));
  }

  /** Takes over the map: callers must not keep a reference. */
  static Event ofOwned(LinkedHashMap<String, Object> values) {
    return new Event(values);
  }

  /**
   * Returns the value of a field, or null when it is absent. A name that leads into an array of
   * objects ({@code gov.data.findings.detector}) gives the list of that name's values.
   */
  public Object get(String field) {
    Object direct = values.get(field);
    if (direct != null) {
      return direct;
    }
    for (int dot = field.lastIndexOf('.'); dot > 0; dot = field.lastIndexOf('.', dot - 1)) {
      Object parent = values.get(field.substring(0, dot));
      if (parent instanceof Map || parent instanceof List) {
        List<Object> found = new ArrayList<>();
        collect(parent, field.substring(dot + 1), found);
        return found.isEmpty() ? null : found;
      }
    }
    return null;
  }

  private static void collect(Object node, String rest, List<Object> out) {
    if (node instanceof List<?> list) {
      for (Object item : list) {
        collect(item, rest, out);
      }
    } else if (node instanceof Map<?, ?> map) {
      Object direct = map.get(rest);
      if (direct instanceof Collection<?> many) {
        out.addAll(many);
      } else if (direct != null) {
        out.add(direct);
      }
    }
  }

  /** The first value of a field as text, or null when absent. */
  public String text(String field) {
    Object value = get(field);
    if (value instanceof List<?> list) {
      return list.isEmpty() ? null : String.valueOf(list.get(0));
    }
    return value == null ? null : String.valueOf(value);
  }

  /** All values of a field as text; empty when absent. */
  public List<String> texts(String field) {
    Object value = get(field);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      List<String> out = new ArrayList<>(list.size());
      for (Object item : list) {
        out.add(String.valueOf(item));
      }
      return out;
    }
    return List.of(String.valueOf(value));
  }

  /** Dotted names of all present fields, in document order. */
  public Set<String> fields() {
    return Collections.unmodifiableSet(values.keySet());
  }

  /** Unmodifiable view of the flat map. */
  public Map<String, Object> asMap() {
    return Collections.unmodifiableMap(values);
  }

  /** {@code event.id}, or null. */
  public String id() {
    return text(EcsFields.EVENT_ID);
  }

  /** {@code @timestamp}, or null when absent or not an ISO-8601 instant. */
  public Instant timestamp() {
    Instant known = timestamp;
    if (known == null) {
      String text = text(EcsFields.TIMESTAMP);
      known = text == null ? null : parse(text);
      timestamp = known;
    }
    return known;
  }

  private static Instant parse(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return parseWithOffset(text);
    }
  }

  private static Instant parseWithOffset(String text) {
    try {
      return java.time.OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  public Builder toBuilder() {
    return new Builder(new LinkedHashMap<>(values));
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Event other && values.equals(other.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  /** Names only: values may be sensitive. */
  @Override
  public String toString() {
    return "Event" + values.keySet();
  }

  /** Collects fields in order. Not thread-safe. */
  public static final class Builder {
    private final LinkedHashMap<String, Object> values;

    private Builder(LinkedHashMap<String, Object> values) {
      this.values = values;
    }

    /**
     * Sets a field; null, the empty string and the empty list are ignored. Accepted: String,
     * Integer, Long, Float, Double, Boolean, Instant (written as ISO-8601), Enum (its name), List
     * and Map of these.
     */
    public Builder put(String field, Object value) {
      Object normal = normalise(value);
      if (normal != null) {
        values.put(field, normal);
      }
      return this;
    }

    /** Appends to a list field, turning a single value into a list. */
    public Builder add(String field, Object value) {
      Object normal = normalise(value);
      if (normal == null) {
        return this;
      }
      Object before = values.get(field);
      List<Object> list = new ArrayList<>();
      if (before instanceof List<?> old) {
        list.addAll(old);
      } else if (before != null) {
        list.add(before);
      }
      if (!list.contains(normal)) {
        list.add(normal);
      }
      values.put(field, list);
      return this;
    }

    public Builder remove(String field) {
      values.remove(field);
      return this;
    }

    /** The value set so far, or null. */
    public Object get(String field) {
      return values.get(field);
    }

    /** The value set so far as text (first one of a list), or null. */
    public String text(String field) {
      Object value = values.get(field);
      if (value instanceof List<?> list) {
        return list.isEmpty() ? null : String.valueOf(list.get(0));
      }
      return value == null ? null : String.valueOf(value);
    }

    /** The live map of this builder, for code that rewrites values in place. */
    public Map<String, Object> values() {
      return values;
    }

    public Event build() {
      return new Event(new LinkedHashMap<>(values));
    }

    private static Object normalise(Object value) {
      if (value == null || value instanceof Long || value instanceof Boolean) {
        return value;
      }
      if (value instanceof String s) {
        return s.isEmpty() ? null : s;
      }
      if (value instanceof Double d) {
        return Double.isFinite(d) ? d : d.toString();
      }
      if (value instanceof Float f) {
        return normalise((double) f);
      }
      if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
        return ((Number) value).longValue();
      }
      if (value instanceof Instant || value instanceof Enum) {
        return value.toString();
      }
      if (value instanceof Collection<?> many) {
        List<Object> out = new ArrayList<>(many.size());
        for (Object item : many) {
          Object normal = normalise(item);
          if (normal != null) {
            out.add(normal);
          }
        }
        return out.isEmpty() ? null : out;
      }
      if (value instanceof Map<?, ?> map) {
        Map<String, Object> out = new LinkedHashMap<>();
        map.forEach(
            (k, v) -> {
              Object normal = normalise(v);
              if (normal != null) {
                out.put(String.valueOf(k), normal);
              }
            });
        return out.isEmpty() ? null : out;
      }
      throw new IllegalArgumentException("not a field value: " + value.getClass().getName());
    }
  }
}
