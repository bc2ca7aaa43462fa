package org.watchfire.rules.inspect;

import java.util.Optional;

/** How much a confidence of 0-100 is worth: LOW from 50, MEDIUM from 75, HIGH from 85. */
public enum Band {
  /** 50-74: worth counting, not worth acting on alone. */
  LOW(50),
  /** 75-84: the value passed its check digit or stood in a telling place. */
  MEDIUM(75),
  /** 85-100: checked, and the context says the same. */
  HIGH(85);

  private final int floor;

  Band(int floor) {
    this.floor = floor;
  }

  /** Lowest confidence of this band. */
  public int floor() {
    return floor;
  }

  /** The band of a confidence; empty below {@link #LOW}, where nothing is reported. */
  public static Optional<Band> of(int confidence) {
    if (confidence >= HIGH.floor) {
      return Optional.of(HIGH);
    }
    if (confidence >= MEDIUM.floor) {
      return Optional.of(MEDIUM);
    }
    return confidence >= LOW.floor ? Optional.of(LOW) : Optional.empty();
  }
}
