package org.watchfire.rules.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Files in one place: a folder with everything below it, a {@code .tar.gz} or {@code .tgz}, or a
 * single file.
 */
public final class SourceTree {
  /** Largest file that is read. */
  public static final long MAX_FILE = 16L << 20;

  /** Most bytes of one place. */
  public static final long MAX_TOTAL = 1L << 30;

  private SourceTree() {}

  /**
   * @param path inside the place, with {@code /}; the file name for a single file
   * @param name for messages: the place as it was given, then the path
   */
  public record Entry(String path, String name, byte[] content) {
    /** The path without its last part; empty at the top. */
    public String folder() {
      return path.substring(0, Math.max(path.lastIndexOf('/'), 0));
    }
  }

  /** Whether a place is read as an archive. */
  public static boolean isArchive(Path place) {
    String name = place.toString();
    return name.endsWith(".tar.gz") || name.endsWith(".tgz");
  }

  /**
   * The wanted files, sorted by path.
   *
   * @param wanted takes the path inside the place; a single file is always wanted
   * @throws NoSuchFileException when there is no such place
   * @throws IOException when it cannot be read or is larger than the limits
   */
  public static List<Entry> read(Path place, Predicate<String> wanted) throws IOException {
    List<Entry> out = new ArrayList<>();
    long[] total = {0};
    if (Files.isDirectory(place)) {
      folder(place, wanted, total, out);
    } else if (!Files.exists(place)) {
      throw new NoSuchFileException(place.toString(), null, "no such file or folder");
    } else if (isArchive(place)) {
      TarGz.read(
          place,
          wanted,
          MAX_FILE,
          (path, content) ->
              out.add(new Entry(path, place + "/" + path, counted(place, content, total))));
    } else {
      out.add(
          new Entry(place.getFileName().toString(), place.toString(), file(place, place, total)));
    }
    out.sort(Comparator.comparing(Entry::path));
    return out;
  }

  private static void folder(Path place, Predicate<String> wanted, long[] total, List<Entry> out)
      throws IOException {
    try (Stream<Path> walk = Files.walk(place)) {
      for (Path file : (Iterable<Path>) walk.filter(Files::isRegularFile)::iterator) {
        String path = place.relativize(file).toString().replace('\\', '/');
        if (wanted.test(path)) {
          out.add(new Entry(path, place.resolve(path).toString(), file(place, file, total)));
        }
      }
    }
  }

  private static byte[] file(Path place, Path file, long[] total) throws IOException {
    long size = Files.size(file);
    if (size > MAX_FILE) {
      throw new IOException(file + " has " + size + " bytes, at most " + MAX_FILE);
    }
    return counted(place, Files.readAllBytes(file), total);
  }

  private static byte[] counted(Path place, byte[] content, long[] total) throws IOException {
    total[0] += content.length;
    if (total[0] > MAX_TOTAL) {
      throw new IOException(place + " has more than " + MAX_TOTAL + " bytes");
    }
    return content;
  }
}
