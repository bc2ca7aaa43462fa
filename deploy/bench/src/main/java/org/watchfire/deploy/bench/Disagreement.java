package org.watchfire.deploy.bench;

/** Two engines do not find the same; a comparison of their speed would mean nothing. */
final class Disagreement extends Exception {
  private static final long serialVersionUID = 1L;

  Disagreement(String message) {
    super(message);
  }
}
