package org.watchfire.console.search;

import static org.watchfire.console.web.Access.holdsFor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.PrimitiveIterator;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.ConsoleConfig.LedgerConfig;
import org.watchfire.console.ConsoleConfig.LimitConfig;
import org.watchfire.console.approval.Approvals;
import org.watchfire.console.approval.Approved;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.core.config.ConfigException;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.evidence.EvidenceException;
import org.watchfire.store.evidence.EvidenceExport;
import org.watchfire.store.evidence.EvidenceExport.Receipt;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * Export of evidence: what a search finds, or every record of a range, as a bundle that proves
 * itself. Needs a permission of its own per stream and a purpose, above a number of records the
 * agreement of others ({@link LargeExport}), is limited, and is on record before the first byte.
 * Thread-safe.
 */
public final class ExportRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ExportRoutes.class);
  private static final int AT_ONCE = 2;
  private static final int MAX_PURPOSE = 1000;

  private final Database database;
  private final AuditTrail trail;
  private final TrailSearch search;
  private final EvidenceExport exporter;
  private final LimitConfig limits;
  private final Approvals approvals;
  private final Clock clock;
  private final Semaphore running = new Semaphore(AT_ONCE);

  /**
   * What is asked for.
   *
   * @param kind {@code matches}: what the query finds between the times; {@code range}: all records
   *     from {@code first} to before {@code end}, and which of them match the query
   * @param query null for everything
   * @param from earliest {@code @timestamp}, ISO-8601, null for open
   * @param to latest, excluded, null for open
   * @param approval the request in which others have agreed to exactly this; null for none
   */
  record ExportRequest(
      String kind,
      String query,
      String from,
      String to,
      Long first,
      Long end,
      String purpose,
      String approval) {
    boolean isRange() {
      return "range".equals(kind);
    }

    private ExportRequest unapproved() {
      return new ExportRequest(kind, query, from, to, first, end, purpose, null);
    }
  }

  private ExportRoutes(
      Database database,
      AuditTrail trail,
      TrailSearch search,
      EvidenceExport exporter,
      LimitConfig limits,
      Approvals approvals,
      Clock clock) {
    this.database = database;
    this.trail = trail;
    this.search = search;
    this.exporter = exporter;
    this.limits = limits;
    this.approvals = approvals;
    this.clock = clock;
  }

  /**
   * Reads the keys; without a key for exports the route answers that there is none.
   *
   * @throws ConfigException naming the file that cannot be used
   */
  public static ExportRoutes of(
      LedgerConfig ledger,
      LimitConfig limits,
      Database database,
      AuditTrail trail,
      TrailSearch search,
      Approvals approvals,
      Clock clock) {
    EvidenceExport exporter = null;
    if (ledger.evidenceKey() != null) {
      try {
        TrustPolicy policy =
            ledger.trustPolicy() == null
                ? TrustPolicy.ofSite(NoteVerifier.parse(Files.readString(ledger.publicKey())))
                : TrustPolicy.parse(Files.readString(ledger.trustPolicy()));
        exporter =
            new EvidenceExport(
                ledger.directory(),
                policy,
                EvidenceKey.read(ledger.evidenceKey(), ledger.evidenceCertificate(), policy),
                Path.of(System.getProperty("java.io.tmpdir")),
                limits.exportRecords(),
                ledger.reportFont());
      } catch (NoteException e) {
        throw new ConfigException(ledger.evidenceKey() + ": " + e.getMessage(), e);
      } catch (IOException e) {
        throw new ConfigException("cannot be read: " + e.getMessage(), e);
      }
    }
    return new ExportRoutes(database, trail, search, exporter, limits, approvals, clock);
  }

  /** What takes the agreement of others. */
  public static ApprovedAction action(LimitConfig limits, AuditTrail trail) {
    return new LargeExport(trail, limits.exportRecords());
  }

  public List<Route> routes() {
    return List.of(
        Route.post(
            "/audit/exports",
            holdsFor("audit:export", "stream", Stream.EVENTS.id()),
            this::export));
  }

  private void export(Call call) {
    if (exporter == null) {
      throw new Refusal(503, "export-off", "this console has no key for exports");
    }
    Stream stream = stream(call.query("stream"));
    ExportRequest asked = call.body(ExportRequest.class);
    check(asked);
    if (search.asksSealed(stream, asked.query)) {
      throw new Refusal(
          422,
          "sealed",
          "a query over sealed fields cannot be proved by an export: nobody can replay it");
    }
    String purpose = asked.purpose.strip();
    Approved approved = approved(call, stream, asked);
    boolean range = asked.isRange();
    if (range) {
      requireApproval(approved, asked.end - asked.first);
    }
    Instant from = instant("from", asked.from);
    Instant to = instant("to", asked.to);
    if (!running.tryAcquire()) {
      throw new Refusal(429, "export-busy", "other exports are running, try again").retryAfter(10);
    }
    try {
      String words = words(asked, purpose) + (approved == null ? "" : ", " + approved.words());
      String id = onRecord(call, Act.done("audit.export", Kind.READ, stream.id(), words));
      long[] seqs = range ? null : found(stream, asked.query, from, to);
      if (seqs != null) {
        requireApproval(approved, seqs.length);
      }
      Manifest.Query query =
          range && asked.query == null && from == null && to == null
              ? null
              : new Manifest.Query(
                  Manifest.Query.LANGUAGE,
                  Objects.requireNonNullElse(asked.query, ""),
                  from == null ? null : from.toString(),
                  to == null ? null : to.toString());
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      Manifest.Export why =
          new Manifest.Export(
              id,
              now.toString(),
              call.caller().username(),
              purpose,
              approved == null ? null : approved.words(),
              "watchfire 0.1.0");
      call.download(
          "application/zip",
          "evidence-" + stream.id() + "-" + now.toEpochMilli() + ".zip",
          out -> {
            Receipt receipt =
                range
                    ? write(o -> exporter.range(stream, asked.first, asked.end, query, why, o), out)
                    : write(
                        o ->
                            exporter.records(stream, LongStream.of(seqs).iterator(), query, why, o),
                        out);
            if (receipt.foreign() > 0) {
              LOG.warn(
                  "export {}: the index gave {} records that do not match in the ledger",
                  id,
                  receipt.foreign());
            }
          });
    } catch (Refusal | java.io.UncheckedIOException e) {
      onRecord(call, Act.failed("audit.export", Kind.READ, stream.id(), e.getMessage()));
      throw e;
    } finally {
      running.release();
    }
  }

  /**
   * Refuses what is no complete wish.
   *
   * @throws Refusal 400 {@code invalid}
   */
  static void check(ExportRequest asked) {
    String purpose = asked.purpose == null ? "" : asked.purpose.strip();
    if (purpose.length() < 4 || purpose.length() > MAX_PURPOSE) {
      throw Refusal.invalid("purpose expects 4 to " + MAX_PURPOSE + " characters");
    }
    if (asked.isRange()
        ? asked.first == null || asked.end == null || asked.first < 0 || asked.end <= asked.first
        : !"matches".equals(asked.kind)) {
      throw Refusal.invalid("kind expects matches, or range with first and end");
    }
    instant("from", asked.from);
    instant("to", asked.to);
  }

  /** What others agreed to, which must be exactly this; null when none is named. */
  private Approved approved(Call call, Stream stream, ExportRequest asked) {
    if (asked.approval == null) {
      return null;
    }
    return approvals
        .executed(call.caller(), LargeExport.KIND, asked.approval)
        .filter(a -> a.target().equals(stream.id()))
        .filter(a -> LargeExport.request(a.parameters()).equals(asked.unapproved()))
        .orElseThrow(
            () ->
                new Refusal(
                    403, "approval", "nobody agreed to this export of yours, or it is too old"));
  }

  private void requireApproval(Approved approved, long records) {
    if (approved == null && records > limits.exportAlone()) {
      throw new Refusal(
              409,
              "approval-required",
              "more than "
                  + limits.exportAlone()
                  + " records: ask for an approval of kind "
                  + LargeExport.KIND)
          .with("records", records)
          .with("alone", limits.exportAlone());
    }
  }

  /**
   * Writes a bundle of these records, for somebody who may have them; on record before the first
   * byte.
   *
   * @param seqs numbers in the stream
   * @return {@code event.id} of the record in the trail
   * @throws Refusal 503 {@code export-off}, 429 {@code export-busy}, 400 {@code export}
   */
  public String bundle(
      Caller caller, Stream stream, Collection<Long> seqs, String purpose, OutputStream out)
      throws IOException {
    if (exporter == null) {
      throw new Refusal(503, "export-off", "this console has no key for exports");
    }
    requireApproval(null, seqs.size());
    if (!running.tryAcquire()) {
      throw new Refusal(429, "export-busy", "other exports are running, try again").retryAfter(10);
    }
    try {
      Act act = Act.done("audit.export", Kind.READ, stream.id(), seqs.size() + ", " + purpose);
      String id = database.inTransaction(handle -> trail.write(handle, caller, act));
      Manifest.Export why =
          new Manifest.Export(
              id,
              clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
              caller.username(),
              purpose,
              null,
              "watchfire 0.1.0");
      PrimitiveIterator.OfLong rising =
          seqs.stream().mapToLong(Long::longValue).sorted().distinct().iterator();
      write(o -> exporter.records(stream, rising, null, why, o), out);
      return id;
    } finally {
      running.release();
    }
  }

  @FunctionalInterface
  private interface Writing {
    Receipt to(OutputStream out) throws IOException, LedgerException, EvidenceException;
  }

  private static Receipt write(Writing writing, OutputStream out) throws IOException {
    try {
      return writing.to(out);
    } catch (EvidenceException e) {
      throw new Refusal(400, "export", e.getMessage());
    } catch (LedgerException e) {
      LOG.error("the ledger cannot be exported: {}", e.getMessage());
      throw new Refusal(503, "ledger", "the ledger cannot prove these records");
    }
  }

  /** Numbers of what the search finds, rising. */
  private long[] found(Stream stream, String query, Instant from, Instant to) {
    long[] seqs = new long[SearchRequest.MAX_LIMIT];
    int count = 0;
    String cursor = null;
    do {
      SearchPage page =
          search.page(
              null,
              new SearchRequest(stream, query, from, to, SearchRequest.MAX_LIMIT, cursor, null));
      if (count + page.items().size() > limits.exportRecords()) {
        throw new Refusal(
            413,
            "export-large",
            "more than "
                + limits.exportRecords()
                + " records; narrow the time or query, or export on the host");
      }
      seqs = Arrays.copyOf(seqs, Math.max(seqs.length, count + SearchRequest.MAX_LIMIT * 8));
      for (var hit : page.items()) {
        seqs[count++] = hit.seq();
      }
      cursor = page.next();
    } while (cursor != null);
    return LongStream.of(seqs).limit(count).sorted().distinct().toArray();
  }

  private String onRecord(Call call, Act act) {
    return database.inTransaction(handle -> trail.write(handle, call.caller(), act));
  }

  private static String words(ExportRequest asked, String purpose) {
    return "purpose: "
        + purpose
        + ", "
        + asked.kind
        + (asked.first == null ? "" : " " + asked.first + " to " + asked.end)
        + ", query: "
        + (asked.query == null ? "(everything)" : asked.query)
        + (asked.from == null ? "" : ", from " + asked.from)
        + (asked.to == null ? "" : ", to " + asked.to);
  }

  private static Stream stream(String id) {
    return id == null
        ? Stream.EVENTS
        : Stream.of(id)
            .orElseThrow(
                () -> Refusal.invalid("stream expects events, alerts, audit or deadletter"));
  }

  private static Instant instant(String name, String text) {
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw Refusal.invalid(name + " expects a time such as 2026-11-21T08:00:00Z");
    }
  }
}
