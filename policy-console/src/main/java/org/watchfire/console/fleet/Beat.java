package org.watchfire.console.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Instant;

/**
 * A heartbeat: what an agent said of itself. A field that it did not give is null.
 *
 * @param seq number of the last event it made, within its epoch
 * @param skewMillis its clock minus the broker's
 * @param lagBytes what waits in the files it follows
 * @param spoolBytes what its spool holds, delivered or not
 */
record Beat(
    String agent,
    Instant at,
    String version,
    String host,
    Long epoch,
    Long seq,
    Long skewMillis,
    Long uptimeSeconds,
    Long events,
    Long lines,
    Long unparsed,
    Long dropped,
    Long readErrors,
    Long lagBytes,
    Long spoolBytes,
    Long acked,
    Long producerErrors) {

  static Beat of(Instant at, JsonNode record) {
    return new Beat(
        text(record, "agent.id"),
        at,
        text(record, "agent.version"),
        text(record, "host.name"),
        number(record, "gov.agent.epoch"),
        number(record, "gov.agent.seq"),
        number(record, "gov.agent.skew_ms"),
        number(record, "watchfire.agent.uptime_s"),
        number(record, "watchfire.agent.events"),
        number(record, "watchfire.agent.lines"),
        number(record, "watchfire.agent.unparsed"),
        number(record, "watchfire.agent.dropped"),
        number(record, "watchfire.agent.read_errors"),
        number(record, "watchfire.agent.lag_bytes"),
        number(record, "watchfire.agent.spool_bytes"),
        number(record, "watchfire.agent.acked"),
        number(record, "watchfire.agent.producer_errors"));
  }

  /** Events that were made and are not delivered yet. */
  Long unsent() {
    return events == null || acked == null ? null : events - acked;
  }

  private static String text(JsonNode record, String name) {
    JsonNode value = field(record, name);
    return value.isTextual() ? value.asText() : null;
  }

  private static Long number(JsonNode record, String name) {
    JsonNode value = field(record, name);
    return value.isIntegralNumber() ? value.asLong() : null;
  }

  /** Dotted names stand nested, flat, or partly so. */
  private static JsonNode field(JsonNode record, String name) {
    if (record.has(name)) {
      return record.get(name);
    }
    for (int dot = name.indexOf('.'); dot > 0; dot = name.indexOf('.', dot + 1)) {
      JsonNode inner = record.path(name.substring(0, dot));
      if (inner.isObject()) {
        JsonNode found = field(inner, name.substring(dot + 1));
        if (!found.isMissingNode()) {
          return found;
        }
      }
    }
    return MissingNode.getInstance();
  }
}
