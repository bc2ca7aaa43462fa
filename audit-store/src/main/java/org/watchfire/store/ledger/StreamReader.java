package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a stream: the chain of its logs, one per {@link Period}, as one sequence of records. A
 * record's number in the stream is its index in its log plus the sizes of the logs before. Each log
 * but the first begins with the last checkpoint of the log before it. Never writes, and may run
 * beside the writer, in another process or on a copy. Thread-safe.
 */
public final class StreamReader {
  private final Path dir;
  private final String origin;
  private final TrustPolicy policy;
  private final Disk disk;
  private volatile List<Log> known = List.of();

  /**
   * One log of a stream.
   *
   * @param reader reads it, by index in the log
   * @param first number in the stream of its entry 0
   * @param size how many entries its checkpoint covered when this was read
   * @param period such as {@code 2026q4}
   */
  public record Log(LedgerReader reader, long first, long size, String period) {
    /** Number in the stream of the first record after it. */
    public long end() {
      return first + size;
    }
  }

  /**
   * Where a record is.
   *
   * @param log its log
   * @param first number in the stream of entry 0 of that log
   * @param index of the record in that log
   * @param period of that log
   */
  public record Place(LedgerReader log, long first, long index, String period) {}

  /**
   * @param dir directory of the stream, which holds one directory per period
   * @param origin {@code <site>/<stream>}; the logs are {@code <origin>/<period>}
   */
  StreamReader(Path dir, String origin, TrustPolicy policy, Disk disk) {
    this.dir = dir;
    this.origin = origin;
    this.policy = policy;
    this.disk = disk;
  }

  /**
   * Reader of a stream of a site.
   *
   * @param ledgers the directory that holds a directory per stream
   * @param site the site's key; origins become {@code <site>/<stream>/<period>}
   */
  public static StreamReader of(Path ledgers, Stream stream, NoteVerifier site)
      throws NoteException {
    return of(ledgers, stream, site.name(), TrustPolicy.ofSite(site));
  }

  /**
   * Reader of a stream of a site.
   *
   * @param ledgers the directory that holds a directory per stream
   * @param site name of the site
   * @param policy who must have signed the checkpoints
   */
  public static StreamReader of(Path ledgers, Stream stream, String site, TrustPolicy policy)
      throws NoteException {
    NoteKey.requireName(site);
    String origin = site + "/" + stream.id();
    return new StreamReader(ledgers.resolve(stream.id()), origin, policy, new FileDisk());
  }

  /** Whether a log has been begun here. */
  public boolean exists() throws IOException {
    if (isFlat(disk, dir)) {
      return true;
    }
    for (Period period : periods(disk, dir)) {
      if (disk.exists(dir.resolve(period.text()).resolve(LedgerReader.CHECKPOINT))) {
        return true;
      }
    }
    return false;
  }

  /** The periods that have a directory, oldest first. */
  static List<Period> periods(Disk disk, Path dir) throws IOException {
    List<Period> periods = new ArrayList<>();
    for (String name : disk.list(dir)) {
      Period.parse(name).ifPresent(periods::add);
    }
    periods.sort(null);
    return periods;
  }

  /** A log lies where the logs of the periods should: written before there were periods. */
  static boolean isFlat(Disk disk, Path dir) {
    return disk.exists(dir.resolve(LedgerReader.CHECKPOINT))
        || disk.exists(dir.resolve(LedgerState.FILE));
  }

  static void requireNotFlat(Disk disk, Path dir) throws LedgerCorruptException {
    if (isFlat(disk, dir)) {
      throw new LedgerCorruptException(
          dir.toString(),
          "is a single log of an older version, this one keeps a log per period: move the directory"
              + " away; the stream then begins anew");
    }
  }

