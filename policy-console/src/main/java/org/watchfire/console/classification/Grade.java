package org.watchfire.console.classification;

import java.util.List;
import java.util.Locale;
import org.watchfire.core.label.Level;
import org.watchfire.core.label.LevelScheme;

/** The grades of GB/T 43697-2024, general data with the four sub-levels of annex H. */
enum Grade {
  GENERAL_1,
  GENERAL_2,
  GENERAL_3,
  GENERAL_4,
  IMPORTANT,
  CORE;

  /** What counts while nothing is known. */
  static final Grade PRESUMED = GENERAL_3;

  /** As ids of levels are written: {@code general-1}. */
  String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The rank of this grade in a scheme: of the level with its id, else of the level at the same
   * place from below, rounded up (就高).
   */
  int rank(LevelScheme scheme) {
    List<Level> levels = scheme.levels();
    return scheme
        .byId(id())
        .map(Level::rank)
        .orElseGet(
            () -> {
              int place = ((ordinal() + 1) * levels.size() + values().length - 1) / values().length;
              return levels.get(Math.max(place, 1) - 1).rank();
            });
  }
}
