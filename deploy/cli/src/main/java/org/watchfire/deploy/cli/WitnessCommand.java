package org.watchfire.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A witness, to be run by the auditing body on a machine of its own. */
@Command(
    name = "witness",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {WitnessInitCommand.class, WitnessServeCommand.class, WitnessShowCommand.class})
final class WitnessCommand implements Runnable {
  @Spec CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "which command? (watchfire witness --help lists them)");
  }
}
