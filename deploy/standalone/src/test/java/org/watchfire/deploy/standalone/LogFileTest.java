package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir Path directory;

  @Test
  void rotatesOnlyWhatHasGrownAndKeepsThree() throws Exception {
    LogFile log = new LogFile(directory.resolve("logs/a.log"));
    for (int generation = 1; generation <= 5; generation++) {
      log.rotate(10);
      Files.writeString(log.path(), "generation " + generation);
    }
    log.rotate(1000);
    assertThat(log.path()).hasContent("generation 5");
    assertThat(directory.resolve("logs/a.log.1")).hasContent("generation 4");
    assertThat(directory.resolve("logs/a.log.3")).hasContent("generation 2");
    assertThat(directory.resolve("logs/a.log.4")).doesNotExist();
  }

  @Test
  void quotesTheLastLinesAfterAnOffset() throws Exception {
    LogFile log = new LogFile(directory.resolve("a.log"));
    assertThat(log.lastLines(0, 3)).isEmpty();
    Files.writeString(log.path(), "old\n");
    long offset = log.length();
    Files.writeString(log.path(), "old\n1\n2\n3\n4\n");
    assertThat(log.lastLines(offset, 10)).containsExactly("1", "2", "3", "4");
    assertThat(log.lastLines(offset, 2)).containsExactly("3", "4");
  }
}
