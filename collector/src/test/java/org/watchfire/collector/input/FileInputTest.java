package org.watchfire.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileInputTest {

  @TempDir Path dir;

  private final MemorySink sink = new MemorySink();
  private final Counters counters = new Counters();
  private Path log;
  private FileInput input;
  private Thread thread;
  private int written;

  @BeforeEach
  void name() {
    log = dir.resolve("auth.log");
  }

  @AfterEach
  void end() throws Exception {
    stop();
  }

  private void start(String... globs) throws Exception {
    start(false, globs);
  }

  private void start(boolean fromEnd, String... globs) throws Exception {
    List<String> paths = new ArrayList<>();
    for (String g : globs.length == 0 ? new String[] {"auth.log"} : globs) {
      paths.add(dir + "/" + g);
    }
    FileInput.Settings settings =
        new FileInput.Settings(
            "in",
            paths,
            List.of("*.tmp"),
            Duration.ofMillis(10),
            Duration.ofMillis(30),
            Duration.ofMillis(300),
            fromEnd);
    FileInput made =
        new FileInput(settings, Specs.of("sshd", counters), sink, sink.positions(), Set.of());
    input = made;
    thread =
        new Thread(
            () -> {
              try {
                made.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    thread.start();
  }

  private void stop() throws Exception {
    if (input != null) {
      input.close();
      thread.join(10_000);
      assertThat(thread.isAlive()).isFalse();
      input = null;
    }
  }

  /** Appends numbered lines; the numbers go on over all files of a test. */
  private void write(Path file, int lines) throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines; i++) {
      text.append(Specs.line(written++)).append('\n');
    }
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<String> numbered(int from, int to) {
    List<String> out = new ArrayList<>();
    for (int i = from; i < to; i++) {
      out.add(Specs.line(i));
    }
    return out;
  }

  private void awaitLines(int count) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> assertThat(sink.lines()).hasSizeGreaterThanOrEqualTo(count));
  }

  private void assertExactly(int count) {
    awaitLines(count);
    assertThat(sink.lines()).containsExactlyInAnyOrderElementsOf(numbered(0, count));
    assertThat(new HashSet<>(sink.ids())).hasSize(count);
  }

  @Test
  void readsWhatIsThereAndWhatIsAppended() throws Exception {
    write(log, 3);
    start();
    awaitLines(3);
    write(log, 2);
    awaitLines(5);
    assertThat(sink.lines()).isEqualTo(numbered(0, 5));
    var e = sink.events().get(4);
    assertThat(e.text("log.file.path")).isEqualTo(log.toString());
    assertThat(e.get("log.offset"))
        .isEqualTo((long) String.join("\n", numbered(0, 4)).length() + 1);
    assertThat(e.text("agent.id")).isEqualTo("agent-t");
    assertThat(e.text("agent.type")).isEqualTo("watchfire");
    assertThat(e.text("ecs.version")).isEqualTo("8.17.0");
    assertThat(e.text("gov.org_unit")).isEqualTo("民政局");
    assertThat(e.text("event.created")).isNotNull();
    assertThat(e.text("event.dataset")).isNotNull();
    assertThat(e.text("event.module")).isNotNull();
    assertThat(e.timestamp()).isNotNull();
  }

  @Test
  void readsFilesSmallerThanAnyFingerprint() throws Exception {
    Files.writeString(log, "x\n");
    start();
    awaitLines(1);
    Files.writeString(log, "y\n", StandardOpenOption.APPEND);
    awaitLines(2);
    assertThat(sink.lines()).containsExactly("x", "y");
  }

  @Test
  void holdsAnUnfinishedLineUntilItsEnd() throws Exception {
    write(log, 1);
    Files.writeString(log, Specs.line(1).substring(0, 20), StandardOpenOption.APPEND);
    start();
    awaitLines(1);
    Files.writeString(log, Specs.line(1).substring(20) + "\n", StandardOpenOption.APPEND);
    awaitLines(2);
    assertThat(sink.lines()).isEqualTo(numbered(0, 2));
  }

  @Test
  void takesAnUnfinishedLineWhenTheFileWasRotatedAway() throws Exception {
    write(log, 1);
    Files.writeString(log, "no end", StandardOpenOption.APPEND);
    start();
    awaitLines(1);
    Files.move(log, dir.resolve("auth.log.1"));
    awaitLines(2);
    assertThat(sink.lines()).containsExactly(Specs.line(0), "no end");
  }

  @Test
  void continuesWhereItStopped() throws Exception {
    write(log, 10);
    start();
    awaitLines(10);
    stop();
    write(log, 5);
    start();
    assertExactly(15);
  }

  @Test
  void followsRotationByRenaming() throws Exception {
    write(log, 10);
    start();
    awaitLines(10);
    for (int i = 1; i <= 5; i++) {
      try (FileChannel old = FileChannel.open(log, StandardOpenOption.APPEND)) {
        Files.move(log, dir.resolve("auth.log." + i));
        write(log, 3);
        // The writer still has the old file open, as daemons do until they are told.
        old.write(java.nio.ByteBuffer.wrap((Specs.line(written++) + "\n").getBytes(UTF_8)));
      }
      awaitLines(10 + i * 4);
    }
    assertExactly(30);
    assertThat(counters.rotations.sum()).isEqualTo(5);
    await()
        .until(() -> sink.positions().keySet().stream().filter(TailPosition::isKey).count() == 1);
  }

  @Test
  void followsRenamingWithinTheGlob() throws Exception {
    write(log, 10);
    start("auth.log*");
    awaitLines(10);
    Files.move(log, dir.resolve("auth.log.1"));
    write(log, 5);
    awaitLines(15);
    write(dir.resolve("auth.log.1"), 1);
    assertExactly(16);
  }

  @Test
  void followsCopyAndTruncate() throws Exception {
    write(log, 40);
    start();
    awaitLines(40);
    Files.copy(log, dir.resolve("auth.log.1"));
    truncate(log);
    write(log, 5);
    assertExactly(45);
    assertThat(counters.truncations.sum()).isEqualTo(1);
  }

  @Test
  void readsTheRestFromTheCopyWhenTheFileWasTruncatedBeforeItWasRead() throws Exception {
    write(log, 40);
    start();
    awaitLines(40);
    stop();
    write(log, 7);
    Files.copy(log, dir.resolve("auth.log.1"));
    truncate(log);
    write(log, 5);
    start();
    assertExactly(52);
  }

  @Test
  void recognisesACopyThatTheGlobCatches() throws Exception {
    write(log, 40);
    start("auth*.log*");
    awaitLines(40);
    Files.copy(log, dir.resolve("auth-20261120.log"));
    truncate(log);
    write(log, 5);
    awaitLines(45);
    await().during(Duration.ofMillis(500)).until(() -> sink.lines().size() == 45);
    assertExactly(45);
  }

  private static void truncate(Path file) throws IOException {
    try (FileChannel f = FileChannel.open(file, StandardOpenOption.WRITE)) {
      f.truncate(0);
    }
  }

  @Test
  void noticesTruncationWhileStopped() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    stop();
    truncate(log);
    write(log, 3);
    start();
    assertExactly(23);
    stop();
    start();
    write(log, 1);
    assertExactly(24);
    assertThat(counters.filesLostSight.sum()).isEqualTo(1);
  }

  @Test
  void noticesTruncationWhileStoppedEvenWhenTheFileGrewBeyondTheOldEnd() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    stop();
    truncate(log);
    write(log, 30);
    start();
    assertExactly(50);
  }

  @Test
  void noticesRewritingToALongerFileWhileRunning() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      text.append(Specs.line(written++)).append('\n');
    }
    Files.writeString(log, text, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    assertExactly(50);
  }

  @Test
  void findsAFileThatWasRenamedWhileStopped() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    stop();
    write(log, 4);
    Files.move(log, dir.resolve("auth.log.1"));
    write(log, 3);
    start();
    assertExactly(27);
  }

  @Test
  void findsAFileThatWasRenamedAndCompressedWhileStopped() throws Exception {
    write(log, 60);
    start();
    awaitLines(60);
    stop();
    write(log, 4);
    try (OutputStream gz =
        new GZIPOutputStream(Files.newOutputStream(dir.resolve("auth.log.1.gz")))) {
      Files.copy(log, gz);
    }
    // The new file may get the inode of the old one: the content decides.
    Files.delete(log);
    write(log, 3);
    start();
    assertExactly(67);
    assertThat(counters.filesLostSight.sum()).isZero();
  }

  @Test
  void tellsAReusedInodeByItsContent() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    stop();
    // Overwriting in place keeps the inode and the size: the hardest form of reuse.
    long size = Files.size(log);
    StringBuilder text = new StringBuilder();
    while (text.length() < size) {
      text.append(Specs.line(written++)).append('\n');
    }
    Files.writeString(log, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    int total = written;
    start();
    assertExactly(total);
  }

  @Test
  void findsNewFilesInNewDirectories() throws Exception {
    start("**/*.log");
    write(dir.resolve("auth.log"), 1);
    Files.createDirectories(dir.resolve("a/b"));
    write(dir.resolve("a/b/deep.log"), 2);
    write(dir.resolve("a/b/other.txt"), 5);
    write(dir.resolve("a/b/deep.log.gz"), 5);
    awaitLines(3);
    assertThat(sink.lines()).hasSize(3);
  }

  @Test
  void readsAFileOnceThatHasSeveralNames() throws Exception {
    write(log, 5);
    Files.createLink(dir.resolve("hard.log"), log);
    Files.createSymbolicLink(dir.resolve("soft.log"), log);
    start("*.log");
    awaitLines(5);
    write(log, 5);
    assertExactly(10);
  }

  @Test
  void beginsAtTheEndOnlyAtTheVeryFirstStart() throws Exception {
    write(log, 5);
    start(true);
    await().until(() -> !sink.positions().isEmpty());
    write(log, 2);
    awaitLines(2);
    stop();
    write(log, 1);
    write(dir.resolve("auth.log.new"), 1);
    start(true, "auth.log", "auth.log.new");
    awaitLines(4);
    assertThat(sink.lines()).containsExactlyInAnyOrderElementsOf(numbered(5, 9));
  }

  @Test
  void finishesADeletedFile() throws Exception {
    write(log, 5);
    start();
    awaitLines(5);
    Files.delete(log);
    await().until(() -> sink.positions().keySet().stream().noneMatch(TailPosition::isKey));
    write(log, 5);
    assertExactly(10);
  }

  @Test
  void deliversTheBeginningOfALineBeyondOneMebibyte() throws Exception {
    write(log, 1);
    Files.writeString(log, "z".repeat((1 << 20) + 500) + "\n", StandardOpenOption.APPEND);
    write(log, 1);
    start();
    awaitLines(3);
    assertThat(counters.truncatedLines.sum()).isEqualTo(1);
    assertThat(sink.events().get(1).text("event.kind")).isEqualTo("pipeline_error");
    assertThat(sink.lines().get(0)).isEqualTo(Specs.line(0));
    assertThat(sink.lines().get(2)).isEqualTo(Specs.line(1));
  }

  @Test
  void losesAndDoublesNothingInARandomStorm() throws Exception {
    Random random = new Random(42);
    int generations = 0;
    start("auth.log");
    for (int step = 0; step < 120; step++) {
      switch (random.nextInt(12)) {
        case 0 -> {
          if (Files.exists(log)) {
            // A file that nobody ever saw leaves no trace; one that was seen may have any amount
            // unread.
            awaitFirstLineOf(log);
            Files.move(log, dir.resolve("auth.log." + ++generations));
          }
        }
        case 1 -> {
          stop();
          start("auth.log");
        }
        case 2 -> {
          awaitAll();
          if (Files.exists(log)) {
            Files.copy(log, dir.resolve("auth.log." + ++generations));
            truncate(log);
          }
        }
        default -> write(log, 1 + random.nextInt(200));
      }
    }
    awaitAll();
    List<String> twice = new ArrayList<>(sink.lines());
    numbered(0, written).forEach(twice::remove);
    assertThat(twice).isEmpty();
    assertThat(new HashSet<>(sink.ids()).size()).isEqualTo(written);
  }

  private void awaitFirstLineOf(Path file) throws IOException {
    try (var lines = Files.lines(file)) {
      String first = lines.findFirst().orElse(null);
      if (first != null) {
        await().atMost(Duration.ofSeconds(10)).until(() -> sink.lines().contains(first));
      }
    }
  }

  private void awaitAll() {
    try {
      await().atMost(Duration.ofSeconds(10)).until(() -> sink.lines().size() >= written);
    } catch (org.awaitility.core.ConditionTimeoutException e) {
      List<String> missing = numbered(0, written);
      missing.removeAll(sink.lines());
      throw new AssertionError("missing " + missing.size() + ", first " + missing.get(0), e);
    }
  }

  @Test
  void findsFilesThatCameAndWentWhileStopped() throws Exception {
    write(log, 20);
    start();
    awaitLines(20);
    stop();
    write(log, 2);
    Files.move(log, dir.resolve("auth.log.3"));
    write(log, 30);
    try (OutputStream gz =
        new GZIPOutputStream(Files.newOutputStream(dir.resolve("auth.log.2.gz")))) {
      Files.copy(log, gz);
    }
    Files.delete(log);
    write(log, 4);
    Files.move(log, dir.resolve("auth.log.1"));
    write(log, 5);
    start();
    assertExactly(61);
    assertThat(sink.events().get(60).text("log.file.path")).isEqualTo(log.toString());
  }
}
