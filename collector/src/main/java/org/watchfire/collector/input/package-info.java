/**
 * Where lines come from: files that grow and are rotated, syslog over UDP and TCP, streams read
 * once.
 *
 * <p>In: bytes of the outside world. Out: encoded events and, in the same step, the position to
 * continue from after a stop, handed to an {@link org.watchfire.collector.input.EventSink}. A
 * position always names a point from which reading again gives the same events with the same ids,
 * minus those that it lists as already given out.
 *
 * <p>Never here: Kafka, the format of log lines (that is {@code parse}), encryption.
 */
package org.watchfire.collector.input;
