package org.watchfire.console.keys.root;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.TestTools;

/**
 * The root key in a real PKCS#11 token: SoftHSM2 (Debian package {@code softhsm2}), or another copy
 * of it below the folder that the environment variable {@code SOFTHSM2_ROOT} names. Skipped, by
 * name, where there is none.
 */
class TokenRootIT {
  private static final String PIN = "246810";

  @TempDir static Path folder;
  private static Path library;
  private static Path settings;
  private static boolean installed;

  private record Ended(int exitCode, String output) {}

  @BeforeAll
  static void makeTokenWithAKey() throws IOException {
    Path root = Path.of(Optional.ofNullable(System.getenv("SOFTHSM2_ROOT")).orElse("/"));
    library = root.resolve("usr/lib/softhsm/libsofthsm2.so");
    Path util = root.resolve("usr/bin/softhsm2-util");
    installed = exist(library, util) || (TestTools.install("softhsm2") && exist(library, util));
    if (!installed) {
      return;
    }
    settings = folder.resolve("softhsm2.conf");
    Path tokens = Files.createDirectories(folder.resolve("tokens"));
    Files.writeString(settings, "directories.tokendir = " + tokens + "\nlog.level = ERROR\n");
    Ended made =
        run(
            util.toString(),
            "--init-token",
            "--free",
            "--label",
            "watchfire",
            "--pin",
            PIN,
            "--so-pin",
            "13579111",
            "--module",
            library.toString());
    assertThat(made.exitCode()).as(made.output()).isZero();
    Path provider = folder.resolve("pkcs11.cfg");
    Files.writeString(provider, "name=watchfire\nlibrary=" + library + "\nslotListIndex=0\n");
    // As docs/keys.md tells an administrator to do it.
    Ended generated =
        run(
            java("keytool"),
            "-genseckey",
            "-keystore",
            "NONE",
            "-storetype",
            "PKCS11",
            "-addprovider",
            "SunPKCS11",
            "-providerarg",
            provider.toString(),
            "-storepass",
            PIN,
            "-alias",
            "watchfire-root",
            "-keyalg",
            "AES",
            "-keysize",
            "256");
    assertThat(generated.exitCode()).as(generated.output()).isZero();
  }

  private static boolean exist(Path library, Path util) {
    return Files.exists(library) && Files.exists(util);
  }

  /** Before each test, not before all: so each is reported as skipped, and not as absent. */
  @BeforeEach
  void requireToken() {
    assumeTrue(
        installed,
        "SoftHSM2 is not installed (apt-get install softhsm2): root keys in tokens are not tested");
  }

  @Test
  void wrapsAndUnwrapsAcrossProcesses() {
    Ended wrapped = probe(PIN, "wrap", "a domain key");
    assertThat(wrapped.exitCode()).as(wrapped.output()).isZero();
    String envelope = wrapped.output().strip();
    assertThat(envelope).startsWith("root.1.A256GCM.");
    assertThat(probe(PIN, "unwrap", envelope).output().strip()).isEqualTo("a domain key");
  }

  @Test
  void alteredEnvelopesAndWrongPinsAreRefused() {
    String envelope = probe(PIN, "wrap", "a domain key").output().strip();
    char last = envelope.charAt(envelope.length() - 2);
    String bent =
        envelope.substring(0, envelope.length() - 2)
            + (last == 'A' ? 'B' : 'A')
            + envelope.substring(envelope.length() - 1);
    Ended altered = probe(PIN, "unwrap", bent);
    assertThat(altered.exitCode()).isNotZero();
    assertThat(altered.output()).contains("CryptoException").doesNotContain("a domain key");
    Ended stranger = probe("000000", "wrap", "a domain key");
    assertThat(stranger.exitCode()).isNotZero();
    assertThat(stranger.output()).contains("the token does not open");
  }

  private static Ended probe(String pin, String verb, String text) {
    return run(
        java("java"),
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        TokenProbe.class.getName(),
        library.toString(),
        pin,
        verb,
        text);
  }

  private static String java(String tool) {
    return Path.of(System.getProperty("java.home"), "bin", tool).toString();
  }

  private static Ended run(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)));
      builder.environment().put("SOFTHSM2_CONF", settings.toString());
      builder.redirectErrorStream(true);
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command[0] + " does not end");
      }
      return new Ended(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
