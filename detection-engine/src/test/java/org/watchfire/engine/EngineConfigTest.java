package org.watchfire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;

class EngineConfigTest {
  private static final Path SHIPPED = Path.of("src/main/config/engine.yaml");

  private static EngineConfig parse(String text) {
    return YamlConfig.parse(text, "engine.yaml", Path.of("/etc/watchfire"), EngineConfig.class);
  }

  @Test
  void theShippedFileLoadsAndItsCommentsTellTheDefaults() throws IOException {
    String text = Files.readString(SHIPPED);
    EngineConfig plain = parse(text);
    EngineConfig spelledOut =
        parse(
            text.replace("# rules-dir:", "## rules-dir:").replaceAll("(?m)^# ([a-z-]+): ", "$1: "));
    assertThat(spelledOut).isEqualTo(plain);
    assertThat(plain.checkpointInterval()).isEqualTo(Duration.ofSeconds(2));
    assertThat(plain.agentsFile()).isEqualTo(Path.of("/etc/watchfire/secrets/agents.json"));
  }

  @Test
  void everyKeyIsDescribedInTheShippedFile() throws IOException {
    String text = Files.readString(SHIPPED);
    Arrays.stream(EngineConfig.class.getRecordComponents())
        .map(c -> c.getName().replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT))
        .forEach(key -> assertThat(text).containsPattern("(?m)^(# )?" + key + ":"));
  }

  @Test
  void refusesWhatCannotBe() throws IOException {
    String text = Files.readString(SHIPPED);
    assertThatThrownBy(() -> parse(text + "parallelism: 0\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("parallelism must be 1 to 1024");
    assertThatThrownBy(() -> parse(text + "time-zone: Moon/Base\n"))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("Moon/Base");
    assertThatThrownBy(() -> parse(text + "checkpoint-interval: 1ms\n"))
        .hasMessageContaining("at least 100ms");
  }
}
