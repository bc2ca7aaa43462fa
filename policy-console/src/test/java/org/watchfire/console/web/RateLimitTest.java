package org.watchfire.console.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RateLimitTest {
  private final AtomicLong now = new AtomicLong();

  @Test
  void aBurstIsAllowedThenItFlowsEvenly() {
    RateLimit limit = new RateLimit(3, Duration.ofSeconds(6), now::get);
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isEqualTo(2);
    assertThat(limit.take("b")).isZero();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(limit.take("a")).isZero();
    assertThat(limit.take("a")).isEqualTo(2);
  }

  @Test
  void comingBackWhenToldIsEnough() {
    RateLimit limit = new RateLimit(5, Duration.ofMinutes(1), now::get);
    for (int i = 0; i < 100; i++) {
      long wait = limit.take("a");
      now.addAndGet(Duration.ofSeconds(wait).toNanos());
      if (wait > 0) {
        assertThat(limit.take("a")).isZero();
      }
    }
  }

  @Property(tries = 200)
  void neverMoreThanBurstPlusFlow(
      @ForAll @IntRange(min = 1, max = 20) int burst,
      @ForAll @IntRange(min = 1, max = 500) int calls) {
    AtomicLong time = new AtomicLong();
    RateLimit limit = new RateLimit(burst, Duration.ofSeconds(burst), time::get);
    int allowed = 0;
    for (int i = 0; i < calls; i++) {
      allowed += limit.take("a") == 0 ? 1 : 0;
      time.addAndGet(Duration.ofMillis(100).toNanos());
    }
    assertThat(allowed).isLessThanOrEqualTo(burst + calls / 10 + 1);
  }

  @Test
  void manyAddressesDoNotFillTheMemory() {
    RateLimit limit = new RateLimit(1, Duration.ofHours(1), now::get);
    for (int i = 0; i < 50_000; i++) {
      limit.take("address " + i);
    }
    assertThat(limit.keys()).isLessThanOrEqualTo(10_000);
  }
}
