package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.demo.DemoRun;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.supervisor.SupervisorState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays the demonstration. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DemoCommand implements Callable<Integer> {
  @Mixin InstallationOption installation;
  @Spec CommandSpec spec;

  @Option(
      names = "--assert",
      descriptionKey = "demo.assert",
      description = "exit with 6 when an expected alert is missing or an unexpected one fired")
  boolean check;

  @Override
  public Integer call() throws Exception {
    DataDirectory data = installation.directory();
    long began = System.nanoTime();
    SupervisorState state = UpCommand.ensureRunning(data);
    System.err.printf("ready after %.1f s%n%n", UpCommand.seconds(began));
    PrintWriter out = spec.commandLine().getOut();
    DemoRun.Outcome outcome = new DemoRun(data, state, spec.commandLine().getErr()).run(out);
    if (outcome.firstAlertSeconds() >= 0) {
      out.printf(
          "%d log lines; first alert %.1f s after the first line%n",
          outcome.lines(), outcome.firstAlertSeconds());
    }
    StatusCommand.print(out, SupervisorState.ofRunning(data).orElse(state));
    out.println();
    out.println(
        "Look at it: http://127.0.0.1:" + state.port("console") + "/  (sign in as analyst)");
    out.println("Stop it:    watchfire stop        Forget it: watchfire reset");
    UpCommand.announce(data, state);
    if (!outcome.asExpected()) {
      outcome.missing().forEach(m -> System.err.println("missing:    " + m));
      outcome.unexpected().forEach(u -> System.err.println("unexpected: " + u));
      return check ? ExitCode.FINDINGS : ExitCode.OK;
    }
    out.println("everything expected was detected, and nothing else fired");
    return ExitCode.OK;
  }
}
