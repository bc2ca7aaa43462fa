package org.watchfire.rules.access;

/** Ranks of data levels, both ends included. */
public record LevelRange(int min, int max) {
  static final int LOWEST = 1;
  static final int HIGHEST = 100;

  /** Every level. */
  public static final LevelRange ALL = new LevelRange(LOWEST, HIGHEST);

  public LevelRange {
    if (min < LOWEST || max > HIGHEST || min > max) {
      throw new IllegalArgumentException("a level range lies within 1 to 100 and is not empty");
    }
  }

  boolean contains(int rank) {
    return rank >= min && rank <= max;
  }

  String text() {
    return min + ".." + max;
  }
}
