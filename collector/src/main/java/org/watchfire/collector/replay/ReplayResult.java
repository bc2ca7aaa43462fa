package org.watchfire.collector.replay;

import java.util.Map;

/**
 * What a replay sent.
 *
 * @param lines lines read
 * @param events events sent and acknowledged
 * @param structured events whose format was understood
 * @param unparsed events of kind {@code pipeline_error} by reason
 * @param epoch epoch of the numbers
 * @param firstSeq number of the first event, 0 when there was none
 * @param lastSeq number of the last event, 0 when there was none
 */
public record ReplayResult(
    long lines,
    long events,
    long structured,
    Map<String, Long> unparsed,
    long epoch,
    long firstSeq,
    long lastSeq) {}
