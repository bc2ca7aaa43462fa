package org.watchfire.collector.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

  @TempDir Path tmp;

  private final Notes notes = new Notes();

  private SpoolConfig config(long quota, long segment) {
    return new SpoolConfig(tmp.resolve("s"), quota, segment, 64 << 10, Duration.ofMillis(5));
  }

  private Spool open() throws IOException {
    return Spool.open(config(64 << 20, 1 << 20), Disk.REAL, Clock.systemUTC(), notes);
  }

  private static List<byte[]> events(String... texts) {
    List<byte[]> out = new ArrayList<>();
    for (String t : texts) {
      out.add(t.getBytes(UTF_8));
    }
    return out;
  }

  static List<String> drain(Spool spool) throws Exception {
    List<String> out = new ArrayList<>();
    try (SpoolCursor cursor = spool.cursor()) {
      for (Frame f = cursor.next(50, TimeUnit.MILLISECONDS);
          f != null;
          f = cursor.next(50, TimeUnit.MILLISECONDS)) {
        long seq = f.firstSeq();
        for (byte[] e : f.events()) {
          out.add(seq++ + ":" + new String(e, UTF_8));
        }
      }
    }
    return out;
  }

  private Path newestSegment() throws IOException {
    try (var list = Files.list(tmp.resolve("s"))) {
      return list.filter(p -> p.toString().endsWith(".seg")).max(Path::compareTo).orElseThrow();
    }
  }

  /** What a crash leaves: a copy of the directory while the spool is open. */
  private static Path crash(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var list = Files.list(from)) {
      for (Path p : list.filter(Files::isRegularFile).toList()) {
        Files.copy(p, to.resolve(p.getFileName()));
      }
    }
    return to;
  }

  @Test
  void givesEventsInOrderWithDenseNumbers() throws Exception {
    try (Spool s = open()) {
      assertThat(s.append(events("a", "b"), Map.of())).isEqualTo(1);
      assertThat(s.append(events("c"), Map.of())).isEqualTo(3);
      assertThat(s.flush(5, TimeUnit.SECONDS)).isTrue();
      assertThat(drain(s)).containsExactly("1:a", "2:b", "3:c");
    }
  }

  @Test
  void continuesNumbersAndPositionsAfterRestart() throws Exception {
    long epoch;
    try (Spool s = open()) {
      epoch = s.epoch();
      s.append(events("a", "b", "c"), Map.of("f", "3".getBytes(UTF_8), "g", "x".getBytes(UTF_8)));
      s.append(List.of(), Map.of("g", new byte[0]));
      s.flush(5, TimeUnit.SECONDS);
      s.ack(new Stamped(epoch, 2));
    }
    try (Spool s = open()) {
      assertThat(s.epoch()).isEqualTo(epoch);
      assertThat(s.positions()).containsOnlyKeys("f");
      assertThat(new String(s.positions().get("f"), UTF_8)).isEqualTo("3");
      assertThat(s.append(events("d"), Map.of())).isEqualTo(4);
      s.flush(5, TimeUnit.SECONDS);
      assertThat(drain(s)).containsExactly("3:c", "4:d");
    }
    assertThat(notes.all).isEmpty();
  }

  @Test
  void isUnreadableWithoutTheKeyAndTheKeyIsForTheOwnerOnly() throws Exception {
    try (Spool s = open()) {
      s.append(
          events("a secret line", "another secret line"),
          Map.of("path", "secret path".getBytes(UTF_8)));
      s.flush(5, TimeUnit.SECONDS);
    }
    try (var list = Files.walk(tmp)) {
      for (Path p : list.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(p), UTF_8)).doesNotContain("secret");
      }
    }
    Path key = tmp.resolve("s/spool.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tmp.resolve("s"))))
        .isEqualTo("rwx------");
  }

  @Test
  void deletesSegmentsOnlyWhenAcknowledged() throws Exception {
    try (Spool s = Spool.open(config(64 << 20, 4096), Disk.REAL, Clock.systemUTC(), notes)) {
      fill(s, 40);
      int before = s.segmentIds().size();
      assertThat(before).isGreaterThan(5);
      s.persistAck();
      assertThat(s.segmentIds()).hasSize(before);
      s.ack(new Stamped(s.epoch(), 20));
      s.persistAck();
      assertThat(s.segmentIds().size()).isLessThan(before).isGreaterThan(1);
      assertThat(drain(s)).hasSize(20).first().asString().startsWith("21:");
      s.ack(new Stamped(s.epoch(), 40));
      s.persistAck();
      assertThat(s.segmentIds()).hasSize(1);
    }
  }

  /** Appends events that zstd cannot shrink, each committed. */
  private static void fill(Spool s, int count) throws Exception {
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < count; i++) {
      byte[] event = new byte[1000];
      random.nextBytes(event);
      s.append(List.of(event), Map.of());
      s.flush(5, TimeUnit.SECONDS);
    }
  }

  @Test
  void waitsAtTheQuotaAndGoesOnWhenAcknowledged() throws Exception {
    SpoolConfig small =
        new SpoolConfig(tmp.resolve("s"), 1 << 20, 1 << 18, 32 << 10, Duration.ofMillis(5));
    try (Spool s = Spool.open(small, Disk.REAL, Clock.systemUTC(), notes)) {
      Thread writer =
          new Thread(
              () -> {
                try {
                  java.util.Random random = new java.util.Random(2);
                  for (int i = 0; i < 2000; i++) {
                    byte[] event = new byte[1000];
                    random.nextBytes(event);
                    s.append(List.of(event), Map.of());
                  }
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      writer.start();
      await().until(s::blocked);
      assertThat(s.stats().bytes()).isLessThanOrEqualTo(1 << 20);
      while (s.offer(List.of(new byte[100_000]), 20, TimeUnit.MILLISECONDS)) {
        assertThat(s.stats().bytes()).isLessThanOrEqualTo(1 << 20);
      }
      int read = 0;
      try (SpoolCursor cursor = s.cursor()) {
        while (read < 2000) {
          Frame f = cursor.next(5, TimeUnit.SECONDS);
          assertThat(f.firstSeq()).isEqualTo(read + 1);
          read += f.events().size();
          s.ack(new Stamped(f.epoch(), read));
          s.persistAck();
        }
      }
      writer.join(5000);
      assertThat(writer.isAlive()).isFalse();
      assertThat(notes.all).contains("full");
    }
  }

  @Test
  void waitsForADiskThatIsFullAndLosesNothing() throws Exception {
    AtomicBoolean noSpace = new AtomicBoolean();
    Disk disk = path -> new TornOutput(Disk.REAL.create(path), noSpace);
    try (Spool s = Spool.open(config(64 << 20, 1 << 20), disk, Clock.systemUTC(), notes)) {
      s.append(events("a"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      noSpace.set(true);
      s.append(events("b"), Map.of("f", new byte[] {1}));
      await().until(() -> s.stats().writeErrors() > 1);
      assertThat(s.blocked()).isTrue();
      assertThat(drain(s)).containsExactly("1:a");
      noSpace.set(false);
      assertThat(s.flush(10, TimeUnit.SECONDS)).isTrue();
      assertThat(s.blocked()).isFalse();
      s.append(events("c"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      assertThat(drain(s)).containsExactly("1:a", "2:b", "3:c");
    }
    try (Spool s = open()) {
      assertThat(drain(s)).containsExactly("1:a", "2:b", "3:c");
      assertThat(s.positions()).containsOnlyKeys("f");
    }
    assertThat(notes.all).containsExactly("writeFailed");
  }

  /** Writes half of what it is given and fails, as a full disk does. */
  private record TornOutput(Disk.Output real, AtomicBoolean noSpace) implements Disk.Output {
    @Override
    public void write(ByteBuffer bytes) throws IOException {
      if (noSpace.get()) {
        ByteBuffer half = bytes.slice(bytes.position(), bytes.remaining() / 2);
        real.write(half);
        throw new IOException("No space left on device");
      }
      real.write(bytes);
    }

    @Override
    public void force() throws IOException {
      real.force();
    }

    @Override
    public void truncate(long size) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public void close() throws IOException {
      real.close();
    }
  }

  @Test
  void cutsAnUnfinishedTailAndKeepsTheEpoch() throws Exception {
    long epoch;
    try (Spool s = open()) {
      epoch = s.epoch();
      s.append(events("a"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      s.append(events("b"), Map.of());
    }
    Path segment = newestSegment();
    try (FileChannel f = FileChannel.open(segment, StandardOpenOption.WRITE)) {
      f.truncate(f.size() - 3);
    }
    try (Spool s = open()) {
      assertThat(s.epoch()).isEqualTo(epoch);
      assertThat(drain(s)).containsExactly("1:a");
      assertThat(s.append(events("b again"), Map.of())).isEqualTo(2);
      s.flush(5, TimeUnit.SECONDS);
      assertThat(drain(s)).containsExactly("1:a", "2:b again");
    }
    try (Spool s = open()) {
      assertThat(drain(s)).containsExactly("1:a", "2:b again");
    }
    assertThat(notes.all).isEmpty();
  }

  @Test
  void beginsAHigherEpochWhenTheTailIsDamaged() throws Exception {
    long epoch;
    try (Spool s = open()) {
      epoch = s.epoch();
      s.append(events("a"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      s.append(events("b"), Map.of());
    }
    flip(newestSegment(), Files.size(newestSegment()) - 5);
    try (Spool s = open()) {
      assertThat(s.epoch()).isGreaterThan(epoch);
      assertThat(s.append(events("b"), Map.of())).isEqualTo(1);
      s.flush(5, TimeUnit.SECONDS);
      assertThat(drain(s)).containsExactly("1:a", "1:b");
    }
    assertThat(notes.all).containsExactly("damaged", "newEpoch");
    assertThat(tmp.resolve("s/quarantine")).isNotEmptyDirectory();
  }

  private static void flip(Path file, long at) throws IOException {
    try (FileChannel f =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer b = ByteBuffer.allocate(1);
      f.read(b, at);
      f.write(ByteBuffer.wrap(new byte[] {(byte) ~b.get(0)}), at);
    }
  }

  @Test
  void tellsWhatIsLostInADamagedMiddleAndGoesOn() throws Exception {
    long first;
    long second;
    try (Spool s = open()) {
      s.append(events("a"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      first = Files.size(newestSegment());
      s.append(events("b", "c"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      second = Files.size(newestSegment());
      s.append(events("d"), Map.of("f", new byte[] {1}));
    }
    flip(newestSegment(), (first + second) / 2);
    try (Spool s = open()) {
      assertThat(s.append(events("e"), Map.of())).isEqualTo(5);
      s.flush(5, TimeUnit.SECONDS);
      assertThat(drain(s)).containsExactly("1:a", "4:d", "5:e");
      assertThat(s.positions()).containsOnlyKeys("f");
    }
    assertThat(notes.all).containsExactly("damaged", "lost 2..3");
    assertThat(tmp.resolve("s/quarantine")).isNotEmptyDirectory();
  }

  @Test
  void beginsAHigherEpochWhenTheSpoolIsLost() throws Exception {
    long epoch;
    try (Spool s = open()) {
      epoch = s.epoch();
      s.append(events("a"), Map.of());
    }
    Files.delete(newestSegment());
    try (var list = Files.list(tmp.resolve("s"))) {
      for (Path p : list.filter(x -> x.toString().endsWith(".seg")).toList()) {
        Files.delete(p);
      }
    }
    try (Spool s = open()) {
      assertThat(s.epoch()).isGreaterThan(epoch);
    }
    assertThat(notes.all).containsExactly("newEpoch");
  }

  @Test
  void beginsAHigherEpochWhenMoreWasAcknowledgedThanIsThere() throws Exception {
    try (Spool s = open()) {
      s.append(events("a", "b"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      Path old = crash(tmp.resolve("s"), tmp.resolve("old"));
      s.append(events("c"), Map.of());
      s.flush(5, TimeUnit.SECONDS);
      s.ack(new Stamped(s.epoch(), 3));
      s.persistAck();
      Files.copy(tmp.resolve("s/acked"), old.resolve("acked"));
      SpoolConfig c = new SpoolConfig(old, 64 << 20, 1 << 20, 1000, Duration.ofMillis(5));
      try (Spool restored = Spool.open(c, Disk.REAL, Clock.systemUTC(), notes)) {
        assertThat(restored.epoch()).isGreaterThan(s.epoch());
        assertThat(restored.append(events("d"), Map.of())).isEqualTo(1);
      }
    }
  }

  @Test
  void keepsUnreadableSegmentsWhenTheKeyIsAnother() throws Exception {
    long epoch;
    try (Spool s = open()) {
      epoch = s.epoch();
      s.append(events("a"), Map.of());
    }
    Files.delete(tmp.resolve("s/spool.key"));
    try (Spool s = open()) {
      assertThat(s.epoch()).isGreaterThan(epoch);
      assertThat(s.positions()).isEmpty();
      assertThat(drain(s)).isEmpty();
    }
    assertThat(notes.all).contains("damaged", "newEpoch");
    assertThat(tmp.resolve("s/quarantine")).isNotEmptyDirectory();
  }

  @Test
  void isUsedByOneProcessOnly() throws Exception {
    try (Spool s = open()) {
      assertThat(s.epoch()).isPositive();
      assertThatThrownBy(this::open)
          .isInstanceOf(SpoolLockedException.class)
          .hasMessageContaining("in use by another agent");
    }
  }

  @Test
  void cursorGoesBackToTheAcknowledgedPoint() throws Exception {
    try (Spool s = open();
        SpoolCursor cursor = s.cursor()) {
      s.append(events("a", "b", "c"), Map.of());
      assertThat(cursor.next(5, TimeUnit.SECONDS).events()).hasSize(3);
      assertThat(cursor.next(10, TimeUnit.MILLISECONDS)).isNull();
      s.ack(new Stamped(s.epoch(), 1));
      cursor.rewind();
      Frame again = cursor.next(5, TimeUnit.SECONDS);
      assertThat(again.firstSeq()).isEqualTo(2);
      assertThat(again.events()).hasSize(2);
    }
  }

  @Test
  void refusesAnAppendThatIsTooLarge() throws Exception {
    try (Spool s = open()) {
      assertThatThrownBy(() -> s.append(List.of(new byte[Spool.MAX_APPEND + 1]), Map.of()))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(s.append(events("a"), Map.of())).isEqualTo(1);
    }
  }

  /** What the spool told. */
  static final class Notes implements SpoolListener {
    final List<String> all = new java.util.concurrent.CopyOnWriteArrayList<>();

    @Override
    public void damaged(String segment, long bytes, String reason) {
      all.add("damaged");
    }

    @Override
    public void lost(long epoch, long first, long last) {
      all.add("lost " + first + ".." + last);
    }

    @Override
    public void writeFailed(String reason) {
      all.add("writeFailed");
    }

    @Override
    public void full(long bytes, long quota) {
      all.add("full");
    }

    @Override
    public void newEpoch(long epoch, String reason) {
      all.add("newEpoch");
    }
  }
}
