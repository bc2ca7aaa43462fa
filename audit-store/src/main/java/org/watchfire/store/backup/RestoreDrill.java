package org.watchfire.store.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Proves that a backup can be brought back: restores it into a scratch place, computes every root
 * again from the entries, compares with a checkpoint that somebody else has seen, answers queries,
 * and reports on it, signed.
 */
public final class RestoreDrill {
  private static final String HEAD = "watchfire.org/restore-drill/v1";
  private static final long READ_BYTES = 8 << 20;

  private final NoteVerifier site;
  private final Clock clock;

  public RestoreDrill(NoteVerifier site, Clock clock) {
    this.site = site;
    this.clock = clock;
  }

  /**
   * A question whose answer is a number of records.
   *
   * @param query KQL
   */
  public record Question(Stream stream, String query) {}

  /** Asks an index that was rebuilt from the restored ledgers, for the same questions. */
  public interface Rebuilt {
    /** How many documents a question finds. */
    long count(Question question) throws IOException;
  }

  /** Rebuilds an index from the restored ledgers. */
  @FunctionalInterface
  public interface Rebuild {
    /**
     * @param restored the data directory that was restored
     */
    Rebuilt from(Path restored) throws IOException, LedgerException;
  }

  /**
   * How it went.
   *
   * @param passed whether everything was as it should be
   * @param lines for people, in order
   */
  public record Report(boolean passed, List<String> lines) {
    /** Copies the list. */
    public Report {
      lines = List.copyOf(lines);
    }

    /** The report as a signed note under {@code <site>/drill}. */
    public byte[] sign(NoteSigner site) throws LedgerException {
      StringBuilder text = new StringBuilder(HEAD).append('\n').append(site.name()).append('\n');
      lines.forEach(line -> text.append(line).append('\n'));
      text.append(passed ? "passed" : "failed").append('\n');
      return site.named(site.name() + "/drill")
          .sign(new SignedNote(text.toString(), List.of()))
          .bytes();
    }
  }

  /**
   * Carries it out.
   *
   * @param chain the backup, read and checked
   * @param scratch empty or not there
   * @param witnessed checkpoints that a witness has seen, as notes; may be empty
   * @param rebuild makes an index to ask as well; empty asks the ledgers only
   * @param progress lines for people
   */
  public Report run(
      BackupChain chain,
      AeadKey key,
      Path scratch,
      List<byte[]> witnessed,
      List<Question> questions,
      Optional<Rebuild> rebuild,
      Consumer<String> progress)
      throws IOException, LedgerException, BackupDamagedException, QuerySyntaxException {
    List<String> lines = new ArrayList<>();
    boolean passed = true;
    lines.add("drill of " + clock.instant().truncatedTo(ChronoUnit.SECONDS));
    lines.add("backup generation " + chain.size() + " made " + chain.created().orElse("-"));
    List<String> damages = chain.damages();
    for (String damage : damages) {
      lines.add("DAMAGED " + damage);
    }
    if (!damages.isEmpty()) {
      return new Report(false, lines);
    }
    int files = new Restore(chain, key).to(scratch, progress);
    lines.add("restored " + files + " files, each as its manifest says");
    Path ledgers = scratch.resolve("ledger");
    for (Stream stream : Stream.values()) {
      progress.accept("checking " + stream.id());
      passed &= check(StreamReader.of(ledgers, stream, site), stream, lines);
    }
    for (byte[] note : witnessed) {
      passed &= compare(ledgers, note, lines);
    }
    Map<Question, Long> answers = new LinkedHashMap<>();
    for (Question question : questions) {
      progress.accept("asking " + question.stream().id() + ": " + question.query());
      answers.put(question, count(ledgers, question));
    }
    Optional<Rebuilt> index = Optional.empty();
    if (rebuild.isPresent()) {
      progress.accept("rebuilding an index");
      index = Optional.of(rebuild.get().from(scratch));
    }
    for (Map.Entry<Question, Long> answer : answers.entrySet()) {
      Question question = answer.getKey();
      String line =
          "question "
              + question.stream().id()
              + " ["
              + question.query()
              + "]: "
              + answer.getValue()
              + " records in the ledger";
      if (index.isPresent()) {
        long found = index.get().count(question);
        boolean same = found == answer.getValue();
        passed &= same;
        line += ", " + found + " in the rebuilt index" + (same ? "" : " DIFFERS");
      }
      lines.add(line);
    }
    return new Report(passed, lines);
  }

  private static boolean check(StreamReader reader, Stream stream, List<String> lines)
      throws IOException, LedgerException {
    if (!reader.exists()) {
      lines.add("stream " + stream.id() + ": nothing");
      return true;
    }
    Optional<String> damage = reader.firstDamage();
    if (damage.isPresent()) {
      lines.add("stream " + stream.id() + ": DAMAGED " + damage.get());
      return false;
    }
    for (StreamReader.Log log : reader.logs()) {
      Checkpoint checkpoint = log.reader().checkpoint();
      lines.add(
          "log "
              + checkpoint.origin()
              + ": "
              + checkpoint.size()
              + " entries lead to root "
              + checkpoint.rootBase64()
              + log.reader().pruned().map(gone -> ", " + gone.reason()).orElse(""));
    }
    return true;
  }

  /** The restored log must reach what was seen, with the same root there. */
  private boolean compare(Path ledgers, byte[] note, List<String> lines)
      throws IOException, LedgerException {
    Checkpoint seen = TrustPolicy.ofSite(site).open(note);
    String name = seen.origin().substring(site.name().length() + 1);
    Optional<Stream> stream = Stream.of(name.split("/", 2)[0]);
    if (stream.isEmpty()) {
      lines.add("witnessed " + seen + ": no such stream FAILED");
      return false;
    }
    for (StreamReader.Log log : StreamReader.of(ledgers, stream.get(), site).logs()) {
      Checkpoint restored = log.reader().checkpoint();
      if (!restored.origin().equals(seen.origin())) {
        continue;
      }
      if (restored.size() < seen.size()) {
        lines.add(
            "witnessed "
                + seen
                + ": the backup has only "
                + restored.size()
                + " entries, "
                + (seen.size() - restored.size())
                + " are missing FAILED");
        return false;
      }
      try {
        if (seen.size() > 0) {
          Rfc6962.verifyConsistency(
              seen.size(),
              seen.root(),
              restored.size(),
              restored.root(),
              log.reader().consistencyProof(seen.size(), restored.size()));
        }
        lines.add("witnessed " + seen + ": is the beginning of what was restored");
        return true;
      } catch (InvalidProofException e) {
        lines.add("witnessed " + seen + ": another history was restored FAILED");
        return false;
      }
    }
    lines.add("witnessed " + seen + ": the backup has no such log FAILED");
    return false;
  }

  private long count(Path ledgers, Question question)
      throws IOException, LedgerException, QuerySyntaxException {
    KqlEvaluator wanted = KqlEvaluator.of(question.stream(), question.query(), null, null);
    StreamReader reader = StreamReader.of(ledgers, question.stream(), site);
    long found = 0;
    long size = reader.size();
    for (long at = reader.firstKept(); at < size; ) {
      List<byte[]> entries = reader.entries(at, READ_BYTES);
      for (int i = 0; i < entries.size(); i++) {
        found += wanted.matches(at + i, entries.get(i)) ? 1 : 0;
      }
      at += entries.size();
    }
    return found;
  }
}
