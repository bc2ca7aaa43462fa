package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexRebuild;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import org.watchfire.store.reconcile.Reconciler;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Throws the index away and fills it again from the ledger. */
@Command(
    name = "rebuild-index",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreRebuildIndexCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Mixin StreamOption which;
  @Spec CommandSpec spec;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      descriptionKey = "rebuild.by",
      description = "who does it; goes on record (default: the user of the operating system)")
  String by = System.getProperty("user.name");

  @Override
  public Integer call() throws Exception {
    List<Stream> streams = which.required();
    StoreConfig config = store.config();
    PrintWriter out = spec.commandLine().getOut();
    boolean clean = true;
    Outbox outbox = new Outbox(config.outboxDir(), new FileDisk(), Clock.systemUTC());
    try (RestClient client = ElasticConnection.open(config.elasticsearch())) {
      for (Stream stream : streams) {
        StreamReader ledger = store.ledger(config, stream);
        if (!ledger.exists()) {
          out.printf("%-10s has no records%n", stream.id());
          continue;
        }
        IndexFiles files = new IndexFiles(config.indexDir(), stream);
        outbox.add(act("unknown", stream, Map.of()));
        long began = System.nanoTime();
        long records;
        try (ProgressLine progress = new ProgressLine("rebuild " + stream.id())) {
          long size = ledger.size();
          records =
              new IndexRebuild(
                      ledger, client, config.index(), store.form(config), files, Clock.systemUTC())
                  .run(done -> progress.at(done, size));
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Reconciler.Report report =
            new Reconciler(
                    ledger,
                    client,
                    config.index(),
                    store.form(config),
                    files,
                    Clock.systemUTC(),
                    new SecureRandom(),
                    new CountDownLatch(1))
                .run(Reconciler.Depth.SAMPLE, Reconciler.Progress.SILENT);
        clean &= report.findings().isEmpty();
        outbox.add(
            act(
                report.findings().isEmpty() ? "success" : "failure",
                stream,
                Map.of("records", records, "findings", report.findings().size())));
        out.printf(
            "%-10s %d records indexed in %.1f s (%.0f/s); every tile counted, %d compared: %s%n",
            stream.id(),
            records,
            seconds,
            records / seconds,
            report.compared(),
            report.findings().isEmpty() ? "as recorded" : "NOT as recorded");
        report.findings().stream().limit(20).forEach(f -> out.println("  " + f));
        out.flush();
      }
    }
    return clean ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private StoreAct act(String outcome, Stream stream, Map<String, Object> detail) {
    return new StoreAct("store.rebuild-index", outcome, by, stream.id(), detail);
  }
}
