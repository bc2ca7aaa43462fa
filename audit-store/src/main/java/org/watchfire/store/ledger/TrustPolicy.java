package org.watchfire.store.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Who must have signed a checkpoint before it is believed. The text form is that of C2SP {@code
 * tlog-policy} (lines {@code log}, {@code witness}, {@code group}, {@code quorum}) with two lines
 * more:
 *
 * <pre>
 * site &lt;vkey&gt;           a key of all logs of a site: those whose origin is the key's name or begins
 *                       with it and a slash; they sign under their origin
 * require &lt;type&gt;...     types of the log's own keys that must all have signed, such as
 *                       "ed25519 sm2"; without this line any one key of the log suffices
 * </pre>
 *
 * Immutable and thread-safe.
 */
public final class TrustPolicy {
  private final List<LogKey> logKeys;
  private final Set<KeyType> required;
  private final List<Witness> witnesses;
  private final Quorum quorum;

  TrustPolicy(List<LogKey> logKeys, Set<KeyType> required, List<Witness> witnesses, Quorum quorum) {
    this.logKeys = List.copyOf(logKeys);
    this.required = Set.copyOf(required);
    this.witnesses = List.copyOf(witnesses);
    this.quorum = quorum;
  }

  /**
   * A key that checkpoints may be signed with.
   *
   * @param origin of the log, or name of the site
   * @param site whether it holds for all logs below {@code origin}, under their names
   * @param key under the name it signs with; that of a site is renamed
   */
  record LogKey(String origin, boolean site, NoteVerifier key) {
    Optional<NoteVerifier> of(String log) throws NoteException {
      if (log.equals(origin)) {
        return Optional.of(key);
      }
      return site && log.startsWith(origin + "/") ? Optional.of(key.named(log)) : Optional.empty();
    }
  }

  /**
   * A witness that may cosign.
   *
   * @param name in the policy; of no meaning elsewhere
   * @param key of a cosignature type
   * @param url its submission prefix; empty when the policy names none
   */
  public record Witness(String name, NoteVerifier key, String url) {}

  /** Decides whether enough witnesses have cosigned; a member is a witness or another group. */
  sealed interface Quorum {
    boolean isMetBy(Set<String> cosigned);

    /** Needs no witness. */
    record None() implements Quorum {
      @Override
      public boolean isMetBy(Set<String> cosigned) {
        return true;
      }
    }

    /** One witness, by name. */
    record One(String witness) implements Quorum {
      @Override
      public boolean isMetBy(Set<String> cosigned) {
        return cosigned.contains(witness);
      }
    }

    /** At least {@code threshold} of the members. */
    record Group(int threshold, List<Quorum> members) implements Quorum {
      @Override
      public boolean isMetBy(Set<String> cosigned) {
        return members.stream().filter(m -> m.isMetBy(cosigned)).count() >= threshold;
      }
    }
  }

  /**
   * Reads the text form.
   *
   * @throws NoteException naming the line and what is wrong with it
   */
  public static TrustPolicy parse(String text) throws NoteException {
    return new TrustPolicyParser().parse(text);
  }

  /** Requires the signature of a site's key under the name of the log; asks for no witness. */
  public static TrustPolicy ofSite(NoteVerifier site) {
    return ofSite(List.of(site));
  }

  /** Requires the signatures of all of these keys of a site; asks for no witness. */
  public static TrustPolicy ofSite(Collection<NoteVerifier> keys) {
    List<LogKey> own = keys.stream().map(k -> new LogKey(k.name(), true, k)).toList();
    return new TrustPolicy(own, types(keys), List.of(), new Quorum.None());
  }

  /** Requires the signatures of all of these keys of one log; asks for no witness. */
  public static TrustPolicy ofLog(String origin, Collection<NoteVerifier> keys) {
    List<LogKey> own = keys.stream().map(k -> new LogKey(origin, false, k)).toList();
    return new TrustPolicy(own, types(keys), List.of(), new Quorum.None());
  }

  private static Set<KeyType> types(Collection<NoteVerifier> keys) {
    return keys.stream().map(NoteVerifier::type).collect(Collectors.toSet());
  }

  /**
   * The same without witnesses: for the log's own machine, where the newest checkpoint is used
   * before witnesses have seen it.
   */
  public TrustPolicy withoutWitnesses() {
    return new TrustPolicy(logKeys, required, List.of(), new Quorum.None());
  }

  /** The witnesses in the order of the policy. */
  public List<Witness> witnesses() {
    return witnesses;
  }

  /** Whether the witnesses with these names are enough. */
  public boolean isQuorum(Set<String> names) {
    return quorum.isMetBy(names);
  }

  /** Whether there is a key for the log with this origin. */
  public boolean knows(String origin) {
    try {
      return !keysOf(origin).isEmpty();
    } catch (NoteException e) {
      return false;
    }
  }

