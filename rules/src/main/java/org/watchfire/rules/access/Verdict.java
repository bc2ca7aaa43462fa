package org.watchfire.rules.access;

/** Whether somebody can get at something, in circumstances of which not all is known. */
public enum Verdict {
  /** In no circumstances. */
  DENIED,
  /** In some: with the right purpose, time, network, second factor or case. */
  CONDITIONAL,
  /** Whatever the rest is. */
  ALLOWED
}
