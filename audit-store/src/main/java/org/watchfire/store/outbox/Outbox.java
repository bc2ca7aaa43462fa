package org.watchfire.store.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.watchfire.store.ledger.Disk;

/**
 * The directory of records that wait: {@code <milliseconds>-<event.id>.json}, in order of time.
 * Thread-safe, also between processes.
 */
public final class Outbox {
  private static final String SUFFIX = ".json";

  private final Path dir;
  private final Disk disk;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public Outbox(Path dir, Disk disk, Clock clock) {
    this.dir = dir;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Puts an act on its way; durable when it returns.
   *
   * @return the {@code event.id} of its record
   */
  public String add(StoreAct act) throws IOException {
    byte[] id = new byte[16];
    random.nextBytes(id);
    String text = HexFormat.of().formatHex(id);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Files.createDirectories(dir);
    disk.syncDirectory(dir.toAbsolutePath().getParent());
    Path file = dir.resolve(String.format("%015d-%s%s", now.toEpochMilli(), text, SUFFIX));
    disk.replace(file, act.record(text, now));
    return text;
  }

  /** Files of the records that wait, oldest first. */
  public List<Path> waiting() throws IOException {
    return disk.list(dir).stream()
        .filter(name -> name.endsWith(SUFFIX))
        .sorted()
        .map(dir::resolve)
        .toList();
  }

  /** Whether the record of an act still waits. */
  public boolean holds(String eventId) throws IOException {
    return waiting().stream()
        .anyMatch(file -> file.getFileName().toString().endsWith("-" + eventId + SUFFIX));
  }

  /** Removes what Kafka has. */
  void sent(Path file) throws IOException {
    disk.delete(file);
    disk.syncDirectory(dir);
  }
}
