package org.watchfire.core.label;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** An ordered set of data levels, lowest first; ids and ranks are unique. */
public record LevelScheme(String id, List<Level> levels) {
  /**
   * The default: general data in four sub-levels, important, core (一般 1-4 / 重要 / 核心), after GB/T
   * 43697-2024, which names the three classes and lets general data be divided further (annex H).
   */
  public static final LevelScheme DEFAULT =
      new LevelScheme(
          "default",
          List.of(
              new Level("general-1", 1, "一般数据1级", "General data, level 1"),
              new Level("general-2", 2, "一般数据2级", "General data, level 2"),
              new Level("general-3", 3, "一般数据3级", "General data, level 3"),
              new Level("general-4", 4, "一般数据4级", "General data, level 4"),
              new Level("important", 5, "重要数据", "Important data"),
              new Level("core", 6, "核心数据", "Core data")));

  public LevelScheme {
    levels = List.copyOf(levels);
    Set<String> ids = new HashSet<>();
    int last = 0;
    for (Level level : levels) {
      if (!ids.add(level.id()) || level.rank() <= last) {
        throw new IllegalArgumentException(
            "levels must have unique ids and rising ranks; see " + level.id());
      }
      last = level.rank();
    }
  }

  public Optional<Level> byRank(int rank) {
    return levels.stream().filter(l -> l.rank() == rank).findFirst();
  }

  public Optional<Level> byId(String levelId) {
    return levels.stream().filter(l -> l.id().equals(levelId)).findFirst();
  }
}
