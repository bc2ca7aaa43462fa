package org.watchfire.collector.parse.text;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths as texts; the file system is never asked, it may be another machine's. */
public final class Paths {
  private Paths() {}

  /**
   * The path made absolute from {@code directory}, without {@code .}, {@code ..} and double
   * slashes. Returned as it is when it is relative and the directory is unknown.
   */
  public static String absolute(String path, String directory) {
    String joined = path;
    if (!path.startsWith("/")) {
      if (directory == null || !directory.startsWith("/")) {
        return path;
      }
      joined = directory + "/" + path;
    }
    if (!joined.contains("//") && !joined.contains("/.") && !endsInSlash(joined)) {
      return joined;
    }
    Deque<String> parts = new ArrayDeque<>();
    for (String part : joined.split("/")) {
      if (part.equals("..")) {
        parts.pollLast();
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return "/" + String.join("/", parts);
  }

  private static boolean endsInSlash(String path) {
    return path.length() > 1 && path.endsWith("/");
  }
}
