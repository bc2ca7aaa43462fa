package org.watchfire.store.reconcile;

import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.elasticsearch.client.RestClient;
import org.watchfire.store.index.DocumentAddress;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexRepair;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.index.ReductionProbe;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.reconcile.IndexScan.TileCount;

/** Compares the index of one stream with its ledger. One run at a time. */
public final class Reconciler {
  private static final int TILE = IndexScan.TILE;

  /** Elasticsearch gives at most 65,536 buckets an answer. */
  private static final int TILES_PER_COUNT = 10_000;

  /** The newest tiles are always in the sample: there is what an intruder did last. */
  private static final int NEWEST_TILES = 4;

  private static final int MOST_STRAYS = 1000;
  private static final int REPAIRS = 4;

  /** Elasticsearch reads the time five times a second. */
  private static final long REPAIR_PAUSE_MILLIS = 250;

  private final StreamReader ledger;
  private final RestClient client;
  private final IndexSettings settings;
  private final IndexForm form;
  private final IndexFiles files;
  private final Clock clock;
  private final RandomGenerator random;
  private final CountDownLatch stop;
  private final IndexScan scan;
  private final Disk disk = new FileDisk();

  /** Which contents are compared. */
  public enum Depth {
    /** The newest tiles, a random sample, and those whose counts are wrong. */
    SAMPLE,
    /** All. */
    FULL
  }

  /** Told how far a run is: tiles looked at, of how many. */
  public interface Progress {
    /** Says nothing. */
    Progress SILENT = (done, of) -> {};

    void at(long done, long of);
  }

  /**
   * What a run has found.
   *
   * @param records how many the index should hold
   * @param compared how many of them were compared byte by byte
   * @param missing records that had no document
   * @param repaired those of them that have one again
   * @param surplus documents of no record
   * @param altered documents that are not what was recorded
   * @param findings the first {@link Findings#KEPT} of each kind
   */
  public record Report(
      Stream stream,
      long records,
      long compared,
      long missing,
      long repaired,
      long surplus,
      long altered,
      List<Finding> findings) {
    /** Copies the list. */
    public Report {
      findings = List.copyOf(findings);
    }

    /** What nothing but a hand can have done. */
    public List<Finding> tampering() {
      return findings.stream().filter(Finding::tampering).toList();
    }
  }

  /**
   * @param random chooses the sample
   * @param stop ends a run at the next tile when it reaches zero
   */
  public Reconciler(
      StreamReader ledger,
      RestClient client,
      IndexSettings settings,
      IndexForm form,
      IndexFiles files,
      Clock clock,
      RandomGenerator random,
      CountDownLatch stop) {
    this.ledger = ledger;
    this.client = client;
    this.settings = settings;
    this.form = form;
    this.files = files;
    this.clock = clock;
    this.random = random;
    this.stop = stop;
    this.scan = new IndexScan(client, files.stream());
  }

  public Stream stream() {
    return files.stream();
  }

  /**
   * Compares and puts back what is missing.
   *
   * @throws org.watchfire.store.ledger.LedgerLockedException when another process compares now
   * @throws IOException when Elasticsearch or the ledger cannot be read, or the index was begun
   *     anew meanwhile
   */
  public Report run(Depth depth, Progress progress) throws IOException, LedgerException {
    if (!ledger.exists()) {
      return new Report(stream(), 0, 0, 0, 0, 0, 0, List.of());
    }
    Closeable lock = disk.lock(files.comparing());
    try (lock) {
      return compare(depth, progress);
    }
  }

  private Report compare(Depth depth, Progress progress) throws IOException, LedgerException {
    Findings findings = new Findings();
    TileCheck check =
        new TileCheck(
            stream(), ledger, form, scan, new ReductionProbe(client, stream(), settings), findings);
    IndexFiles.Progress began = files.progress();
    scan.refresh();
    strays(began, check);
    long repaired = 0;
    long done = 0;
    // What the ledger has pruned by policy may still be in the index, but cannot be compared.
    long kept = Math.max(began.first(), ledger.firstKept());
    SortedSet<Long> tiles = wrongCounts(kept, began.next());
    chooseTiles(depth, kept, began.next(), tiles);
    for (long tile : tiles) {
      IndexFiles.Progress now = files.progress();
      if (now.epoch() != began.epoch()) {
        throw new IOException("the index was begun anew while it was compared: compare again");
      }
      // What is retired, or indexed again since an index was lost, is no business of ours now.
      long from = Math.max(Math.max(now.first(), kept), tile * TILE);
      long to = Math.min(Math.min(began.next(), now.next()), (tile + 1) * TILE);
      if (from < to) {
        repaired += repair(check.compare(from, to));
      }
      progress.at(++done, tiles.size());
      if (stop.getCount() == 0) {
        break;
      }
    }
    return new Report(
        stream(),
        Math.max(0, began.next() - kept),
        check.compared(),
        findings.count(Finding.Kind.MISSING),
        repaired,
        findings.count(Finding.Kind.SURPLUS),
        findings.count(Finding.Kind.ALTERED),
        findings.kept());
  }

