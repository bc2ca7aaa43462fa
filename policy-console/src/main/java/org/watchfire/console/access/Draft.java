package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * A set of policies that somebody works on.
 *
 * @param baseVersion the published version that it goes out from; 0 = nothing was published
 * @param policies as they were written, a list of objects
 * @param hash hex hash of what they mean, whatever their order and spelling
 * @param version of the draft, for {@code If-Match}
 */
record Draft(
    String id,
    String title,
    String author,
    long baseVersion,
    JsonNode policies,
    String hash,
    long version,
    State state,
    Instant createdAt,
    Instant changedAt,
    String changedBy) {

  /** What became of it. */
  enum State {
    OPEN,
    PUBLISHED,
    DISCARDED;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** The policies as JSON trees. */
  List<?> trees() {
    try {
      return (List<?>) Json.parse(StrictJson.write(policies));
    } catch (JsonFormatException e) {
      throw new IllegalStateException("the draft " + id + " holds no list of policies", e);
    }
  }

  static Draft of(JsonNode row) {
    return new Draft(
        row.path("id").asText(),
        row.path("title").asText(),
        row.path("author").asText(),
        row.path("base_version").asLong(),
        row.path("policies"),
        row.path("hash").asText(),
        row.path("version").asLong(),
        State.valueOf(row.path("state").asText().toUpperCase(java.util.Locale.ROOT)),
        instant(row, "created_at"),
        instant(row, "changed_at"),
        row.path("changed_by").asText());
  }

  static Instant instant(JsonNode row, String column) {
    JsonNode value = row.path(column);
    return value.isTextual() ? OffsetDateTime.parse(value.asText()).toInstant() : null;
  }
}
