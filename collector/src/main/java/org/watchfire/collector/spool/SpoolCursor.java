package org.watchfire.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Reads committed events in order, beginning after the acknowledged point. Damage is reported, a
 * copy kept, and reading goes on behind it. Not thread-safe.
 */
public final class SpoolCursor implements Closeable {

  private final Spool spool;
  private final SpoolKey key;
  private final SpoolListener listener;
  private final Path quarantine;
  private long nextId;
  private Segment segment;
  private SegmentReader reader;
  private Stamped last;

  SpoolCursor(Spool spool, SpoolKey key, SpoolListener listener, Path quarantine) {
    this.spool = spool;
    this.key = key;
    this.listener = listener;
    this.quarantine = quarantine;
    this.last = spool.acknowledged();
  }

  /**
   * Next events as a frame without positions, never empty; null when none came within the time or
   * the spool is closed.
   *
   * @throws IOException when the disk cannot be read; calling again continues at the same place
   */
  public Frame next(long time, TimeUnit unit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + unit.toNanos(time);
    while (true) {
      boolean successor = segment != null && spool.segmentFrom(nextId) != null;
      SegmentReader.Item item =
          segment == null ? new SegmentReader.Item.End() : reader.next(segment.committed);
      if (item instanceof SegmentReader.Item.Whole whole) {
        Frame fresh = unseen(whole.frame());
        if (fresh != null) {
          return fresh;
        }
      } else if (item instanceof SegmentReader.Item.Damage damage) {
        // A cut frame is a write that failed and could not be taken back; if events are missing,
        // their numbers tell.
        if (!damage.cut()) {
          listener.damaged(
              segment.path.getFileName().toString(), damage.to() - damage.from(), damage.reason());
          Recovery.keepCopy(quarantine, segment.path);
        }
      } else if (segment == null || successor) {
        // A segment with a successor does not grow any more, and its end was read after the
        // successor was seen.
        if (!openNext()) {
          return null;
        }
      } else {
        long left = deadline - System.nanoTime();
        if (left <= 0 || !spool.awaitBeyond(segment, reader.position(), left)) {
          return null;
        }
      }
    }
  }

  /**
   * The events behind {@code last}; numbers missing in between are reported. Null when there are
   * none.
   */
  private Frame unseen(Frame f) {
    Stamped end = new Stamped(f.epoch(), f.nextSeq() - 1);
    if (f.events().isEmpty() || end.compareTo(last) <= 0) {
      return null;
    }
    long from = f.firstSeq();
    if (f.epoch() == last.epoch()) {
      if (from > last.seq() + 1) {
        listener.lost(f.epoch(), last.seq() + 1, from - 1);
      }
      from = Math.max(from, last.seq() + 1);
    } else if (from > 1 && last.epoch() != 0) {
      listener.lost(f.epoch(), 1, from - 1);
    }
    last = end;
    List<byte[]> events = f.events().subList((int) (from - f.firstSeq()), f.events().size());
    return new Frame(false, f.epoch(), from, events, Map.of());
  }

  /** Moves on to the next segment that can be opened; false when there is none yet. */
  private boolean openNext() throws IOException {
    for (Segment next = spool.segmentFrom(nextId); next != null; next = spool.segmentFrom(nextId)) {
      try {
        SegmentReader fresh = SegmentReader.open(next.path, key);
        if (reader != null) {
          reader.close();
        }
        reader = fresh;
        segment = next;
        nextId = next.id + 1;
        return true;
      } catch (NoSuchFileException e) {
        // Deleted between the look and the open: acknowledged meanwhile.
        nextId = next.id + 1;
      } catch (DamagedSegmentException e) {
        nextId = next.id + 1;
        listener.damaged(next.path.getFileName().toString(), next.committed, e.getMessage());
        Recovery.keepCopy(quarantine, next.path);
      }
    }
    return false;
  }

  /** Goes back to the acknowledged point: what was read but not acknowledged comes again. */
  public void rewind() throws IOException {
    close();
    nextId = 0;
    last = spool.acknowledged();
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
    segment = null;
  }
}
