package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a check has found and counted so far. Not thread-safe. */
final class Findings {
  /** More than a person reads; the count goes on. */
  private static final int MOST = 1000;

  long files;
  long payloads;
  long pruned;
  private final List<Fsck.Finding> first = new ArrayList<>();
  private long count;

  void report(String file, String problem) {
    count++;
    if (first.size() < MOST) {
      first.add(new Fsck.Finding(file, problem));
    }
  }

  List<Fsck.Finding> first() {
    return first;
  }

  long count() {
    return count;
  }

  /** Widths of the partial files beside a full one; other names are found as surplus. */
  List<Integer> partials(Disk disk, Path dir, String full) {
    List<Integer> widths = new ArrayList<>();
    try {
      for (String name : disk.list(dir.resolve(TilePath.partials(full)))) {
        if (name.matches("[1-9][0-9]{0,2}") && Integer.parseInt(name) < TilePath.WIDTH) {
          widths.add(Integer.parseInt(name));
        }
      }
    } catch (IOException e) {
      report(TilePath.partials(full), "cannot be listed: " + e.getMessage());
    }
    return widths;
  }
}
