package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;

class ConsoleConfigTest {
  private static final String LEAST =
      """
      database: {url: 'jdbc:postgresql://127.0.0.1/x', user: u, password-file: p}
      kafka: {bootstrap-servers: '127.0.0.1:9092'}
      ledger: {directory: l, public-key: k}
      policy-key: pk
      credentials-file: c
      integrity: {key-file: i, anchor-file: a}
      sign-in: {key-file: f}
      """;

  @Test
  void theFileThatShipsNamesEveryDefault() {
    ConsoleConfig shipped =
        YamlConfig.load(Path.of("src/main/config/console.yaml"), ConsoleConfig.class);
    ConsoleConfig least = parse(LEAST);
    assertThat(shipped.listen()).isEqualTo(least.listen());
    assertThat(shipped.healthPort()).isEqualTo(least.healthPort());
    assertThat(shipped.session()).isEqualTo(least.session());
    assertThat(shipped.passwords()).isEqualTo(least.passwords());
    assertThat(shipped.limits()).isEqualTo(least.limits());
    assertThat(shipped.elasticsearch()).isEqualTo(least.elasticsearch());
    assertThat(shipped.elasticsearchAccess()).isEqualTo(least.elasticsearchAccess());
    assertThat(shipped.database().poolSize()).isEqualTo(least.database().poolSize());
    assertThat(shipped.signIn().secondFactorFor()).isEqualTo(least.signIn().secondFactorFor());
    assertThat(shipped.signIn().changeFirstPassword()).isTrue();
    assertThat(least.signIn().changeFirstPassword()).isTrue();
    assertThat(shipped.signIn().dormantAfter()).isEqualTo(least.signIn().dormantAfter());
    assertThat(shipped.integrity().checkEvery()).isEqualTo(least.integrity().checkEvery());
    assertThat(least.session().idle()).isEqualTo(Duration.ofMinutes(15));
    assertThat(shipped.components()).containsEntry("store", URI.create("http://127.0.0.1:9603"));
  }

  @Test
  void offLoopbackTlsIsRequired() {
    assertThatThrownBy(() -> parse(LEAST + "listen: {host: 0.0.0.0}\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("test:")
        .hasMessageContaining("cert-file");
    assertThat(
            parse(LEAST + "listen: {host: 0.0.0.0, cert-file: c, key-file: k}\n").listen().host())
        .isEqualTo("0.0.0.0");
  }

  @Test
  void unknownKeysAndBadValuesStopTheStart() {
    for (String wrong :
        new String[] {
          "lissten: {}",
          "listen: {port: 70000}",
          "listen: {cert-file: only-one}",
          "passwords: {memory-kib: 1}",
          "limits: {failures: 0}",
          "session: {idle: 0s}",
          "elasticsearch: 'ftp://x'",
          "health-port: many"
        }) {
      assertThatThrownBy(() -> parse(LEAST + wrong + "\n"))
          .as(wrong)
          .isInstanceOf(ConfigException.class)
          .hasMessageStartingWith("test:");
    }
  }

  private static ConsoleConfig parse(String yaml) {
    return YamlConfig.parse(yaml, "test", Path.of("."), ConsoleConfig.class);
  }
}
