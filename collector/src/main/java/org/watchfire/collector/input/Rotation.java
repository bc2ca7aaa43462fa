package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds again what was rotated, copied, truncated or compressed, while the agent ran or while it
 * was stopped. Not thread-safe.
 */
final class Rotation {

  private static final Logger LOG = LoggerFactory.getLogger(Rotation.class);

  private final String input;
  private final Globs globs;
  private final FollowedFiles files;
  private final CountDownLatch stop;

  Rotation(String input, Globs globs, FollowedFiles files, CountDownLatch stop) {
    this.input = input;
    this.globs = globs;
    this.files = files;
    this.stop = stop;
  }

  /**
   * Takes up all generations of the input where they stood; false when there were none.
   *
   * @param others ids of the other inputs of this agent: their positions are not touched
   */
  boolean restore(Map<String, byte[]> stored, Set<String> others)
      throws IOException, InterruptedException {
    boolean any = false;
    List<Moved> moved = new ArrayList<>();
    for (Map.Entry<String, byte[]> e : stored.entrySet()) {
      if (!TailPosition.isKey(e.getKey())) {
        continue;
      }
      TailPosition p = TailPosition.decode(e.getValue());
      boolean mine =
          p.input().equals(input)
              || (!others.contains(p.input()) && globs.matches(Path.of(p.path())));
      if (mine) {
        any = true;
        restore(p, moved);
      }
    }
    for (Moved m : moved) {
      unseenSince(m.path(), m.found(), m.modified());
    }
    return any;
  }

  /** A file that was rotated while nobody looked. */
  private record Moved(Path path, Path found, long modified) {}

  private void restore(TailPosition p, List<Moved> moved) throws IOException, InterruptedException {
    Path path = Path.of(p.path());
    FileKey.Stat stat = FileKey.stat(path);
    if (stat != null && stat.key().same(p.key()) && stillHolds(path, p)) {
      files.track(p);
      return;
    }
    // Rotated, truncated or gone while nobody looked: what is left of it may be beside it.
    for (boolean sameInode : new boolean[] {true, false}) {
      for (Path sibling : Siblings.of(path)) {
        FileKey.Stat s = FileKey.stat(sibling);
        if (s == null || !s.regular() || s.key().same(p.key()) != sameInode) {
          continue;
        }
        if (sibling.toString().endsWith(".gz")) {
          if (!sameInode && readCompressed(sibling, p)) {
            moved.add(new Moved(path, sibling, s.modified()));
            return;
          }
        } else if (holds(sibling, p)) {
          files.counters.rotations.increment();
          files.track(at(p, sibling, s.key(), !globs.matches(sibling)));
          moved.add(new Moved(path, sibling, s.modified()));
          return;
        }
      }
    }
    files.counters.filesLostSight.increment();
    LOG.warn(
        "{} was replaced while the agent was stopped and what followed byte {} is not beside it",
        path,
        p.offset());
    files.forget(p);
  }

  private static TailPosition at(TailPosition p, Path path, FileKey key, boolean detached) {
    return new TailPosition(
        p.input(),
        p.generation(),
        path.toString(),
        p.firstPath(),
        key,
        p.head(),
        p.offset(),
        p.tail(),
        p.skipping(),
        detached,
        p.given());
  }

  /**
   * As {@link #holds}; a file that cannot be read now counts as unchanged, it is compared when it
   * can.
   */
  private boolean stillHolds(Path path, TailPosition p) {
    try {
      return holds(path, p);
    } catch (IOException e) {
      files.counters.readErrors.increment();
      LOG.warn("{} cannot be read: {}", path, e.getMessage());
      return true;
    }
  }

