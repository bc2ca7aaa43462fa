package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Names one process for good: a pid alone is given to somebody else later.
 *
 * @param pid process id
 * @param boot identity of the boot of the machine
 * @param start start time of the process, in a unit that only compares for equality
 */
record ProcessIdentity(long pid, String boot, String start) {

  /** The identity of a process that runs now; empty when there is none with this pid. */
  static Optional<ProcessIdentity> of(long pid) {
    Optional<ProcessHandle> handle = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (handle.isEmpty()) {
      return Optional.empty();
    }
    return ticks(pid)
        .or(() -> handle.get().info().startInstant().map(Object::toString))
        .map(start -> new ProcessIdentity(pid, currentBoot(), start));
  }

  /** Reads what {@link #write} wrote; empty when the file is absent, torn or foreign. */
  static Optional<ProcessIdentity> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 3 || !lines.get(0).matches("[0-9]{1,18}")) {
      return Optional.empty();
    }
    return Optional.of(
        new ProcessIdentity(Long.parseLong(lines.get(0)), lines.get(1), lines.get(2)));
  }

  /** Writes three lines: pid (so that {@code kill $(head -1 …)} works), boot, start. */
  void write(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, pid + "\n" + boot + "\n" + start + "\n");
  }

  /** The process if it still runs and is the same one. */
  Optional<ProcessHandle> running() {
    return of(pid).filter(this::equals).flatMap(same -> ProcessHandle.of(pid));
  }

  /** Field 22 of proc_pid_stat(5): clock ticks since boot, immune to changes of the wall clock. */
  private static Optional<String> ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(afterName[19]);
    } catch (IOException noProcFileSystem) {
      return Optional.empty();
    }
  }

  private static String currentBoot() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException noProcFileSystem) {
      return "-";
    }
  }
}
