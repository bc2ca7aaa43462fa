package org.watchfire.rules.inspect;

import static java.util.Objects.requireNonNull;

/**
 * One piece of sensitive content in a text.
 *
 * @param detector one of {@link Detectors}
 * @param start first character, as an index into the inspected text (UTF-16 units)
 * @param end one past the last character
 * @param confidence 50-100
 * @param masked what may be shown; for marks the mark itself, otherwise the value with its middle
 *     hidden
 */
public record Finding(String detector, int start, int end, int confidence, String masked) {
  public Finding {
    requireNonNull(detector, "detector");
    requireNonNull(masked, "masked");
  }

  /** The band of {@link #confidence}. */
  public Band band() {
    return Band.of(confidence).orElseThrow();
  }
}
