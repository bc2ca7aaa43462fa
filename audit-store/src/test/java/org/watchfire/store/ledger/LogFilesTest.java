package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class LogFilesTest {
  /** Oracle: every tile of every level, asked for its width. */
  private static TreeSet<String> all(long size, boolean full) {
    TreeSet<String> files = new TreeSet<>();
    for (int level = -1; level < 4; level++) {
      for (long n = 0; ; n++) {
        int width = TilePath.width(Math.max(level, 0), n, size);
        if (width == 0) {
          break;
        }
        if ((width == TilePath.WIDTH) == full) {
          files.add(level < 0 ? TilePath.entries(n, width) : TilePath.hashes(level, n, width));
        }
      }
    }
    return files;
  }

  @Property(tries = 200)
  void areThoseOfTheTreeAndGrowByWhatIsNew(
      @ForAll @LongRange(max = 300_000) long from, @ForAll @LongRange(max = 70_000) long more) {
    long size = from + more;
    assertThat(LogFiles.partial(size)).containsExactlyInAnyOrderElementsOf(all(size, false));
    TreeSet<String> grown = all(from, true);
    grown.addAll(LogFiles.full(from, size));
    assertThat(grown).isEqualTo(all(size, true));
    assertThat(LogFiles.full(from, size)).doesNotHaveDuplicates();
    assertThat(LogFiles.full(from, size)).noneMatch(all(from, true)::contains);
  }
}
