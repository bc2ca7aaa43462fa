package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BackoffTest {
  @Test
  void doublesFromTheFirstDelay() {
    assertThat(Backoff.USUAL.delay(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(Backoff.USUAL.delay(2)).isEqualTo(Duration.ofSeconds(2));
    assertThat(Backoff.USUAL.delay(5)).isEqualTo(Duration.ofSeconds(16));
    assertThat(Backoff.USUAL.delay(6)).isEqualTo(Duration.ofSeconds(30));
  }

  @Property(tries = 200)
  void neverShrinksAndNeverExceedsTheLongest(@ForAll @IntRange(min = 1, max = 1_000_000) int n) {
    Duration delay = Backoff.USUAL.delay(n);
    assertThat(delay).isBetween(Backoff.USUAL.first(), Backoff.USUAL.longest());
    assertThat(Backoff.USUAL.delay(n + 1)).isGreaterThanOrEqualTo(delay);
  }
}
