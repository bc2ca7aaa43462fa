package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Power cuts and kills at every single disk operation: no loss, no duplicate, no fork. */
class LedgerCrashTest {
  private static final Path DIR = Path.of("/ledger");
  private final NoteSigner signer = signer();
  private final Random random = new Random(42);

  private static NoteSigner signer() {
    try {
      return NoteSigner.generate("test.gov/events", new SecureRandom());
    } catch (NoteException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads from a source of which record n is always the same, as Kafka would give it. */
  private static byte[] record(long n) {
    String text = "{\"n\":" + n + ",\"pad\":\"" + "x".repeat((int) (n * 7919 % 90)) + "\"}";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static final List<byte[]> RECORDS = records(40_000);

  private static List<byte[]> records(int count) {
    List<byte[]> records = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      records.add(n % 251 == 13 && n < 1000 ? new byte[65_536 + n] : record(n));
    }
    return records;
  }

  private static List<byte[]> batch(long from, int count) {
    return RECORDS.subList((int) from, (int) from + count);
  }

  private static long offset(Ledger ledger) {
    return ledger.commit().offsets().getOrDefault("t/0", 0L);
  }

  private void appendNext(Ledger ledger, int count) throws IOException, LedgerException {
    long from = offset(ledger);
    ledger.append(batch(from, count), new Commit(Map.of("t/0", from + count), Map.of(), Map.of()));
  }

  @Test
  void survivesPowerCutAtEveryOperation() throws Exception {
    int points = 0;
    for (int[] plan : new int[][] {{0, 3, 1}, {250, 10, 260}, {255, 1, 1}}) {
      for (boolean kill : new boolean[] {true, false}) {
        for (long cut = 0; ; cut++) {
          CrashingDisk disk = new CrashingDisk();
          Checkpoint seen;
          try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
            if (plan[0] > 0) {
              appendNext(ledger, plan[0]);
            }
            seen = ledger.publish();
          }
          disk.cutAfter(cut);
          long committed = -1;
          boolean crashed = false;
          try {
            Ledger ledger = Ledger.open(DIR, signer, disk);
            committed = ledger.size();
            for (int i = 1; i < plan.length; i++) {
              appendNext(ledger, plan[i]);
              committed = ledger.size();
              seen = ledger.publish();
            }
            ledger.close();
          } catch (CrashingDisk.PowerCut e) {
            crashed = true;
          }
          disk.restart(random, kill);
          assertSound(disk, seen, committed);
          if (!crashed) {
            break;
          }
          points++;
        }
      }
    }
    assertThat(points).isGreaterThan(200);
  }

  @Test
  void survivesManyCrashesInARow() throws Exception {
    CrashingDisk disk = new CrashingDisk();
    Checkpoint seen = null;
    long committed = 0;
    for (int round = 0; round < 300; round++) {
      disk.cutAfter(random.nextInt(120));
      try {
        Ledger ledger = Ledger.open(DIR, signer, disk);
        committed = ledger.size();
        while (true) {
          appendNext(ledger, random.nextInt(round % 10 == 0 ? 300 : 10));
          committed = ledger.size();
          if (random.nextBoolean()) {
            seen = ledger.publish();
          }
        }
      } catch (CrashingDisk.PowerCut e) {
        disk.restart(random, random.nextBoolean());
      }
      if (round % 50 == 0) {
        assertSound(disk, seen, committed);
      }
    }
    assertSound(disk, seen, committed);
  }

  /** Opens, and checks content, proofs, and that what was signed before is still the beginning. */
  private void assertSound(CrashingDisk disk, Checkpoint seen, long committed) throws Exception {
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      assertThat(ledger.size()).isGreaterThanOrEqualTo(committed).isEqualTo(offset(ledger));
      LedgerReader reader = new LedgerReader(DIR, signer.verifier(), disk);
      Checkpoint now = reader.checkpoint();
      assertThat(now.size()).isEqualTo(ledger.size());
      List<byte[]> all = new ArrayList<>();
      while (all.size() < now.size()) {
        all.addAll(reader.entries(all.size(), 1 << 20));
      }
      List<byte[]> expected = batch(0, (int) now.size());
      for (int n = 0; n < expected.size(); n++) {
        assertThat(Arrays.equals(all.get(n), expected.get(n))).as("record %d", n).isTrue();
      }
      assertThat(reader.firstDamage()).isEmpty();
      if (now.size() > 0) {
        assertThat(reader.verify(random.nextInt((int) now.size())).reason()).isEqualTo("ok");
      }
      if (seen != null && seen.size() > 0) {
        Rfc6962.verifyConsistency(
            seen.size(),
            seen.root(),
            now.size(),
            now.root(),
            reader.consistencyProof(seen.size(), now.size()));
      }
    }
  }

  @Test
  void goesOnAfterTheDiskWasFull() throws Exception {
    CrashingDisk disk = new CrashingDisk();
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      appendNext(ledger, 300);
      disk.full(true);
      assertThatThrownBy(() -> appendNext(ledger, 5)).hasMessageContaining("No space left");
      assertThatThrownBy(() -> appendNext(ledger, 5)).isInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(() -> Ledger.open(DIR, signer, disk)).isInstanceOf(IOException.class);
    disk.full(false);
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      assertThat(ledger.size()).isEqualTo(300);
      appendNext(ledger, 5);
      ledger.publish();
    }
    assertSound(disk, null, 305);
  }

  @Test
  void findsEveryFlippedBit() throws Exception {
    CrashingDisk disk = new CrashingDisk();
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      appendNext(ledger, 300);
      ledger.publish();
    }
    int flips = 0;
    for (Path file : disk.files()) {
      if (file.endsWith("lock") || file.toString().endsWith(".tmp")) {
        continue;
      }
      int bits = disk.read(file).length * 8;
      for (int i = 0; i < 4; i++) {
        int bit = random.nextInt(bits);
        disk.flip(file, bit);
        assertThat(found(disk, file)).as("bit %d of %s", bit, file).isNotEmpty();
        disk.flip(file, bit);
        flips++;
      }
    }
    assertThat(flips).isGreaterThan(20);
    assertThat(found(disk, DIR.resolve("checkpoint"))).isEmpty();
  }

  /**
   * What a full check of the log finds: reasons of records that fail, or why it cannot be opened.
   */
  private List<String> found(CrashingDisk disk, Path flipped) throws Exception {
    List<String> reasons = new ArrayList<>();
    if (flipped.endsWith(LedgerState.FILE)) {
      try {
        LedgerState.parse(disk.read(flipped));
      } catch (LedgerCorruptException e) {
        reasons.add(e.getMessage());
      }
      return reasons;
    }
    if (flipped.endsWith(Ledger.MARK)) {
      try {
        Checkpoint.open(disk.read(flipped), signer.verifier());
      } catch (NoteException e) {
        reasons.add(e.getMessage());
      }
      return reasons;
    }
    LedgerReader reader = new LedgerReader(DIR, signer.verifier(), disk);
    reader.firstDamage().ifPresent(reasons::add);
    // Tiles above the leaves only matter to proofs; those of both ends use all of them.
    for (long seq : new long[] {0, 299}) {
      Verification v = reader.verify(seq);
      if (!v.verified()) {
        reasons.add(v.reason());
      }
    }
    return reasons;
  }
}
