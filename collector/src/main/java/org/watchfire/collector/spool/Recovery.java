package org.watchfire.collector.spool;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a spool directory says after a stop or a crash. Only the newest readable segment is read in
 * full, because it begins with a snapshot; older ones are read when they are shipped. So the start
 * does not take longer with a fuller spool.
 */
final class Recovery {

  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  /** Copies of damaged segments that are kept; the oldest make room. */
  private static final int QUARANTINED = 64;

  final List<Segment> segments = new ArrayList<>();
  final Map<String, byte[]> positions = new HashMap<>();
  final Path quarantine;
  final SpoolListener listener;

  /** Highest id that any file ever had here; ids are not used twice. */
  long highestId;

  long epoch;
  long nextSeq = 1;

  /** True when it is not certain that {@code nextSeq} was never given out. */
  boolean doubt;

  String doubtReason = "";

  Recovery(Path dir, SpoolListener listener) {
    this.quarantine = dir.resolve("quarantine");
    this.listener = listener;
  }

  static Recovery run(Path dir, SpoolKey key, SpoolListener listener) throws IOException {
    Recovery r = new Recovery(dir, listener);
    TreeMap<Long, Path> files = new TreeMap<>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(dir, "*.seg")) {
      for (Path p : list) {
        files.put(Long.parseLong(p.getFileName().toString().replace(".seg", ""), 16), p);
      }
    }
    r.highestId = files.isEmpty() ? 0 : files.lastKey();
    boolean found = false;
    for (Map.Entry<Long, Path> e : files.descendingMap().entrySet()) {
      if (found) {
        r.older(e.getValue(), key);
      } else {
        found = r.newest(e.getValue(), key);
      }
    }
    if (!files.isEmpty() && !found) {
      r.inDoubt("no segment of the spool can be read");
    }
    return r;
  }

  /** Takes the state from a segment; false when it holds no whole frame. */
  private boolean newest(Path path, SpoolKey key) throws IOException {
    boolean stump = Files.size(path) < SegmentHeader.SIZE;
    try (SegmentReader reader = SegmentReader.open(path, key)) {
      long size = reader.size();
      long good = SegmentHeader.SIZE;
      boolean any = false;
      boolean cut = size == SegmentHeader.SIZE;
      SegmentReader.Item item = reader.next(size);
      while (!(item instanceof SegmentReader.Item.End)) {
        if (item instanceof SegmentReader.Item.Whole whole) {
          if (!any && !whole.frame().snapshot()) {
            listener.damaged(path.getFileName().toString(), size, "its snapshot is missing");
            inDoubt("the newest segment has no snapshot");
          }
          apply(whole.frame());
          good = whole.end();
          any = true;
        } else if (item instanceof SegmentReader.Item.Damage damage) {
          // Damage with whole frames behind it leaves no doubt about the next number: shipping
          // meets the same place,
          // keeps a copy and reports what is missing. A frame that was cut off was never visible to
          // a reader, so its
          // numbers are free. But a frame that is there and unreadable may have been sent.
          cut = damage.cut();
          if (damage.last() && !damage.cut()) {
            inDoubt("the last " + (size - damage.from()) + " bytes are damaged");
            quarantine(path, damage.reason());
          }
        }
        item = reader.next(size);
      }
      if (any) {
        Segment segment = new Segment(reader.header(), path, good);
        segment.lastSeq = nextSeq - 1;
        segments.add(0, segment);
        if (cut) {
          try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
            file.truncate(good);
          }
        }
        return true;
      }
      stump = cut;
    } catch (DamagedSegmentException e) {
      LOG.warn("segment {}: {}", path.getFileName(), e.getMessage());
    }
    // A crash while a segment is begun leaves a stump that never held an event; anything longer is
    // kept for a look.
    if (!stump) {
      quarantine(path, "no whole frame");
      inDoubt("the newest segment is unreadable");
    }
    Files.delete(path);
    return false;
  }

  private void apply(Frame f) {
    if (f.snapshot()) {
      positions.clear();
    }
    for (Map.Entry<String, byte[]> p : f.positions().entrySet()) {
      if (p.getValue().length == 0) {
        positions.remove(p.getKey());
      } else {
        positions.put(p.getKey(), p.getValue());
      }
    }
    epoch = f.epoch();
    nextSeq = f.nextSeq();
  }

  private void older(Path path, SpoolKey key) throws IOException {
    try (SegmentReader reader = SegmentReader.open(path, key)) {
      Segment segment = new Segment(reader.header(), path, reader.size());
      if (segment.epoch == segments.get(0).epoch) {
        segment.lastSeq = segments.get(0).firstSeq - 1;
      }
      segments.add(0, segment);
    } catch (DamagedSegmentException e) {
      quarantine(path, e.getMessage());
      Files.delete(path);
    }
  }

  private void inDoubt(String reason) {
    doubt = true;
    if (doubtReason.isEmpty()) {
      doubtReason = reason;
    }
  }

  /** Keeps a copy of a damaged segment beside the spool. */
  void quarantine(Path segment, String reason) throws IOException {
    keepCopy(quarantine, segment);
    listener.damaged(segment.getFileName().toString(), Files.size(segment), reason);
  }

  /** Links or copies the file into the quarantine directory. */
  static void keepCopy(Path quarantine, Path segment) throws IOException {
    Files.createDirectories(quarantine);
    Path copy = quarantine.resolve(segment.getFileName());
    try {
      Files.createLink(copy, segment);
    } catch (FileAlreadyExistsException e) {
      return;
    } catch (UnsupportedOperationException e) {
      Files.copy(segment, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    List<Path> kept = new ArrayList<>();
    try (DirectoryStream<Path> list = Files.newDirectoryStream(quarantine)) {
      list.forEach(kept::add);
    }
    kept.sort(null);
    for (int i = 0; i < kept.size() - QUARANTINED; i++) {
      Files.delete(kept.get(i));
    }
  }
}