  /**
   * Reads and checks a checkpoint: form, origin, the log's own signatures, the quorum of witnesses.
   * Signatures of unknown keys are ignored; a wrong one of a known key spoils the whole note.
   *
   * @param origin that it must have
   * @throws NoteException when any of them is not as the policy asks; says which
   */
  public Checkpoint open(byte[] note, String origin) throws NoteException {
    SignedNote signed = SignedNote.parse(note);
    Checkpoint checkpoint = Checkpoint.parse(signed.text());
    if (!checkpoint.origin().equals(origin)) {
      throw new NoteException(
          "checkpoint is of log " + checkpoint.origin() + ", expected " + origin);
    }
    requireOwnKeys(signed, origin);
    requireQuorum(signed);
    return checkpoint;
  }

  /** As {@link #open(byte[], String)} for the checkpoint of any log that the policy knows. */
  public Checkpoint open(byte[] note) throws NoteException {
    return open(note, Checkpoint.parse(SignedNote.parse(note).text()).origin());
  }

  private List<NoteVerifier> keysOf(String origin) throws NoteException {
    List<NoteVerifier> keys = new ArrayList<>();
    for (LogKey key : logKeys) {
      key.of(origin).ifPresent(keys::add);
    }
    return keys;
  }

  /**
   * Requires the signatures that the policy asks of a log or site under that name, whatever the
   * text of the note says; asks for no witness.
   *
   * @throws NoteException when one is missing or wrong
   */
  public void requireOwnKeys(SignedNote note, String origin) throws NoteException {
    List<NoteVerifier> keys = keysOf(origin);
    if (keys.isEmpty()) {
      throw new NoteException("the policy has no key of log " + origin);
    }
    Set<KeyType> signed = EnumSet.noneOf(KeyType.class);
    for (NoteVerifier key : keys) {
      if (key.hasSigned(note)) {
        signed.add(key.type());
      }
    }
    if (signed.isEmpty()) {
      throw new NoteException(
          "not signed by "
              + keys.stream()
                  .map(k -> k.name() + "+" + NoteKey.hex(k.id()))
                  .collect(Collectors.joining(" or ")));
    }
    for (KeyType type : required) {
      if (!signed.contains(type)) {
        throw new NoteException(
            "not signed by log " + origin + " with the required " + type.id() + " key");
      }
    }
  }

  /**
   * Names of the witnesses whose cosignature the note has.
   *
   * @throws NoteException when one of them is wrong
   */
  public Set<String> cosigners(SignedNote note) throws NoteException {
    Set<String> cosigned = new TreeSet<>();
    for (Witness witness : witnesses) {
      if (witness.key().hasSigned(note)) {
        cosigned.add(witness.name());
      }
    }
    return cosigned;
  }

  private void requireQuorum(SignedNote note) throws NoteException {
    Set<String> cosigned = cosigners(note);
    if (!quorum.isMetBy(cosigned)) {
      throw new NoteException(
          "not cosigned by enough witnesses: the policy asks for more than " + cosigned);
    }
  }

  /** The text form; groups get names of their own. */
  public String text() {
    StringBuilder out = new StringBuilder();
    for (LogKey key : logKeys) {
      out.append(key.site() ? "site " : "log ").append(key.key().text()).append('\n');
    }
    if (!required.isEmpty()) {
      out.append("require");
      required.stream().sorted().forEach(t -> out.append(' ').append(t.id()));
      out.append('\n');
    }
    for (Witness witness : witnesses) {
      out.append("witness ").append(witness.name()).append(' ').append(witness.key().text());
      out.append(witness.url().isEmpty() ? "" : " " + witness.url()).append('\n');
    }
    Set<String> names = witnesses.stream().map(Witness::name).collect(Collectors.toSet());
    String name = write(quorum, new HashSet<>(names), out);
    return out.append("quorum ").append(name).append('\n').toString();
  }

  /** Writes the groups below {@code part} and returns its own name. */
  private static String write(Quorum part, Set<String> taken, StringBuilder out) {
    if (part instanceof Quorum.One one) {
      return one.witness();
    }
    if (!(part instanceof Quorum.Group group)) {
      return "none";
    }
    List<String> members = group.members().stream().map(m -> write(m, taken, out)).toList();
    int n = 1;
    while (!taken.add("group-" + n)) {
      n++;
    }
    out.append("group group-").append(n).append(' ').append(group.threshold());
    members.forEach(m -> out.append(' ').append(m));
    out.append('\n');
    return "group-" + n;
  }

  @Override
  public String toString() {
    Set<String> logs = new HashSet<>();
    logKeys.forEach(k -> logs.add(k.origin()));
    return "TrustPolicy[" + logs + ", " + witnesses.size() + " witnesses]";
  }
}
