package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.reconcile.Finding;
import org.watchfire.store.reconcile.KafkaTamperSink;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.reconcile.TamperNotice;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Compares the index with the ledger, and puts back what is missing. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreReconcileCommand implements Callable<Integer> {
  private static final int SHOWN = 100;

  @Mixin StoreOption store;
  @Mixin StreamOption which;
  @Spec CommandSpec spec;

  @Option(
      names = "--full",
      descriptionKey = "reconcile.full",
      description = "compare every document byte by byte, not a sample")
  boolean full;

  @Override
  public Integer call() throws Exception {
    List<Stream> streams = which.chosen();
    StoreConfig config = store.config();
    PrintWriter out = spec.commandLine().getOut();
    List<Finding> tampering = new ArrayList<>();
    out.printf(
        "%-10s %12s %12s %9s %9s %9s %9s%n",
        "stream", "records", "compared", "missing", "repaired", "surplus", "altered");
    try (RestClient client = ElasticConnection.open(config.elasticsearch())) {
      for (Stream stream : streams) {
        Reconciler.Report r = reconcile(config, stream, client);
        out.printf(
            "%-10s %12d %12d %9d %9d %9d %9d%n",
            stream.id(),
            r.records(),
            r.compared(),
            r.missing(),
            r.repaired(),
            r.surplus(),
            r.altered());
        r.findings().stream().limit(SHOWN).forEach(f -> out.println("  " + f));
        out.flush();
        tampering.addAll(r.tampering());
      }
    }
    if (tampering.isEmpty()) {
      out.println("索引与账本一致 / the index is as recorded");
      return ExitCode.OK;
    }
    out.println("索引被篡改，见上 / the index was tampered with");
    raise(config, tampering);
    return ExitCode.FINDINGS;
  }

  private Reconciler.Report reconcile(StoreConfig config, Stream stream, RestClient client)
      throws Exception {
    try (ProgressLine progress = new ProgressLine("compare " + stream.id())) {
      return new Reconciler(
              store.ledger(config, stream),
              client,
              config.index(),
              store.form(config),
              new IndexFiles(config.indexDir(), stream),
              Clock.systemUTC(),
              new SecureRandom(),
              new CountDownLatch(1))
          .run(full ? Reconciler.Depth.FULL : Reconciler.Depth.SAMPLE, progress::at);
    }
  }

  /** What was found must not stay between the operator and his terminal. */
  private void raise(StoreConfig config, List<Finding> tampering) {
    List<TamperNotice> notices = TamperNotice.of(tampering, Instant.now());
    try {
      new KafkaTamperSink(config.kafka()).raise(notices);
      spec.commandLine()
          .getErr()
          .printf("%d alerts and as many entries of the audit stream were sent%n", notices.size());
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .println(
              "watchfire: the alerts could not be sent ("
                  + e.getMessage()
                  + "); the running store raises them when it finds the same");
    }
  }
}