  /**
   * The logs, oldest first; empty before the first checkpoint.
   *
   * @throws LedgerCorruptException when a checkpoint is missing or wrong, or the logs do not follow
   *     one another
   */
  public List<Log> logs() throws IOException, LedgerException {
    requireNotFlat(disk, dir);
    List<Period> periods = periods(disk, dir);
    int last = periods.size() - 1;
    LedgerReader newest = null;
    long newestSize = 0;
    // A log without its first entry has not taken over from the one before yet.
    for (; last >= 0; last--) {
      newest = reader(periods.get(last));
      newestSize = newest.exists() ? newest.checkpoint().size() : 0;
      if (newestSize > 0 || (last == 0 && newest.exists())) {
        break;
      }
    }
    if (last < 0) {
      return List.of();
    }
    List<Log> before = known;
    List<Log> logs = new ArrayList<>();
    long first = 0;
    for (int i = 0; i <= last; i++) {
      String period = periods.get(i).text();
      boolean same = i < before.size() && before.get(i).period().equals(period);
      if (!same) {
        before = List.of();
      }
      // What has a successor does not grow any more.
      boolean closed = i < last;
      Log log;
      if (same && closed && i + 1 < before.size()) {
        log = before.get(i);
      } else {
        LedgerReader reader =
            same ? before.get(i).reader() : closed ? reader(periods.get(i)) : newest;
        log = new Log(reader, first, closed ? reader.checkpoint().size() : newestSize, period);
      }
      if (!same) {
        requireFollows(log, i == 0 ? null : logs.get(i - 1));
      }
      logs.add(log);
      first = log.end();
    }
    known = List.copyOf(logs);
    return known;
  }

  private LedgerReader reader(Period period) {
    return new LedgerReader(dir.resolve(period.text()), origin + "/" + period.text(), policy, disk);
  }

  /** Entry 0 must be the last checkpoint of the log before, and there must be one. */
  private void requireFollows(Log log, Log before) throws IOException, LedgerException {
    if (log.size() == 0) {
      return;
    }
    byte[] note;
    try {
      note = log.reader().entry(0);
    } catch (PrunedException e) {
      // The signed sizes still say where the log begins.
      return;
    }
    Optional<Checkpoint> closing = closing(note);
    String file = log.period() + "/" + TilePath.entries(0, TilePath.width(0, 0, log.size()));
    if (before == null) {
      if (closing.isPresent()) {
        throw new LedgerCorruptException(
            file, "follows log " + closing.get().origin() + ", which is missing; restore it");
      }
      return;
    }
    Checkpoint last = before.reader().checkpoint();
    if (closing.isEmpty() || !closing.get().equals(last)) {
      throw new LedgerCorruptException(
          file,
          "begins with "
              + closing.map(Checkpoint::toString).orElse("no checkpoint")
              + ", but the log before ends with "
              + last);
    }
  }

  /** The checkpoint in an entry 0, if the entry is one of a log of this stream. */
  private Optional<Checkpoint> closing(byte[] entry) {
    Optional<Checkpoint> closing = closingCheckpoint(entry);
    if (closing.isEmpty() || !closing.get().origin().startsWith(origin + "/")) {
      return Optional.empty();
    }
    try {
      return Optional.of(policy.withoutWitnesses().open(entry, closing.get().origin()));
    } catch (NoteException e) {
      return Optional.empty();
    }
  }

