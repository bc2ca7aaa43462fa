package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The log file of one process, written by the process itself.
 *
 * <p>It is rotated only before a start: the process holds the file open while it runs.
 *
 * @param path the file; older ones are {@code path.1} … {@code path.3}
 */
record LogFile(Path path) {
  static final long ROTATE_AT_BYTES = 16L << 20;
  private static final int KEPT = 3;
  private static final int TAIL_BYTES = 8192;

  /** Renames the file when it has grown beyond the limit; creates its folder. */
  void rotate(long limitBytes) throws IOException {
    Files.createDirectories(path.getParent());
    if (!Files.isRegularFile(path) || Files.size(path) < limitBytes) {
      return;
    }
    for (int n = KEPT - 1; n >= 1; n--) {
      if (Files.exists(numbered(n))) {
        Files.move(numbered(n), numbered(n + 1), StandardCopyOption.REPLACE_EXISTING);
      }
    }
    Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Length now; 0 when there is no file. */
  long length() throws IOException {
    return Files.isRegularFile(path) ? Files.size(path) : 0;
  }

  /** At most {@code count} last lines written at or after {@code offset}. */
  List<String> lastLines(long offset, int count) throws IOException {
    if (!Files.isRegularFile(path)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
      long from = Math.max(offset, file.length() - TAIL_BYTES);
      byte[] tail = new byte[(int) Math.max(0, file.length() - from)];
      file.seek(from);
      file.readFully(tail);
      List<String> lines = new String(tail, StandardCharsets.UTF_8).lines().toList();
      return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }
  }

  private Path numbered(int n) {
    return path.resolveSibling(path.getFileName() + "." + n);
  }
}
