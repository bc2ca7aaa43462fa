/**
 * The encrypted, crash-safe log between reading and shipping.
 *
 * <p>In: batches of encoded events together with the positions of the inputs they came from. Out:
 * the same events in the same order, each with its stamp (epoch, sequence number), until somebody
 * acknowledges them. An event and the input position behind it are in one frame, so either both
 * survive a crash or neither does: the last frame is the checkpoint.
 *
 * <p>Invariants, in the order in which they are kept:
 *
 * <ol>
 *   <li>A frame is visible to readers only after it was forced to disk. What was sent is therefore
 *       always recoverable.
 *   <li>Sequence numbers are dense within an epoch and are never given out twice. Whenever it is in
 *       doubt which number comes next (damaged tail, lost files), a higher epoch begins.
 *   <li>A segment is never appended to after a restart, and every segment has its own key: no nonce
 *       is used twice.
 *   <li>A segment begins with a snapshot of all positions; older segments go away only after that
 *       is on disk.
 *   <li>A segment is deleted only when all its events are acknowledged.
 * </ol>
 *
 * <p>Never here: Kafka, parsing, knowledge of what a position means.
 */
package org.watchfire.collector.spool;
