package org.watchfire.store.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.bundle.Manifest.Log;
import org.watchfire.store.ledger.TrustPolicy;

/** The verifier in Python, written from the format alone, says the same as the one in Java. */
class SecondVerifierTest {
  private static final Path SCRIPT = Path.of("src/main/python/watchfire_verify.py");

  @TempDir Path directory;

  @Test
  void agreesOnGoodAndBadBundles() throws Exception {
    assumeTrue(hasPython(), "python3 is not installed");
    BundleFixture site = new BundleFixture(directory);
    site.append(BundleFixture.AUTUMN, BundleFixture.logins(40));
    byte[] large = new byte[70_000];
    Arrays.fill(large, (byte) 'x');
    site.append(BundleFixture.WINTER, List.of(BundleFixture.login(40), large));

    Map<String, byte[]> corpus = new LinkedHashMap<>();
    corpus.put("range over two periods", site.range(30, 43, BundleFixture.query("user.name:u1")));
    corpus.put("chosen records", site.records(null, 3, 39, 41));
    corpus.put("whole log", site.range(0, 40, null));
    corpus.put("one record", site.records(null, 17));
    byte[] good = site.range(5, 20, null);
    corpus.put("short range", good);
    Random random = new Random(7);
    for (int i = 0; i < 25; i++) {
      byte[] changed = good.clone();
      int at = random.nextInt(good.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      corpus.put("byte " + at, changed);
    }
    corpus.put("cut", Arrays.copyOf(good, good.length - 7));
    corpus.put("longer", Arrays.copyOf(good, good.length + 7));
    corpus.put("empty", new byte[0]);
    corpus.put("dropped and signed again", dropped(site, good));

    List<String> different = new ArrayList<>();
    int verified = 0;
    for (Map.Entry<String, byte[]> e : corpus.entrySet()) {
      int java = site.check(e.getValue()).exitCode();
      int python = python(site.file(e.getValue()), site.site.verifier().text());
      verified += java == 0 ? 1 : 0;
      if (java != python) {
        different.add(e.getKey() + ": java " + java + ", python " + python);
      }
    }
    System.out.printf(
        "second verifier: %d bundles, %d verified, %d refused, %d disagreements%n",
        corpus.size(), verified, corpus.size() - verified, different.size());
    assertThat(different).isEmpty();
    assertThat(verified).isEqualTo(5);
  }

  @Test
  void refusesAnotherKey() throws Exception {
    assumeTrue(hasPython(), "python3 is not installed");
    BundleFixture site = new BundleFixture(directory);
    site.append(BundleFixture.AUTUMN, BundleFixture.logins(3));
    BundleFixture other = new BundleFixture(directory);
    byte[] bundle = site.range(0, 3, null);
    assertThat(python(site.file(bundle), other.site.verifier().text())).isEqualTo(6);
    assertThat(site.check(bundle, TrustPolicy.ofSite(other.site.verifier())).exitCode())
        .isEqualTo(6);
  }

  private static byte[] dropped(BundleFixture site, byte[] bundle) throws Exception {
    Map<String, byte[]> files = BundleFixture.files(bundle);
    String records = "log/0/records/000000";
    files.put(records, BundleCheckTest.withoutFrame(files.get(records), 4));
    byte[] leaves = files.get("log/0/leaves");
    files.put("log/0/leaves", BundleCheckTest.without(leaves, 4 * LogFiles.ROW, 5 * LogFiles.ROW));
    return site.forge(
        files,
        m -> {
          Log log = m.logs().get(0);
          return BundleFixture.counting(
              m, 14, null, List.of(new Log(log.origin(), log.first(), log.size(), 14)));
        });
  }

  private int python(Path bundle, String key) throws IOException, InterruptedException {
    Path output = directory.resolve("python.txt");
    Process process =
        new ProcessBuilder("python3", SCRIPT.toString(), bundle.toString(), "--key", key)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said).startsWith(process.exitValue() == 0 ? "VERIFIED" : "FAILED");
    return process.exitValue();
  }

  private static boolean hasPython() throws InterruptedException {
    try {
      return new ProcessBuilder("python3", "--version")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      // Not there: the test is skipped by name.
      return false;
    }
  }
}
