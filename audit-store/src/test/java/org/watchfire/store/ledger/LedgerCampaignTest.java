package org.watchfire.store.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Power cuts, kills, full disks and clocks that jump, at random points of a stream that goes
 * through several periods. After each the stream is opened again and compared with the model: the
 * source that is read from the committed offset, of which nothing may be lost or doubled.
 */
class LedgerCampaignTest {
  private static final Path LEDGERS = Path.of("/data/ledger");
  private static final Path MARKS = Path.of("/data/signed");

  /** {@code -Dwatchfire.campaign.points=100000} for a long run. */
  private static final int POINTS = Integer.getInteger("watchfire.campaign.points", 1_000);

  private static final int POINTS_PER_STREAM = 40;

  private enum Fault {
    POWER_CUT,
    KILL,
    DISK_FULL
  }

  private final Random random = new Random(Long.getLong("watchfire.campaign.seed", 4));
  private final Map<String, Integer> points = new TreeMap<>();
  private NoteSigner site;
  private CrashingDisk disk;
  private TestClock clock;
  private int quarter;
  private int periods;
  private int clockBack;
  private long checked;

  private byte[] record(long offset) {
    if (offset % 509 == 7) {
      byte[] large = new byte[65_536 + (int) (offset % 100)];
      large[0] = (byte) offset;
      large[1] = (byte) (offset >> 8);
      return large;
    }
    return ("{\"n\":" + offset + ",\"pad\":\"" + "x".repeat((int) (offset * 7919 % 90)) + "\"}")
        .getBytes(UTF_8);
  }

  private StreamLedger open() throws IOException, LedgerException {
    return StreamLedger.of(LEDGERS, MARKS, Stream.EVENTS, site).disk(disk).clock(clock).open();
  }

  private static long offset(StreamLedger ledger) {
    return ledger.commit().offsets().getOrDefault("t/0", 0L);
  }

  private void setClock() {
    // Now and then a quarter passes, or the clock goes back by one.
    int chance = random.nextInt(40);
    if (chance == 0) {
      quarter++;
    }
    int shown = chance == 1 && quarter > 0 ? quarter - 1 : quarter;
    clockBack += shown < quarter ? 1 : 0;
    clock.set(String.format("%d-%02d-15T00:00:00Z", 2026 + shown / 4, 1 + 3 * (shown % 4)));
  }

  @Test
  void nothingIsLostOrDoubledOrSignedTwice() throws Exception {
    int total = 0;
    while (total < POINTS) {
      site = NoteSigner.generate("test.gov", new SecureRandom());
      disk = new CrashingDisk();
      quarter = 0;
      clock = new TestClock("2026-01-15T00:00:00Z");
      total += oneStream();
    }
    System.out.printf("%-28s %8s%n", "fault", "points");
    points.forEach((fault, n) -> System.out.printf("%-28s %8d%n", fault, n));
    System.out.printf("%-28s %8d%n", "all", total);
    System.out.printf("%-28s %8d%n", "period changes", periods);
    System.out.printf("%-28s %8d%n", "batches with the clock back", clockBack);
    System.out.printf("%-28s %8d%n", "records compared", checked);
    System.out.printf("%-28s %8d%n", "lost, doubled, forked", 0);
    assertThat(total).isGreaterThanOrEqualTo(POINTS);
    assertThat(points).hasSize(3);
    assertThat(periods).isPositive();
    assertThat(clockBack).isPositive();
  }

  private int oneStream() throws Exception {
    Map<String, Checkpoint> seen = new HashMap<>();
    long committed = 0;
    for (int point = 0; point < POINTS_PER_STREAM; point++) {
      Fault fault = Fault.values()[random.nextInt(3)];
      points.merge(fault.name().toLowerCase(Locale.ROOT).replace('_', ' '), 1, Integer::sum);
      if (fault == Fault.DISK_FULL) {
        disk.fullAfter(random.nextInt(30));
      } else {
        disk.cutAfter(random.nextInt(150));
      }
      StreamLedger ledger = null;
      try {
        ledger = open();
        while (true) {
          setClock();
          long from = offset(ledger);
          int count = random.nextInt(point % 20 == 0 ? 300 : 8);
          List<byte[]> batch = new ArrayList<>();
          for (int i = 0; i < count; i++) {
            batch.add(record(from + i));
          }
          ledger.append(
              batch, new Commit(Map.of("t/0", from + count), Map.of("m", new byte[3]), Map.of()));
          committed = from + count;
          if (random.nextBoolean()) {
            Checkpoint published = ledger.publish();
            seen.put(published.origin(), published);
          }
        }
      } catch (CrashingDisk.PowerCut e) {
        disk.restart(random, fault == Fault.KILL);
      } catch (IOException e) {
        assertThat(fault).isEqualTo(Fault.DISK_FULL);
        assertThat(e).hasMessageContaining("No space left");
        if (ledger != null) {
          ledger.close();
        }
        disk.restart(random, true);
        disk.full(false);
      }
      compare(committed, seen, point == POINTS_PER_STREAM - 1);
    }
    return POINTS_PER_STREAM;
  }

  private void compare(long committed, Map<String, Checkpoint> seen, boolean everything)
      throws Exception {
    long offset;
    long size;
    try (StreamLedger ledger = open()) {
      offset = offset(ledger);
      size = ledger.size();
    }
    assertThat(offset).isGreaterThanOrEqualTo(committed);
    StreamReader reader =
        new StreamReader(
            LEDGERS.resolve("events"),
            "test.gov/events",
            TrustPolicy.ofSite(site.verifier()),
            disk);
    List<StreamReader.Log> logs = reader.logs();
    assertThat(reader.size()).isEqualTo(size);
    assertThat(size).isEqualTo(offset + Math.max(0, logs.size() - 1));
    for (StreamReader.Log log : logs) {
      Checkpoint now = log.reader().checkpoint();
      Checkpoint before = seen.get(now.origin());
      if (before != null && before.size() > 0) {
        Rfc6962.verifyConsistency(
            before.size(),
            before.root(),
            now.size(),
            now.root(),
            log.reader().consistencyProof(before.size(), now.size()));
      }
    }
    if (size > 0) {
      long one = random.nextInt((int) size);
      assertThat(reader.verify(one).reason()).isEqualTo("ok");
    }
    if (everything) {
      compareAll(reader, offset);
      periods += logs.size() - 1;
    }
  }

  private void compareAll(StreamReader reader, long offset) throws Exception {
    long next = 0;
    long size = reader.size();
    for (long at = 0; at < size; ) {
      for (byte[] entry : reader.entries(at, 1 << 20)) {
        at++;
        if (StreamReader.closingCheckpoint(entry).isEmpty()) {
          assertThat(entry).as("record %d", next).isEqualTo(record(next));
          next++;
        }
      }
    }
    assertThat(next).isEqualTo(offset);
    checked += next;
    for (StreamReader.Log log : reader.logs()) {
      TrustPolicy policy = TrustPolicy.ofSite(site.verifier());
      Fsck.Report report = Fsck.run(disk, log.reader().directory(), Optional.of(policy));
      assertThat(report.findings()).isEmpty();
    }
  }
}
