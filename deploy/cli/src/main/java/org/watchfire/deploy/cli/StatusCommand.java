package org.watchfire.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.watchfire.core.json.Json;
import org.watchfire.deploy.supervisor.SupervisorState;
import org.watchfire.deploy.supervisor.SupervisorState.ProcessState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what runs. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StatusCommand implements Callable<Integer> {
  @Mixin InstallationOption installation;
  @Spec CommandSpec spec;

  @Option(names = "--json", description = "print one JSON document")
  boolean json;

  @Override
  public Integer call() {
    Optional<SupervisorState> running = SupervisorState.ofRunning(installation.directory());
    PrintWriter out = spec.commandLine().getOut();
    if (running.isEmpty()) {
      System.err.println("nothing runs in " + installation.directory().root());
      return ExitCode.NOT_FOUND;
    }
    SupervisorState state = running.get();
    if (json) {
      out.println(new String(Json.write(state.tree()), UTF_8));
    } else {
      print(out, state);
    }
    boolean allUp = state.processes().stream().allMatch(p -> p.status().equals("up"));
    return allUp && state.phase().equals("running") ? ExitCode.OK : ExitCode.FAILED;
  }

  static void print(PrintWriter out, SupervisorState state) {
    out.printf(
        "%-14s %-9s %8s %9s %9s %9s%n",
        "PROCESS", "STATUS", "PID", "RESTARTS", "RSS MiB", "START s");
    long sum = 0;
    for (ProcessState p : state.processes()) {
      sum += p.rssBytes();
      out.printf(
          "%-14s %-9s %8d %9d %9.1f %9.1f%n",
          p.name(), p.status(), p.pid(), p.restarts(), mib(p.rssBytes()), p.startMillis() / 1000.0);
    }
    out.printf(
        "%-14s %-9s %8d %9s %9.1f%n",
        "supervisor", state.phase(), state.pid(), "", mib(state.rssBytes()));
    out.printf("%-14s %28s %9.1f%n", "total", "", mib(sum + state.rssBytes()));
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }
}
