package org.watchfire.engine.state;

import java.util.Map;

/**
 * A record of the events topic as it was read.
 *
 * @param key null when the record has none
 * @param headers last value of each stamp header
 * @param value null for a tombstone
 * @param logTime when the broker took it, milliseconds since 1970
 */
public record Incoming(
    int partition,
    long offset,
    long logTime,
    byte[] key,
    Map<String, byte[]> headers,
    byte[] value) {}
