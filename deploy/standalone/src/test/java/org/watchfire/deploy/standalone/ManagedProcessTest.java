package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagedProcessTest {
  @TempDir Path directory;

  @Test
  void isReadyWhenTheProbeSaysSo() throws Exception {
    Path marker = directory.resolve("ready");
    ProcessSpec spec =
        shell("touch ready; exec sleep 60")
            .readiness(() -> missingUnless(Files.exists(marker)))
            .build();
    try (ManagedProcess process = new ManagedProcess(spec)) {
      process.start();
      assertThat(process.isAlive()).isTrue();
      assertThat(marker).exists();
      assertThat(process.exitCode()).isEmpty();
      assertThat(process.rssBytes().getAsLong()).isBetween(1L << 16, 1L << 26);
    }
  }

  @Test
  void timeOutNamesWhatIsMissingAndQuotesTheLogOfThisStart() throws Exception {
    Files.createDirectories(directory.resolve("logs"));
    Files.writeString(directory.resolve("logs/child.log"), "line of an earlier start\n");
    ProcessSpec spec =
        shell("echo 'cannot bind port'; exec sleep 60")
            .readiness(() -> Optional.of("nobody listens"))
            .startTimeout(Duration.ofMillis(700))
            .build();
    try (ManagedProcess process = new ManagedProcess(spec)) {
      assertThatThrownBy(process::start)
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("child was not ready")
          .hasMessageContaining("nobody listens")
          .hasMessageContaining("cannot bind port")
          .hasMessageNotContaining("earlier start");
      assertThat(process.isAlive()).isFalse();
    }
  }

  @Test
  void endingBeforeReadyNamesExitCodeAndQuotesTheLog() throws Exception {
    ProcessSpec spec =
        shell("echo 'bad configuration' >&2; exit 2")
            .readiness(() -> Optional.of("not yet"))
            .build();
    try (ManagedProcess process = new ManagedProcess(spec)) {
      assertThatThrownBy(process::start)
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("exit code 2")
          .hasMessageContaining("bad configuration");
    }
  }

  @Test
  void missingProgramIsAnErrorThatNamesTheProcess() {
    ProcessSpec spec = spec(List.of("/no/such/program")).build();
    try (ManagedProcess process = new ManagedProcess(spec)) {
      assertThatThrownBy(process::start)
          .isInstanceOf(ProcessException.class)
          .hasMessageContaining("child");
    }
  }

  @Test
  void stopSendsTheSignalAndWaits() throws Exception {
    ProcessSpec spec =
        shell(
                "trap 'echo orderly > stopped; exit 0' TERM; echo go > up; while :; do sleep 0.05; done")
            .readiness(() -> missingUnless(Files.exists(directory.resolve("up"))))
            .build();
    ManagedProcess process = new ManagedProcess(spec);
    process.start();
    process.stop();
    assertThat(directory.resolve("stopped")).hasContent("orderly");
    assertThat(process.exitCode()).hasValue(0);
    assertThat(spec.pidFile().orElseThrow()).doesNotExist();
  }

  @Test
  void killsWhatDoesNotStop() throws Exception {
    ProcessSpec spec =
        shell("trap '' TERM; echo go > up; while :; do sleep 0.05; done")
            .readiness(() -> missingUnless(Files.exists(directory.resolve("up"))))
            .stopTimeout(Duration.ofMillis(300))
            .build();
    ManagedProcess process = new ManagedProcess(spec);
    process.start();
    process.stop();
    assertThat(process.exitCode()).hasValue(128 + 9);
  }

  @Test
  void pausedProcessCanBeResumedAndStopped() throws Exception {
    ManagedProcess process = new ManagedProcess(shell("exec sleep 60").build());
    process.start();
    process.pause();
    Path stat = Path.of("/proc", Long.toString(process.pid().getAsLong()), "stat");
    Awaitility.await().until(() -> Files.readString(stat).contains(") T "));
    process.resume();
    Awaitility.await().until(() -> !Files.readString(stat).contains(") T "));
    process.stop();
    assertThat(process.isAlive()).isFalse();
  }

  @Test
  void passesEnvironmentAndAppendsBothStreamsToTheLog() throws Exception {
    ProcessSpec spec =
        shell("echo \"out $GREETING\"; echo err >&2").environment(Map.of("GREETING", "您好")).build();
    for (int run = 0; run < 2; run++) {
      ManagedProcess process = new ManagedProcess(spec);
      startIgnoringEarlyEnd(process);
      Awaitility.await().until(() -> !process.isAlive());
    }
    assertThat(Files.readAllLines(spec.logFile()))
        .containsExactly("out 您好", "err", "out 您好", "err");
  }

  @Test
  void endsTheProcessThatADeadSupervisorLeft() throws Exception {
    ProcessSpec spec = shell("exec sleep 60").build();
    Process left = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity.of(left.pid()).orElseThrow().write(spec.pidFile().orElseThrow());
    try (ManagedProcess process = new ManagedProcess(spec)) {
      process.start();
      assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.isAlive()).isTrue();
    } finally {
      left.destroyForcibly();
    }
  }

  @Test
  void leavesAProcessAloneThatOnlyHasTheSamePid() throws Exception {
    ProcessSpec spec = shell("exec sleep 60").build();
    Process stranger = new ProcessBuilder("sleep", "60").start();
    ProcessIdentity real = ProcessIdentity.of(stranger.pid()).orElseThrow();
    new ProcessIdentity(real.pid(), real.boot(), "1").write(spec.pidFile().orElseThrow());
    try (ManagedProcess process = new ManagedProcess(spec)) {
      process.start();
      assertThat(stranger.isAlive()).isTrue();
    } finally {
      stranger.destroyForcibly();
    }
  }

  @Test
  void tornPidFileDoesNotHinderTheStart() throws Exception {
    ProcessSpec spec = shell("exec sleep 60").build();
    Files.createDirectories(directory.resolve("run"));
    Files.writeString(spec.pidFile().orElseThrow(), "12\n");
    try (ManagedProcess process = new ManagedProcess(spec)) {
      process.start();
      assertThat(process.isAlive()).isTrue();
    }
  }

  private static void startIgnoringEarlyEnd(ManagedProcess process) throws Exception {
    try {
      process.start();
    } catch (ProcessException endedAlready) {
      assertThat(endedAlready).hasMessageContaining("exit code 0");
    }
  }

  private static Optional<String> missingUnless(boolean present) {
    return present ? Optional.empty() : Optional.of("the file is missing");
  }

  private ProcessSpec.Builder shell(String script) {
    return spec(List.of("sh", "-c", script));
  }

  private ProcessSpec.Builder spec(List<String> command) {
    return ProcessSpec.of("child", new DataDirectory(directory), command);
  }
}