  private static boolean holds(Path path, TailPosition p) throws IOException {
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      return file.size() >= p.offset()
          && p.head().matches(file, 0)
          && p.tail().matches(file, p.offset() - p.tail().length());
    }
  }

  /** Reads on in a sibling that was compressed meanwhile; false when it is not the same content. */
  private boolean readCompressed(Path gz, TailPosition p) throws InterruptedException {
    try {
      boolean done = CompressedRest.read(gz, p, files.source, files.sink, stop);
      if (done) {
        files.counters.rotations.increment();
        files.forget(p);
      }
      return done;
    } catch (IOException e) {
      files.counters.readErrors.increment();
      LOG.warn("{} cannot be read: {}", gz, e.getMessage());
      return false;
    }
  }

  /**
   * Files that came and were rotated away before anybody saw them: siblings that are not known and
   * were written after {@code found}, the present name of the file that was followed at {@code
   * path}.
   */
  private void unseenSince(Path path, Path found, long modified)
      throws IOException, InterruptedException {
    for (Path sibling : Siblings.of(path)) {
      FileKey.Stat s = FileKey.stat(sibling);
      if (s == null
          || !s.regular()
          || s.size() == 0
          || s.modified() < modified
          || sibling.equals(found)
          || !sibling.getFileName().toString().startsWith(path.getFileName() + ".")
          || globs.matches(sibling)
          || files.knows(sibling, s.key())) {
        continue;
      }
      files.counters.rotations.increment();
      if (sibling.toString().endsWith(".gz")) {
        readWhole(sibling, path, s.key());
      } else {
        files.begin(sibling, path, s, true, false);
      }
    }
  }

  private void readWhole(Path gz, Path path, FileKey key) throws InterruptedException {
    try {
      Fingerprint head = CompressedRest.head(gz);
      TailPosition p = files.position(files.fresh(key, head), gz, path, key, head, 0, false, true);
      readCompressed(gz, p);
    } catch (IOException e) {
      files.counters.readErrors.increment();
      LOG.warn("{} cannot be read: {}", gz, e.getMessage());
    }
  }

  /** The file is no longer at its path: it is read to its end wherever it is now. */
  void rotatedAway(FileTail tail) throws IOException, InterruptedException {
    files.counters.rotations.increment();
    files.detach(tail);
    if (!tail.isOpen()) {
      Path renamed = Siblings.sameInode(tail.path, tail.key);
      if (renamed == null) {
        LOG.info("{} is gone", tail.path);
        files.finish(tail);
        return;
      }
      tail.path = renamed;
      if (!tail.open()) {
        files.finish(tail);
        return;
      }
    }
    tail.detached = true;
    tail.lastData = System.nanoTime();
    tail.nextPoll = tail.lastData;
    Path renamed = Siblings.sameInode(tail.path, tail.key);
    FileKey.Stat stat = renamed == null ? null : FileKey.stat(renamed);
    if (stat != null) {
      unseenSince(tail.path, renamed, stat.modified());
      tail.path = renamed;
    }
    tail.store();
    LOG.info("{} was rotated away, reading it to its end", tail.firstPath);
  }

  /**
   * The file does not hold any more what was read of it: the rest may be in a copy, and it begins
   * again.
   */
  void truncated(FileTail tail, FileKey.Stat stat) throws IOException, InterruptedException {
    files.counters.truncations.increment();
    files.detach(tail);
    Path path = tail.path;
    for (Path sibling : Siblings.of(path)) {
      FileKey.Stat s = FileKey.stat(sibling);
      if (s == null || !s.regular() || s.key().same(tail.key) || files.isAttached(sibling)) {
        continue;
      }
      try (FileChannel file = FileChannel.open(sibling, StandardOpenOption.READ)) {
        if (!tail.continuedBy(file, s.size())) {
          continue;
        }
      }
      tail.moveTo(sibling, s.key());
      tail.detached = true;
      tail.lastData = System.nanoTime();
      tail.store();
      LOG.info("{} was truncated, its copy {} is read to the end", path, sibling);
      beginAgain(path);
      return;
    }
    LOG.info("{} was truncated or rewritten ({} bytes now), beginning again", path, stat.size());
    files.finish(tail);
    beginAgain(path);
  }

  private void beginAgain(Path path) throws IOException, InterruptedException {
    FileKey.Stat now = FileKey.stat(path);
    if (now != null && now.regular() && now.size() > 0) {
      files.begin(path, path, now, false, false);
    }
  }
}
