package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisionTest {
  private static final Backoff QUICK =
      new Backoff(Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofMinutes(1));

  @TempDir Path directory;

  private final List<Supervision.Event> events = new CopyOnWriteArrayList<>();
  private final Supervision supervision = new Supervision(QUICK, events::add);

  @AfterEach
  void stop() {
    supervision.close();
  }

  @Test
  void startsAgainWhatWasKilledAndCounts() throws Exception {
    supervision.start(process("one", "exec sleep 60"));
    for (int kills = 1; kills <= 3; kills++) {
      int expected = kills;
      long pid = only().pid().getAsLong();
      ProcessHandle.of(pid).orElseThrow().destroyForcibly();
      Awaitility.await()
          .until(
              () ->
                  only().restarts() == expected
                      && only().state() == Supervision.State.UP
                      && only().pid().getAsLong() != pid);
      assertThat(only().lastExit()).hasValue(128 + 9);
    }
  }

  @Test
  void keepsTryingWhileTheStartFails() throws Exception {
    supervision.start(process("one", "test ! -e broken || exit 1", "exec sleep 60"));
    Files.createFile(directory.resolve("broken"));
    ProcessHandle.of(only().pid().getAsLong()).orElseThrow().destroyForcibly();
    Awaitility.await().until(() -> only().restarts() >= 3);
    Files.delete(directory.resolve("broken"));
    Awaitility.await()
        .until(
            () -> only().state() == Supervision.State.UP && supervision.process("one").isAlive());
  }

  @Test
  void doesNotRepeatAConfigurationError() throws Exception {
    supervision.start(process("one", "while [ ! -e end ]; do sleep 0.02; done; exit 2"));
    Files.createFile(directory.resolve("end"));
    Awaitility.await().until(() -> only().state() == Supervision.State.FAILED);
    assertThat(only().restarts()).isZero();
    assertThat(events).last().satisfies(e -> assertThat(e.detail()).contains("configuration"));
  }

  @Test
  void stopsInReverseOrderAndStartsNothingAgain() throws Exception {
    supervision.startTogether(
        List.of(process("a", "exec sleep 60"), process("b", "exec sleep 60")));
    supervision.start(process("c", "exec sleep 60"));
    supervision.stopAll();
    assertThat(events.stream().filter(e -> e.state() == Supervision.State.STOPPED))
        .extracting(Supervision.Event::process)
        .containsExactly("c", "b", "a");
    assertThat(supervision.status())
        .allSatisfy(
            status -> {
              assertThat(status.state()).isEqualTo(Supervision.State.STOPPED);
              assertThat(status.rssBytes()).isEmpty();
            });
    assertThatThrownBy(() -> supervision.start(process("d", "exec sleep 60")))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void firstStartThatFailsIsTheCallersAndTheOthersStay() {
    ProcessSpec bad =
        ProcessSpec.of("bad", new DataDirectory(directory), List.of("sh", "-c", "echo why; exit 3"))
            .readiness(() -> Optional.of("never"))
            .build();
    assertThatThrownBy(
            () -> supervision.startTogether(List.of(process("good", "exec sleep 60"), bad)))
        .isInstanceOf(ProcessException.class)
        .hasMessageContaining("bad ended with exit code 3")
        .hasMessageContaining("why");
    assertThat(supervision.status()).extracting(Supervision.Status::name).containsExactly("good");
  }

  @Test
  void stopDuringAStartLeavesNoProcess() throws Exception {
    ProcessSpec never =
        ProcessSpec.of("never", new DataDirectory(directory), List.of("sh", "-c", "exec sleep 60"))
            .readiness(() -> Optional.of("never"))
            .build();
    Thread starting =
        new Thread(
            () -> {
              try {
                supervision.start(never);
              } catch (java.io.IOException | InterruptedException expected) {
                events.add(new Supervision.Event("never", Supervision.State.STOPPED, "ended"));
              }
            });
    starting.start();
    Awaitility.await().until(() -> Files.exists(directory.resolve("run/never.pid")));
    long pid = ProcessIdentity.read(directory.resolve("run/never.pid")).orElseThrow().pid();
    supervision.stopAll();
    starting.join();
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  private Supervision.Status only() {
    return supervision.status().get(0);
  }

  private ProcessSpec process(String name, String script) {
    return process(name, "true", script);
  }

  /** A process that is ready between the two parts of its script. */
  private ProcessSpec process(String name, String before, String script) {
    Path ready = directory.resolve(name + ".ready");
    return ProcessSpec.of(
            name,
            new DataDirectory(directory),
            List.of("sh", "-c", before + "; touch " + name + ".ready; " + script))
        .preparation(() -> Files.deleteIfExists(ready))
        .readiness(() -> Files.exists(ready) ? Optional.empty() : Optional.of("not yet"))
        .build();
  }
}
