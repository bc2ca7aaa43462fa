package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.watchfire.deploy.cli.api.ApiException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Entry point of the command line. */
@Command(
    name = "watchfire",
    mixinStandardHelpOptions = true,
    version = "watchfire 0.1.0",
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed",
      "2:wrong usage or configuration",
      "3:not found",
      "6:ran well, but the answer is bad (a proof does not hold, an expectation was missed)"
    },
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      StatusCommand.class,
      LogsCommand.class,
      StopCommand.class,
      ResetCommand.class,
      ReplayCommand.class,
      ParseCommand.class,
      InspectCommand.class,
      VerifyCommand.class,
      LedgerCommand.class,
      WitnessCommand.class,
      StoreCommand.class,
      KeyCommand.class,
      AgentCommand.class,
      RulesCommand.class,
      DetectCommand.class,
      PolicyCommand.class,
      PersonCommand.class,
      AssetCommand.class,
      DepartmentCommand.class,
      ApprovalCommand.class,
      ComplianceCommand.class,
      BenchCommand.class,
      DrillCommand.class,
      CommandLine.HelpCommand.class
    })
public final class Watchfire implements Runnable {
  @Spec CommandSpec spec;

  private Watchfire() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new Watchfire());
    command.setCaseInsensitiveEnumValuesAllowed(true);
    command.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
    command.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    command.setExecutionExceptionHandler(
        (e, failed, parsed) -> {
          failed.getErr().println("watchfire: " + message(e));
          if (System.getenv("WATCHFIRE_DEBUG") != null) {
            e.printStackTrace(failed.getErr());
          }
          if (e instanceof ApiException refused) {
            return refused.exitCode();
          }
          return e instanceof CommandFailure failure ? failure.exitCode() : ExitCode.FAILED;
        });
    return command;
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire --help lists them)");
  }
}
