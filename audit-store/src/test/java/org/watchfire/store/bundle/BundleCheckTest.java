package org.watchfire.store.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.watchfire.store.bundle.BundleFixture.AUTUMN;
import static org.watchfire.store.bundle.BundleFixture.WINTER;
import static org.watchfire.store.bundle.BundleFixture.files;
import static org.watchfire.store.bundle.BundleFixture.logins;
import static org.watchfire.store.bundle.BundleFixture.query;
import static org.watchfire.store.bundle.BundleFixture.zip;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.evidence.EvidenceException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.TrustPolicy;

class BundleCheckTest {
  @TempDir Path directory;
  private BundleFixture site;

  @BeforeEach
  void open() throws Exception {
    site = new BundleFixture(directory);
  }

  private static Set<Fault> faults(BundleReport report) {
    return report.problems().stream().map(Problem::fault).collect(Collectors.toSet());
  }

  @Test
  void aBundleWithAReportIsWholeAndTheReportCannotBeExchanged() throws Exception {
    site.append(AUTUMN, logins(10)).withReport();
    byte[] bundle = site.range(0, 6, null);
    BundleReport report = site.check(bundle);
    assertThat(report.problems()).isEmpty();
    assertThat(report.text()).contains("report.pdf", "not compared with the records");
    Map<String, byte[]> files = files(bundle);
    assertThat(new String(files.get("report.pdf"), 0, 5, UTF_8)).isEqualTo("%PDF-");
    files.put("report.pdf", "%PDF-1.7".getBytes(UTF_8));
    assertThat(site.check(BundleFixture.zip(files)).problems().toString()).contains("report.pdf");
  }

  @Test
  void rangeWithQueryIsVerifiedAndReplayed() throws Exception {
    site.append(AUTUMN, logins(700));
    BundleReport report = site.check(site.range(100, 650, query("event.outcome:failure")));

    assertThat(report.problems()).isEmpty();
    assertThat(report.exitCode()).isZero();
    assertThat(report.replayed()).isEqualTo(550);
    assertThat(report.manifest().matches()).isEqualTo(183);
    assertThat(report.text()).contains("VERIFIED", "验证通过").doesNotContain("WARNING");
  }

  @Test
  void chosenRecordsAreVerifiedButNotComplete() throws Exception {
    site.append(AUTUMN, logins(700));
    BundleReport report = site.check(site.records(query("user.name:u0"), 0, 5, 300, 695));

    assertThat(report.problems()).isEmpty();
    assertThat(report.manifest().records()).isEqualTo(4);
    assertThat(report.text()).contains("others may match too");
  }

  @Test
  void recordThatDoesNotMatchIsNotExportedAsMatch() throws Exception {
    site.append(AUTUMN, logins(20));
    Map<String, byte[]> files = files(site.records(query("user.name:u0"), 0, 1, 5));
    assertThat(Manifest.parse(files.get(Manifest.FILE)).records()).isEqualTo(2);
  }

  @Test
  void rangeOverTwoPeriodsShowsTheLink() throws Exception {
    site.append(AUTUMN, logins(300)).append(WINTER, logins(10));
    byte[] bundle = site.range(290, 305, null);

    BundleReport report = site.check(bundle);
    assertThat(report.problems()).isEmpty();
    assertThat(report.checkpoints()).hasSize(2);

    Map<String, byte[]> files = files(bundle);
    byte[] records = files.get("log/1/records/000000");
    int length = (records[0] & 0xff) << 8 | (records[1] & 0xff);
    assertThat(new String(records, 2, length, UTF_8))
        .startsWith(BundleFixture.SITE + "/events/2026q4\n300\n");
  }

  @Test
  void chosenRecordsOfTwoPeriods() throws Exception {
    site.append(AUTUMN, logins(300)).append(WINTER, logins(10));
    assertThat(site.check(site.records(null, 7, 299, 304)).problems()).isEmpty();
  }

  @Test
  void recordLongerThanAnEntryBringsItsPayload() throws Exception {
    byte[] large = new byte[70_000];
    Arrays.fill(large, (byte) 'x');
    site.append(AUTUMN, List.of(BundleFixture.login(0), large, BundleFixture.login(2)));
    byte[] bundle = site.range(0, 3, null);
    assertThat(site.check(bundle).problems()).isEmpty();

    Map<String, byte[]> files = files(bundle);
    String payload = files.keySet().stream().filter(n -> n.contains("payload")).findFirst().get();
    files.get(payload)[5]++;
    assertThat(faults(site.check(site.forge(files, m -> m)))).contains(Fault.RECORD);
  }

  @Test
  void withoutKeyItSaysThatItTrustsTheBundle() throws Exception {
    site.append(AUTUMN, logins(3));
    BundleReport report = site.check(site.range(0, 3, null), null);
    assertThat(report.good()).isTrue();
    assertThat(report.text()).contains("WARNING 警告");
  }

