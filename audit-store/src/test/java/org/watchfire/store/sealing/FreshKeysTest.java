package org.watchfire.store.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerLockedException;

/** Keys survive a power cut with one sync per commit, and a destroyed one is nowhere. */
class FreshKeysTest {
  private static final CryptoSuite SUITE = CryptoSuites.intl();
  private static final String PERIOD = "2026q4";

  @TempDir Path dir;

  private final AeadKey kek = SUITE.newAeadKey();
  private final List<Runnable> later = new ArrayList<>();

  /** Real files; knows which were synced, and counts. */
  private static final class CountingDisk implements Disk {
    private final Disk disk = new FileDisk();
    private final Set<Path> synced = new HashSet<>();
    private int syncs;

    @Override
    public byte[] read(Path file) throws IOException {
      return disk.read(file);
    }

    @Override
    public boolean exists(Path file) {
      return disk.exists(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
      return disk.list(directory);
    }

    @Override
    public void write(Path file, byte[] data, int offset, int length) throws IOException {
      disk.write(file, data, offset, length);
      synced.remove(file);
    }

    @Override
    public void sync(Path file) throws IOException {
      disk.sync(file);
      synced.add(file);
      syncs++;
    }

    @Override
    public void sync(Collection<Path> files) throws IOException {
      for (Path file : files) {
        sync(file);
      }
    }

    @Override
    public void syncDirectory(Path directory) throws IOException {
      disk.syncDirectory(directory);
      syncs++;
    }

    @Override
    public void move(Path from, Path to) throws IOException {
      disk.move(from, to);
      if (synced.remove(from)) {
        synced.add(to);
      }
    }

    @Override
    public void delete(Path file) throws IOException {
      disk.delete(file);
    }

    @Override
    public Closeable lock(Path file) throws IOException, LedgerLockedException {
      return disk.lock(file);
    }

    /** What was not synced is gone, empty, torn or there. */
    void powerCut(Path below, Random random) throws IOException {
      for (Path file : filesBelow(below)) {
        if (!synced.contains(file)) {
          byte[] was = Files.readAllBytes(file);
          switch (random.nextInt(4)) {
            case 0 -> Files.delete(file);
            case 1 -> Files.write(file, new byte[0]);
            case 2 -> Files.write(file, java.util.Arrays.copyOf(was, was.length / 2));
            default -> Files.write(file, new byte[was.length]);
          }
        }
      }
    }
  }

  private static List<Path> filesBelow(Path dir) throws IOException {
    if (!Files.exists(dir)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(dir)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static String pseudonym(int n) {
    return String.format("%032x", n * 0x9E3779B9L);
  }

  private SubjectKeys open(Disk disk) throws IOException {
    return SubjectKeys.open(dir, kek, disk, later::add);
  }

  private List<String> make(SubjectKeys keys, int from, int to) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int n = from; n < to; n++) {
      texts.add(keys.current(pseudonym(n), PERIOD).text());
    }
    return texts;
  }

  private List<String> read(SubjectKeys keys, int from, int to) throws IOException {
    List<String> texts = new ArrayList<>();
    for (int n = from; n < to; n++) {
      texts.add(keys.find(pseudonym(n) + "-" + PERIOD + "-1").orElseThrow().text());
    }
    return texts;
  }

  @Test
  void aCommitWaitsForTheDiskTwiceHoweverManyAreNew() throws Exception {
    CountingDisk disk = new CountingDisk();
    SubjectKeys keys = open(disk);
    make(keys, 0, 1);
    keys.sync();
    // Its file and name, and once for each period the folders.
    assertThat(disk.syncs).isEqualTo(5);
    make(keys, 1, 500);
    keys.sync();
    assertThat(disk.syncs).isEqualTo(7);
    keys.sync();
    assertThat(disk.syncs).isEqualTo(7);
  }

  @Test
  void whatWasSyncedSurvivesAPowerCutAtAnyTimeBeforeItSettles() throws Exception {
    Random random = new Random(3);
    List<String> made = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      CountingDisk disk = new CountingDisk();
      filesBelow(dir).forEach(disk.synced::add);
      SubjectKeys keys = open(disk);
      assertThat(read(keys, 0, made.size())).isEqualTo(made);
      made.addAll(make(keys, made.size(), made.size() + 1 + random.nextInt(40)));
      keys.sync();
      // These were in no commit; nobody misses them.
      make(keys, 1_000_000, 1_000_005);
      if (random.nextBoolean()) {
        later.forEach(Runnable::run);
        later.clear();
      }
      disk.powerCut(dir, random);
      later.clear();
    }
    SubjectKeys keys = open(new FileDisk());
    assertThat(read(keys, 0, made.size())).isEqualTo(made);
    later.forEach(Runnable::run);
    assertThat(filesBelow(dir.resolve("fresh"))).isEmpty();
    assertThat(read(open(new FileDisk()), 0, made.size())).isEqualTo(made);
  }

  @Test
  void settlingMakesEachKeyDurableBeforeItRemovesTheCopy() throws Exception {
    CountingDisk disk = new CountingDisk();
    SubjectKeys keys = open(disk);
    List<String> made = make(keys, 0, 30);
    keys.sync();
    later.forEach(Runnable::run);
    assertThat(filesBelow(dir.resolve("fresh"))).isEmpty();
    disk.powerCut(dir, new Random(1));
    assertThat(read(open(new FileDisk()), 0, 30)).isEqualTo(made);
  }

  private boolean isAnywhere(byte[] wrapped) throws IOException {
    String wanted = new String(wrapped, StandardCharsets.US_ASCII);
    for (Path file : filesBelow(dir)) {
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(wanted)) {
        return true;
      }
    }
    return false;
  }

  private byte[] wrapped(String kid) throws IOException {
    Path file =
        filesBelow(dir).stream()
            .filter(f -> f.getFileName().toString().equals(kid + ".key"))
            .findFirst()
            .orElseThrow();
    return Files.readAllBytes(file);
  }

  @Test
  void aDestroyedKeyIsInNoFileWhenItWasFresh() throws Exception {
    SubjectKeys keys = open(new FileDisk());
    List<String> made = make(keys, 0, 10);
    keys.sync();
    String kid = pseudonym(4) + "-" + PERIOD + "-1";
    byte[] wrapped = wrapped(kid);
    assertThat(isAnywhere(wrapped)).isTrue();
    // By another process, as the command does it.
    assertThat(open(new FileDisk()).destroy(kid, "{}".getBytes(StandardCharsets.UTF_8))).isTrue();
    assertThat(isAnywhere(wrapped)).isFalse();
    SubjectKeys again = open(new FileDisk());
    assertThat(again.find(kid)).isEmpty();
    assertThat(read(again, 0, 4)).isEqualTo(made.subList(0, 4));
    assertThat(again.current(pseudonym(4), PERIOD).text()).contains(PERIOD + "-2:");
  }

  @Test
  void aKeyDestroyedBeforeItsCommitIsNotWrittenAgainWithIt() throws Exception {
    SubjectKeys keys = open(new FileDisk());
    make(keys, 0, 10);
    String kid = pseudonym(4) + "-" + PERIOD + "-1";
    byte[] wrapped = wrapped(kid);
    assertThat(open(new FileDisk()).destroy(kid, "{}".getBytes(StandardCharsets.UTF_8))).isTrue();
    keys.sync();
    assertThat(isAnywhere(wrapped)).isFalse();
    later.forEach(Runnable::run);
    assertThat(open(new FileDisk()).find(kid)).isEmpty();
  }
}
