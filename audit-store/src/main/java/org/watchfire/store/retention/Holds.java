package org.watchfire.store.retention;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.sealing.Sealer;

/**
 * The legal holds of a store: directories {@code holds/<id>/} with {@code hold.json} and {@code
 * vault/}. A hold exists once its {@code hold.json} does, which is after its vault is complete. It
 * covers the records that were there when it was made.
 */
public final class Holds {
  private static final String FILE = "hold.json";
  private static final String VAULT = "vault";
  private static final long READ_BYTES = 8 << 20;
  private static final int EVERY = 100_000;

  private final Path data;
  private final NoteVerifier site;
  private final Optional<Sealer> sealer;
  private final Outbox outbox;
  private final Disk disk;
  private final Clock clock;

  /**
   * @param data data directory of the store
   * @param sealer opens sealed values, so that a query sees what the index shows; empty when
   *     nothing is sealed
   */
  public Holds(
      Path data,
      NoteVerifier site,
      Optional<Sealer> sealer,
      Outbox outbox,
      Disk disk,
      Clock clock) {
    this.data = data;
    this.site = site;
    this.sealer = sealer;
    this.outbox = outbox;
    this.disk = disk;
    this.clock = clock;
  }

  /**
   * Which records a hold is to cover.
   *
   * @param query KQL; null takes all of the range
   * @param from first number in the stream
   * @param to number after the last; what is beyond the end is not there yet
   */
  public record Scope(Stream stream, String query, long from, long to) {
    /** Checks the range. */
    public Scope {
      if (from < 0 || to <= from) {
        throw new IllegalArgumentException("a hold needs records: " + from + " to " + to);
      }
    }
  }

  /** The holds, oldest first, released ones too. */
  public List<Hold> all() throws IOException {
    List<Hold> holds = new ArrayList<>();
    for (String name : disk.list(data.resolve("holds"))) {
      Path file = data.resolve("holds").resolve(name).resolve(FILE);
      if (Files.exists(file)) {
        holds.add(read(file));
      }
    }
    holds.sort(java.util.Comparator.comparing(Hold::created).thenComparing(Hold::id));
    return holds;
  }