  /**
   * The checkpoint of the log before, if that is what an entry is; its signatures are not looked
   * at.
   */
  public static Optional<Checkpoint> closingCheckpoint(byte[] entry) {
    if (entry.length == 0 || entry[0] == '{' || entry.length > SignedNote.MAX_BYTES) {
      return Optional.empty();
    }
    try {
      Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(entry).text());
      return periodOf(checkpoint).map(period -> checkpoint);
    } catch (NoteException e) {
      return Optional.empty();
    }
  }

  /**
   * Compares the beginning of one log of a stream with the end of the log before it, without
   * looking at signatures.
   *
   * @param log directory of the log, named as its period; the others are beside it
   * @return what does not fit, as {@code <file>: <problem>}; empty when all is well
   */
  public static Optional<String> brokenChain(Path log) throws IOException {
    Disk disk = new FileDisk();
    Path dir = log.toAbsolutePath().normalize();
    Period own =
        Period.parse(dir.getFileName().toString())
            .orElseThrow(() -> new IllegalArgumentException(log + " is not named as a period"));
    Optional<Period> before =
        periods(disk, dir.getParent()).stream()
            .filter(period -> period.compareTo(own) < 0)
            .reduce((older, newer) -> newer);
    try {
      Optional<Checkpoint> begins = closingCheckpoint(LedgerReader.unauthenticated(dir).entry(0));
      if (before.isEmpty()) {
        return begins.map(
            c -> TilePath.ENTRIES + ": follows log " + c.origin() + ", which is not here");
      }
      Checkpoint last =
          LedgerReader.unauthenticated(dir.resolveSibling(before.get().text())).checkpoint();
      return begins.isPresent() && begins.get().equals(last)
          ? Optional.empty()
          : Optional.of(
              TilePath.ENTRIES + ": entry 0 is not the last checkpoint of log " + before.get());
    } catch (LedgerException e) {
      return Optional.of(e.getMessage());
    }
  }

  /** The period in the origin of a log of a stream. */
  public static Optional<Period> periodOf(Checkpoint checkpoint) {
    String origin = checkpoint.origin();
    return Period.parse(origin.substring(origin.lastIndexOf('/') + 1));
  }

  /** How many records the checkpoints cover; 0 before the first one. */
  public long size() throws IOException, LedgerException {
    List<Log> logs = logs();
    return logs.isEmpty() ? 0 : logs.get(logs.size() - 1).end();
  }

  /**
   * Number of the first record that is still there: those before it are gone with the oldest logs
   * by the retention policy. Followers begin here.
   */
  public long firstKept() throws IOException, LedgerException {
    long first = 0;
    for (Log log : logs()) {
      if (log.reader().pruned().isEmpty()) {
        break;
      }
      first = log.end();
    }
    return first;
  }

  /**
   * The checkpoint of the newest log, checked against the key. Its size is that of the log, not of
   * the stream.
   */
  public Checkpoint checkpoint() throws IOException, LedgerException {
    List<Log> logs = logs();
    if (logs.isEmpty()) {
      throw new LedgerCorruptException(LedgerReader.CHECKPOINT, "is missing");
    }
    return logs.get(logs.size() - 1).reader().checkpoint();
  }

  /**
   * Finds a record.
   *
   * @throws NotInLedgerException when no checkpoint covers it
   */
  public Place locate(long seq) throws IOException, LedgerException {
    List<Log> logs = logs();
    for (int i = logs.size() - 1; i >= 0; i--) {
      Log log = logs.get(i);
      if (seq >= log.first() && seq < log.end()) {
        return new Place(log.reader(), log.first(), seq - log.first(), log.period());
      }
    }
    long size = logs.isEmpty() ? 0 : logs.get(logs.size() - 1).end();
    throw new NotInLedgerException("no record " + seq + ": the checkpoint covers " + size);
  }

  /**
   * One record as it was recorded; see {@link LedgerReader#entry}. Not proven; see {@link #verify}.
   */
  public byte[] entry(long seq) throws IOException, LedgerException {
    Place place = locate(seq);
    return place.log().entry(place.index());
  }

  /** The bytes that are hashed for {@code seq}; see {@link LedgerReader#leaf}. */
  public byte[] leaf(long seq) throws IOException, LedgerException {
    Place place = locate(seq);
    return place.log().leaf(place.index());
  }

  /**
   * Records from {@code from} on, in order, for those who follow the stream. May stop early, at the
   * end of a log for one; empty only when nothing is covered beyond {@code from}.
   *
   * @param maxBytes stops after the bundle that reaches this; at least one bundle is read
   */
  public List<byte[]> entries(long from, long maxBytes) throws IOException, LedgerException {
    if (from >= size()) {
      return List.of();
    }
    Place place = locate(from);
    return place.log().entries(place.index(), maxBytes);
  }

  /**
   * Checks one record from its bytes up to the signed root of its log. What does not fit is a
   * result, not an exception.
   *
   * @throws NotInLedgerException when no checkpoint covers {@code seq}
   * @throws IOException when a file is there but cannot be read
   */
  public Verification verify(long seq) throws IOException, NotInLedgerException {
    Place place;
    try {
      place = locate(seq);
    } catch (NotInLedgerException e) {
      throw e;
    } catch (LedgerException e) {
      return Verification.failed(e.getMessage());
    }
    Verification result = place.log().verify(place.index());
    return result.verified()
        ? result
        : result.rejected("log " + place.period() + ": " + result.reason());
  }

  /**
   * Reads the whole stream and computes the root of every log again from the entries alone.
   *
   * @return empty when everything fits the signed checkpoints, else the first thing that does not
   * @throws IOException when a file is there but cannot be read
   */
  public Optional<String> firstDamage() throws IOException {
    List<Log> logs;
    try {
      known = List.of();
      logs = logs();
    } catch (LedgerException e) {
      return Optional.of(e.getMessage());
    }
    for (Log log : logs) {
      Optional<String> damage = log.reader().firstDamage();
      if (damage.isPresent()) {
        return Optional.of("log " + log.period() + ": " + damage.get());
      }
    }
    return Optional.empty();
  }

  /** Names the stream and where it is, for messages. */
  @Override
  public String toString() {
    return origin + " in " + dir;
  }
}
