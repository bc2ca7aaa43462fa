package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A supervisor that dies with SIGKILL leaves no children, whatever user they run as. */
class DeathOfTheSupervisorIT {

  /** The supervisor that is killed: prints the children's pids and waits for its end. */
  static final class Supervisor {
    private Supervisor() {}

    public static void main(String[] arguments) throws Exception {
      DataDirectory data = new DataDirectory(Path.of(arguments[0]));
      Supervision supervision = new Supervision(Backoff.USUAL, event -> {});
      ProcessSpec postgres = postgres(data, arguments[1]).spec();
      // Started from a thread that ends: the children must outlive it.
      Thread starter =
          new Thread(
              () -> {
                try {
                  supervision.startTogether(
                      List.of(
                          postgres,
                          ProcessSpec.of("sleep", data, List.of("sleep", "600")).build()));
                } catch (IOException | InterruptedException e) {
                  throw new IllegalStateException(e);
                }
              });
      starter.start();
      starter.join();
      supervision
          .status()
          .forEach(status -> System.out.println("child " + status.pid().getAsLong()));
      System.out.println("all started");
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"usual", "nobody"})
  void takesTheChildrenAlong(String user) throws Exception {
    assumeTrue(Signals.succeeds(List.of("setpriv", "--pdeathsig", "KILL", "true")));
    assumeTrue(user.equals("usual") || Unprivileged.isRoot());
    Path directory = publicDirectory();
    Process supervisor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Supervisor.class.getName(),
                directory.toString(),
                user)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      List<Long> children = children(supervisor);
      assertThat(children).hasSize(2).allMatch(DeathOfTheSupervisorIT::alive);
      List<ProcessHandle> everyone =
          children.stream()
              .flatMap(pid -> ProcessHandle.of(pid).stream())
              .flatMap(child -> Stream.concat(Stream.of(child), child.descendants()))
              .toList();
      supervisor.destroyForcibly().waitFor();
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(everyone).noneMatch(ProcessHandle::isAlive));
    } finally {
      supervisor.destroyForcibly().waitFor();
      Directories.delete(directory);
    }
  }

  @Test
  void databaseOfNobodyKeepsItsRowsWhenKilled() throws Exception {
    assumeTrue(Unprivileged.isRoot());
    Path directory = publicDirectory();
    DataDirectory data = new DataDirectory(directory);
    PostgresServer server = postgres(data, "nobody");
    try (ManagedProcess process = new ManagedProcess(server.spec())) {
      process.start();
      assertThat(Files.getAttribute(Path.of("/proc/" + process.pid().getAsLong()), "unix:uid"))
          .isEqualTo(65534);
      execute(server, "CREATE TABLE kept (x int)");
      process.kill();
      process.start();
      execute(server, "INSERT INTO kept VALUES (1)");
    } finally {
      Directories.delete(directory);
    }
  }

  private static void execute(PostgresServer server, String sql) throws Exception {
    try (var connection = server.access().connect();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static PostgresServer postgres(DataDirectory data, String user) throws Exception {
    int port = new Ports().choose(0).number();
    return user.equals("nobody")
        ? new PostgresServer(data, data.of("server"), port, Unprivileged::asNobody)
        : new PostgresServer(data, Layout.find().root().resolve("deploy/target/postgresql"), port);
  }

  private static Path publicDirectory() throws Exception {
    return Files.createTempDirectory(
        "watchfire-test-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
  }

  private static List<Long> children(Process supervisor) throws Exception {
    List<Long> pids = new ArrayList<>();
    var reader = supervisor.inputReader();
    for (String line; (line = reader.readLine()) != null && !line.equals("all started"); ) {
      if (line.startsWith("child ")) {
        pids.add(Long.parseLong(line.substring(6)));
      }
    }
    return pids;
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }
}
