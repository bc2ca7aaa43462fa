package org.watchfire.console.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.ShareException;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.core.share.SharedSecret.Split;

class CeremonyTest {
  private static final Split ROOT = SharedSecret.create("INTL", 3, 5, new SecureRandom());
  private static final Instant START = Instant.parse("2026-11-22T08:00:00Z");
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  private final Ceremony ceremony = new Ceremony(ROOT.description(), PATIENCE);

  @Test
  void threePersonsWithThreeSharesCompleteIt() throws ShareException {
    ceremony.give("p-1", "zhang", share(0), START);
    ceremony.give("p-2", "wang", share(3), START);
    assertThat(ceremony.complete(START)).isFalse();
    assertThat(ceremony.keepers(START)).containsExactly("zhang", "wang");
    ceremony.give("p-3", "li", share(4), START);
    assertThat(ceremony.complete(START)).isTrue();
    ceremony.clear();
    assertThat(ceremony.count(START)).isZero();
    assertThat(ceremony.shares()).isEmpty();
  }

  @Test
  void oneNaturalPersonGivesOneShareUnderWhateverName() throws ShareException {
    ceremony.give("p-1", "zhang", share(0), START);
    assertThatThrownBy(() -> ceremony.give("p-1", "zhang2", share(1), START))
        .hasMessageContaining("somebody else");
    assertThatThrownBy(() -> ceremony.give("p-2", "wang", share(0), START))
        .hasMessageContaining("share 1 has been given");
    assertThat(ceremony.count(START)).isEqualTo(1);
  }

  @Test
  void aRoundThatTakesTooLongBeginsAnew() throws ShareException {
    ceremony.give("p-1", "zhang", share(0), START);
    ceremony.give("p-2", "wang", share(1), START.plus(PATIENCE).minusMillis(1));
    assertThat(ceremony.count(START.plus(PATIENCE).minusMillis(1))).isEqualTo(2);
    Instant late = START.plus(PATIENCE);
    assertThat(ceremony.count(late)).isZero();
    assertThat(ceremony.ends(late)).isNull();
    assertThat(ceremony.shares()).isEmpty();
    ceremony.give("p-1", "zhang", share(0), late);
    assertThat(ceremony.count(late)).isEqualTo(1);
  }

  record Step(int person, int share, int minutes) {}

  /** The slow way to say it: a list of who gave what since the round began. */
  @Property(tries = 300)
  void countsAsTheObviousModelDoes(
      @ForAll @Size(max = 12) List<@IntRange(max = 4 * 5 * 9 - 1) Integer> codes) {
    Ceremony round = new Ceremony(ROOT.description(), PATIENCE);
    Map<Integer, Integer> model = new HashMap<>();
    Instant began = null;
    Instant now = START;
    for (int code : codes) {
      Step step = new Step(code % 4, code / 4 % 5, code / 20);
      now = now.plus(Duration.ofMinutes(step.minutes()));
      if (began != null && !now.isBefore(began.plus(PATIENCE))) {
        model.clear();
        began = null;
      }
      boolean fresh = !model.containsKey(step.person()) && !model.containsValue(step.share());
      if (fresh) {
        model.put(step.person(), step.share());
        began = began == null ? now : began;
      }
      assertThat(given(round, step, now)).isEqualTo(fresh);
      assertThat(round.count(now)).isEqualTo(model.size());
      assertThat(round.complete(now)).isEqualTo(model.size() >= 3);
      Set<Integer> indices = new HashSet<>();
      round.shares().forEach(share -> indices.add(share.index() - 1));
      assertThat(indices).isEqualTo(new HashSet<>(model.values()));
    }
  }

  private static boolean given(Ceremony round, Step step, Instant now) {
    try {
      round.give("p-" + step.person(), "u" + step.person(), share(step.share()), now);
      return true;
    } catch (ShareException e) {
      return false;
    }
  }

  private static KeyShare share(int at) {
    return ROOT.shares().get(at);
  }
}
