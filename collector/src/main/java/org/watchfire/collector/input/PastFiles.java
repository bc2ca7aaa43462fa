package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.watchfire.core.event.EventId;

/**
 * Generations of one input that came to their end: their ids are not given out again, and their
 * files are not taken for new ones. The last 128 are kept. Not thread-safe.
 */
final class PastFiles {

  private static final int KEPT = 128;

  private record Past(String generation, FileKey key, Fingerprint head) {
    String text() {
      return String.join(
          ",",
          generation,
          Long.toString(key.dev()),
          Long.toString(key.inode()),
          Long.toString(key.birth()),
          Integer.toString(head.length()),
          HexFormat.of().formatHex(head.hash()));
    }

    static Past parse(String text) {
      String[] f = text.split(",", -1);
      return new Past(
          f[0],
          new FileKey(Long.parseLong(f[1]), Long.parseLong(f[2]), Long.parseLong(f[3])),
          new Fingerprint(Integer.parseInt(f[4]), HexFormat.of().parseHex(f[5])));
    }
  }

  private final String input;
  private final Deque<Past> past = new ArrayDeque<>();

  /** From what {@link #value} gave; null for an input that never started. */
  PastFiles(String input, byte[] stored) {
    this.input = input;
    if (stored != null) {
      String[] rows = new String(stored, StandardCharsets.US_ASCII).split(" ");
      for (int i = 1; i < rows.length; i++) {
        past.add(Past.parse(rows[i]));
      }
    }
  }

  static String spoolKey(String input) {
    return "past/" + input;
  }

  /** Never empty: that it is stored says that this input has started before. */
  byte[] value() {
    StringBuilder out = new StringBuilder("1");
    for (Past p : past) {
      out.append(' ').append(p.text());
    }
    return out.toString().getBytes(StandardCharsets.US_ASCII);
  }

  void add(String generation, FileKey key, Fingerprint head) {
    past.addLast(new Past(generation, key, head));
    if (past.size() > KEPT) {
      past.removeFirst();
    }
  }

  /** Whether this file was read to its end before. */
  boolean contains(Path path, FileKey key) throws IOException {
    for (Past p : past) {
      if (p.key().same(key)) {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
          if (p.head().matches(file, 0)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * A generation id for a file seen for the first time, different from all past and present ones.
   */
  String freshGeneration(FileKey key, Fingerprint head, Set<String> present) {
    Set<String> used = new HashSet<>(present);
    past.forEach(p -> used.add(p.generation()));
    for (int n = 0; ; n++) {
      String id =
          EventId.ofTexts(
              "file",
              input,
              Long.toString(key.dev()),
              Long.toString(key.inode()),
              Long.toString(key.birth()),
              HexFormat.of().formatHex(head.hash()),
              Integer.toString(n));
      if (!used.contains(id)) {
        return id;
      }
    }
  }
}
