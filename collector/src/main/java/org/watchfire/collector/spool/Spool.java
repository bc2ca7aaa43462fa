package org.watchfire.collector.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log between inputs and shipping; see the package for its invariants.
 *
 * <p>Appending takes memory only and returns the numbers given out; a writer thread commits what
 * has gathered when the interval or the size is reached (group commit). While the quota is reached
 * or the disk refuses, appending blocks: a file is its own buffer, and who cannot wait uses {@link
 * #offer}. Thread-safe.
 */
public final class Spool implements Closeable {

  /** Most bytes that one call may append; larger groups must be split by the caller. */
  public static final int MAX_APPEND = 8 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
  private static final long RETRY_MILLIS = 500;

  private final SpoolConfig config;
  private final SpoolListener listener;
  private final SpoolKey key;
  private final AckPointer ackPointer;
  private final FileChannel lockFile;
  private final Map<String, byte[]> recovered;
  private final long epoch;
  private final Thread writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition work = lock.newCondition();
  private final Condition committedSignal = lock.newCondition();
  private final Condition acked = lock.newCondition();

  // Guarded by lock.
  private final SegmentList segments;
  private Batch pending;
  private long nextSeq;
  private Stamped committed;
  private Stamped ack;
  private Stamped storedAck;
  private boolean committing;
  private boolean flush;
  private boolean closing;
  private volatile boolean full;
  private volatile boolean failing;

  // Owned by the writer thread.
  private final SegmentWriter segmentWriter;
  private Segment active;

  private final LongAdder frames = new LongAdder();
  private final LongAdder writeErrors = new LongAdder();

  /** Counters and gauges of a spool. */
  public record Stats(
      long bytes,
      long quota,
      int segments,
      long frames,
      long writeErrors,
      Stamped last,
      Stamped acked,
      boolean full) {}

  private Spool(
      SpoolConfig config, Disk disk, Clock clock, SpoolListener listener, FileChannel lockFile)
      throws IOException {
    this.config = config;
    this.listener = listener;
    this.lockFile = lockFile;
    SecureRandom random = new SecureRandom();
    this.key = SpoolKey.open(config.dir().resolve("spool.key"), random);
    this.ackPointer = new AckPointer(config.dir().resolve("acked"));
    Recovery r = Recovery.run(config.dir(), key, listener);
    this.ack = ackPointer.read();
    this.storedAck = ack;
    EpochFile epochFile = new EpochFile(config.dir().resolve("epoch"));
    long known = Math.max(Math.max(r.epoch, ack.epoch()), epochFile.read());
    String reason = null;
    if (r.doubt) {
      reason = r.doubtReason;
    } else if (r.epoch == 0) {
      reason = known == 0 ? "" : "the segments of epoch " + known + " are missing";
    } else if (ack.compareTo(new Stamped(r.epoch, r.nextSeq - 1)) > 0) {
      reason =
          "events up to " + ack.seq() + " were acknowledged, the spool ends at " + (r.nextSeq - 1);
    }
    if (reason == null) {
      this.epoch = r.epoch;
      this.nextSeq = r.nextSeq;
    } else {
      this.epoch = Math.max(clock.millis(), known + 1);
      this.nextSeq = 1;
      epochFile.write(epoch);
      if (!reason.isEmpty()) {
        listener.newEpoch(epoch, reason);
      }
    }
    this.segments = new SegmentList(r.segments);
    this.recovered = Map.copyOf(r.positions);
    this.segmentWriter =
        new SegmentWriter(config.dir(), disk, key, random, epoch, r.highestId + 1, r.positions);
    this.committed = new Stamped(epoch, nextSeq - 1);
    this.pending = new Batch(nextSeq);
    nextSegment(nextSeq);
    segments.reclaim(storedAck);
    this.writer = new Thread(this::writeLoop, "spool-writer");
    this.writer.setDaemon(true);
    this.writer.start();
  }

  /**
   * Opens or creates a spool and recovers what a crash left.
   *
   * @throws SpoolLockedException when another process has it open
   * @throws IOException when the directory or the key cannot be used
   */
  public static Spool open(SpoolConfig config, Disk disk, Clock clock, SpoolListener listener)
      throws IOException {
    if (!Files.isDirectory(config.dir())) {
      Files.createDirectories(
          config.dir(),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path lockPath = config.dir().resolve("lock");
    FileChannel channel =
        FileChannel.open(lockPath, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (!tryLock(channel)) {
        throw new SpoolLockedException(
            "spool "
                + config.dir()
                + " is in use by another agent; stop it or use another directory");
      }
      return new Spool(config, disk, clock, listener, channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock held = channel.tryLock();
      return held != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Input positions as they were when the spool was opened, by key. */
  public Map<String, byte[]> positions() {
    return recovered;
  }

  /** Epoch of everything appended to this open spool. */
  public long epoch() {
    return epoch;
  }

  /**
   * Appends events and the positions behind them as one unit; waits while there is no room.
   *
   * @param changes new positions by key; an empty value removes the key
   * @return number of the first event
   * @throws IllegalArgumentException when the group exceeds {@link #MAX_APPEND}
   * @throws IllegalStateException after {@link #close}
   */
  public long append(List<byte[]> events, Map<String, byte[]> changes) throws InterruptedException {
    long first = add(events, changes, Long.MAX_VALUE);
    if (first < 0) {
      throw new IllegalStateException("spool is closed");
    }
    return first;
  }

  /**
   * Appends like {@link #append} when there is room within the time; otherwise false and nothing
   * happened.
   */
  public boolean offer(List<byte[]> events, long time, TimeUnit unit) throws InterruptedException {
    return add(events, Map.of(), unit.toNanos(time)) >= 0;
  }

  private long add(List<byte[]> events, Map<String, byte[]> changes, long waitNanos)
      throws InterruptedException {
    long size = 0;
    for (byte[] e : events) {
      size += e.length;
    }
    if (size > MAX_APPEND) {
      throw new IllegalArgumentException("append of " + size + " bytes exceeds " + MAX_APPEND);
    }
    long left = waitNanos;
    lock.lockInterruptibly();
    try {
      while (!closing && pending.events.size() >= config.batchBytes()) {
        if (waitNanos == Long.MAX_VALUE) {
          room.await();
        } else if (left <= 0) {
          return -1;
        } else {
          left = room.awaitNanos(left);
        }
      }
      if (closing) {
        return -1;
      }
      if (pending.isEmpty()) {
        pending.since = System.nanoTime();
        work.signal();
      }
      long first = nextSeq;
      pending.add(events, changes);
      nextSeq += events.size();
      if (pending.events.size() >= config.batchBytes()) {
        work.signal();
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /** Commits what was appended so far; false when it was not on disk within the time. */
  public boolean flush(long time, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(time);
    lock.lockInterruptibly();
    try {
      Stamped target = new Stamped(epoch, nextSeq - 1);
      flush = true;
      work.signal();
      while (committed.compareTo(target) < 0 || committing || !pending.isEmpty()) {
        if (left <= 0) {
          return false;
        }
        left = committedSignal.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until everything appended so far is acknowledged; false when the time passes first. */
  public boolean awaitAcked(long time, TimeUnit unit) throws InterruptedException {
    long left = unit.toNanos(time);
    lock.lockInterruptibly();
    try {
      Stamped target = new Stamped(epoch, nextSeq - 1);
      while (target.seq() > 0 && ack.compareTo(target) < 0) {
        if (left <= 0) {
          return false;
        }
        left = acked.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Everything up to and including this event has reached its destination. Points that do not
   * advance are ignored. Segments that are done with are deleted.
   */
  public void ack(Stamped point) {
    lock.lock();
    try {
      if (point.compareTo(ack) <= 0) {
        return;
      }
      ack = point;
      acked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stores the acknowledgement pointer and deletes what it allows to; called now and then by the
   * shipper.
   */
  public void persistAck() {
    Stamped point;
    lock.lock();
    try {
      point = ack;
      if (point.equals(storedAck)) {
        return;
      }
    } finally {
      lock.unlock();
    }
    try {
      ackPointer.write(point);
    } catch (IOException e) {
      // Harmless for what is delivered: after a restart it is delivered again and recognised. Space
      // must come free.
      writeErrors.increment();
      LOG.warn("acknowledgement pointer not stored: {}", e.getMessage());
    }
    lock.lock();
    try {
      storedAck = point;
      segments.reclaim(storedAck);
      acked.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A reader of everything after the acknowledged point. */
  public SpoolCursor cursor() {
    return new SpoolCursor(this, key, listener, config.dir().resolve("quarantine"));
  }

  public Stats stats() {
    lock.lock();
    try {
      return new Stats(
          segments.bytes(),
          config.quotaBytes(),
          segments.size(),
          frames.sum(),
          writeErrors.sum(),
          new Stamped(epoch, nextSeq - 1),
          ack,
          full || failing);
    } finally {
      lock.unlock();
    }
  }

  /** True while appending waits for space. */
  public boolean blocked() {
    return full || failing;
  }

  Stamped acknowledged() {
    lock.lock();
    try {
      return ack;
    } finally {
      lock.unlock();
    }
  }

  /** First segment with an id of at least {@code id}, null when there is none. */
  Segment segmentFrom(long id) {
    lock.lock();
    try {
      return segments.from(id);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until something lies behind {@code position} of the segment; false when closed or the
   * time passed.
   */
  boolean awaitBeyond(Segment segment, long position, long nanos) throws InterruptedException {
    long left = nanos;
    lock.lockInterruptibly();
    try {
      while (left > 0 && !closing && segment.committed <= position && segments.last() == segment) {
        left = committedSignal.awaitNanos(left);
      }
      return segment.committed > position || segments.last() != segment;
    } finally {
      lock.unlock();
    }
  }

  private void writeLoop() {
    try {
      while (true) {
        Batch batch = nextBatch();
        if (batch == null) {
          return;
        }
        boolean done = commit(batch);
        lock.lock();
        try {
          committing = false;
          if (done) {
            committed = new Stamped(epoch, batch.firstSeq + batch.count - 1);
          }
          flush = flush && !pending.isEmpty();
          committedSignal.signalAll();
          if (!done) {
            return;
          }
        } finally {
          lock.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Batch nextBatch() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (pending.isEmpty()) {
        flush = false;
        committedSignal.signalAll();
        if (closing) {
          return null;
        }
        work.await();
      }
      long left = config.commitInterval().toNanos() - (System.nanoTime() - pending.since);
      while (left > 0 && !flush && !closing && pending.events.size() < config.batchBytes()) {
        left = work.awaitNanos(left);
      }
      Batch batch = pending;
      pending = new Batch(nextSeq);
      committing = true;
      room.signalAll();
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /** Writes the batch until it is on disk; false when the spool is closed before that succeeds. */
  private boolean commit(Batch batch) throws InterruptedException {
    byte[] body = null;
    while (true) {
      try {
        if (body == null) {
          body =
              FrameCodec.encode(
                  false, epoch, batch.firstSeq, batch.count, batch.events, batch.positions);
        }
        if (!waitForRoom(body.length, batch.firstSeq)) {
          return false;
        }
        if (!segmentWriter.isOpen() || segmentWriter.size() + body.length > config.segmentBytes()) {
          nextSegment(batch.firstSeq);
        }
        write(body);
        segmentWriter.apply(batch.positions);
        frames.increment();
        if (failing) {
          failing = false;
          LOG.info("spool {} can be written again", config.dir());
        }
        return true;
      } catch (IOException e) {
        failed(e);
        if (!pause()) {
          return false;
        }
      }
    }
  }

  private void failed(IOException e) {
    writeErrors.increment();
    if (!failing) {
      failing = true;
      LOG.error("spool {} cannot be written, inputs wait: {}", config.dir(), e.getMessage());
      listener.writeFailed(e.getMessage());
    }
    segmentWriter.abandon();
  }

  /** Lets some time pass before the next attempt; false when closing. */
  private boolean pause() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(RETRY_MILLIS);
      while (!closing && left > 0) {
        left = acked.awaitNanos(left);
      }
      return !closing;
    } finally {
      lock.unlock();
    }
  }

  private boolean waitForRoom(int size, long firstSeq) throws InterruptedException {
    boolean told = false;
    while (true) {
      boolean turn = false;
      lock.lockInterruptibly();
      try {
        segments.reclaim(storedAck);
        long bytes = segments.bytes();
        if (bytes + size <= config.quotaBytes()) {
          full = false;
          return true;
        }
        if (closing) {
          return false;
        }
        full = true;
        if (!told) {
          told = true;
          LOG.warn(
              "spool {} is full ({} of {} bytes), inputs wait",
              config.dir(),
              bytes,
              config.quotaBytes());
          listener.full(bytes, config.quotaBytes());
          // With a fresh segment the present one can go as soon as it is acknowledged.
          turn = segmentWriter.isOpen() && segmentWriter.size() > config.segmentBytes() / 2;
        } else {
          acked.await();
        }
      } finally {
        lock.unlock();
      }
      if (turn) {
        try {
          nextSegment(firstSeq);
        } catch (IOException e) {
          failed(e);
        }
      }
    }
  }

  private void nextSegment(long firstSeq) throws IOException {
    Segment segment = segmentWriter.begin(firstSeq);
    lock.lock();
    try {
      segments.add(segment);
      active = segment;
      committedSignal.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void write(byte[] body) throws IOException {
    int size = segmentWriter.write(body);
    lock.lock();
    try {
      active.grow(size);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Commits what was appended, unless the disk does not allow it now, and releases the directory.
   */
  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      closing = true;
      work.signalAll();
      room.signalAll();
      acked.signalAll();
      committedSignal.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    persistAck();
    segmentWriter.close();
    lockFile.close();
  }

  /** Ids of the segments on disk, oldest first. */
  List<Long> segmentIds() {
    lock.lock();
    try {
      return segments.ids();
    } finally {
      lock.unlock();
    }
  }
}
