package org.watchfire.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
  @TempDir Path directory;

  @Test
  void formatsOnceAndKeepsTheClusterId() throws Exception {
    Storage storage = storage();
    assertThat(storage.formatIfNew()).isTrue();
    String first = Files.readString(directory.resolve("log/meta.properties"));
    assertThat(first).contains("node.id=1").contains("cluster.id=");
    assertThat(storage.formatIfNew()).isFalse();
    assertThat(Files.readString(directory.resolve("log/meta.properties"))).isEqualTo(first);
  }

  @Test
  void formatsAgainAfterAFormatThatWasCutShort() throws Exception {
    storage().formatIfNew();
    Files.delete(directory.resolve("log/meta.properties"));
    assertThat(storage().formatIfNew()).isTrue();
    assertThat(directory.resolve("log/meta.properties")).isRegularFile();
  }

  private Storage storage() {
    String log = directory.resolve("log").toString();
    return new Storage(1, "CONTROLLER", log, List.of(log));
  }
}
