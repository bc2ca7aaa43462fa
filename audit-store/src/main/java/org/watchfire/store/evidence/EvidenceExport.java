package org.watchfire.store.evidence;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.watchfire.store.bundle.BundleCheck;
import org.watchfire.store.bundle.BundleWriter;
import org.watchfire.store.bundle.CsvTable;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.bundle.Manifest.Kind;
import org.watchfire.store.bundle.Manifest.Query;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LogSnapshot;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Writes evidence bundles from the ledgers of a site. Needs neither Kafka nor the index, and may
 * run beside the writer. When it throws, what was written so far is no bundle: it has no manifest.
 * Thread-safe.
 */
public final class EvidenceExport {
  /** Shortest purpose that says anything. */
  private static final int MIN_PURPOSE = 4;

  private static final int MAX_PURPOSE = 2000;
  private static final int BUFFER = 1 << 16;
  private static final Duration WITNESS_WAIT = Duration.ofSeconds(10);
  private static final long POLL_MILLIS = 50;

  private final Path ledgers;
  private final TrustPolicy policy;
  private final EvidenceKey key;
  private final Path scratch;
  private final long maxRecords;
  private final Path reportFont;

  /**
   * @param ledgers the directory that holds a ledger per stream
   * @param policy the rules to believe checkpoints by; they go into the bundle
   * @param key signs the bundles
   * @param scratch an existing directory for temporary files, which hold records in clear
   * @param maxRecords more records than this are refused
   * @param reportFont TrueType file with Chinese characters, embedded into {@code report.pdf}; null
   *     leaves the report out
   */
  public EvidenceExport(
      Path ledgers,
      TrustPolicy policy,
      EvidenceKey key,
      Path scratch,
      long maxRecords,
      Path reportFont) {
    this.ledgers = ledgers;
    this.policy = policy;
    this.key = key;
    this.scratch = scratch;
    this.maxRecords = maxRecords;
    this.reportFont = reportFont;
  }

  /**
   * What an export has done.
   *
   * @param records in the bundle
   * @param matches of them that match the query; equal to {@code records} when there is none
   * @param foreign numbers that were given as matches but whose records, as the ledger has them, do
   *     not match the query; they are not in the bundle
   * @param bytes of the bundle without its directory
   */
  public record Receipt(long records, long matches, long foreign, long bytes) {}

  /**
   * Exports every record of a range, so that nothing can be left out; with a query also which of
   * them match.
   *
   * @param from first number in the stream
   * @param to behind the last; at most the size that checkpoints cover
   * @param query null for none
   * @param out is flushed, not closed
   * @throws EvidenceException when it cannot be made as asked
   * @throws LedgerException when the ledger is damaged
   */
  public Receipt range(
      Stream stream, long from, long to, Query query, Manifest.Export why, OutputStream out)
      throws IOException, LedgerException, EvidenceException {
    if (from < 0 || from >= to) {
      throw new EvidenceException("a range has a first record and an end behind it");
    }
    if (to - from > maxRecords) {
      throw new EvidenceException(
          "the range has " + (to - from) + " records, one export at most " + maxRecords);
    }
    return export(
        stream, Kind.RANGE, from, to, LongStream.range(from, to).iterator(), query, why, out);
  }

  /**
   * Exports chosen records, each proven, without saying that there are no others.
   *
   * @param seqs their numbers in the stream, rising
   * @param query that found them, null for none
   * @param out is flushed, not closed
   * @throws EvidenceException when it cannot be made as asked
   * @throws LedgerException when the ledger is damaged
   */
  public Receipt records(
      Stream stream,
      PrimitiveIterator.OfLong seqs,
      Query query,
      Manifest.Export why,
      OutputStream out)
      throws IOException, LedgerException, EvidenceException {
    return export(stream, Kind.RECORDS, 0, Long.MAX_VALUE, seqs, query, why, out);
  }

  private Receipt export(
      Stream stream,
      Kind kind,
      long from,
      long to,
      PrimitiveIterator.OfLong seqs,
      Query query,
      Manifest.Export why,
      OutputStream out)
      throws IOException, LedgerException, EvidenceException {
    requirePurpose(why);
    KqlEvaluator evaluator = evaluator(stream, query);
    StreamReader reader = StreamReader.of(ledgers, stream, key.site(), policy.withoutWitnesses());
    List<StreamReader.Log> logs = reader.logs();
    long size = logs.isEmpty() ? 0 : logs.get(logs.size() - 1).end();
    if (kind == Kind.RANGE && to > size) {
      throw new EvidenceException(
          "the range ends at " + to + ", but checkpoints cover " + size + " records");
    }
    BundleWriter bundle = new BundleWriter(new BufferedOutputStream(out, BUFFER));
    bundle.add("readme.txt", ReadMe.text(key.site()));
    bundle.add("trust/policy", policy.text().getBytes(StandardCharsets.UTF_8));
    bundle.add("trust/evidence-key", key.certificate());
    CsvTable csv = new CsvTable(CsvTable.COLUMNS);
    try (CsvSpool table = new CsvSpool(csv, scratch);
        Spool matches = new Spool(scratch)) {
      Progress p = new Progress(kind, evaluator, csv, table, matches);
      List<Manifest.Log> written = write(bundle, logs, seqs, p);
      if (kind == Kind.RANGE && query != null) {
        matches.addTo(bundle, "matches");
      }
      table.complete();
      Manifest manifest =
          new Manifest(
              key.site(),
              stream.id(),
              kind,
              kind == Kind.RANGE ? from : Math.max(0, p.lowest),
              kind == Kind.RANGE ? to : p.last + 1,
              p.records,
              query == null ? null : Long.valueOf(p.matches),
              query,
              why,
              written,
              CsvTable.COLUMNS,
              List.of());
      Future<byte[]> report =
          reportFont == null
              ? null
              : table.start(() -> ReportPdf.of(reportFont, manifest, p.checkpoints, p.sample));
      table.addTo(bundle);
      if (report != null) {
        bundle.add(BundleCheck.REPORT, CsvSpool.await(report));
      }
      byte[] json = manifest.withFiles(bundle.files()).bytes();
      bundle.add(Manifest.FILE, json);
      bundle.add(Manifest.SIGNATURE, key.sign(json));
      bundle.finish();
      return new Receipt(
          p.records, query == null ? p.records : p.matches, p.foreign, bundle.bytes());
    }
  }

