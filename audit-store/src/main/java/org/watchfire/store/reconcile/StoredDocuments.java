package org.watchfire.store.reconcile;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Cuts the documents out of the answer to a search. {@code _source} has to come out with its bytes
 * untouched, so it is skipped over and not read. Elasticsearch keeps strings that are not UTF-8 as
 * they are; whoever puts one into a document must not stop the comparison with it. So every byte is
 * taken for a character, which leaves the structure of JSON as it is.
 */
final class StoredDocuments {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(10_000)
                  .build())
          .build();

  private StoredDocuments() {}

  /**
   * The hits, in order.
   *
   * @throws IOException when the answer is malformed or says that the search ran out of time
   */
  static List<StoredDocument> parse(byte[] answer) throws IOException {
    List<StoredDocument> found = new ArrayList<>();
    Reader bytes =
        new InputStreamReader(new ByteArrayInputStream(answer), StandardCharsets.ISO_8859_1);
    try (JsonParser in = JSON.createParser(bytes)) {
      expect(in.nextToken(), JsonToken.START_OBJECT);
      while (in.nextToken() == JsonToken.FIELD_NAME) {
        String name = in.currentName();
        JsonToken value = in.nextToken();
        if (name.equals("timed_out") && value == JsonToken.VALUE_TRUE) {
          throw new IOException("the search ran out of time");
        }
        if (name.equals("hits") && value == JsonToken.START_OBJECT) {
          hits(in, answer, found);
        } else {
          in.skipChildren();
        }
      }
    }
    return found;
  }

  private static void hits(JsonParser in, byte[] answer, List<StoredDocument> found)
      throws IOException {
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      boolean list = in.currentName().equals("hits");
      JsonToken value = in.nextToken();
      if (list) {
        expect(value, JsonToken.START_ARRAY);
        while (in.nextToken() == JsonToken.START_OBJECT) {
          found.add(hit(in, answer));
        }
      } else {
        in.skipChildren();
      }
    }
  }

  private static StoredDocument hit(JsonParser in, byte[] answer) throws IOException {
    String index = "";
    String id = "";
    byte[] source = new byte[0];
    long seq = -1;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      switch (name) {
        case "_index" -> index = text(in);
        case "_id" -> id = text(in);
        case "_source" -> {
          int from = (int) in.currentTokenLocation().getCharOffset();
          in.skipChildren();
          source = Arrays.copyOfRange(answer, from, (int) in.currentLocation().getCharOffset());
        }
        case "fields" -> seq = seq(in);
        default -> in.skipChildren();
      }
    }
    return new StoredDocument(index, id, seq, source);
  }

  private static String text(JsonParser in) throws IOException {
    return new String(in.getText().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  /** From {@code {"wf.seq":[n,…]}}. */
  private static long seq(JsonParser in) throws IOException {
    long seq = -1;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      in.nextToken();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        seq = seq < 0 && in.currentToken() == JsonToken.VALUE_NUMBER_INT ? in.getLongValue() : seq;
      }
    }
    return seq;
  }

  private static void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("not the answer of a search");
    }
  }
}
