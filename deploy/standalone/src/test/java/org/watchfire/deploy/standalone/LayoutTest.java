package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayoutTest {
  @TempDir Path directory;

  @Test
  void classPathIsEveryJarInOrderAndNothingElse() throws Exception {
    Layout layout = new Layout(directory, false);
    Path library = Files.createDirectories(directory.resolve("deploy/target/dist/lib/engine"));
    for (String name : List.of("b.jar", "a.jar", "notes.txt")) {
      Files.createFile(library.resolve(name));
    }
    assertThat(layout.jars("engine"))
        .containsExactly(library.resolve("a.jar"), library.resolve("b.jar"));
    assertThat(layout.java("engine", "x.Main", List.of("-Xmx1m"), List.of("--config", "f")))
        .containsSubsequence(
            "-Xmx1m",
            "-cp",
            library.resolve("a.jar") + ":" + library.resolve("b.jar"),
            "x.Main",
            "--config",
            "f");
  }

  @Test
  void packageKeepsItsJarsUnderLib() throws Exception {
    Path library = Files.createDirectories(directory.resolve("lib/engine"));
    Files.createFile(library.resolve("a.jar"));
    assertThat(new Layout(directory, true).jars("engine"))
        .containsExactly(library.resolve("a.jar"));
  }

  @Test
  void missingComponentSaysWhatToDo() {
    assertThatThrownBy(() -> new Layout(directory, false).jars("engine"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("engine")
        .hasMessageContaining("./mvnw package");
    assertThatThrownBy(() -> new Layout(directory, true).jars("engine"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("incomplete");
  }

  @Test
  void findsTheSourceTreeFromBelow() {
    Layout layout = Layout.find(Path.of(""));
    assertThat(layout.root().resolve("mvnw")).isRegularFile();
    assertThat(layout.packaged()).isFalse();
  }
}
