package org.watchfire.collector.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class LineFramerTest {

  private static List<String> run(LineFramer framer, String text, int chunk) throws Exception {
    List<String> out = new ArrayList<>();
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += chunk) {
      framer.feed(bytes, at, Math.min(chunk, bytes.length - at), sink(out));
    }
    return out;
  }

  private static LineFramer.Sink sink(List<String> out) {
    return (line, start, end, truncated) ->
        out.add(start + "-" + end + (truncated ? "!" : "") + ":" + new String(line, ISO_8859_1));
  }

  @Test
  void cutsAtLfAndTakesOffCr() throws Exception {
    LineFramer f = new LineFramer(100, 10, false);
    assertThat(run(f, "a\r\n\nbc\nd", 3)).containsExactly("10-13:a", "13-14:", "14-17:bc");
    assertThat(f.pending()).isEqualTo(1);
    List<String> rest = new ArrayList<>();
    f.finish(sink(rest));
    assertThat(rest).containsExactly("17-18:d");
  }

  @Test
  void deliversTheBeginningOfAnOverlongLineAndSkipsTheRest() throws Exception {
    LineFramer f = new LineFramer(4, 0, false);
    assertThat(run(f, "abcdefgh\nxy\n", 5)).containsExactly("0-4!:abcd", "9-12:xy");
  }

  @Test
  void goesOnSkippingAfterARestart() throws Exception {
    LineFramer f = new LineFramer(4, 4, true);
    assertThat(run(f, "efgh\nxy\n", 100)).containsExactly("9-12:xy");
    assertThat(f.skipping()).isFalse();
  }

  @Test
  void aLineOfExactlyTheLimitIsWhole() throws Exception {
    assertThat(run(new LineFramer(4, 0, false), "abcd\nef\n", 2))
        .containsExactly("0-5:abcd", "5-8:ef");
  }

  @Property(tries = 300)
  void chunksMakeNoDifference(
      @ForAll @StringLength(max = 60) @CharRange(from = 'a', to = 'c') String letters,
      @ForAll @IntRange(min = 1, max = 12) int chunk,
      @ForAll @IntRange(min = 1, max = 9) int limit)
      throws Exception {
    String text = letters.replace('c', '\n');
    List<String> whole = run(new LineFramer(limit, 0, false), text, 1000);
    assertThat(run(new LineFramer(limit, 0, false), text, chunk)).isEqualTo(whole);
    int at = 0;
    List<String> oracle = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      boolean last = at + line.length() == text.length();
      if (line.length() > limit) {
        oracle.add(at + "-" + (at + limit) + "!:" + line.substring(0, limit));
      } else if (!last) {
        oracle.add(at + "-" + (at + line.length() + 1) + ":" + line);
      }
      at += line.length() + 1;
    }
    assertThat(whole).isEqualTo(oracle);
  }
}
