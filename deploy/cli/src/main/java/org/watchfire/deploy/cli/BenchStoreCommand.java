package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Directories;
import org.watchfire.deploy.standalone.ElasticsearchServer;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.standalone.ManagedProcess;
import org.watchfire.deploy.standalone.Ports;
import org.watchfire.store.bench.StoreBench;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.IndexBench;
import org.watchfire.store.ledger.LedgerBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures ledger, index, search and export with servers of its own. */
@Command(
    name = "store",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchStoreCommand implements Callable<Integer> {
  private static final int HEAP_MEGABYTES = 1024;
  private static final int RECORD_BYTES = 600;
  private static final long LEAST = 10_000;

  @Spec CommandSpec spec;

  @Option(
      names = "--records",
      paramLabel = "N",
      defaultValue = "100000",
      descriptionKey = "bench.store.records",
      description = "records of a round of indexing (default: ${DEFAULT-VALUE})")
  long records;

  @Option(
      names = "--ledger-records",
      paramLabel = "N",
      defaultValue = "1000000",
      descriptionKey = "bench.store.ledger-records",
      description = "records appended to the ledger (default: ${DEFAULT-VALUE})")
  long ledgerRecords;

  @Option(
      names = "--search-docs",
      paramLabel = "N",
      defaultValue = "5000000",
      descriptionKey = "bench.store.search-docs",
      description = "documents to search in (default: ${DEFAULT-VALUE})")
  long searchDocs;

  @Option(
      names = "--scratch",
      paramLabel = "DIR",
      descriptionKey = "bench.store.scratch",
      description = "where to work; about 3 GB per million documents (default: a temporary folder)")
  Path scratch;

  @Override
  public Integer call() throws Exception {
    if (records < LEAST || ledgerRecords < LEAST || searchDocs < LEAST) {
      throw new CommandFailure(ExitCode.USAGE, "each number must be at least " + LEAST);
    }
    Path parent = scratch == null ? Path.of(System.getProperty("java.io.tmpdir")) : scratch;
    Files.createDirectories(parent);
    Path dir = Files.createTempDirectory(parent, "watchfire-bench-store");
    PrintWriter err = spec.commandLine().getErr();
    try {
      measure(dir, err);
      return ExitCode.OK;
    } finally {
      Directories.delete(dir);
    }
  }

  private void measure(Path dir, PrintWriter err) throws Exception {
    LedgerBench.Report ledger =
        LedgerBench.run(dir, ledgerRecords, RECORD_BYTES, line -> err.println("ledger: " + line));
    ElasticsearchServer server =
        new ElasticsearchServer(
            Layout.find(), new DataDirectory(dir), new Ports().choose(0).number(), HEAP_MEGABYTES);
    try (ManagedProcess process = new ManagedProcess(server.spec(List.of()))) {
      process.start();
      StoreBench bench =
          new StoreBench(
              dir,
              ElasticConfig.local(server.access().uri()),
              Layout.find().reportFont().orElse(null),
              err::println);
      IndexBench.Report index = bench.index(records);
      StoreBench.Search search = bench.search(searchDocs);
      StoreBench.Export export = bench.export(searchDocs);
      print(ledger, index, search, export);
    }
  }

  private void print(
      LedgerBench.Report ledger,
      IndexBench.Report index,
      StoreBench.Search search,
      StoreBench.Export export) {
    row("what", "measured", "asked", "with");
    row(
        "ledger append, durable",
        number(ledger.appendPerSecond()) + "/s",
        ">= 100,000/s",
        number(ledger.records()) + " records of " + ledger.bytes() + " B");
    row("inclusion proofs", number(ledger.proofsPerSecond()) + "/s", ">= 10,000/s", "one thread");
    row(
        "verification on read",
        String.format(Locale.ROOT, "%.2f ms", ledger.verifyMedianMicros() / 1000),
        "<= 2 ms",
        String.format(Locale.ROOT, "median; 99 %%: %.2f ms", ledger.verifyP99Micros() / 1000));
    row(
        "hash tiles",
        String.format(Locale.ROOT, "%.2f B/record", ledger.overheadBytesPerRecord()),
        "<= 33 B/record",
        "");
    row(
        "index beside a bare loop",
        String.format(Locale.ROOT, "%.0f %%", 100 * index.store() / index.bare()),
        ">= 85 %",
        String.format(
            "store %s/s, bare %s/s, %s records a round",
            number(index.store()), number(index.bare()), number(index.records())));
    row(
        "search, p95",
        String.format(Locale.ROOT, "%.0f ms", search.p95Millis()),
        "<= 500 ms",
        String.format(
            Locale.ROOT,
            "p50 %.0f ms; filter + histogram + first page, %d times, %s documents, 1 shard, 1 GiB"
                + " heap, filled with %s/s",
            search.p50Millis(),
            search.searches(),
            number(search.documents()),
            number(search.fillPerSecond())));
    row(
        "export",
        number(export.perSecond()) + "/s",
        ">= 20,000/s",
        number(export.records()) + " records, " + export.bytes() / (1 << 20) + " MiB");
    spec.commandLine().getOut().flush();
  }

  private void row(String what, String measured, String asked, String with) {
    spec.commandLine().getOut().printf("%-26s %16s  %-15s %s%n", what, measured, asked, with);
  }

  private static String number(double n) {
    return String.format(Locale.ROOT, "%,.0f", n);
  }
}
