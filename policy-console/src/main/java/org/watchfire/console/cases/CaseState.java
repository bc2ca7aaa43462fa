package org.watchfire.console.cases;

import java.util.Locale;

/** Where a case stands. It only goes forward. */
enum CaseState {
  /** Nobody has begun. */
  OPEN,
  /** Evidence is gathered, findings are written. */
  INVESTIGATING,
  /** Two people stand by the findings; they do not change any more. */
  CONCLUDED,
  /** The responsible body has it. */
  SENT,
  /** The body has decided. */
  DECIDED,
  /** Nothing more is to be done. */
  CLOSED;

  /** As it is stored and shown. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static CaseState of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether tasks, evidence and findings may change. */
  boolean working() {
    return this == OPEN || this == INVESTIGATING;
  }
}
