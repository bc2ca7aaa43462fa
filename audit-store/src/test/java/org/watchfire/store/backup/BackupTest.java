package org.watchfire.store.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Ledger;
import org.watchfire.store.ledger.LedgerForkException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

class BackupTest {
  private static final String LOG = "events/2026q4";

  @TempDir Path dir;

  private final AeadKey key = CryptoSuites.intl().newAeadKey();
  private NoteSigner site;
  private Path data;
  private Path to;

  @BeforeEach
  void begin() throws Exception {
    site = NoteSigner.generate("gov.example", new SecureRandom());
    data = dir.resolve("data");
    to = dir.resolve("backup");
  }

  private void append(int from, int count) throws Exception {
    try (Ledger ledger =
        Ledger.open(
            data.resolve("ledger").resolve(LOG),
            LogSigner.ofSite(List.of(site.named(site.name() + "/" + LOG))),
            new FileDisk())) {
      List<byte[]> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(("{\"n\":" + (from + i) + "}").getBytes(StandardCharsets.UTF_8));
      }
      ledger.append(entries, Commit.NONE);
      ledger.append(
          List.of(("big" + from + "x".repeat(70_000)).getBytes(StandardCharsets.UTF_8)),
          Commit.NONE);
      ledger.publish();
    }
  }

  private void put(String file, String text) throws IOException {
    Files.createDirectories(data.resolve(file).getParent());
    Files.writeString(data.resolve(file), text);
  }

  private Backup.Report backup() throws Exception {
    return new Backup(data, site, key, Clock.systemUTC()).run(to, line -> {});
  }

  private BackupChain chain() throws Exception {
    return BackupChain.read(to, site.verifier());
  }

  private static Map<String, String> files(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (var tree = Files.walk(root)) {
      for (Path file : tree.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("lock")) {
          files.put(root.relativize(file).toString(), Section.hex(Files.readAllBytes(file)));
        }
      }
    }
    return files;
  }

  @Test
  void copiesImmutableFilesOnceAndRestoresTheNewestState() throws Exception {
    append(0, 700);
    put("sealing/keys/2026q4/ab/k1.key", "wrapped 1");
    put("holds/h1/hold.json", "{\"state\":\"held\"}");
    put("holds/h1/vault/1.entry", "held record");
    Backup.Report first = backup();
    append(701, 300);
    put("holds/h1/hold.json", "{\"state\":\"released\"}");
    Files.delete(data.resolve("sealing/keys/2026q4/ab/k1.key"));
    put("sealing/keys/2026q4/ab/k2.key", "wrapped 2");
    Backup.Report second = backup();

    assertThat(first.generation()).isEqualTo(1);
    assertThat(first.logs()).containsExactly(Map.entry(LOG, 701L));
    assertThat(second.logs()).containsExactly(Map.entry(LOG, 1002L));
    // One full bundle and tile, the new payload, three partials, state, checkpoint, hold, key.
    assertThat(second.files()).isLessThan(first.files());
    BackupChain chain = chain();
    assertThat(chain.damages()).isEmpty();
    Path scratch = dir.resolve("scratch");
    assertThat(new Restore(chain, key).to(scratch, line -> {})).isPositive();
    Map<String, String> expected = files(data);
    expected.keySet().removeIf(f -> f.matches(".*/tile/.*\\.p/.*"));
    Map<String, String> restored = files(scratch);
    restored.keySet().removeIf(f -> f.matches(".*/tile/.*\\.p/.*"));
    assertThat(restored).isEqualTo(expected);
    LedgerReader reader =
        new LedgerReader(
            scratch.resolve("ledger").resolve(LOG), site.verifier().named(site.name() + "/" + LOG));
    assertThat(reader.firstDamage()).isEmpty();
    assertThat(reader.checkpoint().size()).isEqualTo(1002);
    assertThat(reader.verify(1001).verified()).isTrue();
    // The restored log goes on where it was.
    try (Ledger ledger =
        Ledger.open(
            scratch.resolve("ledger").resolve(LOG),
            LogSigner.ofSite(List.of(site.named(site.name() + "/" + LOG))),
            new FileDisk())) {
      assertThat(ledger.size()).isEqualTo(1002);
    }
  }

  @Test
  void nothingIsReadableWithoutTheKeyAndOldKeysAreGone() throws Exception {
    append(0, 10);
    put("sealing/keys/2026q4/ab/k1.key", "wrapped 1");
    backup();
    Files.delete(data.resolve("sealing/keys/2026q4/ab/k1.key"));
    put("sealing/shredded/k1.json", "{}");
    backup();
    assertThat(to.resolve("keys/000001.pack")).doesNotExist();
    assertThat(chain().damages()).isEmpty();
    for (String file : files(to).keySet()) {
      if (file.endsWith(".pack")) {
        assertThat(Files.readString(to.resolve(file), StandardCharsets.ISO_8859_1))
            .doesNotContain("{\"n\":")
            .doesNotContain("wrapped");
      }
    }
    Restore foreign = new Restore(chain(), CryptoSuites.intl().newAeadKey());
    assertThatThrownBy(() -> foreign.to(dir.resolve("x"), line -> {}))
        .isInstanceOf(BackupDamagedException.class)
        .hasMessageContaining("does not open with backup key");
    Path scratch = dir.resolve("scratch");
    new Restore(chain(), key).to(scratch, line -> {});
    assertThat(scratch.resolve("sealing/keys")).doesNotExist();
    assertThat(scratch.resolve("sealing/shredded/k1.json")).exists();
  }

  /** The campaign of the issue for the file class backup: every flip is found and named. */
  @Test
  void everyFlippedByteIsFoundAndItsFileNamed() throws Exception {
    append(0, 600);
    put("sealing/keys/2026q4/ab/k1.key", "wrapped 1");
    backup();
    append(601, 40);
    backup();
    Random random = new Random(20261122);
    Map<String, int[]> table = new TreeMap<>();
    for (String name : files(to).keySet()) {
      Path file = to.resolve(name);
      byte[] whole = Files.readAllBytes(file);
      for (int i = 0; i < 60; i++) {
        int at = i == 0 ? 0 : i == 1 ? whole.length - 1 : random.nextInt(whole.length);
        byte[] changed = whole.clone();
        changed[at] ^= (byte) (1 << random.nextInt(8));
        Files.write(file, changed);
        int[] row = table.computeIfAbsent(name.replaceAll("/.*\\.", " *."), k -> new int[2]);
        row[0]++;
        String said;
        try {
          said = String.join("\n", chain().damages());
        } catch (BackupDamagedException e) {
          said = e.getMessage();
        }
        if (said.contains(name)) {
          row[1]++;
        } else {
          assertThat(said).as("%s, byte %d", name, at).contains(name);
        }
      }
      Files.write(file, whole);
    }
    StringBuilder out = new StringBuilder("flip campaign, backup files   flipped  found+named\n");
    table.forEach((k, v) -> out.append(String.format("  %-28s %6d  %6d%n", k, v[0], v[1])));
    System.out.print(out);
    assertThat(table.values()).allMatch(row -> row[0] == row[1]);
    assertThat(chain().damages()).isEmpty();
  }

  @Test
  void missingFilesAndAForeignSiteAreNamed() throws Exception {
    append(0, 300);
    backup();
    append(301, 1);
    backup();
    NoteSigner other = NoteSigner.generate("gov.example", new SecureRandom());
    assertThatThrownBy(() -> BackupChain.read(to, other.verifier()))
        .isInstanceOf(BackupDamagedException.class)
        .hasMessageContaining("000001.note");
    Files.move(to.resolve("packs/000001-0.pack"), dir.resolve("pack"));
    assertThat(chain().damages()).isNotEmpty().allMatch(d -> d.contains("packs/000001-0.pack"));
    Files.move(dir.resolve("pack"), to.resolve("packs/000001-0.pack"));
    Files.delete(to.resolve("manifests/000001.note"));
    assertThatThrownBy(this::chain).hasMessageContaining("manifests/000001.note: is missing");
  }

  @Test
  void refusesToGoOnFromAnOlderOrAnotherLedger() throws Exception {
    append(0, 300);
    Path old = dir.resolve("old");
    copy(data, old);
    append(301, 20);
    backup();
    data = old;
    assertThatThrownBy(this::backup)
        .isInstanceOf(BackupDamagedException.class)
        .hasMessageContaining("ledger/" + LOG)
        .hasMessageContaining("older than its backup");
    append(9000, 50); // as long again, but with another history
    assertThatThrownBy(this::backup)
        .isInstanceOf(BackupDamagedException.class)
        .hasMessageContaining("not the continuation");
  }

  /** Show 5: what was signed last is remembered outside of the ledger. */
  @Test
  void anOldBackupPutInPlaceOfTheLedgerRefusesToSignAndSaysWhy() throws Exception {
    Path ledgers = data.resolve("ledger");
    Clock clock = Clock.fixed(Instant.parse("2026-11-22T03:00:00Z"), ZoneOffset.UTC);
    for (int i = 0; i < 2; i++) {
      try (StreamLedger ledger = stream(clock)) {
        ledger.append(List.of(("{\"n\":" + i + "}").getBytes(StandardCharsets.UTF_8)), Commit.NONE);
        ledger.publish();
      }
      if (i == 0) {
        backup();
      }
    }
    Path scratch = dir.resolve("scratch");
    new Restore(chain(), key).to(scratch, line -> {});
    Files.move(ledgers, dir.resolve("newer"));
    Files.move(scratch.resolve("ledger"), ledgers);
    assertThatThrownBy(() -> stream(clock))
        .isInstanceOf(LedgerForkException.class)
        .satisfies(e -> System.out.println("old backup put in place: " + e.getMessage()));
  }

  private StreamLedger stream(Clock clock) throws Exception {
    return StreamLedger.of(data.resolve("ledger"), data.resolve("signed"), Stream.EVENTS, site)
        .clock(clock)
        .open();
  }

  @Test
  void neverRestoresOverAnything() throws Exception {
    append(0, 3);
    backup();
    Files.createDirectories(dir.resolve("used"));
    Files.writeString(dir.resolve("used/file"), "kept");
    assertThatThrownBy(() -> new Restore(chain(), key).to(dir.resolve("used"), line -> {}))
        .hasMessageContaining("not empty");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var tree = Files.walk(from)) {
      for (Path file : tree.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
