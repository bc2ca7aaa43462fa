package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.supervisor.FirstCredentials;
import org.watchfire.deploy.supervisor.Supervisor;
import org.watchfire.deploy.supervisor.SupervisorState;
import org.watchfire.deploy.supervisor.SupervisorState.ProcessState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts an installation and returns when it is ready. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class UpCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final long POLL_MILLIS = 200;

  @Mixin InstallationOption installation;

  @Option(
      names = "--foreground",
      descriptionKey = "up.foreground",
      description = "stay in the foreground; Ctrl-C stops everything in order")
  boolean foreground;

  @Option(
      names = "--set-up",
      descriptionKey = "up.set-up",
      description = "no accounts are made: people name the three officers, once, with a code")
  boolean setUp;

  @Override
  public Integer call() throws Exception {
    DataDirectory data = installation.directory();
    if (setUp) {
      FirstCredentials.byPeople(data);
    }
    if (foreground) {
      new Supervisor(Layout.find(), data).run();
      return ExitCode.OK;
    }
    SupervisorState state = ensureRunning(data);
    announce(data, state);
    return ExitCode.OK;
  }

  /** Starts the installation in the background unless it runs, and waits until it is ready. */
  static SupervisorState ensureRunning(DataDirectory data) throws Exception {
    Optional<SupervisorState> running = SupervisorState.ofRunning(data);
    if (running.isPresent() && running.get().phase().equals("running")) {
      System.err.println("already running (supervisor pid " + running.get().pid() + ")");
      return running.get();
    }
    long began = System.nanoTime();
    Process supervisor = running.isPresent() ? null : spawn(data);
    Set<String> told = new HashSet<>();
    while (System.nanoTime() - began < LIMIT.toNanos()) {
      Optional<SupervisorState> state = SupervisorState.ofRunning(data);
      if (state.isPresent()) {
        tell(state.get(), told, began);
        if (state.get().phase().equals("running")) {
          return state.get();
        }
      }
      if (supervisor != null && !supervisor.isAlive()) {
        throw new CommandFailure(ExitCode.FAILED, failure(data));
      }
      Thread.sleep(POLL_MILLIS);
    }
    throw new CommandFailure(
        ExitCode.FAILED,
        "not ready within "
            + LIMIT.toMinutes()
            + " minutes; see: watchfire status, watchfire logs");
  }

  private static String failure(DataDirectory data) throws IOException {
    Optional<SupervisorState> last = SupervisorState.read(data);
    if (last.isPresent() && last.get().phase().equals("failed")) {
      return last.get().detail();
    }
    Path log = data.logFile("supervisor");
    List<String> lines = Files.isRegularFile(log) ? Files.readAllLines(log) : List.of();
    return "the supervisor ended:\n"
        + String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()));
  }

  private static void tell(SupervisorState state, Set<String> told, long began) {
    if (!state.detail().isEmpty() && told.add(state.detail())) {
      System.err.printf("%5.1f s  %s%n", seconds(began), state.detail());
    }
    for (ProcessState process : state.processes()) {
      if (process.status().equals("up") && told.add(process.name())) {
        System.err.printf(
            "%5.1f s  %-13s ready after %.1f s%n",
            seconds(began), process.name(), process.startMillis() / 1000.0);
      }
    }
  }

  static double seconds(long began) {
    return (System.nanoTime() - began) / 1e9;
  }

  private static Process spawn(DataDirectory data) throws IOException {
    Layout layout = Layout.find();
    Path log = data.logFile("supervisor");
    Files.createDirectories(log.getParent());
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      // Its own session: Ctrl-C in this terminal is not for the servers.
      command.add("/usr/bin/setsid");
    }
    command.addAll(
        layout.java(
            "cli",
            Watchfire.class.getName(),
            List.of(
                "-Xms16m",
                "-Xmx64m",
                "-Xss256k",
                "-XX:ReservedCodeCacheSize=24m",
                "-XX:MaxMetaspaceSize=64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-Dwatchfire.log=INFO",
                "-Dwatchfire.root=" + layout.root()),
            List.of("up", "--foreground", "--data", data.root().toString())));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  static void announce(DataDirectory data, SupervisorState state) throws IOException {
    System.err.println();
    System.err.println("Console:  http://127.0.0.1:" + state.port("console") + "/");
    Optional<FirstCredentials> first = FirstCredentials.notYetShown(data);
    Optional<Path> code = FirstCredentials.setUpCode(data);
    if (code.isPresent()) {
      System.err.println("Accounts: named at set-up; the code for it: " + code.get());
    } else if (first.isPresent()) {
      System.err.println("First passwords, shown once (kept in " + first.get().file() + "):");
      first
          .get()
          .passwords()
          .forEach((account, password) -> System.err.printf("  %-11s %s%n", account, password));
      first.get().markShown();
    } else {
      System.err.println("First passwords: " + data.secrets().resolve("credentials.json"));
    }
    System.err.println("Log lines to look at: drop files into " + data.root() + "/inbox/<source>/");
  }
}
