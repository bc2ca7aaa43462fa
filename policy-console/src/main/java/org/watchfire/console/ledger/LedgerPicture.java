package org.watchfire.console.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.MinimumIndex;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * The ledgers as they stand: logs, checkpoints, signatures, and what the store says of its work.
 */
public final class LedgerPicture {
  private final TrailSearch search;
  private final Path trustPolicy;
  private final StoreReport store;

  /**
   * @param trustPolicy the site's, null when there is none
   */
  public LedgerPicture(TrailSearch search, Path trustPolicy, StoreReport store) {
    this.search = search;
    this.trustPolicy = trustPolicy;
    this.store = store;
  }

  Map<String, Object> take() {
    Map<String, Object> picture = new LinkedHashMap<>();
    picture.put("site", search.site());
    picture.put("key", search.siteKey());
    Optional<TrustPolicy> policy = Optional.empty();
    String problem = null;
    try {
      policy = policy();
    } catch (IOException | NoteException e) {
      problem = e.getMessage();
    }
    picture.put("policy", policy.map(TrustPolicy::text).orElse(null));
    picture.put("policyProblem", problem);
    picture.put(
        "witnesses",
        policy.stream()
            .flatMap(p -> p.witnesses().stream())
            .map(w -> Map.of("name", w.name(), "url", w.url()))
            .toList());
    List<Map<String, Object>> streams = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      streams.add(stream(stream, policy));
    }
    picture.put("streams", streams);
    picture.put("store", store.take());
    return picture;
  }

  private Optional<TrustPolicy> policy() throws IOException, NoteException {
    return trustPolicy == null
        ? Optional.empty()
        : Optional.of(TrustPolicy.parse(Files.readString(trustPolicy)));
  }

  private Map<String, Object> stream(Stream stream, Optional<TrustPolicy> policy) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("stream", stream.id());
    StreamReader reader = search.stream(stream);
    List<Map<String, Object>> logs = new ArrayList<>();
    Long size = null;
    Long first = null;
    String problem = null;
    try {
      for (StreamReader.Log log : reader.exists() ? reader.logs() : List.<StreamReader.Log>of()) {
        logs.add(0, log(log, policy));
      }
      size = logs.isEmpty() ? 0 : reader.size();
      first = logs.isEmpty() ? 0 : reader.firstKept();
    } catch (IOException | LedgerException e) {
      problem = e.getMessage();
    }
    view.put("size", size);
    view.put("firstKept", first);
    view.put("problem", problem);
    view.put("logs", logs);
    return view;
  }

  private static Map<String, Object> log(StreamReader.Log log, Optional<TrustPolicy> policy)
      throws IOException, LedgerException {
    SignedNote signed = SignedNote.parse(log.reader().checkpointNote());
    Checkpoint checkpoint = Checkpoint.parse(signed.text());
    Set<String> cosigned = policy.isEmpty() ? Set.of() : policy.get().cosigners(signed);
    Set<String> names = new LinkedHashSet<>();
    signed.signatures().forEach(s -> names.add(s.name()));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("period", log.period());
    view.put("origin", checkpoint.origin());
    view.put("first", log.first());
    view.put("size", checkpoint.size());
    view.put("root", checkpoint.rootBase64());
    view.put("writtenAt", writtenAt(log.reader().directory()));
    view.put("signatures", signed.signatures().size());
    view.put("signers", List.copyOf(names));
    view.put("cosigners", List.copyOf(cosigned));
    view.put("quorum", policy.isEmpty() ? null : policy.get().isQuorum(cosigned));
    view.put("pruned", log.reader().pruned().map(MinimumIndex::reason).orElse(null));
    view.put("note", signed.text());
    return view;
  }

  /** When the checkpoint was last written here; it says of itself no time. */
  private static String writtenAt(Path log) throws IOException {
    return Files.getLastModifiedTime(log.resolve("checkpoint")).toInstant().toString();
  }
}
