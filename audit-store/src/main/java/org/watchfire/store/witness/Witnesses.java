package org.watchfire.store.witness;

import java.io.Closeable;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.LedgerForkException;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.RollbackGuard;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * The witnesses of a site as its store uses them. Before a log is written each is asked what it has
 * seen of it: an older copy of the ledgers that was put back, or a rewritten one, is not signed.
 * After each checkpoint they are asked for cosignatures, each in a thread of its own, so that
 * nothing waits for them. Thread-safe.
 */
public final class Witnesses implements RollbackGuard, Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  private final TrustPolicy policy;
  private final LogSigner site;
  private final List<WitnessClient> clients;
  private final List<Cosigner> cosigners = new ArrayList<>();
  private final Map<String, SignedNote> collected = new ConcurrentHashMap<>();
  private final Map<Stream, SignedNote> pending = new ConcurrentHashMap<>();

  private Witnesses(TrustPolicy policy, LogSigner site, List<WitnessClient> clients) {
    this.policy = policy;
    this.site = site;
    this.clients = List.copyOf(clients);
  }

  /**
   * @param policy names the witnesses, each with its URL, and how many of them must agree
   * @param site keys of the site
   * @param tls trusts the certificates of the witnesses; null for the platform's authorities
   * @throws NoteException when the policy would not accept what these keys sign, or a witness
   *     cannot be asked
   */
  public static Witnesses of(TrustPolicy policy, LogSigner site, SSLContext tls)
      throws NoteException {
    String origin = site.origin() + "/" + Stream.AUDIT.id();
    SignedNote trial = site.named(origin).sign(empty(origin));
    policy.withoutWitnesses().open(trial.bytes(), origin);
    List<WitnessClient> clients = new ArrayList<>();
    for (TrustPolicy.Witness witness : policy.witnesses()) {
      clients.add(new WitnessClient(witness, tls));
    }
    return new Witnesses(policy, site, clients);
  }

  private static Checkpoint empty(String origin) {
    return new Checkpoint(origin, 0, Rfc6962.emptyRoot());
  }

  /**
   * Refuses when a witness has seen more of the log than there is, or something else.
   *
   * @throws IOException when fewer witnesses answer than the quorum asks for
   */
  @Override
  public void opening(Checkpoint head, History history)
      throws IOException, LedgerCorruptException, LedgerForkException {
    Set<String> agreed = new TreeSet<>();
    List<String> silent = new ArrayList<>();
    for (WitnessClient client : clients) {
      try {
        compare(client, head, history);
        agreed.add(client.name());
      } catch (IOException e) {
        LOG.warn("{} was not compared with a witness: {}", head.origin(), e.getMessage());
        silent.add(e.getMessage());
      }
    }
    if (!policy.isQuorum(agreed)) {
      throw new IOException(
          "log "
              + head.origin()
              + " is not signed before enough witnesses say what they have seen of it: "
              + String.join("; ", silent));
    }
  }

  private void compare(WitnessClient client, Checkpoint head, History history)
      throws IOException, LedgerCorruptException, LedgerForkException {
    Optional<SignedNote> latest = client.latest(head.origin());
    Checkpoint seen;
    try {
      seen = latest.isPresent() ? Checkpoint.parse(latest.get().text()) : null;
    } catch (NoteException e) {
      throw new IOException("witness " + client.name() + " gave no checkpoint", e);
    }
    long size = seen != null ? seen.size() : askSize(client, head.origin());
    if (size > head.size()) {
      throw new LedgerForkException(
          "witness "
              + client.name()
              + " has cosigned "
              + size
              + " entries of log "
              + head.origin()
              + ", here are only "
              + head.size()
              + ": an older copy was restored; restore the newer one"
              + " (见证者见过更多记录：恢复的是旧副本，拒绝签名)");
    }
    if (seen != null
        && (!seen.origin().equals(head.origin())
            || !MessageDigest.isEqual(seen.root(), history.root(size)))) {
      throw new LedgerForkException(
          "witness "
              + client.name()
              + " has cosigned another root of log "
              + head.origin()
              + " at size "
              + size
              + ": what is here was rewritten"
              + " (见证者见过不同的历史：账本被改写，拒绝签名)");
    }
  }

  /** The empty log begins every log, so signing that says nothing; the answer tells the size. */
  private long askSize(WitnessClient client, String origin) throws IOException {
    SignedNote question;
    try {
      question = site.named(origin).sign(empty(origin));
    } catch (NoteException e) {
      throw new IOException(origin + " is no origin: " + e.getMessage(), e);
    }
    WitnessClient.Answer answer = client.add(new AddCheckpoint(0, List.of(), question.bytes()));
    if (answer instanceof WitnessClient.Answer.OtherSize other) {
      return other.size();
    }
    if (answer instanceof WitnessClient.Answer.Refused refused) {
      throw new IOException(
          "witness " + client.name() + " refuses " + refused.status() + ": " + refused.reason());
    }
    return 0;
  }

  /** Begins to ask for cosignatures on whatever these streams publish. */
  public void start(List<StreamReader> streams, List<Stream> ids, Disk disk) {
    for (WitnessClient client : clients) {
      Cosigner cosigner = new Cosigner(client, streams, ids, this, disk);
      cosigners.add(cosigner);
      Thread thread = new Thread(cosigner, "witness-" + client.name());
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** How each witness is doing. */
  public List<Cosigner> cosigners() {
    return List.copyOf(cosigners);
  }

  /**
   * The newest checkpoint of a stream with cosignatures that it has not been published with yet;
   * each is given once.
   */
  public Optional<SignedNote> takeCosigned(Stream stream) {
    return Optional.ofNullable(pending.remove(stream));
  }

  /** Where the joined signatures of a checkpoint go. */
  interface Publishing {
    void of(SignedNote note) throws IOException;
  }

  /**
   * Joins what witnesses have signed of one checkpoint and hands it on, one at a time: the note
   * with fewer signatures must not come after the one with more.
   */
  synchronized void collect(
      SignedNote submitted,
      String origin,
      List<SignedNote.Signature> cosignatures,
      Publishing publishing)
      throws IOException {
    SignedNote known = collected.get(origin);
    SignedNote base = known != null && known.text().equals(submitted.text()) ? known : submitted;
    Set<String> names = new TreeSet<>();
    cosignatures.forEach(s -> names.add(s.name()));
    List<SignedNote.Signature> all = new ArrayList<>();
    base.signatures().stream().filter(s -> !names.contains(s.name())).forEach(all::add);
    all.addAll(cosignatures);
    SignedNote joined = new SignedNote(base.text(), all);
    collected.put(origin, joined);
    publishing.of(joined);
  }

  /** For the writer of the stream to publish. */
  void offer(Stream stream, SignedNote note) {
    pending.put(stream, note);
  }

  /** Stops asking. */
  @Override
  public void close() {
    cosigners.forEach(Cosigner::stop);
  }
}
