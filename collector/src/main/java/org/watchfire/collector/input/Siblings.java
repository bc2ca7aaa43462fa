package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files beside a log whose names say that they may be rotated forms of it. */
final class Siblings {

  private Siblings() {}

  /** Same directory, and a name that begins like the log's up to its extension. */
  static boolean related(Path log, Path other) {
    if (log.equals(other) || !log.getParent().equals(other.getParent())) {
      return false;
    }
    String name = log.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return other.getFileName().toString().startsWith(dot > 0 ? name.substring(0, dot) : name);
  }

  /** All related files, in order of their names. */
  static List<Path> of(Path log) throws IOException {
    List<Path> out = new ArrayList<>();
    Path dir = log.getParent();
    if (!Files.isDirectory(dir)) {
      return out;
    }
    try (DirectoryStream<Path> list = Files.newDirectoryStream(dir)) {
      for (Path p : list) {
        if (related(log, p)) {
          out.add(p);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    out.sort(null);
    return out;
  }

  /** The sibling that is this very file under another name; null when there is none. */
  static Path sameInode(Path log, FileKey key) throws IOException {
    for (Path p : of(log)) {
      FileKey.Stat s = FileKey.stat(p);
      if (s != null && s.key().same(key)) {
        return p;
      }
    }
    return null;
  }
}
