package org.watchfire.deploy.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Brings a backup into an empty directory and checks it. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreRestoreCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      descriptionKey = "restore.to",
      description = "empty directory; the store is not touched")
  Path to;

  @Mixin RestoreOptions options;

  @Override
  public Integer call() throws Exception {
    return new RestoreRun(store, spec).run("store.restore", options, to);
  }
}
