package org.watchfire.collector.parse;

import java.util.Map;

/**
 * What became of the lines of one input.
 *
 * @param lines lines read
 * @param events events given out
 * @param structured events whose format was understood
 * @param unparsed events of kind {@code pipeline_error}
 * @param reasons count of unparsed events by reason, most frequent first
 */
public record ParseSummary(
    long lines, long events, long structured, long unparsed, Map<String, Long> reasons) {}
