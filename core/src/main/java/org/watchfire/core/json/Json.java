package org.watchfire.core.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON trees of {@code Map<String,Object>}, {@code List<Object>}, String, Long, Double, Boolean and
 * null. Limits: depth 64, names 1,024, text 4 MiB; a name twice in one object is refused.
 */
public final class Json {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(64)
                  .maxNameLength(1024)
                  .maxStringLength(4 << 20)
                  .maxNumberLength(100)
                  .build())
          .build();

  private Json() {}

  /**
   * @throws JsonFormatException when the bytes are not exactly one JSON value within the limits
   */
  public static Object parse(byte[] json) throws JsonFormatException {
    try (JsonParser parser = FACTORY.createParser(json)) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw new JsonFormatException("empty, expected JSON");
      }
      Object value = read(parser, first);
      if (parser.nextToken() != null) {
        throw new JsonFormatException("more than one JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      String place = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw new JsonFormatException("not valid JSON" + place, e);
    } catch (IOException e) {
      throw new JsonFormatException("not valid JSON", e);
    }
  }

  /** As {@link #parse}, and the value must be an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> parseObject(byte[] json) throws JsonFormatException {
    if (parse(json) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new JsonFormatException("not a JSON object");
  }

  private static Object read(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String name = parser.currentName();
          map.put(name, read(parser, parser.nextToken()));
        }
        yield map;
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        for (JsonToken t = parser.nextToken(); t != JsonToken.END_ARRAY; t = parser.nextToken()) {
          list.add(read(parser, t));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? (Object) parser.getDoubleValue()
              : (Object) parser.getLongValue();
      case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      default -> null;
    };
  }

  /** Compact UTF-8 bytes, members in the map's order. */
  public static byte[] write(Object tree) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
      write(json, tree);
    } catch (IOException e) {
      throw new UncheckedIOException("not writable as JSON", e);
    }
    return out.toByteArray();
  }

  private static void write(JsonGenerator json, Object value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof CharSequence || value instanceof Enum) {
      json.writeString(value.toString());
    } else if (value instanceof Integer || value instanceof Long || value instanceof Short) {
      json.writeNumber(((Number) value).longValue());
    } else if (value instanceof Double || value instanceof Float) {
      json.writeNumber(((Number) value).doubleValue());
    } else if (value instanceof Boolean b) {
      json.writeBoolean(b);
    } else if (value instanceof Map<?, ?> map) {
      json.writeStartObject();
      for (Map.Entry<?, ?> e : map.entrySet()) {
        json.writeFieldName(String.valueOf(e.getKey()));
        write(json, e.getValue());
      }
      json.writeEndObject();
    } else if (value instanceof Collection<?> many) {
      json.writeStartArray();
      for (Object item : many) {
        write(json, item);
      }
      json.writeEndArray();
    } else {
      json.writeString(value.toString());
    }
  }
}
