package org.watchfire.collector.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SyslogFramerTest {

  private static List<String> run(SyslogFramer framer, String text, int chunk) throws Exception {
    List<String> out = new ArrayList<>();
    SyslogFramer.Sink sink = (m, cut) -> out.add((cut ? "!" : "") + new String(m, ISO_8859_1));
    byte[] bytes = text.getBytes(ISO_8859_1);
    for (int at = 0; at < bytes.length; at += chunk) {
      framer.feed(bytes, at, Math.min(chunk, bytes.length - at), sink);
    }
    framer.finish(sink);
    return out;
  }

  private static List<String> run(String text) throws Exception {
    return run(new SyslogFramer(100), text, 7);
  }

  @Test
  void readsLines() throws Exception {
    assertThat(run("<34>one\n<35>two\r\n<36>three\0<37>four"))
        .containsExactly("<34>one", "<35>two", "<36>three", "<37>four");
  }

  @Test
  void readsCountedMessagesWithLineBreaksInside() throws Exception {
    assertThat(run("7 <34>a\nb8 <35>cdef")).containsExactly("<34>a\nb", "<35>cdef");
  }

  @Test
  void readsBothKindsOnOneConnection() throws Exception {
    assertThat(run("5 <1>ab\n<2>cd\n6 <3>efg")).containsExactly("<1>ab", "<2>cd", "<3>efg");
  }

  @Test
  void takesWhatOnlyLooksLikeACountAsALine() throws Exception {
    SyslogFramer f = new SyslogFramer(100);
    assertThat(run(f, "12:30:00 hello\n12345678901 x\n<1>a\n", 4))
        .containsExactly("12:30:00 hello", "12345678901 x", "<1>a");
    assertThat(f.malformed()).isEqualTo(2);
  }

  @Test
  void cutsMessagesBeyondTheLimit() throws Exception {
    assertThat(run(new SyslogFramer(4), "<1>abcdef\n10 <2>ghijklm<3>z\n", 3))
        .containsExactly("!<1>a", "!<2>g", "<3>z");
  }

  @Test
  void tellsThatTheLastCountedMessageIsIncomplete() throws Exception {
    assertThat(run("20 <1>abc")).containsExactly("!<1>abc");
  }

  @Property(tries = 300)
  void whatIsWrittenIsRead(
      @ForAll @Size(max = 8) List<@IntRange(min = 0, max = 40) Integer> lengths,
      @ForAll @IntRange(min = 1, max = 50) int chunk)
      throws Exception {
    StringBuilder wire = new StringBuilder();
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < lengths.size(); i++) {
      String message = "<" + i + ">" + "x".repeat(lengths.get(i));
      sent.add(message);
      wire.append(i % 2 == 0 ? message.length() + " " + message : message + "\n");
    }
    assertThat(run(new SyslogFramer(1000), wire.toString(), chunk)).isEqualTo(sent);
  }
}
