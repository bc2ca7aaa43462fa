package org.watchfire.collector.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;

/**
 * Identity of a file in its file system.
 *
 * @param birth creation time in milliseconds; 0 where the runtime cannot tell (before Java 22 on
 *     Linux)
 */
record FileKey(long dev, long inode, long birth) {

  private static final boolean BIRTH_KNOWN = Runtime.version().feature() >= 22;

  /** What a look at a path gives. */
  record Stat(FileKey key, long size, long modified, boolean regular) {}

  boolean same(FileKey o) {
    return dev == o.dev && inode == o.inode && (birth == 0 || o.birth == 0 || birth == o.birth);
  }

  /** Follows symbolic links; null when there is nothing at the path. */
  static Stat stat(Path path) throws IOException {
    try {
      Map<String, Object> a =
          Files.readAttributes(
              path, "unix:dev,ino,size,lastModifiedTime,isRegularFile,creationTime");
      long birth = BIRTH_KNOWN ? ((FileTime) a.get("creationTime")).toMillis() : 0;
      return new Stat(
          new FileKey((long) a.get("dev"), (long) a.get("ino"), birth),
          (long) a.get("size"),
          ((FileTime) a.get("lastModifiedTime")).toMillis(),
          (boolean) a.get("isRegularFile"));
    } catch (NoSuchFileException e) {
      return null;
    }
  }
}
