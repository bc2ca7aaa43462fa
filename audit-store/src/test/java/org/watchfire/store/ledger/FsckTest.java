package org.watchfire.store.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One flipped bit anywhere in a log is found, and the file that has it is named. */
class FsckTest {
  private static final Path DIR = Path.of("/log");

  /** Flips in each file; {@code -Dwatchfire.campaign.flips=200} for a long run. */
  private static final int FLIPS = Integer.getInteger("watchfire.campaign.flips", 6);

  private final Random random = new Random(11);
  private CrashingDisk disk;
  private NoteSigner signer;

  @BeforeEach
  void log() throws Exception {
    signer = NoteSigner.generate("test.gov/log", new SecureRandom());
    disk = new CrashingDisk();
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      for (int size : new int[] {300, 500, 66_000}) {
        List<byte[]> entries = new ArrayList<>();
        for (long n = ledger.size(); n < size; n++) {
          entries.add(
              n % 20_011 == 13 ? new byte[65_600 + (int) n % 7] : ("entry " + n).getBytes(UTF_8));
        }
        ledger.append(entries, new Commit(Map.of("t/0", (long) size), Map.of(), Map.of()));
        ledger.publish();
      }
    }
  }

  private Fsck.Report fsck() throws Exception {
    return Fsck.run(
        disk, DIR, Optional.of(TrustPolicy.ofLog("test.gov/log", List.of(signer.verifier()))));
  }

  private static String kind(String file) {
    return file.startsWith("tile/entries/") && file.contains(".p/")
        ? "partial bundle"
        : file.startsWith("tile/entries/")
            ? "bundle"
            : file.startsWith("tile/") && file.contains(".p/")
                ? "partial tile"
                : file.startsWith("tile/")
                    ? "tile of level " + file.charAt(5)
                    : file.startsWith("payload/") ? "payload" : file;
  }

  @Test
  void aSoundLogHasNoFindings() throws Exception {
    Fsck.Report report = fsck();
    assertThat(report.findings()).isEmpty();
    assertThat(report.sound()).isTrue();
    assertThat(report.size()).isEqualTo(66_000);
    assertThat(report.payloads()).isEqualTo(4);
    // 257 full bundles and tiles and one partial of each, level 1 and 2, checkpoint, state, mark.
    assertThat(report.files()).isGreaterThan(2 * 258 + 3);
  }

  @Test
  void everyFlippedBitIsFoundAndItsFileNamed() throws Exception {
    Map<String, List<String>> kinds = new TreeMap<>();
    disk.files().stream()
        .map(file -> DIR.relativize(file).toString())
        .filter(file -> !file.equals("lock") && !file.endsWith(".tmp"))
        .sorted(Comparator.naturalOrder())
        .forEach(file -> kinds.computeIfAbsent(kind(file), k -> new ArrayList<>()).add(file));
    assertThat(kinds.keySet())
        .contains("bundle", "partial bundle", "partial tile", "tile of level 0", "tile of level 1")
        .contains("payload", "state.json", "checkpoint", "signed");
    System.out.printf("%-18s %6s %6s %6s%n", "file class", "flips", "found", "named");
    for (Map.Entry<String, List<String>> kind : kinds.entrySet()) {
      int found = 0;
      int named = 0;
      for (int i = 0; i < FLIPS; i++) {
        String file = kind.getValue().get(random.nextInt(kind.getValue().size()));
        int bit = random.nextInt(disk.read(DIR.resolve(file)).length * 8);
        disk.flip(DIR.resolve(file), bit);
        Fsck.Report report = fsck();
        found += report.sound() ? 0 : 1;
        boolean isNamed = report.findings().stream().anyMatch(f -> f.file().equals(file));
        named += isNamed ? 1 : 0;
        assertThat(isNamed).as("bit %d of %s: %s", bit, file, report.findings()).isTrue();
        disk.flip(DIR.resolve(file), bit);
      }
      System.out.printf("%-18s %6d %6d %6d%n", kind.getKey(), FLIPS, found, named);
    }
    assertThat(fsck().findings()).isEmpty();
  }

  @Test
  void whatIsMissingIsNamedAndTheCheckGoesOn() throws Exception {
    disk.deleteAll(DIR.resolve("tile/entries/007"));
    disk.deleteAll(DIR.resolve("tile/0/009"));
    disk.deleteAll(DIR.resolve("tile/1/000"));
    Fsck.Report report = fsck();
    assertThat(report.findings())
        .extracting(Fsck.Finding::file)
        .containsExactlyInAnyOrder("tile/entries/007", "tile/0/009", "tile/1/000");
    assertThat(report.size()).isEqualTo(66_000);
  }

  @Test
  void aForeignLogNeedsNoFilesOfOurs() throws Exception {
    for (String ours : new String[] {"state.json", "signed", "lock"}) {
      disk.deleteAll(DIR.resolve(ours));
    }
    assertThat(fsck().findings()).isEmpty();
    disk.flip(DIR.resolve("tile/entries/100"), 400);
    assertThat(fsck().findings())
        .singleElement()
        .hasToString("tile/entries/100: entry 25603 is not what was recorded");
  }

  @Test
  void aRewrittenLogDoesNotFitWhatWasSigned() throws Exception {
    byte[] note = disk.read(DIR.resolve("checkpoint"));
    disk.deleteAll(DIR);
    try (Ledger ledger = Ledger.open(DIR, signer, disk)) {
      ledger.append(List.of("other".getBytes(UTF_8)), Commit.NONE);
    }
    disk.write(DIR.resolve("checkpoint"), note, 0, note.length);
    assertThat(fsck().findings())
        .extracting(Fsck.Finding::file)
        .contains("checkpoint", "state.json");
  }
}
