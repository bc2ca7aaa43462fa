package org.watchfire.console.integrity;

import static java.util.Objects.requireNonNull;

/** A protected row cannot be relied upon: nothing is decided from it. */
public final class TamperedRowException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Finding finding;

  public TamperedRowException(Finding finding) {
    super(finding.place() + ": " + finding.kind().en());
    this.finding = requireNonNull(finding);
  }

  public Finding finding() {
    return finding;
  }
}
