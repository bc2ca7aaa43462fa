package org.watchfire.store.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.bundle.Manifest.Log;

/**
 * The flip campaign for bundles: whatever byte of the file is changed, the check finds it. Set
 * {@code watchfire.campaign} to true to try every byte instead of a sample.
 */
class BundleTamperTest {
  private static final int SAMPLE = 500;

  @TempDir Path directory;

  @Test
  void everyChangedByteIsFound() throws Exception {
    BundleFixture site = new BundleFixture(directory);
    site.append(BundleFixture.AUTUMN, BundleFixture.logins(40));
    site.append(BundleFixture.WINTER, BundleFixture.logins(20));
    byte[] bundle = site.range(30, 55, BundleFixture.query("event.outcome:failure"));
    assertThat(site.check(bundle).problems()).isEmpty();

    Random random = new Random(20261122);
    boolean all = Boolean.getBoolean("watchfire.campaign");
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < bundle.length; i++) {
      places.add(i);
    }
    Collections.shuffle(places, random);
    if (!all) {
      places = places.subList(0, SAMPLE);
    }
    Map<String, int[]> table = new LinkedHashMap<>();
    for (int at : places) {
      byte[] changed = bundle.clone();
      changed[at] ^= (byte) (1 << random.nextInt(8));
      BundleReport report = site.check(changed);
      int[] row = table.computeIfAbsent(where(bundle, at), k -> new int[2]);
      row[0]++;
      row[1] += report.exitCode() == 6 && named(report) ? 1 : 0;
    }
    System.out.println("flipped byte in              tried  found");
    table.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            e ->
                System.out.printf(
                    "%-28s %5d  %5d%n", e.getKey(), e.getValue()[0], e.getValue()[1]));
    assertThat(table).isNotEmpty().allSatisfy((k, row) -> assertThat(row[1]).isEqualTo(row[0]));
  }

  private static boolean named(BundleReport report) {
    return report.problems().stream().anyMatch(p -> !p.file().isEmpty() || p.zipOffset() >= 0);
  }

  /** The class of file that a byte of the zip is in. */
  private static String where(byte[] bundle, int at) throws Exception {
    int place = 0;
    for (Map.Entry<String, byte[]> file : BundleFixture.files(bundle).entrySet()) {
      place += ZipForm.LOCAL + file.getKey().length();
      if (at < place) {
        return "zip local header";
      }
      place += file.getValue().length;
      if (at < place) {
        return file.getKey().replaceAll("[0-9]+", "*");
      }
    }
    return "zip directory";
  }

  /** Any drop, swap, repetition or invention of records, by one who can sign bundles. */
  @Test
  void everyForgedListOfRecordsIsFound() throws Exception {
    Random random = new Random(4);
    for (int round = 0; round < 60; round++) {
      BundleFixture site = new BundleFixture(directory.resolve("r" + round));
      int size = 2 + random.nextInt(40);
      java.nio.file.Files.createDirectories(directory.resolve("r" + round));
      site.append(BundleFixture.AUTUMN, BundleFixture.logins(size));
      int from = random.nextInt(size - 1);
      int to = from + 1 + random.nextInt(size - from);
      boolean range = random.nextBoolean();
      byte[] bundle = range ? site.range(from, to, null) : site.records(null, from, size - 1L);
      if (!range && from == size - 1) {
        continue;
      }
      assertThat(site.check(bundle).problems()).isEmpty();
      Map<String, byte[]> files = BundleFixture.files(bundle);
      String what = forge(files, random);
      int rows = files.get("log/0/leaves").length / LogFiles.ROW;
      byte[] forged =
          site.forge(
              files,
              m -> {
                Log log = m.logs().get(0);
                return BundleFixture.counting(
                    m, rows, null, List.of(new Log(log.origin(), 0, log.size(), rows)));
              });
      assertThat(site.check(forged).good()).as("round %d: %s", round, what).isFalse();
    }
  }

  private static String forge(Map<String, byte[]> files, Random random) {
    List<byte[]> frames =
        new ArrayList<>(BundleCheckTest.frames(files.get("log/0/records/000000")));
    List<byte[]> rows = new ArrayList<>();
    byte[] leaves = files.get("log/0/leaves");
    for (int at = 0; at < leaves.length; at += LogFiles.ROW) {
      rows.add(Arrays.copyOfRange(leaves, at, at + LogFiles.ROW));
    }
    int n = random.nextInt(frames.size());
    int kind = random.nextInt(frames.size() > 1 ? 4 : 2);
    String what;
    if (kind == 0) {
      what = "invented";
      byte[] frame = frames.get(n).clone();
      frame[2 + random.nextInt(frame.length - 2)] ^= 1;
      frames.set(n, frame);
      byte[] hash = org.watchfire.store.ledger.Rfc6962.leafHash(frame, 2, frame.length - 2);
      System.arraycopy(hash, 0, rows.get(n), 8, 32);
    } else if (kind == 1) {
      what = "repeated";
      frames.add(n, frames.get(n));
      rows.add(n, rows.get(n));
    } else if (kind == 2) {
      what = "dropped";
      frames.remove(n);
      rows.remove(n);
    } else {
      what = "swapped";
      int m = (n + 1) % frames.size();
      Collections.swap(frames, n, m);
      Collections.swap(rows, n, m);
    }
    files.put("log/0/records/000000", BundleCheckTest.join(frames));
    files.put("log/0/leaves", BundleCheckTest.join(rows));
    return what + " " + n;
  }
}
