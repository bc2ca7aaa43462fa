package org.watchfire.store.retention;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.elasticsearch.client.RestClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.json.Json;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import org.watchfire.store.sealing.Sealer;

/**
 * Forgets a person for a range of periods: destroys the keys of the sealed values and overwrites
 * the clear copies in the index. The ledger does not change and every proof still holds.
 */
public final class Shredder {
  private static final Logger LOG = LoggerFactory.getLogger(Shredder.class);
  private static final long READ_BYTES = 8 << 20;

  private final Path ledgers;
  private final Path indexDir;
  private final NoteVerifier site;
  private final Sealer sealer;
  private final Holds holds;
  private final Outbox outbox;
  private final Clock clock;
  private final Duration patience;

  /**
   * @param indexDir where the running store keeps how far it has indexed
   * @param patience how long to wait for it to finish what it indexes or compares just then
   */
  public Shredder(
      Path ledgers,
      Path indexDir,
      NoteVerifier site,
      Sealer sealer,
      Holds holds,
      Outbox outbox,
      Clock clock,
      Duration patience) {
    this.ledgers = ledgers;
    this.indexDir = indexDir;
    this.site = site;
    this.sealer = sealer;
    this.holds = holds;
    this.outbox = outbox;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * What is to be forgotten and on whose word.
   *
   * @param pseudonym of the person, see {@link Sealer#pseudonym}
   * @param from first period, such as {@code 2026q1}
   * @param to last period, inclusive
   * @param by who does it
   * @param why in words, without personal data
   * @param approval who else has approved it, and where that is written
   */
  public record Order(
      String pseudonym, String from, String to, String by, String why, String approval) {
    /** Checks that nothing is left out. */
    public Order {
      if (!pseudonym.matches("[0-9a-f]{32}")) {
        throw new IllegalArgumentException("a pseudonym has 32 hexadecimal digits");
      }
      if (!from.matches("[0-9]{4}q[1-4]")
          || !to.matches("[0-9]{4}q[1-4]")
          || from.compareTo(to) > 0) {
        throw new IllegalArgumentException("periods look like 2026q1 and are in order");
      }
      if (by == null || by.isBlank() || why == null || why.isBlank()) {
        throw new IllegalArgumentException("a shredding needs who does it and why");
      }
      if (approval == null || approval.isBlank() || approval.strip().equals(by.strip())) {
        throw new IllegalArgumentException("a shredding needs the approval of somebody else");
      }
    }
  }

  /**
   * What was done.
   *
   * @param destroyed ids of the keys that were destroyed now
   * @param records entries of the ledger with values under destroyed keys
   * @param rewritten documents of the index that were overwritten; -1 when no index was given
   */
  public record Report(List<String> destroyed, long records, long rewritten) {}

  /**
   * Carries it out; begun again after a failure it goes on where it was.
   *
   * @param index null leaves the index as it is
   * @throws RefusedException when a legal hold needs a key, or there is nothing to forget
   * @throws IOException when a file or the index fails; keys may be destroyed already
   */
  public Report shred(Order order, RestClient index)
      throws IOException, LedgerException, RefusedException {
    try (Closeable lock = holds.lock()) {
      return shredLocked(order, index);
    }
  }

  private Report shredLocked(Order order, RestClient index)
      throws IOException, LedgerException, RefusedException {
    List<String> living = sealer.keys().living(order.pseudonym(), order.from(), order.to());
    List<String> all = new ArrayList<>(living);
    all.addAll(sealer.keys().destroyed(order.pseudonym(), order.from(), order.to()));
    if (all.isEmpty()) {
      throw new RefusedException(
          "nothing is sealed for that person from " + order.from() + " to " + order.to());
    }
    List<Hold> holding = holds.onKeys(living);
    if (!holding.isEmpty()) {
      String why =
          holding.stream()
              .map(h -> h.id() + " (case " + h.caseNumber() + ")")
              .collect(Collectors.joining(", "));
      act(order, "failure", Map.of("refused_by", why));
      throw new RefusedException("legal hold " + why + " needs these values; release it first");
    }
    if (index == null) {
      return destroy(order, living, all, null);
    }
    // From the first key on the index holds clear copies that nobody may judge or add to.
    try (IndexPause pause = IndexPause.begin(indexDir, sealed(), patience)) {
      LOG.debug("shredding while {} holds comparisons off", pause);
      return destroy(order, living, all, index);
    }
  }

  private List<Stream> sealed() {
    return Arrays.stream(Stream.values()).filter(sealer::covers).toList();
  }

  private Report destroy(Order order, List<String> living, List<String> all, RestClient index)
      throws IOException, LedgerException {
    if (!living.isEmpty()) {
      // On its way to the record before anything is gone.
      act(order, "unknown", Map.of("keys", living));
    }
    byte[] tombstone = tombstone(order);
    List<String> destroyed = new ArrayList<>();
    for (String kid : living) {
      if (sealer.keys().destroy(kid, tombstone)) {
        destroyed.add(kid);
      }
    }
    long records = 0;
    long rewritten = index == null ? -1 : 0;
    for (Stream stream : sealed()) {
      Optional<IndexCopies> copies =
          Optional.ofNullable(index).map(client -> new IndexCopies(client, stream, clock));
      if (copies.isPresent()) {
        // What was opened before the key was gone may still be on its way into the index.
        long size = StreamReader.of(ledgers, stream, site).size();
        IndexPause.awaitIndexed(new IndexFiles(indexDir, stream), size, patience);
      }
      records += forget(stream, all, order.from(), copies);
      if (copies.isPresent()) {
        rewritten += copies.get().finish();
      }
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("keys", all);
    counts.put("records", records);
    counts.put("index_documents", rewritten);
    act(order, "success", counts);
    return new Report(Collections.unmodifiableList(destroyed), records, rewritten);
  }

  private long forget(Stream stream, List<String> kids, String from, Optional<IndexCopies> copies)
      throws IOException, LedgerException {
    StreamReader reader = StreamReader.of(ledgers, stream, site);
    long size = reader.size();
    long at = reader.firstKept();
    for (StreamReader.Log log : reader.logs()) {
      // A batch sealed at the end of a quarter may be committed in the next, never before.
      if (log.period().compareTo(from) < 0) {
        at = Math.max(at, log.end());
      }
    }
    long found = 0;
    while (at < size) {
      List<byte[]> entries = reader.entries(at, READ_BYTES);
      for (int i = 0; i < entries.size(); i++) {
        byte[] entry = entries.get(i);
        if (!Collections.disjoint(Sealer.kids(entry), kids)) {
          found++;
          if (copies.isPresent()) {
            copies.get().put(at + i, sealer.indexed(stream, entry));
          }
        }
      }
      at += entries.size();
    }
    return found;
  }

  private byte[] tombstone(Order order) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("when", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    tree.put("who", order.by());
    tree.put("why", order.why());
    tree.put("approval", order.approval());
    return Json.write(tree);
  }

  private void act(Order order, String outcome, Map<String, Object> more) throws IOException {
    Map<String, Object> detail = new LinkedHashMap<>();
    detail.put("from", order.from());
    detail.put("to", order.to());
    detail.put("why", order.why());
    detail.put("approval", order.approval());
    detail.putAll(more);
    outbox.add(new StoreAct("store.shred", outcome, order.by(), order.pseudonym(), detail));
  }
}
