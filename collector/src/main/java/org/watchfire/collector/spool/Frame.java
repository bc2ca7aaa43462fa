package org.watchfire.collector.spool;

import java.util.List;
import java.util.Map;

/**
 * One committed batch.
 *
 * @param snapshot true when {@code positions} is the whole state rather than the changes
 * @param epoch life of the spool that the sequence numbers belong to
 * @param firstSeq number of the first event; with no events, the number that comes next
 * @param events encoded events, numbered {@code firstSeq, firstSeq + 1, …}
 * @param positions input position by key; an empty value in a non-snapshot removes the key
 */
public record Frame(
    boolean snapshot,
    long epoch,
    long firstSeq,
    List<byte[]> events,
    Map<String, byte[]> positions) {

  /** Number that follows the last event. */
  public long nextSeq() {
    return firstSeq + events.size();
  }
}
