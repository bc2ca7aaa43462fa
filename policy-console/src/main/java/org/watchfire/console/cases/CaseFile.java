package org.watchfire.console.cases;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * One case as it stands.
 *
 * @param id year and number, such as {@code 2026-000017}
 * @param version rises with every change
 * @param people user names of who works on it, the lead among them
 * @param due when the body's decision is due; null unless sent
 * @param entries everything that was done and noted, in order
 */
record CaseFile(
    String id,
    long version,
    String title,
    String severity,
    CaseState state,
    String lead,
    List<String> people,
    CaseBody body,
    LocalDate due,
    Instant openedAt,
    String openedBy,
    List<Entry> entries) {

  CaseFile {
    people = List.copyOf(people);
    entries = List.copyOf(entries);
  }

  /**
   * @param action what was done; {@code note} for words alone
   * @param words null for none
   */
  record Entry(int n, Instant at, String actor, String action, String words) {}

  CaseFile with(CaseBody changed) {
    return new CaseFile(
        id, version, title, severity, state, lead, people, changed, due, openedAt, openedBy,
        entries);
  }

  CaseFile in(CaseState next, LocalDate newDue) {
    return new CaseFile(
        id, version, title, severity, next, lead, people, body, newDue, openedAt, openedBy,
        entries);
  }

  CaseFile about(String newTitle, String newSeverity, String newLead, List<String> newPeople) {
    return new CaseFile(
        id,
        version,
        newTitle,
        newSeverity,
        state,
        newLead,
        newPeople,
        body,
        due,
        openedAt,
        openedBy,
        entries);
  }
}
