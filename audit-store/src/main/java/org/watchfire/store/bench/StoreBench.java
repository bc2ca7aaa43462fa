package org.watchfire.store.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.evidence.EvidenceException;
import org.watchfire.store.evidence.EvidenceExport;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexBench;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.SearchException;
import org.watchfire.store.search.SearchRequest;

/** What the store does in a second, on a scratch directory and an empty Elasticsearch. */
public final class StoreBench {
  private static final int BATCH = 8192;
  private static final int ROUNDS = 3;
  private static final int WARM_UP = 20;
  private static final int SEARCHES = 200;
  private static final int PAGE = 50;
  private static final int BUCKETS = 60;
  private static final long EXPORTED = 200_000;

  private static final String[] QUERIES = {
    "user.name:user%d",
    "event.outcome:failure and user.name:user%d",
    "source.ip:10.1.%d.0/24",
    "host.name:oa%d and event.action:ssh_login",
    "gov.org_unit:dep-%d and not event.action:http_request",
    "user.name:user%d* and source.port >= 40000",
    "event.outcome:failure",
    "账号登录 and host.name:oa%d"
  };

  private final Path scratch;
  private final Path reportFont;
  private final ElasticConfig elasticsearch;
  private final Consumer<String> progress;
  private final NoteSigner site;

  /**
   * @param scratch an existing directory; ledgers are made below it
   * @param elasticsearch an empty one
   * @param reportFont for the report in exports; null leaves it out
   * @param progress gets a line now and then
   */
  public StoreBench(
      Path scratch, ElasticConfig elasticsearch, Path reportFont, Consumer<String> progress)
      throws NoteException {
    this.scratch = scratch;
    this.reportFont = reportFont;
    this.elasticsearch = elasticsearch;
    this.progress = progress;
    this.site = NoteSigner.generate("bench.gov", new SecureRandom());
  }

  /** Records a second of an export, and the size of the bundle. */
  public record Export(long records, double perSecond, long bytes) {}

  /**
   * Search with filter, histogram and first page.
   *
   * @param documents in the index
   * @param fillPerSecond records a second that the index was filled with
   */
  public record Search(
      long documents, double fillPerSecond, int searches, double p50Millis, double p95Millis) {}

  /** The indexer beside a bare bulk loop, on a ledger of {@code records} records. */
  public IndexBench.Report index(long records)
      throws IOException, LedgerException, NoteException, InterruptedException {
    StreamReader ledger = fill(scratch.resolve("rate"), records);
    try (RestClient client = ElasticConnection.open(elasticsearch)) {
      return new IndexBench(client, ledger, settings(), scratch, progress).run(ROUNDS);
    }
  }

  /** Fills an index with {@code documents} records and searches it, one search after the other. */
  public Search search(long documents)
      throws IOException,
          LedgerException,
          NoteException,
          InterruptedException,
          SearchException,
          QuerySyntaxException {
    Path ledgers = scratch.resolve("search");
    StreamReader ledger = fill(ledgers, documents);
    try (RestClient client = ElasticConnection.open(elasticsearch)) {
      long nanos = new IndexBench(client, ledger, settings(), scratch, progress).index();
      client.performRequest(new Request("POST", "/" + Stream.EVENTS.alias() + "/_refresh"));
      progress.accept("searching");
      double[] millis = search(ledgers, documents);
      Arrays.sort(millis);
      return new Search(
          documents,
          documents * 1e9 / nanos,
          millis.length,
          millis[millis.length / 2],
          millis[millis.length * 95 / 100]);
    }
  }

  private double[] search(Path ledgers, long documents)
      throws IOException, NoteException, SearchException, QuerySyntaxException {
    Random random = new Random(3);
    Instant end = BenchEvents.START.plusMillis(documents * BenchEvents.STEP_MILLIS);
    double[] millis = new double[SEARCHES];
    try (ElasticAuditSearch search =
        ElasticAuditSearch.open(elasticsearch, ledgers, site.verifier())) {
      for (int i = -WARM_UP; i < SEARCHES; i++) {
        String query = String.format(QUERIES[Math.floorMod(i, QUERIES.length)], random.nextInt(40));
        long began = System.nanoTime();
        search.search(
            new SearchRequest(Stream.EVENTS, query, BenchEvents.START, end, PAGE, null, null));
        search.histogram(Stream.EVENTS, query, BenchEvents.START, end, BUCKETS);
        if (i >= 0) {
          millis[i] = (System.nanoTime() - began) / 1e6;
        }
      }
    }
    return millis;
  }

  /** Exports a range of the ledger that {@link #search} has filled. */
  public Export export(long documents)
      throws IOException, LedgerException, NoteException, EvidenceException {
    EvidenceExport export =
        new EvidenceExport(
            scratch.resolve("search"),
            TrustPolicy.ofSite(site.verifier()),
            EvidenceKey.create(List.of(site), new SecureRandom()),
            scratch,
            Long.MAX_VALUE,
            reportFont);
    Manifest.Export why =
        new Manifest.Export(
            "bench", Instant.now().toString(), "bench", "measuring the export", null, "bench");
    long records = Math.min(documents, EXPORTED);
    progress.accept("exporting " + records + " records");
    long began = System.nanoTime();
    EvidenceExport.Receipt receipt =
        export.range(Stream.EVENTS, 0, records, null, why, OutputStream.nullOutputStream());
    double seconds = (System.nanoTime() - began) / 1e9;
    return new Export(receipt.records(), receipt.records() / seconds, receipt.bytes());
  }

  private static IndexSettings settings() {
    IndexSettings s = IndexSettings.standard();
    return new IndexSettings(
        s.shards(),
        s.replicas(),
        s.refreshInterval(),
        s.bulkBytes(),
        s.rolloverAge(),
        s.rolloverMinRecords(),
        s.rolloverRecords(),
        s.rolloverBytes(),
        s.retention(),
        Duration.ZERO,
        s.reconcileSample());
  }

  private StreamReader fill(Path ledgers, long records)
      throws IOException, LedgerException, NoteException {
    Files.createDirectories(ledgers);
    progress.accept("writing a ledger of " + records + " records");
    BenchEvents events = new BenchEvents();
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, ledgers.resolve("signed"), Stream.EVENTS, site).open()) {
      List<byte[]> batch = new ArrayList<>();
      for (long n = 0; n < records; n++) {
        batch.add(events.next());
        if (batch.size() == BATCH || n == records - 1) {
          ledger.append(batch, Commit.NONE);
          batch = new ArrayList<>();
        }
      }
      ledger.publish();
    }
    return StreamReader.of(ledgers, Stream.EVENTS, site.verifier());
  }
}
