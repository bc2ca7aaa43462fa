package org.watchfire.core.event;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events to and from compact JSON. Encoding nests dotted names ({@code user.name} becomes {@code
 * {"user":{"name":…}}}) in order of first appearance; where a name is both a value and a prefix,
 * the longer one is written dotted beside it, so nothing is lost. Decoding accepts nested and
 * dotted forms alike. Stateless and thread-safe.
 */
public final class EventCodec {
  /** Largest accepted document in bytes: 1 MiB. */
  public static final int MAX_BYTES = 1 << 20;

  private static final int MAX_DEPTH = 64;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxStringLength(MAX_BYTES)
                  .maxNameLength(1024)
                  .maxNumberLength(100)
                  .build())
          .build();

  private EventCodec() {}

  /** The event as compact UTF-8 JSON. Lone surrogates become U+FFFD. */
  public static byte[] encode(Event event) {
    Map<String, Object> root = new LinkedHashMap<>();
    event.asMap().forEach((name, value) -> nest(root, name, value));
    ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      write(json, root);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return out.toByteArray();
  }

  /** A node made by {@link #nest}; its own type so that a map that is a value is not extended. */
  private static final class Nested extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;
  }

  private static void nest(Map<String, Object> root, String name, Object value) {
    Map<String, Object> node = root;
    int start = 0;
    for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', start)) {
      String part = name.substring(start, dot);
      Object child = node.get(part);
      if (child == null) {
        child = new Nested();
        node.put(part, child);
      } else if (!(child instanceof Nested)) {
        break;
      }
      node = (Nested) child;
      start = dot + 1;
    }
    String last = name.substring(start);
    Object before = node.get(last);
    if (before instanceof Nested nested) {
      // The name is a prefix of earlier ones: write those dotted beside this value.
      flatten(node, last, nested);
    }
    node.put(last, value);
  }

  private static void flatten(Map<String, Object> node, String prefix, Nested nested) {
    nested.forEach(
        (k, v) -> {
          String name = prefix + "." + k;
          if (v instanceof Nested deeper) {
            flatten(node, name, deeper);
          } else {
            node.put(name, v);
          }
        });
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value instanceof String s) {
      json.writeString(wellFormed(s));
    } else if (value instanceof Long n) {
      json.writeNumber(n);
    } else if (value instanceof Boolean b) {
      json.writeBoolean(b);
    } else if (value instanceof Double d) {
      json.writeNumber(d);
    } else if (value instanceof List<?> list) {
      json.writeStartArray();
      for (Object item : list) {
        write(json, item);
      }
      json.writeEndArray();
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        json.writeFieldName(wellFormed((String) entry.getKey()));
        write(json, entry.getValue());
      }
      json.writeEndObject();
    } else {
      throw new IllegalArgumentException("not a field value: " + value);
    }
  }

  static String wellFormed(String s) {
    for (int i = 0; i < s.length(); i++) {
      if (Character.isSurrogate(s.charAt(i))) {
        return replaceLoneSurrogates(s, i);
      }
    }
    return s;
  }

  private static String replaceLoneSurrogates(String s, int from) {
    StringBuilder out = new StringBuilder(s.length()).append(s, 0, from);
    for (int i = from; i < s.length(); i++) {
      char c = s.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        out.append(c).append(s.charAt(++i));
      } else {
        out.append(Character.isSurrogate(c) ? '\uFFFD' : c);
      }
    }
    return out.toString();
  }

  /**
   * Reads one document. Nulls, empty strings and empty containers are dropped; integers beyond 64
   * bit become text.
   *
   * @throws EventFormatException when the bytes are larger than {@link #MAX_BYTES}, not exactly one
   *     JSON object, nested deeper than 64, or name a field twice
   */
  public static Event decode(byte[] json) throws EventFormatException {
    if (json.length > MAX_BYTES) {
      throw new EventFormatException(
          "event of " + json.length + " bytes is larger than " + MAX_BYTES);
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("not a JSON object");
      }
      LinkedHashMap<String, Object> values = new LinkedHashMap<>(64);
      readObject(parser, "", values);
      if (parser.nextToken() != null) {
        throw new EventFormatException("more than one JSON value");
      }
      return Event.ofOwned(values);
    } catch (IOException e) {
      throw new EventFormatException("not valid JSON: " + reason(e), e);
    }
  }

  private static String reason(IOException e) {
    if (e instanceof com.fasterxml.jackson.core.JsonProcessingException j
        && j.getLocation() != null) {
      return e.getClass().getSimpleName() + " at byte " + j.getLocation().getByteOffset();
    }
    return e.getClass().getSimpleName();
  }

  private static void readObject(JsonParser parser, String prefix, Map<String, Object> out)
      throws IOException, EventFormatException {
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = prefix.isEmpty() ? parser.currentName() : prefix + parser.currentName();
      JsonToken token = parser.nextToken();
      if (token == JsonToken.START_OBJECT) {
        readObject(parser, name + ".", out);
        continue;
      }
      Object value = readValue(parser, token);
      if (value != null && out.putIfAbsent(name, value) != null) {
        throw new EventFormatException("a field is named twice");
      }
    }
  }

  private static Object readValue(JsonParser parser, JsonToken token)
      throws IOException, EventFormatException {
    return switch (token) {
      case VALUE_STRING -> {
        String text = parser.getText();
        yield text.isEmpty() ? null : text;
      }
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
      case START_ARRAY -> readArray(parser);
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        readObject(parser, "", map);
        yield map.isEmpty() ? null : map;
      }
      default -> null;
    };
  }

  private static List<Object> readArray(JsonParser parser)
      throws IOException, EventFormatException {
    List<Object> list = new ArrayList<>();
    for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
      Object value = readValue(parser, t);
      if (value != null) {
        list.add(value);
      }
    }
    return list.isEmpty() ? null : list;
  }
}
