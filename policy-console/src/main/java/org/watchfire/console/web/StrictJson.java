package org.watchfire.console.web;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/**
 * JSON in and out. What comes in is read onto records and must fit exactly: an unknown or repeated
 * name, a value of another type, a nesting deeper than 32 or anything after the value is refused.
 */
public final class StrictJson {
  private static final ObjectMapper MAPPER = mapper();

  private StrictJson() {}

  /**
   * @throws Refusal 400 {@code json} that names the place, never the content
   */
  public static <T> T read(byte[] body, Class<T> type) {
    try {
      T value = MAPPER.readValue(body, type);
      if (value == null) {
        throw new Refusal(400, "json", "a JSON object is expected");
      }
      return value;
    } catch (UnrecognizedPropertyException e) {
      throw new Refusal(400, "json", "unknown field " + printable(path(e)));
    } catch (JsonMappingException e) {
      String path = path(e);
      if (e.getCause() instanceof IllegalArgumentException || e.getCause() instanceof Refusal) {
        String where = path.isEmpty() ? "" : printable(path) + ": ";
        throw new Refusal(400, "json", where + e.getCause().getMessage());
      }
      throw new Refusal(
          400,
          "json",
          path.isEmpty() ? "not the expected JSON object" : "wrong value in " + printable(path));
    } catch (JacksonException e) {
      // There is no location when a limit (depth, length) ended the reading.
      String where = e.getLocation() == null ? "" : " at byte " + e.getLocation().getByteOffset();
      throw new Refusal(400, "json", "not valid JSON" + where);
    } catch (IOException e) {
      throw new Refusal(400, "json", "not readable as JSON");
    }
  }

  /** A record of a ledger or a topic as a tree; text when it is not JSON. */
  public static JsonNode tree(byte[] json) {
    try {
      return MAPPER.readTree(json);
    } catch (IOException e) {
      return TextNode.valueOf(new String(json, StandardCharsets.UTF_8));
    }
  }

  /** Compact UTF-8. */
  public static byte[] write(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalStateException("answer cannot be written as JSON", e);
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
        .collect(Collectors.joining("."));
  }

  /** Names come from the caller: only what is harmless to print, and not much of it. */
  private static String printable(String name) {
    String clean = name.replaceAll("[^\\p{L}\\p{N}_.\\[\\]-]", "?");
    return clean.length() <= 64 ? clean : clean.substring(0, 64) + "…";
  }

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(256 << 10)
                    .maxNameLength(256)
                    .maxNumberLength(32)
                    .build())
            .build();
    JsonMapper mapper =
        JsonMapper.builder(factory)
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();
    mapper
        .coercionConfigFor(LogicalType.Textual)
        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    return mapper;
  }
}
