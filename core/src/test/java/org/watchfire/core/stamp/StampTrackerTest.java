package org.watchfire.core.stamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.watchfire.core.stamp.StampTracker.Outcome;

class StampTrackerTest {
  private final StampTracker tracker = new StampTracker();

  private Outcome observe(long epoch, long seq) {
    return tracker.observe(new Stamp("a", epoch, seq));
  }

  @Test
  void tellsNewFromRepeatedFromMissing() {
    assertThat(observe(1, 1)).isEqualTo(new Outcome.InOrder());
    assertThat(observe(1, 2)).isEqualTo(new Outcome.InOrder());
    assertThat(observe(1, 2)).isEqualTo(new Outcome.Duplicate());
    assertThat(observe(1, 1)).isEqualTo(new Outcome.Duplicate());
    assertThat(observe(1, 6)).isEqualTo(new Outcome.Gap(3, 5));
    assertThat(observe(2, 1)).isEqualTo(new Outcome.NewEpoch(1, 6, 0));
    assertThat(observe(1, 7)).isEqualTo(new Outcome.Duplicate());
    assertThat(observe(3, 4)).isEqualTo(new Outcome.NewEpoch(2, 1, 3));
  }

  @Test
  void anAgentSeenFirstInTheMiddleHasAGap() {
    assertThat(observe(1, 5)).isEqualTo(new Outcome.Gap(1, 4));
  }

  /**
   * Oracle: a set of everything seen; the tracker must call new exactly what the set does not hold.
   */
  @Property
  void deliversEachStampOnceWhenBatchesAreRepeatedFromAnyPoint(
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 30) Integer> restarts) {
    StampTracker fresh = new StampTracker();
    Set<Long> seen = new HashSet<>();
    long sent = 0;
    for (int step : restarts) {
      long from = Math.max(1, sent - step);
      sent += step;
      for (long seq = from; seq <= sent; seq++) {
        assertThat(fresh.observe(new Stamp("a", 1, seq)).isNew()).isEqualTo(seen.add(seq));
      }
      fresh = StampTracker.fromBytes(fresh.toBytes());
    }
  }

  @Test
  void refusesForeignBytes() {
    observe(1, 1);
    byte[] good = tracker.toBytes();
    assertThatThrownBy(() -> StampTracker.fromBytes(java.util.Arrays.copyOf(good, good.length - 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StampTracker.fromBytes(java.util.Arrays.copyOf(good, good.length + 1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> StampTracker.fromBytes(new byte[] {9, 0, 0, 0, 0}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
