package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerHammer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a log while readers verify everything that they see of it. */
@Command(
    name = "hammer",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerHammerCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "hammer.dir",
      description = "new directory for the log; it stays")
  Path dir;

  @Option(
      names = "--entries",
      paramLabel = "N",
      defaultValue = "100000",
      descriptionKey = "hammer.entries",
      description = "entries to write (default: ${DEFAULT-VALUE})")
  long entries;

  @Option(
      names = "--writers",
      defaultValue = "4",
      descriptionKey = "hammer.writers",
      description = "threads that make entries (default: ${DEFAULT-VALUE})")
  int writers;

  @Option(
      names = "--readers",
      defaultValue = "2",
      descriptionKey = "hammer.readers",
      description = "threads that verify (default: ${DEFAULT-VALUE})")
  int readers;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "hammer.rate",
      description = "entries a second, 0 for as many as go (default: ${DEFAULT-VALUE})")
  long rate;

  @Override
  public Integer call() throws Exception {
    LedgerHammer.Settings settings;
    try {
      settings = new LedgerHammer.Settings(entries, writers, readers, rate);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage());
    }
    if (Files.exists(dir.resolve("checkpoint"))) {
      throw new CommandFailure(ExitCode.USAGE, dir + " holds a log already: name a new directory");
    }
    PrintWriter err = spec.commandLine().getErr();
    LedgerHammer.Result result;
    try {
      result = LedgerHammer.run(dir, settings, err::println);
    } catch (LedgerException e) {
      err.println("watchfire: WRONG: " + e.getMessage());
      return ExitCode.FAILED;
    }
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%-34s %,14d%n", "entries written and read again", result.entries());
    out.printf("%-34s %,14.0f%n", "entries a second", result.entries() / result.seconds());
    out.printf("%-34s %,14d%n", "entries proven meanwhile", result.inclusions());
    out.printf("%-34s %,14d%n", "checkpoints that continue the last", result.consistencies());
    out.printf("%-34s %,14d%n", "files compared at the end", result.files());
    out.printf("%-34s %14d%n", "mistakes", 0);
    out.flush();
    return ExitCode.OK;
  }
}
