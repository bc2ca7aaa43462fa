package org.watchfire.store.bundle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import org.watchfire.store.bundle.Manifest.Kind;
import org.watchfire.store.bundle.Manifest.Query;
import org.watchfire.store.bundle.ZipForm.Member;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * Evaluates the query of a bundle on each of its records and compares with what the bundle says
 * matches: in a range the numbers in {@code matches}, else every record. For one use.
 */
final class QueryReplay {
  private static final int LONGEST_LINE = 19;

  private final Manifest manifest;
  private final Problems problems;
  private final KqlEvaluator evaluator;
  private final Member list;
  private BufferedReader lines;
  private long stated = -1;
  private long matches;
  private long records;

  QueryReplay(BundleZip zip, Manifest manifest, Problems problems)
      throws IOException, BundleException {
    this.manifest = manifest;
    this.problems = problems;
    this.evaluator = evaluator(manifest);
    this.list = zip.member(BundleCheck.MATCHES);
    boolean listed = manifest.kind() == Kind.RANGE && manifest.query() != null;
    if (listed != (list != null)) {
      throw new BundleException(BundleCheck.MATCHES, -1, listed ? "is missing" : "is not expected");
    }
    if (listed) {
      lines = new BufferedReader(new InputStreamReader(zip.open(list), StandardCharsets.US_ASCII));
      nextStated();
    }
  }

  private static KqlEvaluator evaluator(Manifest manifest) throws BundleException {
    Query query = manifest.query();
    if (query == null) {
      return null;
    }
    if (!query.language().equals(Query.LANGUAGE)) {
      throw new BundleException(Manifest.FILE, -1, "query is not in " + Query.LANGUAGE);
    }
    Stream stream =
        Stream.of(manifest.stream())
            .orElseThrow(
                () -> new BundleException(Manifest.FILE, -1, "no stream " + manifest.stream()));
    try {
      return KqlEvaluator.of(stream, query.text(), time(query.since()), time(query.until()));
    } catch (QuerySyntaxException e) {
      throw new BundleException(Manifest.FILE, -1, "query: " + e.getMessage());
    } catch (DateTimeException e) {
      throw new BundleException(Manifest.FILE, -1, "query has a bound that is no time");
    }
  }

  private static Instant time(String text) {
    return text == null ? null : Instant.parse(text);
  }

  /** How many records the query was evaluated on. */
  long records() {
    return records;
  }

  void record(RecordStream.Frame f, long seq, byte[] record) throws IOException, BundleException {
    if (evaluator == null) {
      return;
    }
    records++;
    boolean found = evaluator.matches(seq, record);
    boolean said = list == null || stated == seq;
    matches += found ? 1 : 0;
    if (found && !said) {
      problem(f, seq, "the record matches the query, but it was left out of the matches");
    } else if (!found && said) {
      problem(f, seq, "the record is given as a match, but it does not match the query");
    }
    if (list != null && said) {
      nextStated();
    }
  }

  private void problem(RecordStream.Frame f, long seq, String detail) {
    problems.add(new Problem(Fault.QUERY, f.file(), f.offset(), f.zipOffset(), seq, detail));
  }

  void end() {
    if (evaluator == null) {
      return;
    }
    if (list != null && stated >= 0) {
      problems.add(
          new Problem(
              Fault.QUERY,
              list.name(),
              -1,
              list.content(),
              stated,
              "names a record that is not here or not in order"));
    }
    if (manifest.matches() == null || manifest.matches() != matches) {
      problems.add(
          Fault.QUERY,
          Manifest.FILE,
          -1,
          -1,
          "says " + manifest.matches() + " matches, replaying the query finds " + matches);
    }
  }

  private void nextStated() throws IOException, BundleException {
    StringBuilder line = new StringBuilder();
    int c = lines.read();
    while (c >= 0 && c != '\n') {
      if (c < '0' || c > '9' || line.length() == LONGEST_LINE) {
        throw new BundleException(list.name(), -1, "has a line that is no record number");
      }
      line.append((char) c);
      c = lines.read();
    }
    if (c < 0 && line.isEmpty()) {
      stated = -1;
      return;
    }
    if (c < 0 || line.isEmpty() || line.length() == LONGEST_LINE) {
      throw new BundleException(list.name(), -1, "has a line that is no record number");
    }
    stated = Long.parseLong(line.toString());
  }
}
