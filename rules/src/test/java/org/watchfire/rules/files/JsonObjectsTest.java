package org.watchfire.rules.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JsonObjectsTest {
  private static final int MAX = 24;

  static List<String> parts(JsonObjects objects) throws IOException {
    List<String> out = new ArrayList<>();
    for (JsonObjects.Part p = objects.next(); p != null; p = objects.next()) {
      out.add(
          p instanceof JsonObjects.Found f
              ? f.index() + ":" + new String(f.json(), ISO_8859_1)
              : p.index() + "!" + ((JsonObjects.Malformed) p).offset());
    }
    return out;
  }

  private static List<String> parts(String text) throws IOException {
    return parts(JsonObjects.of(new ByteArrayInputStream(text.getBytes(ISO_8859_1))));
  }

  private static String reason(String text) throws IOException {
    JsonObjects objects = JsonObjects.of(new ByteArrayInputStream(text.getBytes(UTF_8)));
    JsonObjects.Part part = objects.next();
    while (part instanceof JsonObjects.Found) {
      part = objects.next();
    }
    return ((JsonObjects.Malformed) part).reason();
  }

  @Test
  void readsLinesConcatenationsPrettyPrintsAndArrays() throws IOException {
    assertThat(parts("{\"a\":1}\n\n{\"b\":\"}\"}\r\n"))
        .containsExactly("0:{\"a\":1}", "1:{\"b\":\"}\"}");
    assertThat(parts("{}{ } \t{}")).containsExactly("0:{}", "1:{ }", "2:{}");
    assertThat(parts("{\n \"a\": [\n  {}\n ]\n}\n{\n}"))
        .containsExactly("0:{\n \"a\": [\n  {}\n ]\n}", "1:{\n}");
    assertThat(parts("[{\"a\":1},\n {\"a\":[]}]\n[]{}"))
        .containsExactly("0:{\"a\":1}", "1:{\"a\":[]}", "2:{}");
    assertThat(parts("")).isEmpty();
    assertThat(parts(" \n ")).isEmpty();
  }

  @Test
  void passesOverAByteOrderMark() throws IOException {
    assertThat(parts("\u00ef\u00bb\u00bf{}")).containsExactly("0:{}");
  }

  @Test
  void goesOnWithTheNextLineAfterABrokenOne() throws IOException {
    assertThat(parts("{\"a\":1}\n{\"b\":\n{\"c\":3}\ngarbage\n{\"d\":4}"))
        .containsExactly("0:{\"a\":1}", "1!8", "2:{\"c\":3}", "3!22", "4:{\"d\":4}");
    assertThat(parts("{\"a\":\"x\n{\"b\":[1,\n{\"c\":3}\n"))
        .containsExactly("0!0", "1!8", "2:{\"c\":3}");
    assertThat(parts("# made by x\n{}")).containsExactly("0!0", "1:{}");
    assertThat(reason("{}\n{\"a\" 1}")).isEqualTo("unexpected '1' at byte 8");
  }

  @Test
  void stopsWhereNothingSaysWhereTheNextPartBegins() throws IOException {
    assertThat(parts("{\n}\n{\n \"a\": ]\n}\n{}")).containsExactly("0:{\n}", "1!4");
    assertThat(parts("[\n{},\n{]\n{}]")).containsExactly("0:{}", "1!6");
    assertThat(parts("[{},{}")).containsExactly("0:{}", "1:{}", "2!6");
    assertThat(reason("[{}")).isEqualTo("the array is not closed");
    assertThat(reason("{\n \"a\": 1")).startsWith("the input ends inside a value");
  }

  @Test
  void reportsOtherValuesInAnArrayAndGoesOn() throws IOException {
    assertThat(parts("[1, {}, [{}], \"{}\", {}]"))
        .containsExactly("0!1", "1:{}", "2!8", "3!14", "4:{}");
    assertThat(reason("[1]")).isEqualTo("not a JSON object");
  }

  @Test
  void reportsWhatIsTooLargeAndGoesOn() throws IOException {
    String large = "{\"a\":\"" + "x".repeat(JsonObjects.MAX_BYTES) + "\"}";
    assertThat(parts(large + "\n{}")).containsExactly("0!0", "1:{}");
    String fits = "{\"a\":\"" + "x".repeat(JsonObjects.MAX_BYTES - 8) + "\"}";
    assertThat(parts(fits + "{}")).containsExactly("0:" + fits, "1:{}");
  }

  @Test
  void manyOpenBracketsCostNeitherStackNorMemory() throws IOException {
    String deep = "{\"a\":" + "[".repeat(JsonObjects.MAX_BYTES + 10) + "\n{}";
    assertThat(parts(deep)).containsExactly("0!0", "1:{}");
  }

  @Test
  void unpacksGzipAndSaysWhenItIsDamaged() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"a\":1}\n{\"b\":2}".getBytes(UTF_8));
    }
    byte[] whole = packed.toByteArray();
    assertThat(parts(JsonObjects.of(new ByteArrayInputStream(whole))))
        .containsExactly("0:{\"a\":1}", "1:{\"b\":2}");
    byte[] cut = Arrays.copyOf(whole, whole.length - 8);
    assertThat(parts(JsonObjects.of(new ByteArrayInputStream(cut))))
        .containsExactly("0:{\"a\":1}", "1:{\"b\":2}", "2!15");
  }

  /** Gives a few bytes at a time. */
  static InputStream trickle(byte[] bytes, int step) {
    return new ByteArrayInputStream(bytes) {
      @Override
      public synchronized int read(byte[] to, int from, int length) {
        return super.read(to, from, Math.min(length, step));
      }
    };
  }

  @Provide
  Arbitrary<String> pieces() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            " ",
            "1",
            "true",
            "\"a\"",
            "{}",
            "\"a\":",
            "{\"a\":1}",
            "{\"a\":1}\n",
            "{\"a\":\n1}",
            "[{},{}]",
            "{\"b\":\"0123456789012345\"}\n",
            "{\"a\":[\n",
            "x\n",
            "\u00ef\u00bb\u00bf",
            "\u0001",
            "\u00e9");
    return piece.list().ofMaxSize(14).map(l -> String.join("", l));
  }

  @Property(tries = 5_000)
  void findsWhatTheSlowSplitterFinds(
      @ForAll("pieces") String text, @ForAll @IntRange(min = 1, max = 9) int step)
      throws IOException {
    byte[] bytes = text.getBytes(ISO_8859_1);
    assertThat(parts(new JsonObjects(trickle(bytes, step), MAX, 8)))
        .isEqualTo(SlowObjects.split(bytes, MAX));
  }

  @Property(tries = 500)
  void findsEveryObjectInEveryFraming(
      @ForAll List<@net.jqwik.api.From("objects") String> objects,
      @ForAll @IntRange(min = 0, max = 3) int framing,
      @ForAll @IntRange(min = 1, max = 9) int step)
      throws IOException {
    String text =
        switch (framing) {
          case 0 -> String.join("\n", objects);
          case 1 -> String.join("", objects);
          case 2 -> objects.toString();
          default -> objects.stream().map(o -> o + "\r\n\n").collect(Collectors.joining());
        };
    List<String> expected = new ArrayList<>();
    for (String o : objects) {
      expected.add(expected.size() + ":" + o);
    }
    byte[] bytes = text.getBytes(ISO_8859_1);
    assertThat(parts(new JsonObjects(trickle(bytes, step), 1000, 8))).isEqualTo(expected);
  }

  @Provide
  Arbitrary<String> objects() {
    return Arbitraries.of(
        "{}",
        "{\"a\":1}",
        "{\n  \"a\" : {\"b\": [1, {}, \"}\"]}\n}",
        "{\"a\":\"\\\"{\\\\\",\"b\":[[],[{}]]}",
        "{ \"\":null,\n\"c\":-1.5e+3 , \"d\":false}");
  }
}
