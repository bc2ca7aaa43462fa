package org.watchfire.store.index;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;

/**
 * The files beside the ledger that say how far a stream is indexed: {@code <stream>.json} is the
 * cursor, {@code <stream>.lock} is held by the one who indexes, {@code <stream>.rebuild} asks it to
 * begin anew, {@code <stream>.comparing} is held by the one who compares.
 *
 * @param directory {@code index/} in the data directory of the store
 */
public record IndexFiles(Path directory, Stream stream) {
  private static final Disk DISK = new FileDisk();

  /**
   * How far the index has come.
   *
   * @param epoch how often it was begun anew
   * @param first number of the first record that it holds
   * @param next number of the next record to index
   */
  public record Progress(long epoch, long first, long next) {}

  Path cursor() {
    return directory.resolve(stream.id() + ".json");
  }

  /** Lock of the one who indexes. */
  public Path lock() {
    return directory.resolve(stream.id() + ".lock");
  }

  Path rebuild() {
    return directory.resolve(stream.id() + ".rebuild");
  }

  /** Lock of the one who compares the index with the ledger. */
  public Path comparing() {
    return directory.resolve(stream.id() + ".comparing");
  }

  /** Reads the cursor. */
  public Progress progress() throws IOException {
    IndexCursor cursor = IndexCursor.read(DISK, cursor());
    return new Progress(cursor.epoch(), cursor.first(), cursor.next());
  }

  /**
   * Asks whoever indexes the stream, now or later, to throw the index away and fill it again from
   * the ledger. Done when {@link #progress} shows a higher epoch.
   */
  public void requestRebuild(Instant now) throws IOException {
    DISK.replace(rebuild(), Json.write(Map.of("requested", now.toString())));
  }
}
