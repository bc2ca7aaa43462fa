package org.watchfire.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.Layout;

/**
 * The main job as a user runs it: everything started, the story played, a record proved, stopped.
 */
class DemoIT {
  private static final int MINUTES = 8;

  @TempDir Path temp;

  private Path data() {
    return temp.resolve("data");
  }

  private record Run(int exitCode, String text) {}

  private Run watchfire(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(data().toString());
    Layout layout = Layout.find();
    List<String> command =
        layout.java(
            "cli",
            "org.watchfire.deploy.cli.Watchfire",
            List.of("-Xmx256m", "-Dfile.encoding=UTF-8", "-Dwatchfire.root=" + layout.root()),
            all);
    File output = temp.resolve("output-" + System.nanoTime()).toFile();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output).start();
    try {
      assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES)).as(arguments[0] + " ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), Files.readString(output.toPath()));
  }

  @AfterEach
  void stop() throws Exception {
    watchfire("stop");
  }

  @Test
  void theStoryIsDetectedAndItsRecordsAreProvable() throws Exception {
    Run demo = watchfire("demo", "--assert");
    assertThat(demo.exitCode()).as(demo.text()).isZero();
    assertThat(demo.text()).contains("everything expected was detected, and nothing else fired");

    assertThat(watchfire("status").exitCode()).isZero();
    Run proof = watchfire("verify", "--seq", "0");
    assertThat(proof.exitCode()).as(proof.text()).isZero();
    assertThat(proof.text()).contains("VERIFIED");
    assertThat(watchfire("verify", "--seq", "99999999").exitCode()).isEqualTo(6);
  }
}
