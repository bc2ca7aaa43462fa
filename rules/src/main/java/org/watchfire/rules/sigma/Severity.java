package org.watchfire.rules.sigma;

import java.util.Locale;
import java.util.Optional;

/** Sigma's {@code level}; {@link #text()} is how it stands in rules and alerts. */
public enum Severity {
  INFORMATIONAL,
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Exactly the lower-case words of Sigma; empty for anything else. */
  public static Optional<Severity> of(String text) {
    for (Severity s : values()) {
      if (s.text().equals(text)) {
        return Optional.of(s);
      }
    }
    return Optional.empty();
  }
}
