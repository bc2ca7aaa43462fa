package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.backup.Backup;
import org.watchfire.store.backup.BackupChain;
import org.watchfire.store.backup.BackupDamagedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Adds a generation to a backup, or checks one. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreBackupCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      descriptionKey = "backup.to",
      description = "directory of the backup; new or with earlier generations")
  Path to;

  @Option(
      names = "--check",
      descriptionKey = "backup.check",
      description =
          "only read every byte that is there and check it; ends with 6 when one is wrong")
  boolean check;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      descriptionKey = "backup.by",
      description = "who does it; goes on record")
  String by;

  @Override
  public Integer call() throws Exception {
    StoreParts parts = StoreParts.of(store.config());
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    try {
      if (check) {
        List<String> damages = BackupChain.read(to, parts.site().verifier()).damages();
        damages.forEach(out::println);
        out.println(damages.isEmpty() ? "backup is whole 备份完好" : "backup is DAMAGED 备份受损");
        return damages.isEmpty() ? ExitCode.OK : ExitCode.FINDINGS;
      }
      if (by == null) {
        throw new CommandFailure(ExitCode.USAGE, "who backs up? give --by");
      }
      AeadKey key = parts.backupKey();
      parts.act("store.backup", "unknown", by, to.toString(), Map.of());
      Backup.Report report =
          new Backup(parts.data(), parts.site(), key, Clock.systemUTC()).run(to, err::println);
      parts.act(
          "store.backup",
          "success",
          by,
          to.toString(),
          Map.of("generation", report.generation(), "logs", report.logs()));
      out.printf(
          "generation %d: %d files, %d bytes%n",
          report.generation(), report.files(), report.bytes());
      report.logs().forEach((log, size) -> out.printf("  %s  %d entries%n", log, size));
      return ExitCode.OK;
    } catch (BackupDamagedException e) {
      throw new CommandFailure(ExitCode.FINDINGS, e.getMessage(), e);
    }
  }
}
