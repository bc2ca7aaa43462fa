package org.watchfire.collector.input;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the files of some path patterns by polling, through rotation by renaming, by copying and
 * truncating, and through everything that may have happened while nobody looked. One thread, {@link
 * #run}.
 *
 * <p>A file is one generation as long as its inode, its beginning and the bytes before the reading
 * position stay what they were. Otherwise a new generation begins at 0 and the rest of the old one
 * is sought: in the open file, in a sibling with the same inode, in a sibling (plain or gzip) that
 * begins with the same bytes.
 */
public final class FileInput implements Input {

  /**
   * What to follow and how.
   *
   * @param id names the input; positions and event ids depend on it
   * @param paths absolute path patterns
   * @param exclude patterns of paths or names to leave out; compressed files always are
   * @param poll pause between looks at files that grow; idle ones are looked at up to every 2 s
   * @param discover pause between searches for new files
   * @param quiet how long a file that was rotated away must be silent before it is closed for good
   * @param fromEnd true to begin behind what files hold at the very first start
   */
  public record Settings(
      String id,
      List<String> paths,
      List<String> exclude,
      Duration poll,
      Duration discover,
      Duration quiet,
      boolean fromEnd) {}

  private static final Logger LOG = LoggerFactory.getLogger(FileInput.class);
  private static final long SLOWEST_POLL = TimeUnit.SECONDS.toNanos(2);
  private static final long IDLE_CLOSE = TimeUnit.MINUTES.toNanos(5);
  private static final long COPY_GRACE = TimeUnit.SECONDS.toNanos(15);
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS_PER_TURN = 16;

  private final Settings settings;
  private final Counters counters;
  private final Globs globs;
  private final FollowedFiles files;
  private final Rotation rotation;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final byte[] buffer = new byte[CHUNK];
  private final Map<Path, Long> suspects = new HashMap<>();
  private final Map<Path, Long> complained = new HashMap<>();
  private boolean skipExisting;
  private boolean discoverNow;

  /**
   * @param stored positions by key as the spool recovered them
   * @param others ids of the other inputs of this agent: their positions are not touched
   */
  public FileInput(
      Settings settings,
      SourceSpec source,
      EventSink sink,
      Map<String, byte[]> stored,
      Set<String> others)
      throws IOException, InterruptedException {
    this.settings = settings;
    this.counters = source.encoder().counters();
    this.globs = new Globs(settings.paths(), settings.exclude());
    byte[] past = stored.get(PastFiles.spoolKey(settings.id()));
    this.files = new FollowedFiles(settings.id(), source, sink, past);
    this.rotation = new Rotation(settings.id(), globs, files, stop);
    boolean restored = rotation.restore(stored, others);
    this.skipExisting = settings.fromEnd() && past == null && !restored;
  }

  @Override
  public String name() {
    return settings.id();
  }

  /** Bytes not yet read by path. */
  @Override
  public Map<String, Long> lag() {
    return files.lag();
  }

  @Override
  public void run() throws InterruptedException {
    long nextDiscovery = System.nanoTime();
    while (stop.getCount() > 0) {
      long now = System.nanoTime();
      boolean moved = false;
      if (discoverNow || now - nextDiscovery >= 0) {
        discoverNow = false;
        discover(now);
        nextDiscovery = now + settings.discover().toNanos();
      }
      for (FileTail tail : files.all()) {
        if (now - tail.nextPoll >= 0) {
          moved |= poll(tail, now);
        }
        if (stop.getCount() == 0) {
          break;
        }
      }
      if (!moved && stop.await(settings.poll().toNanos(), TimeUnit.NANOSECONDS)) {
        break;
      }
    }
    files.close();
  }

  @Override
  public void close() {
    stop.countDown();
  }

  private void discover(long now) throws InterruptedException {
    try {
      Map<FileKey, FileTail> byInode = files.byInode();
      Set<Path> found = globs.expand(counters);
      suspects.keySet().retainAll(found);
      for (Path path : found) {
        if (!files.isAttached(path)) {
          appear(path, byInode, now);
        }
      }
    } catch (IOException | UncheckedIOException e) {
      counters.readErrors.increment();
      complain(Path.of("/"), "search for files failed: " + e.getMessage());
    }
    if (skipExisting) {
      skipExisting = false;
      files.storePast();
    }
  }

  private void appear(Path path, Map<FileKey, FileTail> byInode, long now)
      throws InterruptedException {
    try {
      FileKey.Stat stat = FileKey.stat(path);
      if (stat == null || !stat.regular() || stat.size() == 0) {
        return;
      }
      FileTail known = byInode.get(new FileKey(stat.key().dev(), stat.key().inode(), 0));
      if (known != null && known.key.same(stat.key())) {
        FileKey.Stat there = FileKey.stat(known.path);
        if (known.detached || there == null || !there.key().same(known.key)) {
          files.attach(known, path);
        }
        return;
      }
      if (!maybeCopy(path, stat, now)) {
        suspects.remove(path);
        FileTail tail = files.begin(path, path, stat, false, skipExisting);
        if (tail != null) {
          byInode.put(new FileKey(tail.key.dev(), tail.key.inode(), 0), tail);
        }
      }
    } catch (IOException e) {
      counters.readErrors.increment();
      complain(path, e.getMessage());
    }
  }

  /**
   * Whether a new file may be the copy that is made before a followed file is truncated: it begins
   * alike. It is left alone for a while; if the truncation comes, it is read on from where the
   * original stood, if not, it is a file like any other.
   */
  private boolean maybeCopy(Path path, FileKey.Stat stat, long now) throws IOException {
    Long since = suspects.get(path);
    if (since != null && now - since > Math.min(COPY_GRACE, settings.quiet().toNanos())) {
      return false;
    }
    for (FileTail t : files.attached()) {
      if (t.head().length() > 0
          && Siblings.related(t.path, path)
          && stat.size() >= t.head().length()) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
          if (t.head().matches(file, 0)) {
            suspects.putIfAbsent(path, now);
            return true;
          }
        }
      }
    }
    return false;
  }

  private boolean poll(FileTail tail, long now) throws InterruptedException {
    try {
      if (!tail.detached && !look(tail, now)) {
        return true;
      }
      if (tail.detached && !tail.open()) {
        LOG.info("{} is gone", tail.path);
        files.finish(tail);
        return true;
      }
      boolean moved = tail.isOpen() && readOn(tail);
      if (!moved) {
        tail.flushIfIdle(now);
        if (tail.detached && now - tail.lastData >= settings.quiet().toNanos()) {
          files.finish(tail);
        }
      }
      long idle = now - tail.lastData;
      tail.nextPoll =
          now + Math.max(settings.poll().toNanos() / 2, Math.min(SLOWEST_POLL, idle / 16));
      complained.remove(tail.path);
      return moved;
    } catch (IOException e) {
      counters.readErrors.increment();
      complain(tail.path, e.getMessage());
      tail.nextPoll = now + SLOWEST_POLL;
      return false;
    }
  }

  /**
   * Compares the name with the file that is followed; false when the tail was ended or rotated
   * away.
   */
  private boolean look(FileTail tail, long now) throws IOException, InterruptedException {
    FileKey.Stat stat = FileKey.stat(tail.path);
    if (stat == null || !stat.key().same(tail.key)) {
      rotation.rotatedAway(tail);
      discoverNow = true;
      return false;
    }
    if (stat.size() < tail.position()) {
      rotation.truncated(tail, stat);
      return false;
    }
    files.lag(tail, stat.size() - tail.position());
    if (stat.size() == tail.seenSize && stat.modified() == tail.seenModified) {
      if (tail.isOpen() && now - tail.lastData > IDLE_CLOSE) {
        tail.close();
      }
      return true;
    }
    if (!tail.open()) {
      rotation.rotatedAway(tail);
      return false;
    }
    if (!tail.contextHolds()) {
      rotation.truncated(tail, stat);
      return false;
    }
    if (stat.size() == tail.position()) {
      tail.seenSize = stat.size();
      tail.seenModified = stat.modified();
    }
    return true;
  }

  private boolean readOn(FileTail tail) throws IOException, InterruptedException {
    boolean moved = false;
    for (int i = 0; i < CHUNKS_PER_TURN && stop.getCount() > 0; i++) {
      int n = tail.read(buffer);
      moved |= n > 0;
      if (n < buffer.length) {
        break;
      }
    }
    return moved;
  }

  /** Logs a problem of a path at most once a minute. */
  private void complain(Path path, String reason) {
    long now = System.nanoTime();
    Long last = complained.get(path);
    if (last == null || now - last > TimeUnit.MINUTES.toNanos(1)) {
      complained.put(path, now);
      LOG.warn("{}: {}", path, reason);
    }
  }
}
