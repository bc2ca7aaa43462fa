package org.watchfire.rules.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TextPatternTest {
  private static TextPattern.Shape shape(String text) {
    return TextPattern.parse(text).shape();
  }

  @Test
  void knowsItsShape() {
    assertThat(shape("abc")).isEqualTo(TextPattern.Shape.EQUALS);
    assertThat(shape("")).isEqualTo(TextPattern.Shape.EQUALS);
    assertThat(shape("abc*")).isEqualTo(TextPattern.Shape.STARTS_WITH);
    assertThat(shape("*abc")).isEqualTo(TextPattern.Shape.ENDS_WITH);
    assertThat(shape("**abc**")).isEqualTo(TextPattern.Shape.CONTAINS);
    assertThat(shape("*")).isEqualTo(TextPattern.Shape.ANY);
    assertThat(shape("a*c")).isEqualTo(TextPattern.Shape.WILDCARD);
    assertThat(shape("a?")).isEqualTo(TextPattern.Shape.WILDCARD);
    assertThat(shape("a\\*")).isEqualTo(TextPattern.Shape.EQUALS);
  }

  @Test
  void readsEscapesAsTheSpecificationSays() {
    assertThat(TextPattern.parse("a\\*b").literal()).isEqualTo("a*b");
    assertThat(TextPattern.parse("a\\?b").literal()).isEqualTo("a?b");
    assertThat(TextPattern.parse("C:\\Windows").literal()).isEqualTo("C:\\Windows");
    assertThat(TextPattern.parse("\\\\host").literal()).isEqualTo("\\host");
    assertThat(TextPattern.parse("\\\\\\\\host").literal()).isEqualTo("\\\\host");
    assertThat(TextPattern.parse("a\\\\*").matches("a\\b")).isTrue();
    assertThat(TextPattern.parse("a\\\\\\*").literal()).isEqualTo("a\\*");
    assertThat(TextPattern.parse("end\\").literal()).isEqualTo("end\\");
  }

  @Property(tries = 3000)
  void agreesWithARegularExpression(
      @ForAll @StringLength(max = 8) @Chars({'a', 'b', '*', '?', '\\'}) String pattern,
      @ForAll @StringLength(max = 10) @Chars({'a', 'b', '*', '?', '\\'}) String text) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      boolean escape =
          c == '\\' && i + 1 < pattern.length() && "*?\\".indexOf(pattern.charAt(i + 1)) >= 0;
      if (escape) {
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(++i))));
      } else {
        regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    boolean expected = Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(text).matches();
    assertThat(TextPattern.parse(pattern).matches(text)).isEqualTo(expected);
  }

  @Property(tries = 500)
  void foldingKeepsTheLengthAndAgreesWithTheJdk(@ForAll @StringLength(max = 20) String text) {
    String folded = Fold.fold(text);
    assertThat(folded).hasSameSizeAs(text);
    assertThat(folded.equalsIgnoreCase(text)).isTrue();
    assertThat(Fold.fold(folded)).isEqualTo(folded);
  }

  @Property(tries = 300)
  void aHostilePatternStaysFast(
      @ForAll @StringLength(min = 1, max = 30) @CharRange(from = 'a', to = 'b') String s) {
    String pattern = ("*" + s).repeat(20) + "c";
    assertThat(TextPattern.parse(pattern).matches("ab".repeat(2000))).isFalse();
  }
}
