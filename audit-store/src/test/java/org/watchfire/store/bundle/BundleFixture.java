package org.watchfire.store.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.watchfire.store.bundle.Manifest.Query;
import org.watchfire.store.evidence.EvidenceExport;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.TrustPolicy;

/** A site with a small ledger, its bundles, and what a forger can do to them. */
final class BundleFixture {
  static final String SITE = "gov.example";
  static final Instant AUTUMN = Instant.parse("2026-11-21T08:00:00Z");
  static final Instant WINTER = Instant.parse("2027-01-02T08:00:00Z");

  final Path ledgers;
  final NoteSigner site;
  final EvidenceKey key;
  private final Path directory;
  private Path font;

  BundleFixture(Path directory) throws Exception {
    this.directory = directory;
    this.ledgers = directory.resolve("ledger");
    this.site = NoteSigner.generate(SITE, new SecureRandom());
    this.key = EvidenceKey.create(List.of(site), new SecureRandom());
  }

  /** From now on bundles have a report; its font has no Chinese. */
  BundleFixture withReport() throws Exception {
    font = directory.resolve("font.ttf");
    try (InputStream in =
        PDDocument.class.getResourceAsStream(
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
      Files.copy(in, font);
    }
    return this;
  }

  TrustPolicy trust() {
    return TrustPolicy.ofSite(site.verifier());
  }

  /** Appends to the events of the quarter that holds {@code at}. */
  BundleFixture append(Instant at, List<byte[]> records) throws Exception {
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, directory.resolve("marks"), Stream.EVENTS, site)
            .clock(Clock.fixed(at, ZoneOffset.UTC))
            .open()) {
      ledger.append(records, Commit.NONE);
      ledger.publish();
    }
    return this;
  }

  /** A login of one of five people; one in three failed. */
  static byte[] login(int n) {
    return ("{\"@timestamp\":\"2026-11-21T08:00:%02d.000Z\",\"event\":{\"id\":\"e%d\",\"action\":\"ssh_login\",\"outcome\":\"%s\"},\"user\":{\"name\":\"u%d\"},\"message\":\"=cmd|'"
            + " /C calc'!A0 \\u767b\\u5f55 %d\"}")
        .formatted(n % 60, n, n % 3 == 0 ? "failure" : "success", n % 5, n)
        .getBytes(StandardCharsets.UTF_8);
  }

  static List<byte[]> logins(int count) {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(login(i));
    }
    return records;
  }

  static Query query(String text) {
    return new Query(Query.LANGUAGE, text, null, null);
  }

  static Manifest.Export why() {
    return new Manifest.Export(
        "0123456789abcdef",
        "2026-11-22T04:00:00Z",
        "li.na",
        "案件 2026-17 取证",
        null,
        "watchfire 0.1.0");
  }

  EvidenceExport exporter() {
    return new EvidenceExport(ledgers, trust(), key, directory, 1_000_000, font);
  }

  byte[] range(long from, long to, Query query) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exporter().range(Stream.EVENTS, from, to, query, why(), out);
    return out.toByteArray();
  }

  byte[] records(Query query, long... seqs) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exporter().records(Stream.EVENTS, LongStream.of(seqs).iterator(), query, why(), out);
    return out.toByteArray();
  }

  BundleReport check(byte[] bundle) throws IOException {
    return check(bundle, trust());
  }

  BundleReport check(byte[] bundle, TrustPolicy trust) throws IOException {
    return BundleCheck.check(file(bundle), trust);
  }

  Path file(byte[] bundle) throws IOException {
    return Files.write(directory.resolve("bundle.zip"), bundle);
  }

  /** The files of a bundle, as any reader of zips sees them. */
  static Map<String, byte[]> files(byte[] bundle) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(bundle))) {
      for (ZipEntry e = zip.getNextEntry(); e != null; e = zip.getNextEntry()) {
        files.put(e.getName(), zip.readAllBytes());
      }
    }
    return files;
  }

  /** A zip of these files; sums and signature stay what they were. */
  static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      writer.add(file.getKey(), file.getValue());
    }
    writer.finish();
    return out.toByteArray();
  }

  /**
   * What somebody can make who has the key that signs bundles: any files, with sums and signature
   * that fit.
   */
  byte[] forge(Map<String, byte[]> files, UnaryOperator<Manifest> change) throws Exception {
    Manifest m = Manifest.parse(files.remove(Manifest.FILE));
    files.remove(Manifest.SIGNATURE);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BundleWriter writer = new BundleWriter(out);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      writer.add(file.getKey(), file.getValue());
    }
    byte[] json = change.apply(with(m, writer.files())).bytes();
    writer.add(Manifest.FILE, json);
    writer.add(
        Manifest.SIGNATURE,
        NoteSigner.parse(key.text()).sign(ManifestSignature.unsigned(SITE, json)).bytes());
    writer.finish();
    return out.toByteArray();
  }

  private static Manifest with(Manifest m, List<Manifest.FileEntry> files) {
    return new Manifest(
        m.site(),
        m.stream(),
        m.kind(),
        m.from(),
        m.to(),
        m.records(),
        m.matches(),
        m.query(),
        m.export(),
        m.logs(),
        m.columns(),
        files);
  }

  /** The same manifest with other numbers of records. */
  static Manifest counting(Manifest m, long records, Long matches, List<Manifest.Log> logs) {
    return new Manifest(
        m.site(),
        m.stream(),
        m.kind(),
        m.from(),
        m.to(),
        records,
        matches,
        m.query(),
        m.export(),
        logs,
        m.columns(),
        m.files());
  }
}
