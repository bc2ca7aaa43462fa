package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RegexPatternTest {
  /** A run of anything is found without RE2/J; RE2/J is the oracle. */
  @Property(tries = 2000)
  void aRunOfAnythingIsFoundLikeByRe2j(
      @ForAll("runs") String regex, @ForAll("texts") String text, @ForAll boolean dotAll) {
    RegexPattern ours = RegexPattern.compile(regex, false, false, dotAll, 1);
    Pattern oracle = Pattern.compile(regex, dotAll ? Pattern.DOTALL : 0);
    assertThat(ours.find(text)).isEqualTo(oracle.matcher(text).find());
  }

  @Provide
  Arbitrary<String> runs() {
    return Arbitraries.of(".{0}", ".{1}", ".{3,}", ".{4,6}", ".{7,}", ".{0,3}", ".{2,2}");
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of("a", "\n", "\r", "\u2028", "烽", "\uD83D\uDD25", " ")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
