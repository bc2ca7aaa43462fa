package org.watchfire.deploy.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Begins a log. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerInitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @Option(
      names = "--origin",
      required = true,
      paramLabel = "NAME",
      descriptionKey = "ledger.origin",
      description = "identity of the log, such as gov.example/events")
  String origin;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "ledger.key",
      description =
          "file with PRIVATE+KEY+… lines; may be given again. The log signs with exactly these and"
              + " reads the files again for every append")
  List<Path> keys;

  @Override
  public Integer call() throws Exception {
    LogDirectory log = LogDirectory.create(dir, origin, keys);
    log.signer().verifiers().forEach(v -> spec.commandLine().getOut().println(v.text()));
    return ExitCode.OK;
  }
}
