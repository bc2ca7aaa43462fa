package org.watchfire.rules.sigma;

import java.util.Locale;
import java.util.Optional;

/** How a number is compared with a limit; the constant's lower-case name is Sigma's word. */
public enum Comparison {
  LT,
  LTE,
  GT,
  GTE,
  EQ,
  NEQ;

  /**
   * @param order negative, zero or positive as {@link Comparable#compareTo} gives for (observed,
   *     limit)
   */
  public boolean holds(int order) {
    return switch (this) {
      case LT -> order < 0;
      case LTE -> order <= 0;
      case GT -> order > 0;
      case GTE -> order >= 0;
      case EQ -> order == 0;
      case NEQ -> order != 0;
    };
  }

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Comparison> of(String text) {
    for (Comparison c : values()) {
      if (c.text().equals(text)) {
        return Optional.of(c);
      }
    }
    return Optional.empty();
  }
}
