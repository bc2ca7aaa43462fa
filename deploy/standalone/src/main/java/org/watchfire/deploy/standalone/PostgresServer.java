package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The standalone PostgreSQL server as a process, on loopback TCP only.
 *
 * <p>The binaries are unpacked once, the cluster is initialised once (UTF-8, {@code C.UTF-8},
 * SCRAM-SHA-256) with a random password of the superuser {@code postgres}, kept in {@code
 * <data>/secrets/postgres.password}. Both steps appear by a rename, so a kill in between repeats
 * them.
 */
public final class PostgresServer {
  private static final String NAME = "postgresql";
  private static final String SUPERUSER = "postgres";
  private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration ORPHAN_TIMEOUT = Duration.ofSeconds(15);

  private final DataDirectory data;
  private final Path binaries;
  private final int port;
  private final RunAs runAs;

  /** Chooses the user of the server, who must be able to reach the given folder. */
  @FunctionalInterface
  interface RunAs {
    Unprivileged choose(Path home) throws IOException;
  }

  /** A server with binaries and data in {@code <data>/postgresql}. */
  public PostgresServer(DataDirectory data, int port) throws IOException {
    this(data, data.of(NAME), port);
  }

  /**
   * A server with its data in {@code <data>/postgresql}.
   *
   * @param binaries folder under which the binaries are unpacked; may be shared
   * @param port loopback port
   */
  public PostgresServer(DataDirectory data, Path binaries, int port) {
    this(data, binaries, port, Unprivileged::choose);
  }

  PostgresServer(DataDirectory data, Path binaries, int port, RunAs runAs) {
    this.data = data;
    this.binaries = binaries;
    this.port = port;
    this.runAs = runAs;
  }

  /**
   * How clients reach it as superuser. The password is made when it does not exist yet.
   *
   * @throws IOException when the password file cannot be read or written
   */
  public PostgresAccess access() throws IOException {
    return new PostgresAccess("127.0.0.1", port, SUPERUSER, password());
  }

