package org.watchfire.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.LineParser;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;

class ParsedStreamTest {

  private static final Origin ORIGIN = new Origin("test", "test.log", "gen", "/x", null, Map.of());

  /**
   * Joins lines with the same first letter until that letter comes in upper case, like audit
   * records of one serial.
   */
  private static final class Joining implements LineParser {
    private final TreeMap<Long, Character> first = new TreeMap<>();
    private final Map<Character, StringBuilder> held = new TreeMap<>();
    private final Map<Character, Long> offsets = new TreeMap<>();

    @Override
    public void accept(Line line, Consumer<Parsed> out) {
      char c = (char) line.bytes()[0];
      char key = Character.toLowerCase(c);
      if (!held.containsKey(key)) {
        held.put(key, new StringBuilder());
        offsets.put(key, line.offset());
        first.put(line.offset(), key);
      }
      held.get(key)
          .append(new String(line.bytes(), UTF_8))
          .append('@')
          .append(line.offset())
          .append(' ');
      if (Character.isUpperCase(c)) {
        give(key, out);
      }
    }

    private void give(char key, Consumer<Parsed> out) {
      long offset = offsets.remove(key);
      first.remove(offset);
      out.accept(
          new Parsed(
              Event.builder().put("message", held.remove(key).toString()), offset, 0, true, null));
    }

    @Override
    public void flush(Consumer<Parsed> out) {
      for (char key : List.copyOf(first.values())) {
        give(key, out);
      }
    }

    @Override
    public OptionalLong heldFrom() {
      return first.isEmpty() ? OptionalLong.empty() : OptionalLong.of(first.firstKey());
    }
  }

  private static ParsedStream stream(long resume, Collection<ParsedStream.Key> given) {
    EventEncoder encoder = new EventEncoder("a", "h", Clock.systemUTC(), b -> {}, new Counters());
    return new ParsedStream(new Joining(), encoder, ORIGIN, resume, given);
  }

  private static List<String> texts(List<byte[]> out) throws Exception {
    List<String> texts = new ArrayList<>();
    for (byte[] e : out) {
      texts.add(EventCodec.decode(e).text("message"));
    }
    return texts;
  }

  @Property(tries = 300)
  void aCrashAfterAnyLineChangesNothing(
      @ForAll @Size(max = 24) List<@IntRange(min = 0, max = 5) Integer> letters,
      @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 24) Integer> crashes)
      throws Exception {
    List<String> lines = new ArrayList<>();
    for (int l : letters) {
      lines.add(String.valueOf((char) ((l % 2 == 0 ? 'a' : 'A') + l / 2)));
    }
    List<byte[]> calm = new ArrayList<>();
    ParsedStream oracle = stream(0, List.of());
    for (int i = 0; i < lines.size(); i++) {
      oracle.line(lines.get(i).getBytes(UTF_8), i * 2L, i * 2L + 2, false, calm);
    }
    oracle.flush(lines.size() * 2L, calm);

    List<byte[]> stormy = new ArrayList<>();
    ParsedStream stream = stream(0, List.of());
    List<Integer> left = new ArrayList<>(crashes);
    for (int i = 0; i < lines.size(); ) {
      stream.line(lines.get(i).getBytes(UTF_8), i * 2L, i * 2L + 2, false, stormy);
      i++;
      if (left.remove(Integer.valueOf(i))) {
        stream = stream(stream.resume(), List.copyOf(stream.ahead()));
        i = (int) (stream.resume() / 2);
      }
    }
    stream.flush(lines.size() * 2L, stormy);
    assertThat(texts(stormy)).containsExactlyInAnyOrderElementsOf(texts(calm));
  }

  @Test
  void aParserThatThrowsCostsNeitherLineNorStream() throws Exception {
    Counters counters = new Counters();
    EventEncoder encoder = new EventEncoder("a", "h", Clock.systemUTC(), b -> {}, counters);
    ParsedStream stream =
        new ParsedStream(
            (line, out) -> {
              throw new IllegalStateException("defect");
            },
            encoder,
            ORIGIN);
    List<byte[]> out = new ArrayList<>();
    stream.line("some line".getBytes(UTF_8), 0, 10, false, out);
    Event e = EventCodec.decode(out.get(0));
    assertThat(e.text("event.kind")).isEqualTo("pipeline_error");
    assertThat(e.text("message")).isEqualTo("some line");
    assertThat(counters.parserFailures.sum()).isEqualTo(1);
    assertThat(counters.unparsed()).containsEntry("parser_failure", 1L);
  }

  @Test
  void anEventThatIsTooLargeIsCutDownToWhatIdentifiesIt() throws Exception {
    Counters counters = new Counters();
    EventEncoder encoder = new EventEncoder("a", "h", Clock.systemUTC(), b -> {}, counters);
    byte[] bytes =
        encoder.encode(
            new Parsed(
                Event.builder().put("message", "x".repeat(EventCodec.MAX_BYTES)), 7, 0, true, null),
            ORIGIN);
    Event e = EventCodec.decode(bytes);
    assertThat(e.text("event.kind")).isEqualTo("pipeline_error");
    assertThat(e.text("error.type")).isEqualTo("event_too_large");
    assertThat(e.text("agent.id")).isEqualTo("a");
    assertThat(e.get("log.offset")).isEqualTo(7L);
    assertThat((long) e.get("watchfire.original.size")).isGreaterThan(EventCodec.MAX_BYTES);
    assertThat(e.text("watchfire.original.sha256")).hasSize(64);
    assertThat(e.fields()).doesNotContain("message");
    assertThat(counters.oversizedEvents.sum()).isEqualTo(1);
  }
}