  /** What an export has come to. */
  private static final class Progress {
    final Kind kind;
    final KqlEvaluator evaluator;
    final CsvTable csv;
    final CsvSpool table;
    final Spool matchList;
    long lowest = -1;
    long last = -1;
    long records;
    long matches;
    long foreign;

    /** The first of what was asked for, for the report. */
    final List<List<String>> sample = new ArrayList<>();

    final List<Checkpoint> checkpoints = new ArrayList<>();

    Progress(Kind kind, KqlEvaluator evaluator, CsvTable csv, CsvSpool table, Spool matchList) {
      this.kind = kind;
      this.evaluator = evaluator;
      this.csv = csv;
      this.table = table;
      this.matchList = matchList;
    }

    void record(LogPart part, long seq) throws IOException, LedgerException {
      byte[] content = part.content(seq);
      boolean found = evaluator == null || evaluator.matches(seq, content);
      if (!found && kind == Kind.RECORDS) {
        foreign++;
        return;
      }
      part.add(seq);
      table.add(seq, content);
      records++;
      if (found && sample.size() < ReportPdf.MAX_ROWS) {
        sample.add(csv.texts(seq, content));
      }
      lowest = lowest < 0 ? seq : lowest;
      last = seq;
      if (found && evaluator != null) {
        matches++;
        matchList.write((seq + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
  }

  private List<Manifest.Log> write(
      BundleWriter bundle, List<StreamReader.Log> logs, PrimitiveIterator.OfLong seqs, Progress p)
      throws IOException, LedgerException, EvidenceException {
    List<Manifest.Log> written = new ArrayList<>();
    long before = -1;
    LogPart part = null;
    int at = -1;
    try {
      while (seqs.hasNext()) {
        long seq = seqs.nextLong();
        if (seq <= before) {
          throw new EvidenceException("record " + seq + " does not come behind " + before);
        }
        before = seq;
        while (part == null || seq >= part.end()) {
          if (part != null) {
            written.add(part.finish(scratch));
            part.close();
          }
          // Logs before the first record say nothing; one between two records shows the link.
          do {
            at++;
            if (at >= logs.size()) {
              throw new EvidenceException("no checkpoint covers record " + seq);
            }
          } while (part == null && seq >= logs.get(at).end());
          StreamReader.Log log = logs.get(at);
          LogSnapshot snapshot = cosigned(log);
          p.checkpoints.add(snapshot.checkpoint());
          part = new LogPart(bundle, written.size(), snapshot, log.first(), scratch);
        }
        p.record(part, seq);
        if (p.records > maxRecords) {
          throw new EvidenceException("more than " + maxRecords + " records in one export");
        }
      }
      if (part != null) {
        written.add(part.finish(scratch));
      }
      return written;
    } finally {
      if (part != null) {
        part.close();
      }
    }
  }

  /** The newest checkpoint may wait for its witnesses for a moment. */
  private LogSnapshot cosigned(StreamReader.Log log)
      throws IOException, LedgerException, EvidenceException {
    long until = System.nanoTime() + WITNESS_WAIT.toNanos();
    while (true) {
      LogSnapshot snapshot = log.reader().snapshot();
      try {
        policy.open(snapshot.note(), snapshot.checkpoint().origin());
        return snapshot;
      } catch (NoteException e) {
        if (System.nanoTime() > until) {
          throw new EvidenceException(
              "the checkpoint does not satisfy the trust policy yet: " + e.getMessage(), e);
        }
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new EvidenceException("interrupted while waiting for witnesses", e);
      }
    }
  }

  private static void requirePurpose(Manifest.Export why) throws EvidenceException {
    int length = why.purpose().strip().length();
    if (length < MIN_PURPOSE || length > MAX_PURPOSE) {
      throw new EvidenceException(
          "an export needs a purpose of " + MIN_PURPOSE + " to " + MAX_PURPOSE + " characters");
    }
  }

  private static KqlEvaluator evaluator(Stream stream, Query query) throws EvidenceException {
    if (query == null) {
      return null;
    }
    try {
      return KqlEvaluator.of(stream, query.text(), time(query.since()), time(query.until()));
    } catch (QuerySyntaxException e) {
      throw new EvidenceException("query: " + e.getMessage(), e);
    } catch (DateTimeException e) {
      throw new EvidenceException("a bound of the query is no time: " + e.getMessage(), e);
    }
  }

  private static Instant time(String text) {
    return text == null ? null : Instant.parse(text);
  }
}