  /**
   * The process.
   *
   * @throws IOException when the binaries do not fit this machine, cannot be unpacked, or this is
   *     root and no way to run as somebody else works
   */
  public ProcessSpec spec() throws IOException {
    Path home = data.of(NAME);
    Path cluster = home.resolve("data");
    Path server = PostgresBinaries.unpack(binaries);
    Unprivileged user = runAs.choose(home);
    PostgresAccess access = access();
    List<String> command = new ArrayList<>(user.prefix());
    command.add(server.resolve("bin/postgres").toString());
    command.add("-D");
    command.add(cluster.toString());
    settings().forEach((name, value) -> command.add("--" + name + "=" + value));
    return ProcessSpec.of(NAME, data, command)
        .workingDirectory(home)
        .environment(Map.of("LC_ALL", "C", "TZ", "UTC"))
        .preparation(
            () -> {
              if (!Files.isRegularFile(cluster.resolve("PG_VERSION"))) {
                initialise(server, home, cluster, user, access.password());
              }
              removeStaleLock(cluster);
              awaitOrphans(cluster);
            })
        .readiness(() -> answers(access))
        .startTimeout(Duration.ofSeconds(120))
        .stopTimeout(Duration.ofSeconds(20))
        // Fast shutdown: TERM would wait until every client has gone.
        .stopSignal("INT")
        .build();
  }

  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("listen_addresses", "127.0.0.1"),
        Map.entry("port", Integer.toString(port)),
        Map.entry("unix_socket_directories", ""),
        Map.entry("max_connections", "60"),
        Map.entry("shared_buffers", "32MB"),
        Map.entry("work_mem", "4MB"),
        Map.entry("maintenance_work_mem", "32MB"),
        Map.entry("max_wal_size", "256MB"),
        Map.entry("min_wal_size", "64MB"),
        Map.entry("max_worker_processes", "4"),
        Map.entry("max_parallel_workers", "2"),
        Map.entry("autovacuum_worker_slots", "3"),
        Map.entry("autovacuum_max_workers", "2"),
        Map.entry("io_method", "sync"),
        Map.entry("jit", "off"),
        Map.entry("timezone", "UTC"),
        Map.entry("log_timezone", "UTC"),
        Map.entry("lc_messages", "C"));
  }

  private static Optional<String> answers(PostgresAccess access) {
    try (Connection connection = access.connect()) {
      return connection.isValid(3) ? Optional.empty() : Optional.of("the server does not answer");
    } catch (SQLException e) {
      return Optional.of("no connection: " + e.getMessage());
    }
  }

  private String password() throws IOException {
    Path file = data.secrets().resolve("postgres.password");
    if (!Files.isRegularFile(file)) {
      if (Files.isRegularFile(data.of(NAME).resolve("data/PG_VERSION"))) {
        throw new IOException(
            file + " is missing but the database exists: restore the file, or remove both");
      }
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      writePrivate(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
    }
    return Files.readString(file).strip();
  }

  private void initialise(Path server, Path home, Path cluster, Unprivileged user, String password)
      throws IOException, InterruptedException {
    Path fresh = home.resolve("data.new");
    Path passwordFile = home.resolve("initdb.password");
    Directories.delete(fresh);
    Files.createDirectory(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    writePrivate(passwordFile, password);
    user.own(fresh);
    user.own(passwordFile);
    List<String> command = new ArrayList<>(user.prefix());
    command.addAll(
        List.of(
            server.resolve("bin/initdb").toString(),
            "--pgdata=" + fresh,
            "--username=" + SUPERUSER,
            "--pwfile=" + passwordFile,
            "--auth-host=scram-sha-256",
            "--auth-local=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--data-checksums",
            "--no-instructions"));
    Path output = home.resolve("initdb.log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(Map.of("LC_ALL", "C", "TZ", "UTC"));
    Process process = Signals.spawn(builder);
    process.getOutputStream().close();
    try {
      if (!process.waitFor(INITDB_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        throw new ProcessException("initdb did not end; see " + output);
      }
      if (process.exitValue() != 0) {
        throw new ProcessException(
            "initdb failed with exit code "
                + process.exitValue()
                + ":\n  "
                + String.join("\n  ", new LogFile(output).lastLines(0, 15)));
      }
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(passwordFile);
    }
    Files.move(fresh, cluster, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * After a reboot the pid in the lock file can belong to somebody else, and PostgreSQL then
   * refuses to start. The lock of a process that is not a server of this folder is removed.
   */
  private static void removeStaleLock(Path cluster) throws IOException {
    Path lock = cluster.resolve("postmaster.pid");
    if (!Files.isRegularFile(lock)) {
      return;
    }
    List<String> lines = Files.readAllLines(lock);
    String pid = lines.isEmpty() ? "" : lines.get(0).strip();
    if (!pid.matches("[0-9]{1,18}") || !worksIn(Path.of("/proc", pid), cluster)) {
      Files.deleteIfExists(lock);
    }
  }

  /** Children of a killed server notice its end by themselves; a new one must not overtake them. */
  private static void awaitOrphans(Path cluster) throws IOException, InterruptedException {
    if (!Files.isDirectory(Path.of("/proc/self"))) {
      return;
    }
    long deadline = System.nanoTime() + ORPHAN_TIMEOUT.toNanos();
    Optional<ProcessHandle> orphan = anyWorkingIn(cluster);
    while (orphan.isPresent()) {
      ProcessHandle process = orphan.get();
      if (System.nanoTime() > deadline) {
        throw new ProcessException(
            "process "
                + process.pid()
                + " still works in "
                + cluster
                + ": stop the other PostgreSQL server first");
      }
      try {
        process.onExit().completeOnTimeout(process, 200, TimeUnit.MILLISECONDS).get();
      } catch (ExecutionException e) {
        throw new ProcessException("cannot wait for process " + process.pid(), e);
      }
      orphan = anyWorkingIn(cluster);
    }
  }

  private static Optional<ProcessHandle> anyWorkingIn(Path cluster) {
    return ProcessHandle.allProcesses()
        .filter(process -> worksIn(Path.of("/proc", Long.toString(process.pid())), cluster))
        .findFirst();
  }

  private static boolean worksIn(Path process, Path cluster) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(cluster.toRealPath());
    } catch (IOException endedOrNotOurs) {
      return false;
    }
  }

  private static void writePrivate(Path file, String content) throws IOException {
    Files.deleteIfExists(file);
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(file, content.getBytes(StandardCharsets.UTF_8));
  }
}
