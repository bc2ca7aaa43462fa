package org.watchfire.store.sealing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Disk;

/**
 * The keys of one commit, wrapped, once more and all in one file, so that one sync makes them
 * durable and not one each. Files {@code <n>.keys} with a line {@code <kid> <wrapped key>} for each
 * key. What a file holds is needed only until the keys' own files are durable; then it is
 * overwritten and removed. Thread-safe, also between processes.
 */
final class FreshKeys {
  private static final Logger LOG = LoggerFactory.getLogger(FreshKeys.class);
  private static final String SUFFIX = ".keys";
  private static final int DIGITS = 12;

  private final Path dir;
  private final Disk disk;

  FreshKeys(Path dir, Disk disk) {
    this.dir = dir;
    this.disk = disk;
  }

  /**
   * Makes keys durable.
   *
   * @param wrapped by kid
   * @return the file that holds them now
   */
  synchronized Path write(Map<String, byte[]> wrapped) throws IOException {
    StringBuilder text = new StringBuilder();
    wrapped.forEach(
        (kid, key) ->
            text.append(kid)
                .append(' ')
                .append(new String(key, StandardCharsets.US_ASCII))
                .append('\n'));
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    long next = 1;
    for (Path file : files()) {
      String name = file.getFileName().toString();
      next = Long.parseLong(name.substring(0, DIGITS)) + 1;
    }
    Path file = dir.resolve(String.format("%0" + DIGITS + "d%s", next, SUFFIX));
    disk.write(file, bytes, 0, bytes.length);
    disk.sync(file);
    disk.syncDirectory(dir);
    return file;
  }

  /** All files, oldest first. */
  List<Path> files() throws IOException {
    return disk.list(dir).stream()
        .filter(name -> name.matches("[0-9]{" + DIGITS + "}\\" + SUFFIX))
        .sorted()
        .map(dir::resolve)
        .toList();
  }

  /**
   * What a file holds, by kid. Lines that a power cut has torn are left out: what they were to hold
   * was never committed. Empty when the file is gone.
   */
  Map<String, byte[]> read(Path file) throws IOException {
    Map<String, byte[]> wrapped = new LinkedHashMap<>();
    byte[] bytes;
    try {
      bytes = disk.read(file);
    } catch (NoSuchFileException e) {
      return wrapped;
    }
    for (Line line : lines(bytes)) {
      wrapped.put(line.kid, Arrays.copyOfRange(bytes, line.start, line.end));
    }
    return wrapped;
  }

  /** Where the key of a line lies in the file. */
  private record Line(String kid, int start, int end) {}

  private static List<Line> lines(byte[] bytes) {
    List<Line> lines = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        int space = begin;
        while (space < i && bytes[space] != ' ') {
          space++;
        }
        String kid = new String(bytes, begin, space - begin, StandardCharsets.US_ASCII);
        if (space < i && SubjectKeys.Kid.parse(kid).isPresent()) {
          lines.add(new Line(kid, space + 1, i));
        }
        begin = i + 1;
      }
    }
    return lines;
  }

  /** Overwrites keys wherever they are, in place, and syncs that. */
  void erase(Set<String> kids) throws IOException {
    for (Path file : files()) {
      byte[] bytes;
      try {
        bytes = disk.read(file);
      } catch (NoSuchFileException e) {
        continue; // its keys have become durable, and it was removed
      }
      List<Line> lines = lines(bytes).stream().filter(l -> kids.contains(l.kid)).toList();
      if (!lines.isEmpty()) {
        overwrite(file, lines);
      }
    }
  }

  /** Overwrites and removes a file whose keys are durable elsewhere. */
  void remove(Path file) throws IOException {
    try {
      overwrite(file, lines(disk.read(file)));
    } catch (NoSuchFileException e) {
      return; // another process was faster
    }
    disk.delete(file);
    disk.syncDirectory(dir);
  }

  /**
   * In place: a new file would leave the old blocks as they are. A file that is gone was
   * overwritten by the one who removed it.
   */
  private static void overwrite(Path file, List<Line> lines) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      for (Line line : lines) {
        byte[] nothing = new byte[line.end - line.start];
        Arrays.fill(nothing, (byte) '0');
        ByteBuffer buffer = ByteBuffer.wrap(nothing);
        while (buffer.hasRemaining()) {
          channel.write(buffer, line.start + buffer.position());
        }
      }
      channel.force(true);
    } catch (NoSuchFileException e) {
      LOG.debug("{} was removed meanwhile", file);
    }
  }
}
