package org.watchfire.console.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The parts of a case, as they are stored. Lists are never null, single parts are until they come.
 *
 * @param alerts ids of the alerts it is about
 */
record CaseBody(
    String summary,
    List<Task> tasks,
    List<String> alerts,
    List<Reference> evidence,
    List<Bundle> bundles,
    List<PersonFinding> findings,
    Conclusion conclusion,
    Dispatch dispatch,
    Decision decision) {

  CaseBody {
    tasks = List.copyOf(tasks);
    alerts = List.copyOf(alerts);
    evidence = List.copyOf(evidence);
    bundles = List.copyOf(bundles);
    findings = List.copyOf(findings);
  }

  /**
   * @param n from 1, never used again
   * @param due null for none
   * @param doneAt null while open
   */
  record Task(int n, String title, String assignee, LocalDate due, Instant doneAt, String doneBy) {}

  /**
   * A record of the ledger that proves something.
   *
   * @param sha256 of its bytes, as verified when it was added
   * @param words what it shows
   */
  record Reference(String stream, long seq, String sha256, String words, Instant at, String by) {
    boolean is(String otherStream, long otherSeq) {
      return stream.equals(otherStream) && seq == otherSeq;
    }
  }

  /**
   * An evidence bundle that was made of the records.
   *
   * @param export number of the trail's record about it
   */
  record Bundle(
      String stream,
      long records,
      long bytes,
      String sha256,
      String export,
      Instant at,
      String by) {}

  /** A record by its place. */
  record Place(String stream, long seq) {}

  /**
   * What was overstepped.
   *
   * @param kind {@code rule} of detection, {@code policy} of access, or {@code clause} of a
   *     regulation
   * @param id of the rule or policy, or the clause as it is cited
   */
  record Overstep(String kind, String id, String words) {}

  /**
   * What a case says of one person.
   *
   * @param n from 1, never used again
   * @param person id in the directory
   * @param facts what he did
   * @param proof records of the case's evidence
   * @param statement what he says of it himself; empty when he has not been heard
   * @param recommendation what should follow
   */
  record PersonFinding(
      int n,
      String person,
      List<Overstep> overstepped,
      String severity,
      String facts,
      List<Place> proof,
      String statement,
      String recommendation) {}

  /** Two people stand by it. */
  record Conclusion(String by, String agreed, String approval, Instant at) {}

  /**
   * @param body who is responsible: the department or authority that decides
   * @param due until when it is asked to
   * @param receipt null until it has confirmed
   */
  record Dispatch(
      String body, String contact, LocalDate due, Instant sentAt, String sentBy, Receipt receipt) {}

  record Receipt(String number, LocalDate date, Instant at, String by) {}

  /**
   * @param outcome {@code upheld}, {@code partly_upheld}, {@code dismissed} or {@code other}
   * @param date of the decision
   * @param measure what was done about the persons
   * @param reference file number of the body
   */
  record Decision(
      String outcome, LocalDate date, String measure, String reference, Instant at, String by) {}

  static CaseBody begun(String summary, List<String> alerts) {
    return new CaseBody(
        summary, List.of(), alerts, List.of(), List.of(), List.of(), null, null, null);
  }

  CaseBody withSummary(String text) {
    return new CaseBody(
        text, tasks, alerts, evidence, bundles, findings, conclusion, dispatch, decision);
  }

  CaseBody withTasks(List<Task> all) {
    return new CaseBody(
        summary, all, alerts, evidence, bundles, findings, conclusion, dispatch, decision);
  }

  CaseBody withAlerts(List<String> more) {
    return new CaseBody(
        summary,
        tasks,
        joined(alerts, more),
        evidence,
        bundles,
        findings,
        conclusion,
        dispatch,
        decision);
  }

  CaseBody withEvidence(List<Reference> all) {
    return new CaseBody(
        summary, tasks, alerts, all, bundles, findings, conclusion, dispatch, decision);
  }

  CaseBody withBundle(Bundle bundle) {
    return new CaseBody(
        summary,
        tasks,
        alerts,
        evidence,
        joined(bundles, List.of(bundle)),
        findings,
        conclusion,
        dispatch,
        decision);
  }

  CaseBody withFindings(List<PersonFinding> all) {
    return new CaseBody(
        summary, tasks, alerts, evidence, bundles, all, conclusion, dispatch, decision);
  }

  CaseBody concluded(Conclusion end) {
    return new CaseBody(
        summary, tasks, alerts, evidence, bundles, findings, end, dispatch, decision);
  }

  CaseBody sent(Dispatch sent) {
    return new CaseBody(
        summary, tasks, alerts, evidence, bundles, findings, conclusion, sent, decision);
  }

  CaseBody decided(Decision end) {
    return new CaseBody(
        summary, tasks, alerts, evidence, bundles, findings, conclusion, dispatch, end);
  }

  static <T> List<T> joined(List<T> some, List<T> more) {
    List<T> all = new ArrayList<>(some);
    more.stream().filter(one -> !all.contains(one)).forEach(all::add);
    return all;
  }

  /** The list with one element in the place of those that fit, or behind the others. */
  static <T> List<T> replaced(List<T> all, Predicate<T> fits, T by) {
    List<T> changed = new ArrayList<>();
    boolean placed = false;
    for (T one : all) {
      changed.add(fits.test(one) ? by : one);
      placed |= fits.test(one);
    }
    if (!placed) {
      changed.add(by);
    }
    return changed;
  }
}
