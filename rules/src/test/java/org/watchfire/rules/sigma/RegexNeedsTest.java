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

class RegexNeedsTest {
  @Test
  void findsWhatIsRequired() {
    assertThat(texts("Foo.*bar")).containsExactly(List.of("foo"), List.of("bar"));
    assertThat(texts("(?i)(cmd|powershell)\\.exe"))
        .containsExactly(List.of("cmd", "powershell"), List.of(".exe"));
    assertThat(texts("ab?c+d{0,3}e{2}")).containsExactly(List.of("a"), List.of("c"), List.of("e"));
    assertThat(texts("(abc)*(?:de)+f|gh")).containsExactly(List.of("de", "gh"));
  }

  @Test
  void saysNothingWhereItIsNotSure() {
    for (String regex : List.of("a|", "\\x41bc", "(?x) a b", "\\Qa\\E", "a{b", "\\p{L}a", "a)b")) {
      assertThat(texts(regex)).as(regex).isEmpty();
    }
    assertThat(texts("[abc]+x?")).isEmpty();
    assertThat(texts("[]a]b")).containsExactly(List.of("b"));
  }

  @Test
  void knowsHowLongTheTextMustBe() {
    assertThat(lengths(".{1000,}")).containsExactly(1000, RegexNeeds.UNBOUNDED);
    assertThat(lengths("^a{2,3}(bc|d)\\.x?$")).containsExactly(4, 7);
    assertThat(lengths("(?i)^\\d\ud83d\ude00\\b$")).containsExactly(2, 2);
    assertThat(lengths("^(a{500}){3}$")).containsExactly(1500, 1500);
    for (String open : List.of("^ab", "ab$", "^a|b$", "(?m)^ab$", "^?ab$", "x^ab$|y")) {
      assertThat(lengths(open)[1]).as(open).isEqualTo(RegexNeeds.UNBOUNDED);
    }
    assertThat(RegexNeeds.of("^ab$", true).longest()).isEqualTo(RegexNeeds.UNBOUNDED);
  }

  private static List<List<String>> texts(String regex) {
    return RegexNeeds.of(regex, false).texts();
  }

  private static int[] lengths(String regex) {
    RegexNeeds needs = RegexNeeds.of(regex, false);
    return new int[] {needs.shortest(), needs.longest()};
  }

  @Provide
  Arbitrary<String> regexes() {
    Arbitrary<String> atom =
        Arbitraries.of(
            "a",
            "B",
            "k",
            "\ud83d\ude00",
            "\\.",
            ".",
            "[ab]",
            "[^a]",
            "\\w",
            "\\\\",
            "\\b",
            "s",
            "[[:digit:]b]");
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
    return Combinators.combine(group, sequence, Arbitraries.integers().between(0, 8))
        .as(
            (g, s, ends) ->
                (ends < 5 ? "" : "^") + g + s + (ends < 3 ? "" : ends == 4 ? "$?" : "$"));
  }

  @Property(tries = 4000)
  void aTextInWhichItIsFoundHasWhatIsRequired(
      @ForAll("regexes") String regex, @ForAll("texts") String text) {
    RegexPattern pattern = RegexPattern.compile(regex, false, false, true, 1);
    if (pattern.find(text)) {
      for (List<String> set : pattern.needs().texts()) {
        assertThat(set).as(regex + " in " + text).anyMatch(Fold.fold(text)::contains);
      }
      assertThat(text.codePointCount(0, text.length()))
          .as(regex + " in " + text)
          .isBetween(pattern.needs().shortest(), pattern.needs().longest());
    }
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aAbBkK\u212a.s\u017f\\x1 \ud83d\ude00").ofMaxLength(14);
  }
}
