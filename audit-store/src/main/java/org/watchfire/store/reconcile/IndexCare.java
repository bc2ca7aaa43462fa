package org.watchfire.store.reconcile;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.index.ElasticCapabilities;
import org.watchfire.store.index.IndexLifecycle;
import org.watchfire.store.index.Indexer;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerLockedException;
import org.watchfire.store.ledger.Stream;

/**
 * Looks after the indices in the running store, in one thread: finishes those that are full, and
 * compares each stream with its ledger at every interval.
 */
public final class IndexCare implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(IndexCare.class);
  private static final long ROUND_MILLIS = 5_000;
  private static final int MOST_TAMPERED = 10_000;

  private final List<Indexer> indexers;
  private final Map<Stream, Reconciler> reconcilers;
  private final IndexLifecycle lifecycle;
  private final ElasticCapabilities capabilities;
  private final TamperSink sink;
  private final Duration interval;
  private final Clock clock;
  private final CountDownLatch stop;
  private final Map<Stream, Instant> due = new EnumMap<>(Stream.class);
  private final Map<Stream, Seen> seen = new ConcurrentHashMap<>();
  private volatile String trouble = "";

  /** Totals of a stream since the start. */
  public static final class Seen {
    private final AtomicLong runs = new AtomicLong();
    private final AtomicLong compared = new AtomicLong();
    private final AtomicLong repaired = new AtomicLong();
    private final Set<String> tampered = ConcurrentHashMap.newKeySet();

    /** Finished comparisons. */
    public long runs() {
      return runs.get();
    }

    /** Records that were compared byte by byte. */
    public long compared() {
      return compared.get();
    }

    /** Documents that were missing and were put back. */
    public long repaired() {
      return repaired.get();
    }

    /** Different surplus and altered documents, up to {@link #MOST_TAMPERED}. */
    public long tampered() {
      return tampered.size();
    }
  }

  /**
   * @param interval between two comparisons; zero for none
   * @param stop ends {@link #run} when it reaches zero
   */
  public IndexCare(
      List<Indexer> indexers,
      Map<Stream, Reconciler> reconcilers,
      IndexLifecycle lifecycle,
      ElasticCapabilities capabilities,
      TamperSink sink,
      Duration interval,
      Clock clock,
      CountDownLatch stop) {
    this.indexers = List.copyOf(indexers);
    this.reconcilers = new EnumMap<>(reconcilers);
    this.lifecycle = lifecycle;
    this.capabilities = capabilities;
    this.sink = sink;
    this.interval = interval;
    this.clock = clock;
    this.stop = stop;
    for (Stream stream : reconcilers.keySet()) {
      seen.put(stream, new Seen());
      due.put(stream, clock.instant().plus(interval));
    }
  }

  @Override
  public void run() {
    long round = interval.isZero() ? ROUND_MILLIS : Math.min(ROUND_MILLIS, interval.toMillis());
    try {
      while (!stop.await(round, TimeUnit.MILLISECONDS)) {
        String wrong = probe();
        for (Indexer indexer : indexers) {
          try {
            lifecycle.step(indexer.stream(), indexer.next());
            compareIfDue(indexer.stream());
          } catch (LedgerLockedException e) {
            LOG.info("index {}: is compared by another process now", indexer.stream().id());
          } catch (IOException | LedgerException e) {
            wrong = indexer.stream().id() + ": " + e.getMessage();
          }
        }
        if (!wrong.isEmpty() && !wrong.equals(trouble)) {
          LOG.warn("care of index {}; trying again", wrong);
        }
        trouble = wrong;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String probe() {
    try {
      capabilities.probe();
      return "";
    } catch (IOException e) {
      return "Elasticsearch does not say what it offers: " + e.getMessage();
    }
  }

  private void compareIfDue(Stream stream) throws IOException, LedgerException {
    if (interval.isZero() || clock.instant().isBefore(due.get(stream))) {
      return;
    }
    Reconciler.Report report =
        reconcilers.get(stream).run(Reconciler.Depth.SAMPLE, Reconciler.Progress.SILENT);
    raise(report);
    Seen totals = seen.get(stream);
    totals.runs.incrementAndGet();
    totals.compared.addAndGet(report.compared());
    totals.repaired.addAndGet(report.repaired());
    for (Finding f : report.tampering()) {
      if (totals.tampered.size() < MOST_TAMPERED) {
        totals.tampered.add(f.index() + "/" + f.id() + "/" + f.digest());
      }
    }
    due.put(stream, clock.instant().plus(interval));
  }

  private void raise(Reconciler.Report report) throws IOException {
    if (report.repaired() > 0) {
      LOG.warn(
          "index {}: {} documents were missing and are there again",
          report.stream().id(),
          report.repaired());
    }
    if (!report.tampering().isEmpty()) {
      report.tampering().stream().limit(20).forEach(f -> LOG.error("index tampering: {}", f));
      sink.raise(TamperNotice.of(report.tampering(), clock.instant()));
    }
  }

  /** Totals by stream. */
  public Map<Stream, Seen> seen() {
    return Map.copyOf(seen);
  }

  /** Indices that were finished. */
  public IndexLifecycle lifecycle() {
    return lifecycle;
  }

  /** What the cluster offers. */
  public ElasticCapabilities capabilities() {
    return capabilities;
  }

  /** What kept it from its work in the last round; empty when nothing did. */
  public String trouble() {
    return trouble;
  }
}
