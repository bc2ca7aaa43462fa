package org.watchfire.rules.match;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.files.JsonObjects;

/**
 * An event as rules look at it: dotted field names to values, from our own ECS events or from any
 * JSON object.
 *
 * <p>A value is a {@code String} (also the empty one, which Sigma tells apart from an absent
 * field), {@code Long}, {@code Double}, {@code Boolean}, or a {@code List} of those and of maps.
 * JSON null is an absent field. A name that stands twice in one object has both values: a log that
 * repeats a field cannot hide one of them.
 *
 * <p>Windows events are read in three shapes, under the same names: flat ({@code Image}); in {@code
 * winlog.event_data}; and {@code {"Event":{"System":…,"EventData":…}}}, with the spaces dropped
 * from data names and attributes as {@code Provider_Name}.
 *
 * <p>Immutable.
 */
public final class RawEvent {
  /** Largest accepted document in bytes. */
  public static final int MAX_BYTES = JsonObjects.MAX_BYTES;

  /** Deepest nesting of objects and arrays. */
  public static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(8192)
                  .maxNumberLength(1000)
                  .build())
          .build();

  private static final List<String> TIME_FIELDS =
      List.of(EcsFields.TIMESTAMP, "UtcTime", "TimeCreated_SystemTime", "EventTime", "timestamp");

  private final Map<String, Object> values;

  private RawEvent(Map<String, Object> values) {
    this.values = values;
  }

  public static RawEvent of(Event event) {
    return new RawEvent(event.asMap());
  }

  /**
   * @throws EventFormatException when the bytes are not exactly one JSON object within the limits
   */
  public static RawEvent decode(byte[] json) throws EventFormatException {
    if (json.length > MAX_BYTES) {
      throw new EventFormatException(
          "event of " + json.length + " bytes is larger than " + MAX_BYTES);
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("not a JSON object");
      }
      Map<String, Object> tree = readObject(parser);
      if (parser.nextToken() != null) {
        throw new EventFormatException("more than one JSON value");
      }
      Map<String, Object> flat = new LinkedHashMap<>();
      if (!WindowsXml.flatten(tree, flat)) {
        flatten("", tree, flat);
      }
      return new RawEvent(flat);
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw new EventFormatException("not valid JSON" + place, e);
    } catch (IOException e) {
      throw new EventFormatException("not valid JSON", e);
    }
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      add(map, name, readValue(parser, parser.nextToken()));
    }
    return map;
  }

  private static Object readValue(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? parser.getText()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> {
        double d = parser.getDoubleValue();
        yield Double.isFinite(d) ? (Object) d : parser.getText();
      }
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          Object item = readValue(parser, t);
          if (item instanceof List<?> inner) {
            list.addAll(inner);
          } else if (item != null) {
            list.add(item);
          }
        }
        yield list;
      }
      default -> null;
    };
  }

  private static void flatten(String prefix, Map<?, ?> tree, Map<String, Object> out) {
    tree.forEach(
        (k, v) -> {
          String name = prefix.isEmpty() ? (String) k : prefix + k;
          if (v instanceof Map<?, ?> map) {
            flatten(name + ".", map, out);
          } else if (v instanceof List<?> list) {
            flattenList(name, list, out);
          } else {
            add(out, name, v);
          }
        });
  }

  /** Objects in an array give their fields the values of all of them. */
  private static void flattenList(String name, List<?> list, Map<String, Object> out) {
    for (Object item : list) {
      if (item instanceof Map<?, ?> map) {
        flatten(name + ".", map, out);
      } else {
        add(out, name, item);
      }
    }
  }

  /** Adds a value to a field that may have some. */
  static void add(Map<String, Object> out, String name, Object value) {
    if (value == null || (value instanceof List<?> list && list.isEmpty())) {
      return;
    }
    Object before = out.get(name);
    if (before == null) {
      out.put(name, value);
      return;
    }
    List<Object> all = new ArrayList<>(before instanceof List<?> l ? l : List.of(before));
    if (value instanceof List<?> more) {
      all.addAll(more);
    } else {
      all.add(value);
    }
    out.put(name, all);
  }

  /** Unmodifiable by contract: dotted names to values. */
  Map<String, Object> values() {
    return values;
  }

  /**
   * The values of a field under all names that it may have here ({@link FieldNames}); empty when it
   * is absent.
   */
  List<Object> all(String field) {
    List<Object> found = new ArrayList<>(2);
    for (String name : FieldNames.of(field)) {
      Object value = values.get(name);
      if (value instanceof List<?> list) {
        found.addAll(list);
      } else if (value != null) {
        found.add(value);
      }
      // An Event keeps arrays of objects as they are; their names lead on inside.
      for (int dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
        if (values.get(name.substring(0, dot)) instanceof List<?> list) {
          collect(list, name.substring(dot + 1), found);
        }
      }
    }
    return found;
  }

  private static void collect(List<?> list, String rest, List<Object> out) {
    for (Object item : list) {
      if (item instanceof Map<?, ?> map) {
        Object value = map.get(rest);
        if (value instanceof List<?> many) {
          out.addAll(many);
        } else if (value != null) {
          out.add(value);
        }
      }
    }
  }

  /** The first value of a field as text, or null when it is absent. */
  public String text(String field) {
    List<Object> all = all(field);
    return all.isEmpty() ? null : String.valueOf(all.get(0));
  }

  /** {@code event.id}, or null. */
  public String id() {
    return text(EcsFields.EVENT_ID);
  }

  /**
   * When it happened: the first of {@code @timestamp}, {@code UtcTime}, {@code
   * TimeCreated_SystemTime}, {@code EventTime} and {@code timestamp} that is a point in time (UTC
   * where no zone is given); null when there is none.
   */
  public Instant timestamp() {
    for (String field : TIME_FIELDS) {
      String text = text(field);
      Instant time = text == null ? null : time(text);
      if (time != null) {
        return time;
      }
    }
    return null;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      // The next form is tried.
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException e) {
      // The next form is tried.
    }
    try {
      return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Names only: values may be sensitive. */
  @Override
  public String toString() {
    return "RawEvent" + values.keySet();
  }
}
