package org.watchfire.store.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program of {@code watchfire-verify.jar}. */
class StandaloneVerifierTest {
  @TempDir Path directory;
  private BundleFixture site;
  private String key;

  @BeforeEach
  void open() throws Exception {
    site = new BundleFixture(directory);
    site.append(BundleFixture.AUTUMN, BundleFixture.logins(30));
    key = site.site.verifier().text();
  }

  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        VerifyMain.run(args, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
    return new Run(exitCode, out.toString(UTF_8), err.toString(UTF_8));
  }

  /** Show 4 of the audit store: copy away, verify, change one byte, drop one matching record. */
  @Test
  void transcript() throws Exception {
    byte[] bundle = site.range(0, 30, BundleFixture.query("event.outcome:failure"));
    String file = site.file(bundle).toString();
    Run good = run(file, "--key", key);
    System.out.println("$ java -jar watchfire-verify.jar bundle.zip --key …\n" + good.out());
    assertThat(good.exitCode()).isZero();
    assertThat(good.out()).contains("VERIFIED").doesNotContain("WARNING");

    byte[] changed = bundle.clone();
    int at = BundleCheckTest.indexOf(bundle, BundleFixture.login(9)) + 11;
    changed[at] ^= 1;
    site.file(changed);
    Run bad = run(file, "--key", key);
    System.out.println("one byte changed at " + at + ":\n" + bad.out());
    assertThat(bad.exitCode()).isEqualTo(6);
    assertThat(bad.out()).contains("FAILED", "log/0/records/000000", "record 9");

    Map<String, byte[]> files = BundleFixture.files(bundle);
    files.put(
        "matches", new String(files.get("matches"), UTF_8).replace("9\n", "").getBytes(UTF_8));
    byte[] forged =
        site.forge(files, m -> BundleFixture.counting(m, m.records(), m.matches() - 1, m.logs()));
    site.file(forged);
    Run dropped = run(file, "--key", key);
    System.out.println("match 9 left out and everything signed again:\n" + dropped.out());
    assertThat(dropped.exitCode()).isEqualTo(6);
    assertThat(dropped.out()).contains("record 9", "left out");
  }

  @Test
  void wrongUsageIsNotMistakenForABadBundle() throws Exception {
    String file = site.file(site.range(0, 3, null)).toString();
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run(file, file).exitCode()).isEqualTo(2);
    assertThat(run(file, "--key").exitCode()).isEqualTo(2);
    assertThat(run(file, "--key", "no key").exitCode()).isEqualTo(1);
    assertThat(run(file, "--key", "a+b+c").exitCode()).isEqualTo(2);
    assertThat(run(file + ".gone", "--key", key).exitCode()).isEqualTo(1);
    assertThat(run(file).out()).contains("WARNING");
  }

  /** What the jar may hold: these packages of ours, Bouncy Castle and the JDK. */
  @Test
  void needsNothingButTheJdkAndBouncyCastle() throws Exception {
    String file = site.file(site.range(0, 30, BundleFixture.query("message:登录"))).toString();
    OnlyVerifier loader = new OnlyVerifier();
    Method run =
        loader
            .loadClass(VerifyMain.class.getName())
            .getMethod("run", String[].class, PrintStream.class, PrintStream.class);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, UTF_8);
    Object exitCode = run.invoke(null, new String[] {file, "--key", key}, print, print);
    assertThat(exitCode).as(out.toString(UTF_8)).isEqualTo(0);
    assertThat(loader.packages).contains("org.watchfire.store.bundle", "org.watchfire.store.query");
  }

  /** Loads afresh what the jar holds, and nothing else but the platform. */
  private static final class OnlyVerifier extends ClassLoader {
    final TreeSet<String> packages = new TreeSet<>();

    OnlyVerifier() {
      super(ClassLoader.getPlatformClassLoader());
    }

    private static boolean inJar(String name) {
      return name.startsWith("org.watchfire.store.bundle.")
          || name.startsWith("org.watchfire.store.ledger.")
          || name.startsWith("org.watchfire.store.query.")
          || name.startsWith("org.bouncycastle.");
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (!inJar(name)) {
        throw new ClassNotFoundException(name + " is not in watchfire-verify.jar");
      }
      try (InputStream in =
          StandaloneVerifierTest.class
              .getClassLoader()
              .getResourceAsStream(name.replace('.', '/') + ".class")) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        byte[] code = in.readAllBytes();
        packages.add(name.substring(0, name.lastIndexOf('.')));
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public URL getResource(String name) {
      return StandaloneVerifierTest.class.getClassLoader().getResource(name);
    }
  }
}
