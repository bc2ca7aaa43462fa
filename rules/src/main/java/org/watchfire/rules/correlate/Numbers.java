package org.watchfire.rules.correlate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Numbers in events, as the numeric correlations reckon with them: decimal and exact, so that a sum
 * does not depend on the order it was made in.
 */
public final class Numbers {
  /** Digits behind the point that are kept. */
  private static final int MAX_SCALE = 18;

  /** Digits before the point beyond which a text is not a quantity. */
  private static final int MAX_DIGITS = 30;

  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})([eE][+-]?\\d{1,3})?");

  private Numbers() {}

  /**
   * A decimal number with an optional exponent, spaces around it ignored; rounded to 18 places.
   *
   * @return empty for all else and from 10^30 on
   */
  public static Optional<BigDecimal> parse(String text) {
    if (text.length() > 100) {
      return Optional.empty();
    }
    String stripped = text.strip();
    if (!NUMBER.matcher(stripped).matches()) {
      return Optional.empty();
    }
    BigDecimal n = new BigDecimal(stripped);
    if (n.signum() == 0) {
      return Optional.of(BigDecimal.ZERO);
    }
    if (n.precision() - n.scale() > MAX_DIGITS) {
      return Optional.empty();
    }
    if (n.scale() > MAX_SCALE) {
      n = n.setScale(MAX_SCALE, RoundingMode.HALF_EVEN);
    }
    return Optional.of(n.signum() == 0 ? BigDecimal.ZERO : n.stripTrailingZeros());
  }
}
