package org.watchfire.store.sealing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/**
 * Where values lie in the bytes of a JSON object, so that some can be replaced and all other bytes
 * stay as they are. Field names are dotted whether the object nests or not; lists do not show in
 * them.
 */
final class JsonValues {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(128)
                  .maxStringLength(4 * EventCodec.MAX_BYTES)
                  .build())
          .build();

  private JsonValues() {}

  /**
   * A value.
   *
   * @param field dotted name
   * @param start offset of its first byte
   * @param end offset behind its last
   * @param text its text, null when it is not a string
   */
  record Value(String field, int start, int end, String text) {}

  /** A value's new bytes. */
  record Replacement(Value value, byte[] bytes) {}

  /**
   * The values that are wanted, in order. Nothing is looked for inside a value that is taken.
   *
   * @param wanted asked with each field's dotted name
   * @param wantedText asked with each text of a field that was not wanted
   * @throws EventFormatException when the bytes are not a JSON object in UTF-8
   */
  static List<Value> find(byte[] json, Predicate<String> wanted, Predicate<String> wantedText)
      throws EventFormatException {
    requireUtf8(json);
    List<Value> found = new ArrayList<>();
    try (JsonParser parser = JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new EventFormatException("not a JSON object");
      }
      new Search(parser, wanted, wantedText, found).object("");
      return found;
    } catch (IOException e) {
      throw new EventFormatException("not valid JSON", e);
    }
  }

  /** JSON parsers also guess UTF-16 and UTF-32, in which offsets would mean something else. */
  private static void requireUtf8(byte[] json) throws EventFormatException {
    int at = 0;
    while (at < json.length && json[at] <= ' ' && json[at] > 0) {
      at++;
    }
    if (at + 1 >= json.length || json[at] != '{' || json[at + 1] == 0) {
      throw new EventFormatException("not a JSON object in UTF-8");
    }
  }

  private record Search(
      JsonParser parser,
      Predicate<String> wanted,
      Predicate<String> wantedText,
      List<Value> found) {
    void object(String prefix) throws IOException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = prefix + parser.currentName();
        parser.nextToken();
        value(field);
      }
    }

    private void value(String field) throws IOException {
      JsonToken token = parser.currentToken();
      String text = token == JsonToken.VALUE_STRING ? parser.getText() : null;
      int start = (int) parser.currentTokenLocation().getByteOffset();
      if (token != JsonToken.VALUE_NULL && wanted.test(field)) {
        parser.skipChildren();
        add(field, start, text);
      } else if (text != null && wantedText.test(text)) {
        add(field, start, text);
      } else if (token == JsonToken.START_OBJECT) {
        object(field + ".");
      } else if (token == JsonToken.START_ARRAY) {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          value(field);
        }
      }
    }

    private void add(String field, int start, String text) throws IOException {
      parser.finishToken();
      found.add(new Value(field, start, (int) parser.currentLocation().getByteOffset(), text));
    }
  }

  /** The JSON with some values replaced; {@code replacements} in order of place. */
  static byte[] replace(byte[] json, List<Replacement> replacements) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 200 * replacements.size());
    int at = 0;
    for (Replacement r : replacements) {
      out.write(json, at, r.value().start() - at);
      out.writeBytes(r.bytes());
      at = r.value().end();
    }
    out.write(json, at, json.length - at);
    return out.toByteArray();
  }
}
