package org.watchfire.deploy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Proves that a backup can be brought back, and throws the copy away. */
@Command(
    name = "drill-restore",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreDrillRestoreCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Mixin RestoreOptions options;

  @Override
  public Integer call() throws Exception {
    Path scratch = Files.createTempDirectory("watchfire-drill");
    try {
      return new RestoreRun(store, spec).run("store.drill-restore", options, scratch);
    } finally {
      RestoreRun.delete(scratch);
    }
  }
}
