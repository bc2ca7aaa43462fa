package org.watchfire.store.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * The one writer of a stream: appends to the log of the current {@link Period} and begins the next
 * one when the quarter changes. The steps of that change, each of which a crash may follow:
 *
 * <ol>
 *   <li>publish the old log: its last checkpoint covers everything in it; delete what is left over
 *   <li>create the new log, empty
 *   <li>append that checkpoint as entry 0 of the new log, committed with the old log's {@link
 *       Commit}
 *   <li>publish the new log
 * </ol>
 *
 * <p>The newest directory is the current log. A new one without entry 0 gets it at the next start.
 * A clock that goes back changes nothing: the newest period stays the current one. When anything
 * throws, close and open again, as with {@link Ledger}. For one thread.
 */
public final class StreamLedger implements Closeable {
  private final Disk disk;
  private final Path dir;
  private final Path marks;
  private final String origin;
  private final LogSigner site;
  private final RollbackGuard guard;
  private final Clock clock;
  private final Closeable lock;
  private Ledger log;
  private Period period;
  private long first;
  private boolean failed;

  private StreamLedger(Builder b, Closeable lock) {
    this.disk = b.disk;
    this.dir = b.ledgers.resolve(b.stream.id());
    this.marks = b.marks.resolve(b.stream.id());
    this.origin = b.site.origin() + "/" + b.stream.id();
    this.site = b.site;
    this.guard = b.guard;
    this.clock = b.clock;
    this.lock = lock;
  }

  /**
   * What a writer needs.
   *
   * @param ledgers the directory that holds a directory per stream
   * @param marks a directory outside of it, for what was signed last; an older copy of {@code
   *     ledgers} that is put back is recognised by it
   * @param site the site's keys; origins become {@code <site>/<stream>/<period>}
   */
  public static Builder of(Path ledgers, Path marks, Stream stream, LogSigner site) {
    return new Builder(ledgers, marks, stream, site);
  }

  /** The same for a site with one key. */
  public static Builder of(Path ledgers, Path marks, Stream stream, NoteSigner site)
      throws NoteException {
    return of(ledgers, marks, stream, LogSigner.ofSite(List.of(site)));
  }

  /** Chooses what has a default, and opens. */
  public static final class Builder {
    private final Path ledgers;
    private final Path marks;
    private final Stream stream;
    private final LogSigner site;
    private RollbackGuard guard = RollbackGuard.NONE;
    private Disk disk = new FileDisk();
    private Clock clock = Clock.systemUTC();

    private Builder(Path ledgers, Path marks, Stream stream, LogSigner site) {
      this.ledgers = ledgers;
      this.marks = marks;
      this.stream = stream;
      this.site = site;
    }

    /** Who must agree before a log is written. */
    public Builder guard(RollbackGuard other) {
      this.guard = other;
      return this;
    }

    /** Where the files are. */
    public Builder disk(Disk other) {
      this.disk = other;
      return this;
    }

    /** Decides the period. */
    public Builder clock(Clock other) {
      this.clock = other;
      return this;
    }

    /**
     * Opens the stream, or begins it, and brings the checkpoint up to the last commit.
     *
     * @throws LedgerLockedException when another writer has it open
     * @throws LedgerCorruptException when a file is missing or was changed
     * @throws LedgerForkException when what was signed before is not the beginning of what is here
     */
    public StreamLedger open() throws IOException, LedgerException {
      StreamLedger opened =
          new StreamLedger(this, disk.lock(ledgers.resolve(stream.id()).resolve("lock")));
      try {
        opened.openNewest();
        return opened;
      } catch (IOException | LedgerException | RuntimeException e) {
        try {
          opened.close();
        } catch (IOException closing) {
          e.addSuppressed(closing);
        }
        throw e;
      }
    }
  }

  private void openNewest() throws IOException, LedgerException {
    StreamReader.requireNotFlat(disk, dir);
    List<Period> periods = StreamReader.periods(disk, dir);
    for (Period signed : StreamReader.periods(disk, marks)) {
      if (!periods.contains(signed)) {
        throw new LedgerForkException(
            "log "
                + origin
                + "/"
                + signed
                + " was signed, but it is not here: an older copy was"
                + " restored; restore the newer one");
      }
    }
    int newest = periods.size() - 1;
    if (newest < 0) {
      period = Period.of(clock.instant());
      log = openLog(period);
      return;
    }
    for (Period closed : periods.subList(0, newest)) {
      first += closedSize(closed);
    }
    period = periods.get(newest);
    log = openLog(period);
    if (newest > 0 && log.size() == 0) {
      Commit carried;
      Period before = periods.get(newest - 1);
      try (Ledger old = openLog(before)) {
        carried = old.commit();
      }
      takeOver(before, carried);
    }
  }

