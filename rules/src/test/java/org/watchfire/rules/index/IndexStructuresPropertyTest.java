package org.watchfire.rules.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Each structure finds exactly what the methods of {@link String} find. */
class IndexStructuresPropertyTest {
  private static final class Search {
    final Found found;

    Search(int limit) {
      found = new Found(limit);
    }

    List<Integer> numbers() {
      TreeSet<Integer> out = new TreeSet<>();
      for (int i = 0; i < found.size(); i++) {
        out.add(found.get(i));
      }
      assertThat(out).hasSize(found.size());
      return new ArrayList<>(out);
    }
  }

  /** Few letters, so that texts meet often; one that takes two bytes. */
  @Provide
  Arbitrary<String> words() {
    return Arbitraries.strings().withChars("abc:é").ofMinLength(1).ofMaxLength(9);
  }

  @Provide
  Arbitrary<List<String>> needles() {
    return words().list().ofMinSize(1).ofMaxSize(30);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("abcx:é").ofMaxLength(80);
  }

  private static NumberedTexts numbered(List<String> needles) {
    NumberedTexts out = new NumberedTexts();
    for (int i = 0; i < needles.size(); i++) {
      out.add(needles.get(i).getBytes(UTF_8), i);
    }
    return out;
  }

  private static List<Integer> slow(
      List<String> needles, String text, BiPredicate<String, String> fits) {
    List<Integer> out = new ArrayList<>();
    for (int i = 0; i < needles.size(); i++) {
      if (fits.test(text, needles.get(i))) {
        out.add(i);
      }
    }
    return out;
  }

  @Property(tries = 2000)
  void needlesAreFoundWhereverTheyAre(
      @ForAll("needles") List<String> needles, @ForAll("texts") String text) {
    List<Integer> expected = slow(needles, text, String::contains);
    Needles structure = Needles.of(numbered(needles));
    byte[] in = ("ab" + text + "c").getBytes(UTF_8);
    Search s = new Search(needles.size());
    structure.find(in, 2, in.length - 1, s.found);
    assertThat(s.numbers()).isEqualTo(expected);
    assertThat(structure.any(in, 2, in.length - 1)).isEqualTo(!expected.isEmpty());
  }

  @Property(tries = 1000)
  void beginningsAndEndingsAreFound(
      @ForAll("needles") List<String> needles, @ForAll("texts") String text) {
    byte[] in = ("b" + text + "aa").getBytes(UTF_8);
    List<Integer> expected = slow(needles, text, String::startsWith);
    Search s = new Search(needles.size());
    AffixTrie.prefixes(numbered(needles)).find(in, 1, in.length - 2, s.found);
    assertThat(s.numbers()).isEqualTo(expected);
    assertThat(AffixTrie.prefixes(numbered(needles)).any(in, 1, in.length - 2))
        .isEqualTo(!expected.isEmpty());
    expected = slow(needles, text, String::endsWith);
    s = new Search(needles.size());
    AffixTrie.suffixes(numbered(needles)).find(in, 1, in.length - 2, s.found);
    assertThat(s.numbers()).isEqualTo(expected);
    assertThat(AffixTrie.suffixes(numbered(needles)).any(in, 1, in.length - 2))
        .isEqualTo(!expected.isEmpty());
  }

  @Property(tries = 1000)
  void equalTextsAreFound(@ForAll("needles") List<String> needles, @ForAll("words") String text) {
    byte[] in = ("b" + text + "aa").getBytes(UTF_8);
    Search s = new Search(needles.size());
    EqualTexts structure = EqualTexts.of(numbered(needles));
    structure.find(in, 1, in.length - 2, s.found);
    assertThat(s.numbers()).isEqualTo(slow(needles, text, String::equals));
    assertThat(structure.any(in, 1, in.length - 2)).isEqualTo(needles.contains(text));
  }

  @Property(tries = 2000)
  void oneTextIsFoundEightBytesAtATime(
      @ForAll("words") String needle, @ForAll("texts") String text) {
    byte[] in = (text + "abc").getBytes(UTF_8);
    int to = text.getBytes(UTF_8).length;
    assertThat(Bytes.contains(in, 0, to, needle.getBytes(UTF_8))).isEqualTo(text.contains(needle));
    assertThat(Bytes.contains(text.getBytes(UTF_8), 0, to, needle.getBytes(UTF_8)))
        .isEqualTo(text.contains(needle));
  }

  @Provide
  Arbitrary<List<String>> sieveNeedles() {
    return Arbitraries.strings()
        .withChars("ab:")
        .ofMinLength(4)
        .ofMaxLength(14)
        .list()
        .ofMinSize(1)
        .ofMaxSize(6);
  }

  @Provide
  Arbitrary<String> sieveTexts() {
    return Arbitraries.strings().withChars("aaAbbB::\u00e9").ofMaxLength(70);
  }

  @Property(tries = 4000)
  void theSieveFindsWhatIsThereAndNothingElse(
      @ForAll("sieveNeedles") List<String> needles,
      @ForAll("sieveTexts") String text,
      @ForAll boolean atTheEnd) {
    Sieve sieve = Sieve.of(needles.stream().map(n -> n.getBytes(UTF_8)).toList()).orElseThrow();
    byte[] in = ("a:" + text + (atTheEnd ? "" : "b:aab:ba:b")).getBytes(UTF_8);
    int to = 2 + text.getBytes(UTF_8).length;
    String lower = text.toLowerCase(java.util.Locale.ROOT);
    assertThat(sieve.any(in, 2, to)).isEqualTo(needles.stream().anyMatch(lower::contains));
  }

  @Property(tries = 1000)
  void specialBytesAndLowerCase(@ForAll byte[] any) {
    byte[] in = new byte[8];
    System.arraycopy(any, 0, in, 0, Math.min(8, any.length));
    int first = 8;
    for (int i = 7; i >= 0; i--) {
      boolean special = in[i] == '"' || in[i] == '\\' || in[i] < 0x20;
      first = special ? i : first;
    }
    long found = Bytes.special(Bytes.eight(in, 0));
    assertThat(found == 0 ? 8 : Long.numberOfTrailingZeros(found) >>> 3).isEqualTo(first);
    byte[] ascii = new byte[any.length];
    for (int i = 0; i < any.length; i++) {
      ascii[i] = (byte) (any[i] & 0x7f);
    }
    byte[] out = new byte[ascii.length + 16];
    Bytes.lower(ascii, 0, ascii.length, out, 3);
    assertThat(new String(out, 3, ascii.length, UTF_8))
        .isEqualTo(new String(ascii, UTF_8).toLowerCase(java.util.Locale.ROOT));
  }

  @Property(tries = 20)
  void deepStatesWorkToo(@ForAll("texts") String tail) {
    // More states than have rows of their own.
    List<String> needles = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      needles.add("prefix-" + Integer.toString(i * 7919, 36) + "-" + i + "-suffix");
    }
    String text = "prefix-prefix-" + Integer.toString(2999 * 7919, 36) + "-2999-suffix" + tail;
    Search s = new Search(needles.size());
    byte[] in = text.getBytes(UTF_8);
    Needles.of(numbered(needles)).find(in, 0, in.length, s.found);
    assertThat(s.numbers()).containsExactly(2999);
  }
}
