package org.watchfire.deploy.standalone;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The one directory that holds everything an installation writes.
 *
 * <p>{@code secrets/} (0700), {@code logs/}, {@code run/} (pid files) and one folder per component.
 *
 * @param root absolute path
 */
public record DataDirectory(Path root) {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  public DataDirectory {
    root = root.toAbsolutePath().normalize();
  }

  /** Certificates, keys and passwords; created with mode 0700. */
  public Path secrets() throws IOException {
    Path directory = root.resolve("secrets");
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(root);
      Files.createDirectory(directory, OWNER_ONLY);
    }
    return directory;
  }

  /**
   * Takes the directory for this process: two supervisors would end each other's children.
   *
   * @return the lock; it ends when closed or when this process dies
   * @throws IOException when another process holds it
   */
  public Closeable lock() throws IOException {
    Path file = of("run").resolve("supervisor.lock");
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        channel.truncate(0);
        channel.write(
            ByteBuffer.wrap(
                (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return channel;
      }
    } catch (OverlappingFileLockException sameProcess) {
      channel.close();
      throw new IOException(root + " is already in use by this process", sameProcess);
    }
    channel.close();
    throw new IOException(root + " is already in use by process " + Files.readString(file).strip());
  }

  /** The log file of a process. */
  public Path logFile(String process) {
    return root.resolve("logs").resolve(process + ".log");
  }

  /** The pid file of a process. */
  public Path pidFile(String process) {
    return root.resolve("run").resolve(process + ".pid");
  }

  /** The folder of a component; created when missing. */
  public Path of(String component) throws IOException {
    return Files.createDirectories(root.resolve(component));
  }
}
