package org.watchfire.collector.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/**
 * The spool against a model: an input of numbered lines is appended with its position, the process
 * dies at any byte of the last write, the receiver keeps (epoch, highest number) as downstream
 * does. At the end every line was taken exactly once.
 */
class SpoolModelTest {

  private static final int LINES = 120;

  @Property(tries = 25, shrinking = ShrinkingMode.OFF)
  void everyLineArrivesExactlyOnceWhateverTheCrash(@ForAll long seed) throws Exception {
    Random random = new Random(seed);
    Path dir = Files.createTempDirectory("spool-model");
    try {
      run(random, dir);
    } finally {
      delete(dir);
    }
  }

  private static void run(Random random, Path dir) throws Exception {
    Receiver receiver = new Receiver();
    Set<Stamped> numbers = new HashSet<>();
    SpoolTest.Notes notes = new SpoolTest.Notes();
    int life = 0;
    boolean done = false;
    while (!done) {
      Path present = dir.resolve("life" + life);
      SpoolConfig config =
          new SpoolConfig(
              present,
              8 << 20,
              512 + random.nextInt(8192),
              256 + random.nextInt(2048),
              Duration.ofMillis(1));
      Path next = dir.resolve("life" + ++life);
      try (Spool spool = Spool.open(config, Disk.REAL, Clock.systemUTC(), notes)) {
        byte[] stored = spool.positions().get("in");
        int line = stored == null ? 0 : Integer.parseInt(new String(stored, UTF_8));
        int steps = life > 12 ? Integer.MAX_VALUE : 1 + random.nextInt(12);
        try (SpoolCursor cursor = spool.cursor()) {
          for (int step = 0; step < steps && !done; step++) {
            if (line < LINES && random.nextInt(3) > 0) {
              List<byte[]> events = new ArrayList<>();
              int n = Math.min(LINES - line, random.nextInt(5));
              for (int i = 0; i < n; i++) {
                events.add(
                    ("line " + line++ + " " + "x".repeat(random.nextInt(300))).getBytes(UTF_8));
              }
              long first =
                  spool.append(events, Map.of("in", Integer.toString(line).getBytes(UTF_8)));
              assertThat(first).isPositive();
            } else {
              Frame f = cursor.next(20, TimeUnit.MILLISECONDS);
              if (f != null) {
                receiver.take(f, numbers);
                if (random.nextBoolean()) {
                  spool.ack(
                      new Stamped(f.epoch(), f.firstSeq() + random.nextInt(f.events().size())));
                }
                if (random.nextBoolean()) {
                  spool.persistAck();
                }
              } else if (line >= LINES) {
                done = receiver.lines.size() >= LINES;
              }
            }
          }
        }
        if (!done) {
          die(present, next, random);
        }
      }
    }
    assertThat(receiver.duplicates).isEmpty();
    assertThat(receiver.lines).hasSize(LINES);
    for (int i = 0; i < LINES; i++) {
      assertThat(receiver.lines.get(i)).startsWith("line " + i + " ");
    }
    assertThat(notes.all).isEmpty();
  }

  /** Copies what is on disk, the newest segment perhaps with the beginning of one more write. */
  private static void die(Path from, Path to, Random random) throws IOException {
    Files.createDirectories(to);
    Path newest = null;
    for (int attempt = 0; attempt < 5; attempt++) {
      try (var list = Files.list(from)) {
        // Newest first: a writer that goes on meanwhile can only add what the copy then lacks.
        for (Path p : list.filter(Files::isRegularFile).sorted().toList()) {
          if (!p.getFileName().toString().endsWith(".new") && Files.exists(p)) {
            Files.copy(
                p, to.resolve(p.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            if (p.toString().endsWith(".seg")) {
              newest = to.resolve(p.getFileName());
            }
          }
        }
        break;
      } catch (java.nio.file.NoSuchFileException e) {
        delete(to);
        Files.createDirectories(to);
      }
    }
    if (newest != null && random.nextBoolean()) {
      byte[] torn = new byte[1 + random.nextInt(15)];
      random.nextBytes(torn);
      try (FileChannel f =
          FileChannel.open(newest, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
        f.write(java.nio.ByteBuffer.wrap(torn));
      }
    }
  }

  private static void delete(Path dir) throws IOException {
    try (var walk = Files.walk(dir)) {
      for (Path p : walk.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    }
  }

  /** Takes what is above the highest number of the epoch, as the engine and the store do. */
  private static final class Receiver {
    final List<String> lines = new ArrayList<>();
    final List<String> duplicates = new ArrayList<>();
    private final Set<String> seen = new HashSet<>();
    private Stamped highest = Stamped.NONE;

    void take(Frame f, Set<Stamped> numbers) {
      long seq = f.firstSeq();
      for (byte[] e : f.events()) {
        Stamped s = new Stamped(f.epoch(), seq++);
        numbers.add(s);
        if (s.compareTo(highest) > 0) {
          highest = s;
          String line = new String(e, UTF_8);
          lines.add(line);
          if (!seen.add(line)) {
            duplicates.add(line);
          }
        }
      }
    }
  }
}
