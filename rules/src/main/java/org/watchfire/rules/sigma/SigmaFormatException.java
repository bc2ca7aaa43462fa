package org.watchfire.rules.sigma;

/** A document that is not a rule this engine understands; carries the 1-based line. */
final class SigmaFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;

  SigmaFormatException(int line, String reason) {
    super(reason, null, false, false);
    this.line = line;
  }

  int line() {
    return line;
  }
}
