package org.watchfire.engine.job;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.watchfire.core.event.EcsFields;

/** Reads {@code @timestamp} of a record without decoding the rest; nothing is believed yet at that point. */
final class EventTime {
  private static final JsonFactory JSON = new JsonFactory();

  private EventTime() {}

  /** Milliseconds since 1970, or {@code otherwise} when the record has no readable time. */
  static long of(byte[] value, long otherwise) {
    if (value == null) {
      return otherwise;
    }
    try (JsonParser p = JSON.createParser(value)) {
      if (p.nextToken() != JsonToken.START_OBJECT) {
        return otherwise;
      }
      while (p.nextToken() == JsonToken.FIELD_NAME) {
        boolean wanted = p.currentName().equals(EcsFields.TIMESTAMP);
        JsonToken token = p.nextToken();
        if (wanted) {
          return token == JsonToken.VALUE_STRING ? millis(p.getText(), otherwise) : otherwise;
        }
        p.skipChildren();
      }
      return otherwise;
    } catch (IOException e) {
      // Admission will refuse the record and say why; here only time is asked for.
      return otherwise;
    }
  }

  private static long millis(String text, long otherwise) {
    try {
      return text.endsWith("Z")
          ? Instant.parse(text).toEpochMilli()
          : OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return otherwise;
    }
  }
}
