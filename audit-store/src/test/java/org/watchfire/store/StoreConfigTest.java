package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.ingest.LaneSettings;

class StoreConfigTest {
  private static final Path SHIPPED = Path.of("src/main/config/store.yaml");

  @Test
  void shippedFileIsValidAndShowsTheDefaults() {
    StoreConfig config = YamlConfig.load(SHIPPED, StoreConfig.class);
    assertThat(config.ingest()).isEqualTo(LaneSettings.standard());
    assertThat(config.index()).isEqualTo(IndexSettings.standard());
    assertThat(config.healthPort()).isEqualTo(7404);
    assertThat(config.ledgers()).endsWithRaw(Path.of("ledger"));
  }

  @Test
  void wrongValuesNameTheirPlace() throws Exception {
    String text = Files.readString(SHIPPED);
    for (String[] change :
        new String[][] {
          {"shards: 1", "shards: 0", "shards"},
          {"http://127.0.0.1:9200", "http://es.example:9200", "https"},
          {"linger: 100ms", "lingering: 100ms", "lingering"},
          {"health-port: 7404", "health-port: 70000", "health-port"},
        }) {
      assertThatThrownBy(
              () ->
                  YamlConfig.parse(
                      text.replace(change[0], change[1]),
                      "store.yaml",
                      Path.of(""),
                      StoreConfig.class))
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("store.yaml:")
          .hasMessageContaining(change[2]);
    }
  }
}
