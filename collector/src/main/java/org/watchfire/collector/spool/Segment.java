package org.watchfire.collector.spool;

import java.nio.file.Path;

/**
 * One segment file as the spool knows it.
 *
 * <p>{@code committed} is the length that readers may see. {@code lastSeq} is the number of the
 * last event, or {@link #UNKNOWN} while that cannot be told (still written, or its successor
 * belongs to another epoch).
 */
final class Segment {

  static final long UNKNOWN = Long.MAX_VALUE;

  final long id;
  final Path path;
  final long epoch;
  final long firstSeq;
  volatile long committed;
  volatile long lastSeq = UNKNOWN;

  Segment(SegmentHeader header, Path path, long committed) {
    this.id = header.id();
    this.path = path;
    this.epoch = header.epoch();
    this.firstSeq = header.firstSeq();
    this.committed = committed;
  }

  /** One thread writes, others read. */
  void grow(int bytes) {
    long now = committed + bytes;
    committed = now;
  }

  boolean ackedBy(Stamped ack) {
    return ack.epoch() > epoch || (ack.epoch() == epoch && ack.seq() >= lastSeq);
  }

  static String fileName(long id) {
    return String.format("%016x.seg", id);
  }
}
