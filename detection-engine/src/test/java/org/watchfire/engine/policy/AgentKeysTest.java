package org.watchfire.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;

class AgentKeysTest {
  @TempDir Path folder;
  private final AtomicLong clock = new AtomicLong();
  private final MacKey key = CryptoSuites.intl().newMacKey();

  private Path write(Map<String, String> keys) throws IOException {
    return Files.write(folder.resolve("agents.json"), Json.write(keys));
  }

  @Test
  void readsTheFileAgainWhenItHasChanged() throws IOException {
    AgentKeys keys = new AgentKeys(write(Map.of("a", key.text())), clock::get);
    assertThat(keys.apply("a").id()).isEqualTo(key.id());
    write(Map.of("a", key.text(), "b", key.text()));
    assertThat(keys.apply("b")).as("not looked at yet").isNull();
    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(keys.apply("b")).isNotNull();
  }

  @Test
  void keepsTheKeysWhenTheFileBreaks() throws IOException {
    AgentKeys keys = new AgentKeys(write(Map.of("a", key.text())), clock::get);
    Files.writeString(folder.resolve("agents.json"), "{\"a\":");
    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(keys.apply("a")).isNotNull();
  }

  @Test
  void doesNotBeginWithoutKeysAndTellsNoSecret() throws IOException {
    Path file = write(Map.of("a", "watchfire-mac:INTL:x:c2VjcmV0"));
    assertThatThrownBy(() -> new AgentKeys(file, clock::get))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not a list of agent keys")
        .hasMessageNotContaining("c2VjcmV0");
  }
}
