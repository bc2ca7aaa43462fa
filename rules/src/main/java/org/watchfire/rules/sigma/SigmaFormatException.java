package org.watchfire.rules.sigma;

/** A document that is not a rule this engine understands; carries the 1-based line. */
final class SigmaFormatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int line;
  private final Rejection.Kind kind;

  SigmaFormatException(int line, String reason) {
    this(line, Rejection.Kind.INVALID, reason);
  }

  SigmaFormatException(int line, Rejection.Kind kind, String reason) {
    super(reason, null, false, false);
    this.line = line;
    this.kind = kind;
  }

  Rejection.Kind kind() {
    return kind;
  }

  int line() {
    return line;
  }
}
