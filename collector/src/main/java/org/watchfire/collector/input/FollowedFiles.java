package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations that one input follows, by id and by the path they are followed at. Not
 * thread-safe but for lag.
 */
final class FollowedFiles {

  private static final Logger LOG = LoggerFactory.getLogger(FollowedFiles.class);

  final SourceSpec source;
  final EventSink sink;
  final Counters counters;
  final PastFiles past;
  private final String input;
  private final Map<String, FileTail> tails = new LinkedHashMap<>();
  private final Map<Path, FileTail> attached = new HashMap<>();
  private final Map<String, Long> lag = new ConcurrentHashMap<>();

  FollowedFiles(String input, SourceSpec source, EventSink sink, byte[] past) {
    this.input = input;
    this.source = source;
    this.sink = sink;
    this.counters = source.encoder().counters();
    this.past = new PastFiles(input, past);
  }

  /** All of them, in order of their beginning; a copy. */
  List<FileTail> all() {
    return new ArrayList<>(tails.values());
  }

  /** Those that are followed at a path of the input. */
  List<FileTail> attached() {
    return new ArrayList<>(attached.values());
  }

  boolean isAttached(Path path) {
    return attached.containsKey(path);
  }

  /** Whether this file is followed or was read to its end before. */
  boolean knows(Path path, FileKey key) throws IOException {
    for (FileTail t : tails.values()) {
      if (t.key.same(key)) {
        return true;
      }
    }
    return past.contains(path, key);
  }

  /** By device and inode alone. */
  Map<FileKey, FileTail> byInode() {
    Map<FileKey, FileTail> out = new HashMap<>();
    for (FileTail t : tails.values()) {
      out.put(new FileKey(t.key.dev(), t.key.inode(), 0), t);
    }
    return out;
  }

  /** Follows a generation from a position. */
  FileTail track(TailPosition p) throws IOException {
    ParsedStream stream = source.file(p.generation(), p.firstPath(), p.offset(), p.given());
    FileTail tail = new FileTail(p, stream, sink, counters);
    tail.lastData = System.nanoTime();
    tail.nextPoll = tail.lastData;
    tails.put(p.generation(), tail);
    if (!tail.detached) {
      attached.put(tail.path, tail);
    }
    return tail;
  }

  /**
   * Follows a file seen for the first time, from its beginning or ({@code skip}) from behind what
   * it holds. Null when it is empty: it has no identity yet.
   */
  FileTail begin(Path path, Path firstPath, FileKey.Stat stat, boolean detached, boolean skip)
      throws IOException, InterruptedException {
    Fingerprint head;
    long from = 0;
    boolean skipping = false;
    try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
      head = Fingerprint.head(file, stat.size());
      if (skip) {
        from = stat.size();
        byte[] last = FileTail.read(file, from - 1, 1);
        skipping = last.length == 1 && last[0] != '\n';
      }
    }
    if (head.length() == 0) {
      return null;
    }
    String generation = fresh(stat.key(), head);
    FileTail tail =
        track(position(generation, path, firstPath, stat.key(), head, from, skipping, detached));
    if (from > 0 && tail.open()) {
      tail.store();
    }
    LOG.info("following {} from byte {} as {}", path, from, generation);
    return tail;
  }

  String fresh(FileKey key, Fingerprint head) {
    return past.freshGeneration(key, head, tails.keySet());
  }

  TailPosition position(
      String generation,
      Path path,
      Path firstPath,
      FileKey key,
      Fingerprint head,
      long from,
      boolean skipping,
      boolean detached) {
    return new TailPosition(
        input,
        generation,
        path.toString(),
        firstPath.toString(),
        key,
        head,
        from,
        Fingerprint.NONE,
        skipping,
        detached,
        List.of());
  }

  /** A file that was rotated came back under a path of the input. */
  void attach(FileTail tail, Path path) throws IOException, InterruptedException {
    attached.remove(tail.path, tail);
    tail.path = path;
    tail.detached = false;
    attached.put(path, tail);
    if (tail.open()) {
      tail.store();
    }
  }

  /** The file is no longer at a path of the input. */
  void detach(FileTail tail) {
    attached.remove(tail.path, tail);
    lag.remove(tail.path.toString());
  }

  /** The generation came to its end: what it held is given out, its position removed. */
  void finish(FileTail tail) throws IOException, InterruptedException {
    past.add(tail.generation, tail.key, tail.head());
    tail.finish(Map.of(PastFiles.spoolKey(input), past.value()));
    detach(tail);
    tails.remove(tail.generation);
  }

  /** As {@link #finish}, of a generation that is not followed but only stored. */
  void forget(TailPosition p) throws InterruptedException {
    past.add(p.generation(), p.key(), p.head());
    sink.append(
        List.of(),
        Map.of(
            TailPosition.spoolKey(p.generation()),
            new byte[0],
            PastFiles.spoolKey(input),
            past.value()));
  }

  /** Stores that this input has started. */
  void storePast() throws InterruptedException {
    sink.append(List.of(), Map.of(PastFiles.spoolKey(input), past.value()));
  }

  void lag(FileTail tail, long bytes) {
    lag.put(tail.path.toString(), bytes);
  }

  /** Bytes not yet read, by path; thread-safe. */
  Map<String, Long> lag() {
    return Map.copyOf(lag);
  }

  void close() {
    for (FileTail tail : tails.values()) {
      try {
        tail.close();
      } catch (IOException e) {
        LOG.warn("{} did not close: {}", tail.path, e.getMessage());
      }
    }
  }
}