  private static Hold read(Path file) throws IOException {
    try {
      return Hold.parse(Files.readAllBytes(file));
    } catch (JsonFormatException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  /** Those that still hold. */
  public List<Hold> active() throws IOException {
    return all().stream().filter(Hold::active).toList();
  }

  /**
   * Makes a hold: copies the records with their proofs, then holds them.
   *
   * @param by who enters it
   * @param progress told how many records were looked at
   * @throws RefusedException when there is no such record
   * @throws QuerySyntaxException when the query is wrong
   */
  public Hold place(
      Scope scope, String caseNumber, String owner, String reason, String by, LongConsumer progress)
      throws IOException, LedgerException, QuerySyntaxException, RefusedException {
    for (String text : new String[] {caseNumber, owner, reason, by}) {
      if (text == null || text.isBlank()) {
        throw new RefusedException(
            "a hold needs a case number, an owner, a reason and who enters it");
      }
    }
    try (Closeable lock = lock()) {
      return placeLocked(scope, caseNumber, owner, reason, by, progress);
    }
  }

  /** Held by whoever makes a hold or deletes what one could be made of. */
  Closeable lock() throws IOException, LedgerException {
    return disk.lock(data.resolve("holds").resolve("lock"));
  }

  private Hold placeLocked(
      Scope scope, String caseNumber, String owner, String reason, String by, LongConsumer progress)
      throws IOException, LedgerException, QuerySyntaxException, RefusedException {
    KqlEvaluator wanted = KqlEvaluator.of(scope.stream(), scope.query(), null, null);
    byte[] random = new byte[4];
    new SecureRandom().nextBytes(random);
    String id = "hold-" + HexFormat.of().formatHex(random);
    Path dir = data.resolve("holds").resolve(id);
    Vault vault = new Vault(dir.resolve(VAULT), disk);
    StreamReader reader = StreamReader.of(data.resolve("ledger"), scope.stream(), site);
    Map<String, Long> records = new TreeMap<>();
    Set<String> kids = new TreeSet<>();
    Map<String, byte[]> checkpoints = new HashMap<>();
    // The end before the checkpoints: each then covers all that is looked at.
    long end = Math.min(scope.to(), reader.size());
    for (StreamReader.Log log : reader.logs()) {
      checkpoints.put(
          log.period(),
          disk.read(
              data.resolve("ledger")
                  .resolve(scope.stream().id())
                  .resolve(log.period())
                  .resolve("checkpoint")));
    }
    for (long at = Math.max(scope.from(), reader.firstKept()); at < end; ) {
      List<byte[]> entries = reader.entries(at, READ_BYTES);
      for (int i = 0; i < entries.size() && at + i < end; i++) {
        byte[] entry = entries.get(i);
        byte[] clear = sealer.isPresent() ? sealer.get().unsealed(scope.stream(), entry) : entry;
        if (scope.query() == null || wanted.matches(at + i, clear)) {
          StreamReader.Place place = reader.locate(at + i);
          byte[] checkpoint = checkpoints.get(place.period());
          vault.add(place.period(), at + i, place.index(), place.log(), checkpoint);
          records.merge(place.period(), 1L, Long::sum);
          kids.addAll(Sealer.kids(entry));
        }
        if ((at + i) % EVERY == 0) {
          progress.accept(at + i);
        }
      }
      at += entries.size();
    }
    if (records.isEmpty()) {
      throw new RefusedException("no record of " + scope.stream().id() + " is in that hold");
    }
    Map<String, String> sums = vault.finish();
    Hold hold =
        new Hold(
            id,
            caseNumber,
            owner,
            reason,
            scope.stream(),
            scope.query(),
            records,
            List.copyOf(kids),
            sums,
            now(),
            by,
            null);
    disk.replace(dir.resolve(FILE), hold.bytes());
    outbox.add(
        new StoreAct(
            "store.hold",
            "success",
            by,
            id,
            Map.of(
                "case", caseNumber,
                "owner", owner,
                "reason", reason,
                "stream", scope.stream().id(),
                "records", records)));
    return hold;
  }

  private String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /**
   * Ends a hold; its vault stays.
   *
   * @throws RefusedException when there is none with that id that still holds
   */
  public Hold release(String id, String by, String reason) throws IOException, RefusedException {
    if (reason == null || reason.isBlank()) {
      throw new RefusedException("a release needs a reason");
    }
    for (Hold hold : active()) {
      if (hold.id().equals(id)) {
        // The record first: a release without one must not be possible.
        outbox.add(
            new StoreAct(
                "store.release",
                "success",
                by,
                id,
                Map.of("case", hold.caseNumber(), "reason", reason)));
        Hold released = hold.release(now());
        disk.replace(data.resolve("holds").resolve(id).resolve(FILE), released.bytes());
        return released;
      }
    }
    throw new RefusedException("there is no hold " + id + " that still holds");
  }

  /** Proves every copy in the vault of a hold; see {@link Vault#damages}. */
  public List<String> damages(Hold hold, TrustPolicy policy) throws IOException {
    return new Vault(data.resolve("holds").resolve(hold.id()).resolve(VAULT), disk)
        .damages(policy, hold.count(), hold.vault());
  }

  /** The active holds that have records in a log. */
  List<Hold> on(Stream stream, String period) throws IOException {
    return active().stream()
        .filter(h -> h.stream() == stream && h.records().containsKey(period))
        .toList();
  }

  /** The active holds that have values under one of these keys. */
  List<Hold> onKeys(List<String> kids) throws IOException {
    return active().stream().filter(h -> h.kids().stream().anyMatch(kids::contains)).toList();
  }
}
