package org.watchfire.console.approval;

import java.util.Locale;

/** Where a request stands. */
enum ApprovalState {
  /** Waits for agreement. */
  REQUESTED,
  /** Has every agreement, and waits for its time. */
  APPROVED,
  /** Was done. */
  EXECUTED,
  /** Somebody who could have agreed did not. */
  REJECTED,
  /** Nobody came in time. */
  EXPIRED,
  /** Withdrawn, overtaken by a change, or could not be done. */
  VOID;

  /** Whether something can still become of it. */
  boolean open() {
    return this == REQUESTED || this == APPROVED;
  }

  /** As it is stored and shown. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static ApprovalState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }
}
