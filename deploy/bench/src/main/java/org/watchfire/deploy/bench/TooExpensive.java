package org.watchfire.deploy.bench;

/** A number of rules that cannot be measured within the time or memory there is. */
final class TooExpensive extends Exception {
  private static final long serialVersionUID = 1L;

  TooExpensive(String message) {
    super(message);
  }
}
