package org.watchfire.deploy.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.crypto.VerifyKey;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;

class SecretsTest {
  @TempDir Path directory;

  @Test
  void makesEverythingOnceReadableByTheOwnerOnly() throws Exception {
    Secrets secrets = new Secrets(directory);
    secrets.ensure(List.of("agent-1"), "site.example");
    Map<String, Object> first = secrets.credentials();
    String ledgerKey = secrets.text("ledger.key");

    new Secrets(directory).ensure(List.of("agent-1", "agent-2"), "site.example");

    assertThat(secrets.credentials()).isEqualTo(first).containsOnlyKeys(Secrets.ACCOUNTS);
    assertThat(secrets.text("ledger.key")).isEqualTo(ledgerKey);
    assertThat(NoteSigner.parse(ledgerKey).verifier().text())
        .isEqualTo(NoteVerifier.parse(secrets.text("ledger.pub")).text());
    assertThat(SigningKey.parse(secrets.text("policy.key")).verifyKey().text())
        .isEqualTo(VerifyKey.parse(secrets.text("policy.pub")).text());
    assertThat(MacKey.parse(secrets.text("agent-2.mac")).suite()).isEqualTo("INTL");
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .allSatisfy(
              f ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(f)))
                      .as(f.toString())
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void passwordsAreLongAndDifferent() throws Exception {
    Secrets secrets = new Secrets(directory);
    secrets.ensure(List.of(), "site.example");
    assertThat(secrets.credentials().values())
        .doesNotHaveDuplicates()
        .allSatisfy(p -> assertThat((String) p).hasSize(20));
  }
}
