package org.watchfire.store.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A stream over several periods: one sequence of records, a chain of logs, and nothing signed
 * twice.
 */
class StreamLedgerTest {
  private static final Path LEDGERS = Path.of("/data/ledger");
  private static final Path MARKS = Path.of("/data/signed");
  private static final Path EVENTS = LEDGERS.resolve("events");
  private static final String OCTOBER = "2026-10-05T00:00:00Z";
  private static final String JANUARY = "2027-01-01T00:00:00Z";

  private final NoteSigner site = site();
  private CrashingDisk disk = new CrashingDisk();
  private final TestClock clock = new TestClock(OCTOBER);

  private static NoteSigner site() {
    try {
      return NoteSigner.generate("test.gov", new SecureRandom());
    } catch (NoteException e) {
      throw new IllegalStateException(e);
    }
  }

  private StreamLedger open() throws IOException, LedgerException {
    return open(RollbackGuard.NONE);
  }

  private StreamLedger open(RollbackGuard guard) throws IOException, LedgerException {
    return StreamLedger.of(LEDGERS, MARKS, Stream.EVENTS, site)
        .disk(disk)
        .clock(clock)
        .guard(guard)
        .open();
  }

  private StreamReader reader() {
    return new StreamReader(EVENTS, "test.gov/events", TrustPolicy.ofSite(site.verifier()), disk);
  }

