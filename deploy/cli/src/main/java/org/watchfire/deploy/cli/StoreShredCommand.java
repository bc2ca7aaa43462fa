package org.watchfire.deploy.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.retention.RefusedException;
import org.watchfire.store.retention.Shredder;
import org.watchfire.store.sealing.Sealer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Forgets a person. */
@Command(
    name = "shred",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreShredCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      required = true,
      descriptionKey = "shred.subject",
      description = "the person's id as recorded; - reads it from standard input")
  String subject;

  @Option(
      names = "--from",
      paramLabel = "PERIOD",
      required = true,
      descriptionKey = "shred.from",
      description = "first quarter, such as 2026q1")
  String from;

  @Option(
      names = "--to",
      paramLabel = "PERIOD",
      required = true,
      descriptionKey = "shred.to",
      description = "last quarter")
  String to;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      descriptionKey = "shred.reason",
      description = "why, without personal data")
  String reason;

  @Option(
      names = "--approval",
      paramLabel = "TEXT",
      required = true,
      descriptionKey = "shred.approval",
      description = "who else has approved it, and where that is written")
  String approval;

  @Option(
      names = "--no-index",
      descriptionKey = "shred.no-index",
      description = "leave the index as it is; run again without this")
  boolean noIndex;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      required = true,
      descriptionKey = "retention.by",
      description = "who does it; goes on record")
  String by;

  @Override
  public Integer call() throws Exception {
    StoreConfig config = store.config();
    StoreParts parts = StoreParts.of(config);
    Sealer sealer =
        parts
            .sealer()
            .orElseThrow(
                () -> new CommandFailure(ExitCode.USAGE, "this store does not seal anything"));
    String person = subject.equals("-") ? firstLine() : subject;
    Shredder.Order order;
    try {
      order = new Shredder.Order(sealer.pseudonym(person), from, to, by, reason, approval);
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    try (RestClient index = noIndex ? null : ElasticConnection.open(config.elasticsearch())) {
      Shredder.Report report = parts.shredder(sealer).shred(order, index);
      spec.commandLine()
          .getOut()
          .printf(
              "%d keys destroyed 密钥已销毁, %d records unreadable 记录不可读, %s index documents overwritten%n"
                  + "backups made before hold the wrapped keys until the next: watchfire store backup%n",
              report.destroyed().size(),
              report.records(),
              report.rewritten() < 0 ? "no" : Long.toString(report.rewritten()));
      return ExitCode.OK;
    } catch (RefusedException e) {
      throw new CommandFailure(ExitCode.FAILED, e.getMessage(), e);
    }
  }

  private static String firstLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    if (line == null || line.isBlank()) {
      throw new CommandFailure(ExitCode.USAGE, "standard input names nobody");
    }
    return line.strip();
  }
}
