/**
 * From the spool to Kafka: order kept, every event acknowledged by the broker before the spool may
 * forget it.
 *
 * <p>In: frames of the spool. Out: records of {@code wf.events} with stamp headers;
 * acknowledgements back to the spool. The receiver drops what is not above the highest sequence
 * number it has seen, therefore nothing may overtake: after a record that failed for good, no later
 * record of that producer is allowed to arrive.
 *
 * <p>Never here: what an event says, except to replace one that the broker refuses as too large.
 */
package org.watchfire.collector.ship;
