package org.watchfire.console.triage;

/**
 * What people decided about an alert.
 *
 * @param status {@code new}, {@code acknowledged} or {@code closed}
 * @param assignee who works on it, null for nobody
 * @param disposition null unless closed
 * @param duplicateOf the alert it repeats, null unless it is a duplicate
 * @param caseId the case it was escalated to, null for none
 * @param version rises with every act; 1 when nobody has acted
 */
record AlertState(
    String status,
    String assignee,
    String disposition,
    String duplicateOf,
    String caseId,
    long version) {

  boolean closed() {
    return status.equals("closed");
  }

  AlertState with(String newStatus, String newAssignee) {
    return new AlertState(newStatus, newAssignee, disposition, duplicateOf, caseId, version + 1);
  }
}
