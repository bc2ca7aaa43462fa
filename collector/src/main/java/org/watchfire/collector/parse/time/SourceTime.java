package org.watchfire.collector.parse.time;

import java.time.Instant;

/**
 * The time that a source wrote on a record.
 *
 * @param instant null when the text was no valid time
 * @param zone the zone it was written in, as offset or zone id
 * @param assumedZone whether the source named a zone that could not be resolved and the input's own
 *     was taken
 * @param problem why there is no instant; null otherwise
 */
public record SourceTime(Instant instant, String zone, boolean assumedZone, String problem) {
  static SourceTime invalid(String problem) {
    return new SourceTime(null, null, false, problem);
  }
}
