package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Locale;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.json.CanonicalJson;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/**
 * A dry run as it is kept.
 *
 * @param draftHash what the draft said then
 * @param baseVersion what it was compared with
 * @param directory MAC of the people and assets it was made over
 * @param result empty until it is done
 * @param endedAt null while it runs
 */
record DryRunRow(
    String id,
    String draftId,
    String draftHash,
    long baseVersion,
    String directory,
    State state,
    String problem,
    JsonNode result,
    String startedBy,
    Instant startedAt,
    Instant endedAt) {

  enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static DryRunRow of(JsonNode row) {
    return new DryRunRow(
        row.path("id").asText(),
        row.path("draft_id").asText(),
        row.path("draft_hash").asText(),
        row.path("base_version").asLong(),
        row.path("directory").asText(),
        State.valueOf(row.path("state").asText().toUpperCase(Locale.ROOT)),
        row.path("problem").asText(),
        row.path("result"),
        row.path("started_by").asText(),
        Draft.instant(row, "started_at"),
        Draft.instant(row, "ended_at"));
  }

  /** Hex SHA-256 of the result. */
  String resultHash() {
    try {
      return HexFormat.of()
          .formatHex(
              CryptoSuites.intl()
                  .hash(CanonicalJson.bytes(Json.parseObject(StrictJson.write(result)))));
    } catch (JsonFormatException e) {
      throw new IllegalStateException("the result of dry run " + id + " is no JSON object", e);
    }
  }
}
