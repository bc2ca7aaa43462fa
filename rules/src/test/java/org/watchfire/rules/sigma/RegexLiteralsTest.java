package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class RegexLiteralsTest {
  @Test
  void findsWhatIsRequired() {
    assertThat(RegexLiterals.of("Foo.*bar")).containsExactly(List.of("foo"), List.of("bar"));
    assertThat(RegexLiterals.of("(?i)(cmd|powershell)\\.exe"))
        .containsExactly(List.of("cmd", "powershell"), List.of(".exe"));
    assertThat(RegexLiterals.of("ab?c+d{0,3}e{2}"))
        .containsExactly(List.of("a"), List.of("c"), List.of("e"));
    assertThat(RegexLiterals.of("(abc)*(?:de)+f|gh")).containsExactly(List.of("de", "gh"));
  }

  @Test
  void saysNothingWhereItIsNotSure() {
    for (String regex : List.of("a|", "\\x41bc", "(?x) a b", "\\Qa\\E", "a{b", "\\p{L}a", "a)b")) {
      assertThat(RegexLiterals.of(regex)).as(regex).isEmpty();
    }
    assertThat(RegexLiterals.of("[abc]+x?")).isEmpty();
    assertThat(RegexLiterals.of("[]a]b")).containsExactly(List.of("b"));
  }

  @Provide
  Arbitrary<String> regexes() {
    Arbitrary<String> atom =
        Arbitraries.of(
            "a", "B", "k", "\\.", ".", "[ab]", "[^a]", "\\w", "\\\\", "\\b", "s", "[[:digit:]b]");
    Arbitrary<String> quantified =
        Combinators.combine(
                atom, Arbitraries.of("", "", "", "?", "*", "+", "{2}", "{0,1}", "{1,}", "+?"))
            .as((a, q) -> a + q);
    Arbitrary<String> sequence =
        quantified.list().ofMinSize(1).ofMaxSize(5).map(l -> String.join("", l));
    Arbitrary<String> group =
        Combinators.combine(sequence, sequence, Arbitraries.integers().between(0, 5))
            .as(
                (x, y, shape) ->
                    switch (shape) {
                      case 0 -> "(" + x + "|" + y + ")";
                      case 1 -> "(?:" + x + ")" + y;
                      case 2 -> "(" + x + ")?" + y;
                      case 3 -> "(?i)" + x + y;
                      case 4 -> x + "|" + y;
                      default -> "(" + x + y + ")+";
                    });
    return Combinators.combine(group, sequence).as((g, s) -> g + s);
  }

  @Property(tries = 4000)
  void aTextInWhichItIsFoundHasWhatIsRequired(
      @ForAll("regexes") String regex, @ForAll("texts") String text) {
    RegexPattern pattern = RegexPattern.compile(regex, false, false, true, 1);
    if (pattern.find(text)) {
      for (List<String> set : pattern.required()) {
        assertThat(set).as(regex + " in " + text).anyMatch(Fold.fold(text)::contains);
      }
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aAbBkK\u212a.s\u017f\\x1 ").ofMaxLength(14);
  }
}
