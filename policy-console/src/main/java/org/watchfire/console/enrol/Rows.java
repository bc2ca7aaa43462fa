package org.watchfire.console.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** Columns of a row that PostgreSQL gave as JSON. */
final class Rows {
  private Rows() {}

  /** Null for NULL. */
  static Instant instant(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isTextual() ? OffsetDateTime.parse(value.asText()).toInstant() : null;
  }

  /** Null for NULL. */
  static String text(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isTextual() ? value.asText() : null;
  }

  static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