  /** Documents whose number no record of the index has. */
  private void strays(IndexFiles.Progress began, TileCheck check)
      throws IOException, LedgerException {
    List<StoredDocument> outside = scan.outside(began.first(), ledger.size(), MOST_STRAYS);
    // Meanwhile the stream may have grown, and its oldest index may have been retired.
    long size = ledger.size();
    long first = files.progress().first();
    for (StoredDocument document : outside) {
      boolean retiring = first > began.first() && document.seq() >= 0 && document.seq() < first;
      if (!retiring && (document.seq() < began.first() || document.seq() >= size)) {
        check.surplus(document);
      }
    }
  }

  /** Tiles that have another number of documents than records, or other numbers. */
  private SortedSet<Long> wrongCounts(long first, long end) throws IOException {
    SortedSet<Long> wrong = new TreeSet<>();
    if (stream() == Stream.ALERTS) {
      return wrong;
    }
    long window = (long) TILES_PER_COUNT * TILE;
    for (long from = first; from < end; from = (from / window + 1) * window) {
      long to = Math.min(end, (from / window + 1) * window);
      Map<Long, TileCount> counts = scan.counts(from, to);
      for (long tile = from / TILE; tile * TILE < to; tile++) {
        long low = Math.max(from, tile * TILE);
        long high = Math.min(to, (tile + 1) * TILE);
        TileCount count = counts.getOrDefault(tile, new TileCount(0, 0));
        double sum = (low + high - 1) * 0.5 * (high - low);
        if (count.count() != high - low || count.sum() != sum) {
          wrong.add(tile);
        }
      }
    }
    return wrong;
  }

  private void chooseTiles(Depth depth, long first, long end, SortedSet<Long> tiles) {
    if (first >= end) {
      return;
    }
    long lowest = first / TILE;
    long highest = (end - 1) / TILE;
    long sample = Math.min(settings.reconcileSample(), highest - lowest + 1);
    if (depth == Depth.FULL) {
      for (long tile = lowest; tile <= highest; tile++) {
        tiles.add(tile);
      }
      return;
    }
    for (long n = 0; n < sample; n++) {
      tiles.add(n < NEWEST_TILES ? highest - n : random.nextLong(lowest, highest + 1));
    }
  }

  /**
   * Indexes what is missing and looks whether it is there. Elasticsearch remembers a deletion for a
   * moment and takes an older version for out of date until then, so it is tried again.
   *
   * @return how many have a document now
   */
  private long repair(SortedMap<Long, byte[]> missing) throws IOException {
    IndexRepair repair = new IndexRepair(client, stream(), settings, form, clock, stop);
    SortedMap<Long, byte[]> left = missing;
    for (int attempt = 0; attempt < REPAIRS && !left.isEmpty(); attempt++) {
      if (attempt > 0 && pause()) {
        break;
      }
      repair.put(left);
      scan.refresh();
      left = absent(left);
    }
    return missing.size() - left.size();
  }

  /** Waits for Elasticsearch's clock to go on; whether it is time to stop. */
  private boolean pause() throws IOException {
    try {
      return stop.await(REPAIR_PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while comparing", e);
    }
  }

  private SortedMap<Long, byte[]> absent(SortedMap<Long, byte[]> records) throws IOException {
    Map<Long, String> ids = new TreeMap<>();
    for (Map.Entry<Long, byte[]> r : records.entrySet()) {
      byte[] indexed = form.of(stream(), r.getKey(), r.getValue());
      ids.put(r.getKey(), DocumentAddress.of(stream(), r.getKey(), indexed).id());
    }
    Set<String> present = scan.present(new TreeSet<>(ids.values()));
    SortedMap<Long, byte[]> absent = new TreeMap<>(records);
    absent.keySet().removeIf(seq -> present.contains(ids.get(seq)));
    return absent;
  }
}
