package org.watchfire.core.label;

import static java.util.Objects.requireNonNull;

/** One data level (数据级别) of a scheme, with its rank and its names. */
public record Level(String id, int rank, String zh, String en) {
  public Level {
    requireNonNull(id, "id");
    requireNonNull(zh, "zh");
    requireNonNull(en, "en");
    if (rank < 1) {
      throw new IllegalArgumentException("rank of level " + id + " must be 1 or more");
    }
  }
}