  @Test
  void otherSiteIsNotBelieved() throws Exception {
    site.append(AUTUMN, logins(3));
    NoteSigner other = NoteSigner.generate(BundleFixture.SITE, new SecureRandom());
    BundleReport report = site.check(site.range(0, 3, null), TrustPolicy.ofSite(other.verifier()));
    assertThat(faults(report)).contains(Fault.SIGNATURE);
    assertThat(report.exitCode()).isEqualTo(6);
  }

  @Test
  void droppedRecordOfRangeIsFoundAlthoughEverythingWasSignedAgain() throws Exception {
    site.append(AUTUMN, logins(10));
    Map<String, byte[]> files = files(site.range(0, 10, query("event.outcome:failure")));
    // Record 3 is a match. Its frame, its leaf, its line and its mention go; all sums are new.
    files.put("log/0/records/000000", withoutFrame(files.get("log/0/records/000000"), 3));
    byte[] leaves = files.get("log/0/leaves");
    files.put("log/0/leaves", without(leaves, 3 * LogFiles.ROW, 4 * LogFiles.ROW));
    files.put("matches", "0\n6\n9\n".getBytes(UTF_8));
    files.put("records.csv", withoutLine(files.get("records.csv"), 4));
    byte[] forged =
        site.forge(
            files,
            m ->
                BundleFixture.counting(
                    m, 9, 3L, List.of(new Manifest.Log(m.logs().get(0).origin(), 0, 10, 9))));

    assertThat(faults(site.check(forged))).contains(Fault.PROOF, Fault.RANGE);
  }

  @Test
  void matchLeftOutOfTheListIsFoundByReplay() throws Exception {
    site.append(AUTUMN, logins(10));
    Map<String, byte[]> files = files(site.range(0, 10, query("event.outcome:failure")));
    assertThat(new String(files.get("matches"), UTF_8)).isEqualTo("0\n3\n6\n9\n");
    files.put("matches", "0\n6\n9\n".getBytes(UTF_8));
    byte[] forged = site.forge(files, m -> BundleFixture.counting(m, 10, 3L, m.logs()));

    BundleReport report = site.check(forged);
    assertThat(faults(report)).containsExactly(Fault.QUERY);
    assertThat(report.problems())
        .anySatisfy(
            p -> {
              assertThat(p.record()).isEqualTo(3);
              assertThat(p.detail()).contains("left out");
            });
  }

  @Test
  void matchAddedToTheListIsFoundByReplay() throws Exception {
    site.append(AUTUMN, logins(10));
    Map<String, byte[]> files = files(site.range(0, 10, query("event.outcome:failure")));
    files.put("matches", "0\n3\n4\n6\n9\n".getBytes(UTF_8));
    byte[] forged = site.forge(files, m -> BundleFixture.counting(m, 10, 5L, m.logs()));
    assertThat(site.check(forged).problems()).anySatisfy(p -> assertThat(p.record()).isEqualTo(4));
  }

  @Test
  void changedRecordIsNamedWithFileByteAndNumber() throws Exception {
    site.append(AUTUMN, logins(10));
    byte[] bundle = site.range(0, 10, null);
    byte[] record = BundleFixture.login(4);
    int at = indexOf(bundle, record);
    bundle[at + 20] ^= 1;

    BundleReport report = site.check(bundle);
    assertThat(report.exitCode()).isEqualTo(6);
    assertThat(report.problems())
        .anySatisfy(
            p -> {
              assertThat(p.fault()).isEqualTo(Fault.RECORD);
              assertThat(p.file()).isEqualTo("log/0/records/000000");
              assertThat(p.record()).isEqualTo(4);
              assertThat(p.zipOffset()).isEqualTo(at - 2);
            });
  }

  @Test
  void swappedRecordsAreFound() throws Exception {
    site.append(AUTUMN, logins(10));
    Map<String, byte[]> files = files(site.range(0, 10, null));
    List<byte[]> frames = frames(files.get("log/0/records/000000"));
    byte[] third = frames.get(3);
    frames.set(3, frames.get(4));
    frames.set(4, third);
    files.put("log/0/records/000000", join(frames));
    BundleReport report = site.check(site.forge(files, m -> m));
    assertThat(report.problems())
        .filteredOn(p -> p.fault() == Fault.RECORD)
        .extracting(Problem::record)
        .containsExactly(3L, 4L);
  }

  @Test
  void forgedTableIsFoundAlthoughItsSumFits() throws Exception {
    site.append(AUTUMN, logins(10));
    Map<String, byte[]> files = files(site.range(0, 10, null));
    String table = new String(files.get("records.csv"), UTF_8);
    files.put("records.csv", table.replaceFirst("\"u2\"", "\"u9\"").getBytes(UTF_8));
    BundleReport report = site.check(site.forge(files, m -> m));
    assertThat(faults(report)).containsExactly(Fault.COPY);
    assertThat(report.problems().get(0).record()).isEqualTo(2);
  }

