package org.watchfire.store.retention;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.MinimumIndex;
import org.watchfire.store.ledger.Period;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;

/**
 * Prunes logs whose retention is over: whole periods, the oldest first, never the newest. The
 * signed checkpoint stays, and is entry 0 of the log after it as well.
 */
public final class Pruner {
  private static final long READ_BYTES = 8 << 20;
  private static final long LOOK_NANOS = 200_000_000;

  private final Path ledgers;
  private final LogSigner site;
  private final RetentionSettings settings;
  private final Holds holds;
  private final Outbox outbox;
  private final Disk disk;
  private final Clock clock;

  public Pruner(
      Path ledgers,
      LogSigner site,
      RetentionSettings settings,
      Holds holds,
      Outbox outbox,
      Disk disk,
      Clock clock) {
    this.ledgers = ledgers;
    this.site = site;
    this.settings = settings;
    this.holds = holds;
    this.outbox = outbox;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * A log and what is to become of it.
   *
   * @param period such as {@code 2026q1}
   * @param records in it
   * @param until it must be kept till then; null when that is not known because the log is open
   * @param verdict whether it goes
   * @param reason for people
   */
  public record Candidate(
      Stream stream, String period, long records, Instant until, Verdict verdict, String reason) {}

  /** What is to become of a log. */
  public enum Verdict {
    GOES,
    STAYS,
    HELD,
    GONE
  }

  /** Looks at all logs; changes nothing. */
  public List<Candidate> plan() throws IOException, LedgerException {
    List<Candidate> plan = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      List<StreamReader.Log> logs = reader(stream).logs();
      boolean mayGo = true;
      for (int i = 0; i < logs.size(); i++) {
        boolean newest = i == logs.size() - 1;
        Candidate candidate = judge(stream, logs.get(i), newest, mayGo);
        mayGo &= candidate.verdict() == Verdict.GOES || candidate.verdict() == Verdict.GONE;
        plan.add(candidate);
      }
    }
    return plan;
  }

  private Candidate judge(Stream stream, StreamReader.Log log, boolean newest, boolean mayGo)
      throws IOException, LedgerException {
    String period = log.period();
    Optional<MinimumIndex> gone = log.reader().pruned();
    if (gone.isPresent()) {
      return new Candidate(stream, period, log.size(), null, Verdict.GONE, gone.get().reason());
    }
    if (newest) {
      return new Candidate(
          stream, period, log.size(), null, Verdict.STAYS, "is being written 正在写入");
    }
    Instant end = Period.parse(period).orElseThrow().end();
    Instant now = clock.instant();
    Duration keep = settings.of(stream);
    String of = stream.id();
    if (!end.plus(keep).isAfter(now)
        && settings.levels().values().stream()
            .anyMatch(time -> time.compareTo(settings.of(stream)) > 0)) {
      // Only now is it worth reading: the levels decide.
      Set<String> levels = levels(log);
      keep = settings.of(stream, levels);
      of = stream.id() + " with levels " + levels;
    }
    Instant until = end.plus(keep);
    if (until.isAfter(now)) {
      return new Candidate(
          stream,
          period,
          log.size(),
          until,
          Verdict.STAYS,
          of + " are kept " + keep.toDays() + " days 未到期");
    }
    List<Hold> holding = holds.on(stream, period);
    if (!holding.isEmpty()) {
      return new Candidate(
          stream,
          period,
          log.size(),
          until,
          Verdict.HELD,
          "legal hold 法定保全 " + holding.get(0).id() + ", case " + holding.get(0).caseNumber());
    }
    return mayGo
        ? new Candidate(stream, period, log.size(), until, Verdict.GOES, "is over 已到期")
        : new Candidate(
            stream, period, log.size(), until, Verdict.STAYS, "an older log stays 较早的账本仍保留");
  }

  private static Set<String> levels(StreamReader.Log log) throws IOException, LedgerException {
    Set<String> levels = new TreeSet<>();
    for (long at = 0; at < log.size(); ) {
      List<byte[]> entries = log.reader().entries(at, READ_BYTES);
      for (byte[] entry : entries) {
        try {
          Event event = EventCodec.decode(entry);
          levels.addAll(event.texts(EcsFields.GOV_DATA_LEVEL));
        } catch (EventFormatException e) {
          continue; // entry 0, the checkpoint of the log before, has no level
        }
      }
      at += entries.size();
    }
    return levels;
  }

  private Path dir(Stream stream, String period) {
    return ledgers.resolve(stream.id()).resolve(period);
  }

  private StreamReader reader(Stream stream) throws LedgerException {
    return StreamReader.of(ledgers, stream, site.origin(), TrustPolicy.ofSite(site.verifiers()));
  }

  /**
   * Prunes every log that goes, and finishes what an earlier run was cut off in.
   *
   * @param by who does it
   * @param patience how long to wait for the running store to put each pruning on record; without
   *     one the record waits in the outbox
   * @return what went
   */
  public List<Candidate> prune(String by, Duration patience) throws IOException, LedgerException {
    try (Closeable lock = holds.lock()) {
      List<Candidate> pruned = new ArrayList<>();
      for (Candidate candidate : plan()) {
        if (candidate.verdict() == Verdict.GOES) {
          prune(candidate, by, patience);
          pruned.add(candidate);
        } else if (candidate.verdict() == Verdict.GONE) {
          deleteEntries(dir(candidate.stream(), candidate.period()));
        }
      }
      return pruned;
    }
  }

  private void prune(Candidate candidate, String by, Duration patience)
      throws IOException, LedgerException {
    Stream stream = candidate.stream();
    Path log = dir(stream, candidate.period());
    LogSigner signer = site.named(site.origin() + "/" + stream.id() + "/" + candidate.period());
    Checkpoint last = LedgerReader.of(log, signer.origin(), signer.policy()).checkpoint();
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("minimum_index", last.size());
    detail.put("root", last.rootBase64());
    detail.put("policy", settings.text(stream));
    StreamReader audit = reader(Stream.AUDIT);
    long before = audit.size();
    String record = outbox.add(new StoreAct("store.prune", "success", by, last.origin(), detail));
    new MinimumIndex(
            last.origin(),
            last.size(),
            last.size(),
            last.root(),
            record,
            awaitRecord(audit, before, record, patience),
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            settings.text(stream))
        .write(disk, log, signer);
    deleteEntries(log);
  }

  /** Number of the record in the audit stream; -1 when nobody has put it there in time. */
  private long awaitRecord(StreamReader audit, long from, String record, Duration patience)
      throws IOException, LedgerException {
    long deadline = System.nanoTime() + patience.toNanos();
    long at = from;
    while (true) {
      for (long size = audit.size(); at < size; ) {
        List<byte[]> entries = audit.entries(at, READ_BYTES);
        for (int i = 0; i < entries.size(); i++) {
          if (record.equals(id(entries.get(i)))) {
            return at + i;
          }
        }
        at += entries.size();
      }
      if (System.nanoTime() - deadline >= 0) {
        return -1;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private static String id(byte[] entry) {
    try {
      return EventCodec.decode(entry).id();
    } catch (EventFormatException e) {
      return null;
    }
  }

  /** The hash tiles stay: they hold no content, and proofs about the log still need them. */
  private void deleteEntries(Path log) throws IOException {
    for (String name : List.of("tile/entries", "payload")) {
      if (!Files.isDirectory(log.resolve(name))) {
        continue;
      }
      List<Path> files;
      try (java.util.stream.Stream<Path> tree = Files.walk(log.resolve(name))) {
        files = tree.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        disk.delete(file);
      }
    }
    disk.syncDirectory(log);
  }
}
