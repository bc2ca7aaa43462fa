package org.watchfire.collector.spool;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What gathers in memory until it becomes one frame. Guarded by the spool's lock until it is taken
 * by the writer.
 */
final class Batch {

  final long firstSeq;
  final ByteArrayOutputStream events = new ByteArrayOutputStream(16 << 10);
  final Map<String, byte[]> positions = new LinkedHashMap<>();
  int count;

  /** Nanosecond time of the first addition. */
  long since;

  Batch(long firstSeq) {
    this.firstSeq = firstSeq;
  }

  boolean isEmpty() {
    return count == 0 && positions.isEmpty();
  }

  void add(List<byte[]> more, Map<String, byte[]> changes) {
    for (byte[] e : more) {
      Varint.put(events, e);
    }
    count += more.size();
    positions.putAll(changes);
  }
}
