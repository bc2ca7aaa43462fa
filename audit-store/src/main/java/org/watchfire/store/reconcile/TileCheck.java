package org.watchfire.store.reconcile;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.watchfire.store.index.DocumentAddress;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.ReductionProbe;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/** Compares documents with records, a tile at a time, and keeps what it finds. For one run. */
final class TileCheck {
  private static final long READ_BYTES = 1 << 20;

  /** Records of about this many bytes are compared with one search. */
  private static final long SEARCH_BYTES = 2 << 20;

  private static final int SPARE = 64;
  private static final int MOST_OF_ONE = 1000;

  private final Stream stream;
  private final StreamReader ledger;
  private final IndexForm form;
  private final IndexScan scan;
  private final ReductionProbe probe;
  private final Findings findings;
  private final Set<String> judged = new TreeSet<>();
  private long compared;

  TileCheck(
      Stream stream,
      StreamReader ledger,
      IndexForm form,
      IndexScan scan,
      ReductionProbe probe,
      Findings findings) {
    this.stream = stream;
    this.ledger = ledger;
    this.form = form;
    this.scan = scan;
    this.probe = probe;
    this.findings = findings;
  }

  /** Records whose documents were compared byte by byte. */
  long compared() {
    return compared;
  }

  /** A record as the ledger has it and as the index should. */
  private record Expected(byte[] record, byte[] indexed, DocumentAddress address) {}

  /**
   * Compares the records from one number up to before another.
   *
   * @return those that have no document, as they are in the ledger
   */
  SortedMap<Long, byte[]> compare(long from, long to) throws IOException, LedgerException {
    TreeMap<Long, Expected> all = read(from, to);
    SortedMap<Long, byte[]> missing = new TreeMap<>();
    long start = from;
    long bytes = 0;
    for (Map.Entry<Long, Expected> e : all.entrySet()) {
      bytes += e.getValue().indexed().length;
      if (bytes >= SEARCH_BYTES || e.getKey() == to - 1) {
        missing.putAll(compare(all.subMap(start, e.getKey() + 1)));
        start = e.getKey() + 1;
        bytes = 0;
      }
    }
    return missing;
  }

  private TreeMap<Long, Expected> read(long from, long to) throws IOException, LedgerException {
    TreeMap<Long, Expected> all = new TreeMap<>();
    for (long at = from; at < to; ) {
      List<byte[]> records = ledger.entries(at, READ_BYTES);
      if (records.isEmpty()) {
        throw new IOException("the ledger ends at " + at + ", the index goes on to " + to);
      }
      for (byte[] record : records) {
        if (at < to) {
          all.put(at, expected(at, record));
        }
        at++;
      }
    }
    return all;
  }

  private Expected expected(long seq, byte[] record) throws IOException {
    byte[] indexed = form.of(stream, seq, record);
    return new Expected(record, indexed, DocumentAddress.of(stream, seq, indexed));
  }

  private SortedMap<Long, byte[]> compare(SortedMap<Long, Expected> some)
      throws IOException, LedgerException {
    Map<Long, List<StoredDocument>> found = documents(some.firstKey(), some.lastKey() + 1);
    TreeMap<Long, Expected> unplaced = new TreeMap<>();
    Map<Long, StoredDocument> reduced = new LinkedHashMap<>();
    for (Map.Entry<Long, Expected> e : some.entrySet()) {
      long seq = e.getKey();
      Expected expected = e.getValue();
      List<StoredDocument> documents = found.getOrDefault(seq, List.of());
      Optional<StoredDocument> own = own(seq, expected, documents);
      for (StoredDocument other : documents) {
        if (own.isEmpty() || other != own.get()) {
          add(Finding.Kind.SURPLUS, other, List.of());
        }
      }
      if (own.isEmpty()) {
        unplaced.put(seq, expected);
      } else {
        judge(seq, expected, own.get(), reduced);
      }
    }
    confirm(some, reduced);
    SortedMap<Long, byte[]> missing = missing(unplaced);
    for (long seq : missing.keySet()) {
      String id = unplaced.get(seq).address().id();
      findings.add(new Finding(Finding.Kind.MISSING, stream, seq, "", id, List.of(), ""));
    }
    return missing;
  }

