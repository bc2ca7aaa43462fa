package org.watchfire.deploy.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.watchfire.deploy.supervisor.SupervisorState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Stops a running installation, in order. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StopCommand implements Callable<Integer> {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Mixin InstallationOption installation;

  @Override
  public Integer call() throws Exception {
    Optional<SupervisorState> running = SupervisorState.ofRunning(installation.directory());
    if (running.isEmpty()) {
      System.err.println("nothing runs in " + installation.directory().root());
      return ExitCode.OK;
    }
    stop(running.get());
    System.err.println("stopped");
    return ExitCode.OK;
  }

  static void stop(SupervisorState state) throws Exception {
    Optional<ProcessHandle> handle = ProcessHandle.of(state.pid());
    if (handle.isEmpty()) {
      return;
    }
    handle.get().destroy();
    System.err.println("stopping (agent first, servers last) …");
    try {
      handle.get().onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CommandFailure(
          ExitCode.FAILED,
          "the supervisor (pid "
              + state.pid()
              + ") has not stopped within "
              + LIMIT.toSeconds()
              + " s; see: watchfire logs supervisor",
          e);
    }
  }
}
