package org.watchfire.collector.input;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One generation of a file: reads what is appended, hands it on with the position behind it. What
 * happens to the file's name is decided by {@link FileInput}. Not thread-safe.
 */
final class FileTail implements Closeable {

  private static final int APPEND_BYTES = 1 << 20;

  final String generation;
  final String firstPath;
  final String input;
  Path path;
  FileKey key;
  boolean detached;

  /** Nanosecond times: of the last bytes, of the next look. */
  long lastData;

  long nextPoll;

  /** Size and time of change at the last look that had nothing left to read; -1 before. */
  long seenSize = -1;

  long seenModified = -1;

  private final LineFramer framer;
  private final ParsedStream stream;
  private final EventSink sink;
  private final Counters counters;
  private Fingerprint head;
  private byte[] context = new byte[0];
  private FileChannel channel;

  /**
   * Fingerprint before the position that was stored, until it was compared with the file; then
   * null.
   */
  private Fingerprint stored;

  private long committed = -1;
  private boolean committedSkipping;
  private List<byte[]> out = new ArrayList<>();
  private int outBytes;

  FileTail(TailPosition p, ParsedStream stream, EventSink sink, Counters counters) {
    this.generation = p.generation();
    this.firstPath = p.firstPath();
    this.input = p.input();
    this.path = Path.of(p.path());
    this.key = p.key();
    this.detached = p.detached();
    this.head = p.head();
    this.stored = p.tail();
    this.stream = stream;
    this.sink = sink;
    this.counters = counters;
    this.framer = new LineFramer(LineFramer.MAX_LINE, p.offset(), p.skipping());
  }

  /** Offset of the next byte to read. */
  long position() {
    return framer.position();
  }

  /** Offset from which a restart would read. */
  long resume() {
    return stream.resume();
  }

  Fingerprint head() {
    return head;
  }

  boolean isOpen() {
    return channel != null;
  }

  /** Opens the file at the path if it still is this one; false when it is not. */
  boolean open() throws IOException {
    if (channel != null) {
      return true;
    }
    FileChannel opened;
    try {
      opened = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return false;
    }
    FileKey.Stat stat = FileKey.stat(path);
    if (stat == null || !stat.key().same(key)) {
      opened.close();
      return false;
    }
    channel = opened;
    if (context.length == 0 && position() > 0) {
      context = readContext();
    }
    return true;
  }

  /** Continues in another file that holds the same bytes and more. */
  void moveTo(Path other, FileKey otherKey) throws IOException {
    close();
    path = other;
    key = otherKey;
    seenSize = -1;
    open();
  }

  /** Whether the bytes before the reading position are still those that were read. */
  boolean contextHolds() throws IOException {
    if (stored != null) {
      boolean same = stored.matches(channel, position() - stored.length());
      stored = null;
      if (!same) {
        return false;
      }
    }
    return Arrays.equals(context, readContext());
  }

  /** Whether another file begins with everything that was read of this one. */
  boolean continuedBy(FileChannel other, long size) throws IOException {
    int length = (int) Math.min(Fingerprint.TAIL, position());
    return size >= position()
        && position() > 0
        && head.matches(other, 0)
        && Arrays.equals(tail(context, length), read(other, position() - length, length));
  }

  private static byte[] tail(byte[] bytes, int length) {
    return bytes.length <= length
        ? bytes
        : Arrays.copyOfRange(bytes, bytes.length - length, bytes.length);
  }

  private byte[] readContext() throws IOException {
    int length = (int) Math.min(Fingerprint.TAIL, position());
    return read(channel, position() - length, length);
  }

  static byte[] read(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        break;
      }
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Reads up to the buffer's size; the number of bytes, 0 at the end of the file. */
  int read(byte[] buffer) throws IOException, InterruptedException {
    stored = null;
    int n = channel.read(ByteBuffer.wrap(buffer), position());
    if (n <= 0) {
      return 0;
    }
    counters.bytes.add(n);
    lastData = System.nanoTime();
    framer.feed(buffer, 0, n, this::line);
    remember(buffer, n);
    if (head.length() < Math.min(Fingerprint.HEAD, position())) {
      head = Fingerprint.head(channel, Math.min(position(), channel.size()));
    }
    commit();
    return n;
  }

  private void remember(byte[] buffer, int n) {
    if (n >= Fingerprint.TAIL) {
      context = Arrays.copyOfRange(buffer, n - Fingerprint.TAIL, n);
    } else {
      byte[] joined = Arrays.copyOf(context, context.length + n);
      System.arraycopy(buffer, 0, joined, context.length, n);
      context = tail(joined, Fingerprint.TAIL);
    }
  }

  private void line(byte[] bytes, long start, long end, boolean truncated)
      throws InterruptedException {
    int before = out.size();
    stream.line(bytes, start, end, truncated, out);
    for (int i = before; i < out.size(); i++) {
      outBytes += out.get(i).length;
    }
    if (outBytes >= APPEND_BYTES) {
      commitUnchecked();
    }
  }

  private void commitUnchecked() throws InterruptedException {
    try {
      commit();
    } catch (IOException e) {
      // The events stay in memory; the commit after the chunk meets the same error and reports it.
      counters.readErrors.increment();
    }
  }

  /** Gives out what the parser holds when nothing came for its hold time. */
  void flushIfIdle(long now) throws IOException, InterruptedException {
    if (stream.holding() && now - lastData >= stream.holdNanos()) {
      stream.flush(lineStart(), out);
      commit();
    }
  }

  private long lineStart() {
    return framer.position() - framer.pending();
  }

  private void commit() throws IOException, InterruptedException {
    long resume = stream.resume();
    boolean skipping = framer.skipping() && resume == framer.position();
    if (out.isEmpty() && resume == committed && skipping == committedSkipping) {
      return;
    }
    sink.append(out, Map.of(TailPosition.spoolKey(generation), snapshot(skipping).encode()));
    committed = resume;
    committedSkipping = skipping;
    out = new ArrayList<>();
    outBytes = 0;
  }

  private TailPosition snapshot(boolean skipping) throws IOException {
    long resume = stream.resume();
    Fingerprint before;
    if (resume == framer.position() && context.length == Math.min(Fingerprint.TAIL, resume)) {
      before = Fingerprint.of(context, 0, context.length);
    } else {
      before = channel == null ? Fingerprint.NONE : Fingerprint.before(channel, resume);
    }
    return new TailPosition(
        input,
        generation,
        path.toString(),
        firstPath,
        key,
        head,
        resume,
        before,
        skipping,
        detached,
        List.copyOf(stream.ahead()));
  }

  /** Stores path and state although nothing was read: the file was rotated away or came back. */
  void store() throws IOException, InterruptedException {
    if (channel != null) {
      committed = -1;
      commit();
    }
  }

  /**
   * No more bytes will come: an unfinished line is a line, held lines are given out, the position
   * is removed.
   */
  void finish(Map<String, byte[]> more) throws InterruptedException, IOException {
    framer.finish(this::line);
    stream.flush(framer.position(), out);
    Map<String, byte[]> positions = new HashMap<>(more);
    positions.put(TailPosition.spoolKey(generation), new byte[0]);
    sink.append(out, positions);
    out = new ArrayList<>();
    close();
  }

  @Override
  public void close() throws IOException {
    if (channel != null) {
      channel.close();
      channel = null;
    }
  }
}