  @Test
  void addedAndMissingFilesAreNamed() throws Exception {
    site.append(AUTUMN, logins(3));
    byte[] bundle = site.range(0, 3, null);
    Map<String, byte[]> more = files(bundle);
    more.put("log/0/extra", new byte[] {1});
    assertThat(site.check(zip(more)).text()).contains("log/0/extra");
    assertThat(site.check(site.forge(files(zip(more)), m -> m)).text())
        .contains("is no file of this format");
    Map<String, byte[]> fewer = files(bundle);
    fewer.remove("log/0/proof");
    assertThat(site.check(zip(fewer)).text()).contains("log/0/proof", "is missing");
  }

  @Test
  void whatIsNoBundleIsRefusedWithThePlace() throws Exception {
    site.append(AUTUMN, logins(3));
    byte[] bundle = site.range(0, 3, null);
    byte[] longer = Arrays.copyOf(bundle, bundle.length + 1);
    byte[] before = new byte[bundle.length + 1];
    System.arraycopy(bundle, 0, before, 1, bundle.length);
    List<byte[]> bad = new ArrayList<>();
    bad.add(longer);
    bad.add(before);
    bad.add(Arrays.copyOf(bundle, bundle.length - 1));
    bad.add(Arrays.copyOf(bundle, bundle.length / 2));
    bad.add(new byte[0]);
    bad.add(new byte[22]);
    for (byte[] one : bad) {
      BundleReport report = site.check(one);
      assertThat(faults(report)).containsExactly(Fault.CONTAINER);
      assertThat(report.problems().get(0).zipOffset()).isNotNegative();
    }
  }

  @Test
  void exportAsksForAPurposeAndARangeThatIsThere() throws Exception {
    site.append(AUTUMN, logins(3));
    assertThatThrownBy(() -> site.range(0, 4, null))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("cover 3");
    assertThatThrownBy(() -> site.range(2, 2, null)).isInstanceOf(EvidenceException.class);
    assertThatThrownBy(() -> site.range(0, 3, query("event.outcome:(")))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("query");
    assertThatThrownBy(() -> site.records(null, 2, 1)).isInstanceOf(EvidenceException.class);
  }

  @Test
  void damagedLedgerGivesNoBundle() throws Exception {
    site.append(AUTUMN, logins(10));
    Path tile;
    try (var files = Files.walk(site.ledgers)) {
      tile =
          files
              .filter(f -> f.toString().contains("tile/entries"))
              .filter(Files::isRegularFile)
              .findFirst()
              .get();
    }
    byte[] bytes = Files.readAllBytes(tile);
    bytes[40] ^= 1;
    Files.write(tile, bytes);
    assertThatThrownBy(() -> site.range(0, 10, null))
        .isInstanceOf(EvidenceException.class)
        .hasMessageContaining("does not prove");
  }

  @Test
  void tableIsSafeForSpreadsheets() throws Exception {
    site.append(AUTUMN, logins(2));
    String table = new String(files(site.range(0, 2, null)).get("records.csv"), UTF_8);
    assertThat(table).startsWith("\ufeff\"记录号 record number\",\"时间 time @timestamp\"");
    assertThat(table).contains("\"'=cmd|' /C calc'!A0 登录 1\"").doesNotContain(",\"=cmd");
  }

  static List<byte[]> frames(byte[] records) {
    List<byte[]> frames = new ArrayList<>();
    for (int at = 0; at < records.length; ) {
      int length = 2 + ((records[at] & 0xff) << 8 | (records[at + 1] & 0xff));
      frames.add(Arrays.copyOfRange(records, at, at + length));
      at += length;
    }
    return frames;
  }

  static byte[] join(List<byte[]> frames) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
    frames.forEach(out::writeBytes);
    return out.toByteArray();
  }

  static byte[] withoutFrame(byte[] records, int n) {
    List<byte[]> frames = frames(records);
    frames.remove(n);
    return join(frames);
  }

  static byte[] without(byte[] bytes, int from, int to) {
    List<byte[]> rest =
        List.of(Arrays.copyOf(bytes, from), Arrays.copyOfRange(bytes, to, bytes.length));
    return join(rest);
  }

  static byte[] withoutLine(byte[] text, int n) {
    List<String> lines = new ArrayList<>(List.of(new String(text, UTF_8).split("(?<=\r\n)")));
    lines.remove(n);
    return String.join("", lines).getBytes(UTF_8);
  }

  static int indexOf(byte[] all, byte[] part) {
    for (int i = 0; i <= all.length - part.length; i++) {
      if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
        return i;
      }
    }
    throw new AssertionError("not there");
  }
}