  private static List<byte[]> records(String name, int count) {
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(("{\"n\":\"" + name + i + "\"}").getBytes(UTF_8));
    }
    return records;
  }

  private static Commit commit(long offset) {
    return new Commit(Map.of("t/0", offset), Map.of("m", new byte[] {7}), Map.of("c", offset));
  }

  @Test
  void numbersGoOnOverPeriodsAndEachLogNamesTheOneBefore() throws Exception {
    try (StreamLedger ledger = open()) {
      assertThat(reader().size()).isZero();
      assertThat(ledger.append(records("a", 300), commit(300))).isZero();
      clock.set(JANUARY);
      assertThat(ledger.append(records("b", 5), commit(305))).isEqualTo(301);
      clock.set("2028-08-01T00:00:00Z");
      assertThat(ledger.append(List.of(), commit(306))).isEqualTo(307);
      assertThat(ledger.append(records("c", 2), commit(308))).isEqualTo(307);
      ledger.publish();
      assertThat(ledger.size()).isEqualTo(309);
    }
    StreamReader reader = reader();
    assertThat(reader.size()).isEqualTo(309);
    assertThat(reader.firstDamage()).isEmpty();
    assertThat(reader.logs())
        .extracting(StreamReader.Log::period)
        .containsExactly("2026q4", "2027q1", "2028q3");
    assertThat(reader.logs()).extracting(StreamReader.Log::first).containsExactly(0L, 300L, 306L);
    assertThat(reader.entry(300))
        .isEqualTo(disk.read(EVENTS.resolve("2026q4").resolve("checkpoint")));
    assertThat(StreamReader.closingCheckpoint(reader.entry(306)).orElseThrow().origin())
        .isEqualTo("test.gov/events/2027q1");
    assertThat(new String(reader.entry(301), UTF_8)).isEqualTo("{\"n\":\"b0\"}");
    assertThat(reader.entries(299, 1 << 20)).hasSize(1);
    assertThat(reader.entries(300, 1 << 20)).hasSize(6);
    assertThat(reader.entries(309, 1 << 20)).isEmpty();
    for (long seq : new long[] {0, 299, 300, 301, 305, 306, 308}) {
      assertThat(reader.verify(seq).reason()).as("record %d", seq).isEqualTo("ok");
    }
    assertThat(reader.locate(308).index()).isEqualTo(2);
    assertThatThrownBy(() -> reader.locate(309)).isInstanceOf(NotInLedgerException.class);
    try (StreamLedger again = open()) {
      assertThat(again.size()).isEqualTo(309);
      assertThat(again.commit().offsets()).containsEntry("t/0", 308L);
    }
  }

  @Test
  void aClockThatGoesBackStaysInTheNewestPeriod() throws Exception {
    clock.set(JANUARY);
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 1), commit(1));
      assertThat(ledger.clockIsBack()).isFalse();
      clock.set(OCTOBER);
      assertThat(ledger.clockIsBack()).isTrue();
      ledger.append(records("b", 1), commit(2));
      assertThat(ledger.period().text()).isEqualTo("2027q1");
    }
    try (StreamLedger ledger = open()) {
      assertThat(ledger.period().text()).isEqualTo("2027q1");
      assertThat(ledger.size()).isEqualTo(2);
    }
  }

  @Test
  void aCrashAnywhereInThePeriodChangeLosesAndDoublesNothing() throws Exception {
    Random random = new Random(7);
    int points = 0;
    for (boolean kill : new boolean[] {true, false}) {
      for (long cut = 0; crashesAt(cut, kill, random); cut++) {
        points++;
      }
    }
    System.out.printf("period change: %d crash points, no loss, no duplicate, no fork%n", points);
    assertThat(points).isGreaterThan(80);
  }

  /** False when everything was done before the cut came. */
  private boolean crashesAt(long cut, boolean kill, Random random) throws Exception {
    disk = new CrashingDisk();
    clock.set(OCTOBER);
    Checkpoint seen;
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 3), commit(3));
      seen = ledger.publish();
      ledger.append(records("b", 2), commit(5));
    }
    long committed = 5;
    boolean crashed = false;
    disk.cutAfter(cut);
    clock.set(JANUARY);
    try {
      StreamLedger ledger = open();
      ledger.append(records("c", 4), commit(9));
      committed = 9;
      ledger.publish();
    } catch (CrashingDisk.PowerCut e) {
      crashed = true;
    }
    disk.restart(random, kill);
    try (StreamLedger ledger = open()) {
      long offset = ledger.commit().offsets().get("t/0");
      assertThat(offset).as("cut %d", cut).isGreaterThanOrEqualTo(committed);
      if (offset == 5) {
        ledger.append(records("c", 4), commit(9));
      }
      assertThat(ledger.commit().offsets()).containsEntry("t/0", 9L);
      assertThat(ledger.commit().memory()).containsKey("m");
      ledger.append(records("d", 1), commit(10));
      ledger.publish();
    }
    StreamReader reader = reader();
    assertThat(reader.firstDamage()).isEmpty();
    List<String> texts = new ArrayList<>();
    for (long seq = 0; seq < reader.size(); seq++) {
      assertThat(reader.verify(seq).reason()).isEqualTo("ok");
      byte[] entry = reader.entry(seq);
      if (StreamReader.closingCheckpoint(entry).isEmpty()) {
        texts.add(new String(entry, UTF_8));
      }
    }
    List<byte[]> expected = new ArrayList<>(records("a", 3));
    expected.addAll(records("b", 2));
    expected.addAll(records("c", 4));
    expected.addAll(records("d", 1));
    assertThat(texts)
        .as("cut %d", cut)
        .containsExactlyElementsOf(expected.stream().map(e -> new String(e, UTF_8)).toList());
    assertThat(reader.size()).isEqualTo(11);
    LedgerReader first = reader.logs().get(0).reader();
    Checkpoint last = first.checkpoint();
    Rfc6962.verifyConsistency(
        seen.size(), seen.root(), last.size(), last.root(), first.consistencyProof(seen.size(), 5));
    return crashed;
  }

  @Test
  void anOlderCopyThatWasPutBackIsNotSigned() throws Exception {
    CrashingDisk older;
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 3), commit(3));
      ledger.publish();
      older = disk.copy();
      ledger.append(records("b", 3), commit(6));
      ledger.publish();
    }
    older.copyFrom(disk, MARKS);
    disk = older;
    disk.restart(new Random(1), true);
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("older copy was restored");
  }

  @Test
  void anOlderCopyWithoutTheNewestPeriodIsNotSigned() throws Exception {
    CrashingDisk older;
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 3), commit(3));
      ledger.publish();
      older = disk.copy();
      clock.set(JANUARY);
      ledger.append(records("b", 3), commit(6));
      ledger.publish();
    }
    older.copyFrom(disk, MARKS);
    disk = older;
    disk.restart(new Random(1), true);
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("test.gov/events/2027q1");
  }

  @Test
  void aGuardThatRemembersMoreRefusesAndNothingIsSigned() throws Exception {
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 300), commit(300));
      ledger.publish();
      ledger.append(records("b", 1), commit(301));
    }
    byte[] before = disk.read(EVENTS.resolve("2026q4/checkpoint"));
    assertThatThrownBy(
            () ->
                open(
                    (head, history) -> {
                      assertThat(head.size()).isEqualTo(301);
                      assertThat(history.root(301)).isEqualTo(head.root());
                      throw new LedgerForkException("the witness has seen size 400");
                    }))
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("size 400");
    assertThat(disk.read(EVENTS.resolve("2026q4/checkpoint"))).isEqualTo(before);
    try (StreamLedger ledger = open()) {
      assertThat(ledger.checkpoint().size()).isEqualTo(301);
    }
  }

  @Test
  void theSecondWriterTakesOverAndTheFirstMayNotCommitAnyMore() throws Exception {
    StreamLedger first = open();
    first.append(records("a", 3), commit(3));
    assertThatThrownBy(this::open).isInstanceOf(LedgerLockedException.class);
    disk.locksFail();
    StreamLedger second = open();
    assertThatThrownBy(() -> first.append(records("b", 3), commit(6)))
        .isInstanceOf(LedgerLockedException.class)
        .hasMessageContaining("taken over");
    second.append(records("c", 2), commit(5));
    second.publish();
    assertThatThrownBy(first::publish).isInstanceOf(IllegalStateException.class);
    first.close();
    second.close();
    assertThat(reader().firstDamage()).isEmpty();
    assertThat(reader().size()).isEqualTo(5);
  }

  @Test
  void publishingIsFencedToo() throws Exception {
    StreamLedger first = open();
    first.append(records("a", 3), commit(3));
    disk.locksFail();
    StreamLedger second = open();
    second.append(records("b", 1), commit(4));
    assertThatThrownBy(first::publish).isInstanceOf(LedgerLockedException.class);
    second.publish();
    assertThat(reader().size()).isEqualTo(4);
  }

  @Test
  void aMissingLogOrAWrongChainIsNamed() throws Exception {
    try (StreamLedger ledger = open()) {
      ledger.append(records("a", 3), commit(3));
      clock.set(JANUARY);
      ledger.append(records("b", 3), commit(6));
      ledger.publish();
    }
    CrashingDisk whole = disk.copy();
    disk.deleteAll(EVENTS.resolve("2026q4"));
    assertThatThrownBy(() -> reader().size())
        .isInstanceOf(LedgerCorruptException.class)
        .hasMessageContaining("follows log test.gov/events/2026q4, which is missing");
    disk = whole;
    NoteSigner old = site.named("test.gov/events/2026q4");
    byte[] other = new Checkpoint(old.name(), 3, new byte[32]).sign(old).bytes();
    disk.write(EVENTS.resolve("2026q4/checkpoint"), other, 0, other.length);
    assertThatThrownBy(() -> reader().size())
        .isInstanceOf(LedgerCorruptException.class)
        .hasMessageContaining("but the log before ends with");
  }

  @Test
  void theLayoutBeforePeriodsIsRefusedWithAReason() throws Exception {
    Ledger.open(EVENTS, site.named("test.gov/events"), disk).close();
    assertThatThrownBy(this::open)
        .isInstanceOf(LedgerCorruptException.class)
        .hasMessageContaining("older version");
    assertThatThrownBy(() -> reader().size()).hasMessageContaining("older version");
  }

  @Test
  void periodsAreQuartersInUtc() {
    assertThat(Period.of(Instant.parse("2026-12-31T23:59:59Z")).text()).isEqualTo("2026q4");
    assertThat(Period.parse("2026q4").orElseThrow().end()).isEqualTo(Instant.parse(JANUARY));
    assertThat(new Period(2026, 4)).isLessThan(new Period(2027, 1));
    for (String none : List.of("2026q0", "2026q5", "26q1", "2026Q4", "2026q4.tmp", "0001q1")) {
      assertThat(Period.parse(none)).as(none).isEmpty();
    }
  }
}