  private Ledger openLog(Period of) throws IOException, LedgerException {
    return Ledger.open(
        logDir(of), site.named(origin + "/" + of), disk, marks.resolve(of.text()), guard);
  }

  private Path logDir(Period of) {
    return dir.resolve(of.text());
  }

  /** The last checkpoint of a log that has a successor must be the last that was signed. */
  private long closedSize(Period closed) throws IOException, LedgerException {
    NoteVerifier key = site.named(origin + "/" + closed).verifiers().get(0);
    Checkpoint last = new LedgerReader(logDir(closed), key, disk).checkpoint();
    Path mark = marks.resolve(closed.text());
    if (disk.exists(mark)) {
      Checkpoint signed;
      try {
        signed = Checkpoint.open(disk.read(mark), key);
      } catch (NoteException e) {
        throw new LedgerCorruptException(mark.toString(), e.getMessage(), e);
      }
      if (!signed.equals(last)) {
        throw new LedgerForkException(
            "log " + closed + " ends with " + last + ", but " + signed + " was signed last");
      }
    }
    return last.size();
  }

  /** Steps 3 and 4: the new log is open and empty. */
  private void takeOver(Period before, Commit carried) throws IOException, LedgerException {
    byte[] note = disk.read(logDir(before).resolve(LedgerReader.CHECKPOINT));
    log.append(List.of(note), carried);
    log.publish();
  }

  private void begin(Period next) throws IOException, LedgerException {
    failed = true;
    log.publish();
    log.tidy();
    Commit carried = log.commit();
    long size = log.size();
    Period before = period;
    log.close();
    log = openLog(next);
    first += size;
    period = next;
    takeOver(before, carried);
    failed = false;
  }

  /** Number of committed records of the stream, entries 0 of its logs included. */
  public long size() {
    return first + log.size();
  }

  /** What was committed with the last batch. */
  public Commit commit() {
    return log.commit();
  }

  /** The period of the current log. */
  public Period period() {
    return period;
  }

  /** Whether the clock now says a time before the current period: it has gone back. */
  public boolean clockIsBack() {
    return Period.of(clock.instant()).compareTo(period) < 0;
  }

  /**
   * Appends records in order and commits them together with {@code commit}; durable when it
   * returns. Begins the log of a new period first when the quarter has changed.
   *
   * @return number in the stream of the first of them
   * @throws LedgerException when another process has written meanwhile, or the log of the new
   *     period cannot be begun
   */
  public long append(List<byte[]> records, Commit commit) throws IOException, LedgerException {
    if (failed) {
      throw new IllegalStateException("the ledger failed before: close and open it again");
    }
    Period now = Period.of(clock.instant());
    if (now.compareTo(period) > 0) {
      begin(now);
    }
    return first + log.append(records, commit);
  }

  /** Signs and publishes what is committed; see {@link Ledger#publish}. */
  public Checkpoint publish() throws IOException, LedgerException {
    if (failed) {
      throw new IllegalStateException("the ledger failed before: close and open it again");
    }
    return log.publish();
  }

  /** Puts cosignatures on the published checkpoint; see {@link Ledger#cosigned}. */
  public boolean cosigned(SignedNote note) throws IOException, LedgerException {
    if (failed) {
      throw new IllegalStateException("the ledger failed before: close and open it again");
    }
    return log.cosigned(note);
  }

  /** The last checkpoint that was signed: of the current log. */
  public Checkpoint checkpoint() {
    return log.checkpoint();
  }

  /** Gives up the locks. Nothing is written: what was not committed is gone. */
  @Override
  public void close() throws IOException {
    failed = true;
    try {
      if (log != null) {
        log.close();
      }
    } finally {
      lock.close();
    }
  }

  @Override
  public String toString() {
    return origin + "@" + size();
  }
}
