package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments on disk, oldest first; the last one is written. Guarded by the spool's lock. */
final class SegmentList {

  private static final Logger LOG = LoggerFactory.getLogger(SegmentList.class);

  private final List<Segment> segments;

  SegmentList(List<Segment> recovered) {
    this.segments = new ArrayList<>(recovered);
  }

  void add(Segment segment) {
    if (!segments.isEmpty() && last().epoch == segment.epoch) {
      last().lastSeq = segment.firstSeq - 1;
    }
    segments.add(segment);
  }

  Segment last() {
    return segments.get(segments.size() - 1);
  }

  int size() {
    return segments.size();
  }

  long bytes() {
    long sum = 0;
    for (Segment s : segments) {
      sum += s.committed;
    }
    return sum;
  }

  /** First segment with an id of at least {@code id}, null when there is none. */
  Segment from(long id) {
    for (Segment s : segments) {
      if (s.id >= id) {
        return s;
      }
    }
    return null;
  }

  List<Long> ids() {
    return segments.stream().map(s -> s.id).toList();
  }

  /**
   * Deletes segments that are acknowledged from the front; the last one stays, it holds the
   * positions.
   */
  void reclaim(Stamped ack) {
    while (segments.size() > 1 && segments.get(0).ackedBy(ack)) {
      Segment done = segments.remove(0);
      try {
        Files.deleteIfExists(done.path);
      } catch (IOException e) {
        LOG.warn(
            "acknowledged segment {} stays on disk: {}", done.path.getFileName(), e.getMessage());
      }
    }
  }
}
