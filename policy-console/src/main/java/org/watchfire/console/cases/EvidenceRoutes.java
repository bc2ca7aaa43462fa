package org.watchfire.console.cases;

import static org.watchfire.console.web.Access.holds;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.watchfire.console.cases.CaseBody.Reference;
import org.watchfire.console.cases.CaseDesk.Step;
import org.watchfire.console.search.ExportRoutes;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.RecordView;

/** Evidence of a case: records of the ledger, and bundles made of them. */
final class EvidenceRoutes {
  static final String BUNDLE = "case:bundle";
  private static final int AT_ONCE = 50;
  private static final int MOST = 500;

  record Records(String stream, List<Long> seqs, String words) {
    Records {
      if (stream == null || Stream.of(stream).isEmpty()) {
        throw new IllegalArgumentException("stream expects events, alerts, audit or deadletter");
      }
      if (seqs == null
          || seqs.isEmpty()
          || seqs.size() > AT_ONCE
          || seqs.stream().anyMatch(s -> s == null || s < 0)) {
        throw new IllegalArgumentException("seqs expects 1 to " + AT_ONCE + " record numbers");
      }
      words = Wording.optional("words", words, Wording.LINE);
    }
  }

  record OfStream(String stream) {
    OfStream {
      if (stream == null || Stream.of(stream).isEmpty()) {
        throw new IllegalArgumentException("stream expects events, alerts, audit or deadletter");
      }
    }
  }

  private final CaseDesk desk;
  private final CaseRoutes cases;
  private final TrailSearch search;
  private final ExportRoutes exports;

  EvidenceRoutes(CaseDesk desk, CaseRoutes cases, TrailSearch search, ExportRoutes exports) {
    this.desk = desk;
    this.cases = cases;
    this.search = search;
    this.exports = exports;
  }

  List<Route> routes() {
    return List.of(
        Route.post("/cases/{id}/evidence", holds(CaseDesk.WORK), this::add),
        Route.post("/cases/{id}/bundles", holds(BUNDLE), this::bundle));
  }

  /** Each record is read from the ledger and verified; its digest is kept. */
  private void add(Call call) {
    Records body = call.body(Records.class);
    String id = CaseRoutes.id(call);
    requireStream(call, body.stream());
    // Not in the transaction: the ledger and the index answer in their own time.
    CaseDesk.requireMember(call.caller(), desk.open(call.caller(), id, "case.view"));
    List<Reference> fresh = new ArrayList<>();
    for (long seq : body.seqs().stream().distinct().toList()) {
      RecordView record =
          search
              .record(Stream.of(body.stream()).orElseThrow(), seq)
              .orElseThrow(
                  () ->
                      new Refusal(422, "record", "there is no such record in the ledger")
                          .with("seq", seq));
      if (!record.verification().verified()) {
        throw new Refusal(422, "record", "the record cannot be proven")
            .with("seq", seq)
            .with("reason", record.verification().reason());
      }
      fresh.add(
          new Reference(
              body.stream(),
              seq,
              CaseStore.sha256(record.json()),
              body.words(),
              desk.now(),
              call.caller().username()));
    }
    cases.answer(
        call,
        200,
        desk.change(
            call.caller(),
            id,
            call.ifMatch(),
            "evidence",
            (handle, file) -> {
              CaseDesk.requireState(file, file.state().working(), "the case is concluded");
              List<Reference> all = new ArrayList<>(file.body().evidence());
              fresh.stream()
                  .filter(r -> all.stream().noneMatch(e -> e.is(r.stream(), r.seq())))
                  .toList()
                  .forEach(all::add);
              if (all.size() > MOST) {
                throw new Refusal(413, "too-large", "a case has at most " + MOST + " records");
              }
              String what = body.stream() + " " + body.seqs();
              return new Step(file.with(file.body().withEvidence(all)), what, what);
            }));
  }

  private static void requireStream(Call call, String stream) {
    String permission = "audit:read:" + stream;
    if (!call.caller().permissions().contains(permission)) {
      throw new Refusal(403, "forbidden", "your roles do not allow this")
          .with("permission", permission);
    }
  }

  /** The bundle is whole, and its digest is in the case, before it is sent. */
  private void bundle(Call call) {
    OfStream body = call.body(OfStream.class);
    String id = CaseRoutes.id(call);
    requireStream(call, body.stream());
    CaseFile before = desk.open(call.caller(), id, "case.view");
    CaseDesk.requireMember(call.caller(), before);
    List<Long> seqs =
        before.body().evidence().stream()
            .filter(r -> r.stream().equals(body.stream()))
            .map(Reference::seq)
            .toList();
    if (seqs.isEmpty()) {
      throw new Refusal(409, "state", "the case has no evidence of this stream");
    }
    try {
      Path file = Files.createTempFile("case-bundle-", ".zip");
      try {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        String export;
        try (OutputStream out =
            new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file)), digest)) {
          export =
              exports.bundle(
                  call.caller(), Stream.of(body.stream()).orElseThrow(), seqs, "case " + id, out);
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        long bytes = Files.size(file);
        desk.change(
            call.caller(),
            id,
            CaseDesk.ANY,
            "bundle",
            (handle, now) -> {
              CaseBody.Bundle made =
                  new CaseBody.Bundle(
                      body.stream(),
                      seqs.size(),
                      bytes,
                      sha256,
                      export,
                      desk.now(),
                      call.caller().username());
              String what = body.stream() + ", " + seqs.size() + " records, SHA-256 " + sha256;
              return new Step(now.with(now.body().withBundle(made)), what, what);
            });
        call.header("X-Content-SHA256", sha256);
        call.download(
            "application/zip",
            "case-" + id + "-" + body.stream() + ".zip",
            out -> Files.copy(file, out));
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the bundle could not be written", e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