  private Map<Long, List<StoredDocument>> documents(long from, long to) throws IOException {
    int most = (int) (to - from) * 2 + SPARE;
    List<StoredDocument> documents = scan.documents(from, to, most);
    if (documents.size() == most) {
      // So many are surplus that some were cut off: one number at a time then.
      documents = new ArrayList<>();
      for (long seq = from; seq < to; seq++) {
        documents.addAll(scan.documents(seq, seq + 1, MOST_OF_ONE));
      }
    }
    Map<Long, List<StoredDocument>> bySeq = new HashMap<>();
    documents.forEach(d -> bySeq.computeIfAbsent(d.seq(), s -> new ArrayList<>()).add(d));
    return bySeq;
  }

  /** The document under the record's id; the right one when several indices have one. */
  private Optional<StoredDocument> own(
      long seq, Expected expected, List<StoredDocument> documents) {
    Optional<StoredDocument> any = Optional.empty();
    for (StoredDocument d : documents) {
      if (d.id().equals(expected.address().id())) {
        if (DocumentComparison.of(stream, seq, expected.indexed(), d.source()).result()
            == DocumentComparison.Result.SAME) {
          return Optional.of(d);
        }
        any = any.or(() -> Optional.of(d));
      }
    }
    return any;
  }

  private void judge(
      long seq, Expected expected, StoredDocument document, Map<Long, StoredDocument> reduced) {
    compared++;
    DocumentComparison comparison =
        DocumentComparison.of(stream, seq, expected.indexed(), document.source());
    switch (comparison.result()) {
      case DIFFERENT -> add(Finding.Kind.ALTERED, document, comparison.fields());
      case REDUCED -> reduced.put(seq, document);
      default -> {
        // as it should be
      }
    }
  }

  /** A reduced form is right only where Elasticsearch refuses the whole. */
  private void confirm(SortedMap<Long, Expected> some, Map<Long, StoredDocument> reduced)
      throws IOException {
    if (reduced.isEmpty()) {
      return;
    }
    TreeMap<Long, byte[]> doubtful = new TreeMap<>();
    reduced.keySet().forEach(seq -> doubtful.put(seq, some.get(seq).indexed()));
    for (long seq : probe.taken(doubtful)) {
      add(Finding.Kind.ALTERED, reduced.get(seq), List.of("wf.index_error"));
    }
  }

  /** Those that should have a document of their own, or one of a higher revision, and have none. */
  private SortedMap<Long, byte[]> missing(TreeMap<Long, Expected> unplaced)
      throws IOException, LedgerException {
    List<String> alerts =
        unplaced.values().stream()
            .filter(e -> e.address().revision().isPresent())
            .map(e -> e.address().id())
            .distinct()
            .toList();
    Map<String, StoredDocument> newer = new HashMap<>();
    if (!alerts.isEmpty()) {
      scan.byId(alerts).forEach(d -> newer.put(d.id(), d));
    }
    SortedMap<Long, byte[]> missing = new TreeMap<>();
    for (Map.Entry<Long, Expected> e : unplaced.entrySet()) {
      StoredDocument holder = newer.get(e.getValue().address().id());
      if (holder == null || !supersedes(holder, e.getValue().address())) {
        missing.put(e.getKey(), e.getValue().record());
      }
    }
    return missing;
  }

  /** Whether a document is of a record of the same alert that is at least as new. */
  private boolean supersedes(StoredDocument document, DocumentAddress address)
      throws IOException, LedgerException {
    long seq = document.seq();
    if (seq < 0 || seq >= ledger.size()) {
      return false;
    }
    Expected holder = expected(seq, ledger.entry(seq));
    OptionalLong revision = holder.address().revision();
    if (!holder.address().id().equals(address.id())
        || revision.isEmpty()
        || revision.getAsLong() < address.revision().getAsLong()) {
      return false;
    }
    Map<Long, StoredDocument> reduced = new LinkedHashMap<>();
    judge(seq, holder, document, reduced);
    TreeMap<Long, Expected> one = new TreeMap<>();
    one.put(seq, holder);
    confirm(one, reduced);
    return true;
  }

  /** Takes a document that is of no record. */
  void surplus(StoredDocument document) {
    add(Finding.Kind.SURPLUS, document, List.of());
  }

  private void add(Finding.Kind kind, StoredDocument d, List<String> fields) {
    if (judged.add(d.index() + "/" + d.id())) {
      findings.add(
          new Finding(kind, stream, d.seq(), d.index(), d.id(), fields, digest(d.source())));
    }
  }

  private static String digest(byte[] source) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(source));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
