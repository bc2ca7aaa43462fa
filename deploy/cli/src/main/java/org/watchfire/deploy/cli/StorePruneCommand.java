package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.retention.Pruner;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prunes logs whose retention is over. */
@Command(
    name = "prune",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StorePruneCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(names = "--dry-run", descriptionKey = "prune.dry", description = "only say what would go")
  boolean dryRun;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      descriptionKey = "prune.by",
      description = "who does it; goes on record")
  String by;

  @Option(
      names = "--wait",
      paramLabel = "N",
      defaultValue = "10",
      descriptionKey = "prune.wait",
      description =
          "seconds to wait until the running store has put it on record (default: ${DEFAULT-VALUE})")
  int wait;

  @Override
  public Integer call() throws Exception {
    Pruner pruner = StoreParts.of(store.config()).pruner();
    PrintWriter out = spec.commandLine().getOut();
    if (dryRun) {
      for (Pruner.Candidate c : pruner.plan()) {
        out.printf(
            "%-6s %-10s %s  %d records  %s  %s%n",
            c.verdict(),
            c.stream().id(),
            c.period(),
            c.records(),
            c.until() == null ? "-" : "until " + c.until(),
            c.reason());
      }
      return ExitCode.OK;
    }
    if (by == null || wait < 0) {
      throw new CommandFailure(ExitCode.USAGE, "who prunes? give --by, or --dry-run to only look");
    }
    List<Pruner.Candidate> gone = pruner.prune(by, Duration.ofSeconds(wait));
    gone.forEach(
        c ->
            out.printf("pruned 已清除 %s/%s, %d records%n", c.stream().id(), c.period(), c.records()));
    out.println(gone.size() + " logs pruned");
    return ExitCode.OK;
  }
}
