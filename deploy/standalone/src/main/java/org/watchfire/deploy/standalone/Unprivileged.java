package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * How to run a program that refuses to run as root.
 *
 * @param prefix words before the command; empty when nothing is needed
 * @param uid owner that the program's files must have; -1 when they stay as they are
 */
record Unprivileged(List<String> prefix, int uid) {
  private static final int NOBODY = 65534;
  private static final List<String> USER_NAMESPACE = List.of("unshare", "-U");
  private static final List<String> AS_NOBODY =
      List.of(
          "setpriv",
          "--reuid=" + NOBODY,
          "--regid=" + NOBODY,
          "--clear-groups",
          // The kernel forgets an earlier one when the user changes.
          "--pdeathsig",
          "KILL");

  /**
   * The first way that works here: nothing (not root); an own user namespace, in which the files of
   * root still belong to the process but it is no longer root; the user {@code nobody}.
   *
   * @param home folder that the program must be able to reach
   * @throws IOException when this is root and neither works; the message says what to do
   */
  static Unprivileged choose(Path home) throws IOException {
    if (!isRoot()) {
      return new Unprivileged(List.of(), -1);
    }
    if (Signals.succeeds(with(USER_NAMESPACE, "true"))) {
      return new Unprivileged(USER_NAMESPACE, -1);
    }
    return asNobody(home);
  }

  /** The user {@code nobody}, when this is root and that user can reach {@code home}. */
  static Unprivileged asNobody(Path home) throws IOException {
    if (Signals.succeeds(with(AS_NOBODY, "test", "-x", home.toString()))) {
      return new Unprivileged(AS_NOBODY, NOBODY);
    }
    throw new IOException(
        "PostgreSQL refuses to run as root, and here neither a user namespace ('unshare -U') can be"
            + " made nor can the user 'nobody' reach "
            + home
            + ". Run as an ordinary user, or use a data directory that others may enter.");
  }

  /** Gives a file, or a folder with its content, to the user that the program runs as. */
  void own(Path path) throws IOException {
    if (uid < 0) {
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes)
              throws IOException {
            return give(directory);
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            return give(file);
          }

          private FileVisitResult give(Path file) throws IOException {
            Files.setAttribute(file, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static boolean isRoot() throws IOException {
    Path self = Path.of("/proc/self");
    return Files.isDirectory(self) && Files.getAttribute(self, "unix:uid").equals(0);
  }

  private static List<String> with(List<String> prefix, String... command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(List.of(command));
    return all;
  }
}
