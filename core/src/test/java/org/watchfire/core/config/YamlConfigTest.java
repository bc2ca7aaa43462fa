package org.watchfire.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class YamlConfigTest {
  enum Mode {
    FAST_PATH,
    SLOW
  }

  record Input(String source, @Default("[]") List<Path> paths) {}

  record Config(
      String id,
      @Default("8080") int healthPort,
      @Default("10s") Duration idleTimeout,
      @Default("fast-path") Mode mode,
      @Default("null") Path keyFile,
      @Default("[]") List<Input> inputs,
      @Default("{}") Map<String, String> fields) {
    Config {
      if (healthPort < 0) {
        throw new IllegalArgumentException("health-port must not be negative");
      }
    }
  }

  private static Config parse(String yaml) {
    return YamlConfig.parse(yaml, "agent.yaml", Path.of("/etc/watchfire"), Config.class);
  }

  @Test
  void mapsKeysOntoTheRecordAndFillsDefaults() {
    Config config =
        parse(
            """
            id: agent-1
            idle-timeout: 5m
            mode: slow
            inputs:
              - source: sshd
                paths: [/var/log/auth.log, relative.log]
            fields:
              gov.zone: office
            """);
    assertThat(config.healthPort()).isEqualTo(8080);
    assertThat(config.idleTimeout()).isEqualTo(Duration.ofMinutes(5));
    assertThat(config.mode()).isEqualTo(Mode.SLOW);
    assertThat(config.keyFile()).isNull();
    assertThat(config.inputs().get(0).paths())
        .containsExactly(Path.of("/var/log/auth.log"), Path.of("/etc/watchfire/relative.log"));
    assertThat(config.fields()).containsEntry("gov.zone", "office");
  }

  @Test
  void namesFileLineAndExpectationOfEveryMistake() {
    assertRefused("id: a\nhealht-port: 1\n", "agent.yaml:2: unknown key 'healht-port', expected");
    assertRefused("health-port: 1\n", "agent.yaml:1: key 'id' is missing");
    assertRefused("id: a\nhealth-port: many\n", "agent.yaml:2: 'health-port' expects a int");
    assertRefused("id: a\nidle-timeout: 5\n", "agent.yaml:2: 'idle-timeout' expects a duration");
    assertRefused("id: a\nmode: warp\n", "agent.yaml:2: 'mode' expects one of fast-path, slow");
    assertRefused("id: a\nid: b\n", "agent.yaml:2:");
    assertRefused("id: a\ninputs:\n  - paths: []\n", "agent.yaml:3: key 'inputs[0].source'");
    assertRefused("id: a\nhealth-port: -1\n", "health-port must not be negative");
    assertRefused("id: [a\n", "not valid YAML");
    assertRefused("- a\n", "expected keys and values");
  }

  private static void assertRefused(String yaml, String message) {
    assertThatThrownBy(() -> parse(yaml))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(message);
  }

  @Test
  void plainKafkaIsForLoopbackOnly() {
    assertThat(new KafkaClientConfig("127.0.0.1:9092", null, null, null).properties())
        .containsEntry("bootstrap.servers", "127.0.0.1:9092")
        .doesNotContainKey("security.protocol");
    assertThatThrownBy(() -> new KafkaClientConfig("192.0.2.1:9092", null, null, null))
        .hasMessageContaining("required");
  }
}
