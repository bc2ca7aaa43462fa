package org.watchfire.collector.parse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/** What holds for every source and every input. */
class ParserPropertiesTest {
  @Provide
  Arbitrary<String> sources() {
    return Arbitraries.of(Sources.list().stream().map(SourceInfo::name).toList());
  }

  /** Random bytes, and lines of the formats with bytes changed, cut, doubled. */
  @Provide
  Arbitrary<byte[]> lines() {
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
    Arbitrary<byte[]> near =
        Arbitraries.longs()
            .map(
                seed -> {
                  Random random = new Random(seed);
                  byte[] line =
                      SampleLines.ALL.get(random.nextInt(SampleLines.ALL.size())).getBytes(UTF_8);
                  for (int change = random.nextInt(4); change > 0 && line.length > 0; change--) {
                    int at = random.nextInt(line.length);
                    switch (random.nextInt(3)) {
                      case 0 -> line[at] = (byte) random.nextInt(256);
                      case 1 -> line = Arrays.copyOf(line, at);
                      default -> {
                        byte[] longer = Arrays.copyOf(line, line.length + at);
                        System.arraycopy(line, 0, longer, line.length, at);
                        line = longer;
                      }
                    }
                  }
                  return line;
                });
    return Arbitraries.oneOf(noise, near);
  }

  @Property(tries = 3000)
  void everyLineIsAnEventOrHeld(@ForAll("sources") String source, @ForAll("lines") byte[] line)
      throws EventFormatException {
    LineParser parser = Sources.open(source, Reading.CONTEXT);
    List<Parsed> out = new ArrayList<>();
    parser.accept(new Line(line, 5, false), out::add);
    assertThat(out.isEmpty())
        .isEqualTo(parser.heldFrom().isPresent() || isEndOfEvent(source, line));
    parser.flush(out::add);
    assertThat(parser.heldFrom()).isEmpty();
    assertThat(out.size()).isLessThanOrEqualTo(1);
    for (Parsed parsed : out) {
      ParsedChecks.check(parsed);
      Event event = parsed.event().build();
      assertThat(parsed.offset()).isEqualTo(5);
      assertThat(event.timestamp()).isNotNull();
    }
  }

  private static boolean isEndOfEvent(String source, byte[] line) {
    return source.equals("auditd") && new String(line, UTF_8).contains("type=EOE ");
  }

  @Property(tries = 500)
  void offsetsAreUniqueAndNothingIsHeldBehind(
      @ForAll("sources") String source,
      @ForAll("lines") byte[] one,
      @ForAll("lines") byte[] two,
      @ForAll("lines") byte[] three)
      throws EventFormatException {
    List<Parsed> all = Reading.all(source, Reading.CONTEXT, List.of(one, two, three, two));
    assertThat(all.stream().map(p -> p.offset() + "/" + p.subIndex()).distinct())
        .hasSize(all.size());
    for (Parsed parsed : all) {
      ParsedChecks.check(parsed);
    }
  }

  /** The way a stream arrives must not matter: by one byte, in pieces, at once. */
  @Property(tries = 200)
  void splittingDoesNotDependOnReads(
      @ForAll("lines") byte[] one, @ForAll("lines") byte[] two, @ForAll long seed)
      throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    for (byte[] part : List.of(one, new byte[] {'\n'}, two, new byte[] {'\n', '\n'}, one)) {
      joined.write(part);
    }
    List<String> whole = split(joined.toByteArray(), Integer.MAX_VALUE, seed);
    assertThat(split(joined.toByteArray(), 1, seed)).isEqualTo(whole);
    assertThat(split(joined.toByteArray(), 7, seed)).isEqualTo(whole);
  }

  private static List<String> split(byte[] bytes, int most, long seed) throws IOException {
    Random random = new Random(seed);
    LineReader reader =
        new LineReader(
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(length, 1 + random.nextInt(most)));
              }
            });
    List<String> lines = new ArrayList<>();
    for (Line line = reader.next(); line != null; line = reader.next()) {
      lines.add(
          line.offset()
              + ":"
              + new String(line.bytes(), java.nio.charset.StandardCharsets.ISO_8859_1));
    }
    return lines;
  }

  /** Every event survives its encoding. */
  @Property(tries = 500)
  void eventsAreValidDocuments(@ForAll("sources") String source, @ForAll("lines") byte[] line)
      throws EventFormatException {
    for (Parsed parsed : Reading.all(source, Reading.CONTEXT, List.of(line))) {
      Event event = parsed.event().build();
      Event again = EventCodec.decode(EventCodec.encode(event));
      assertThat(again.text("event.dataset")).isEqualTo(event.text("event.dataset"));
      assertThat(again.timestamp()).isEqualTo(event.timestamp());
    }
  }
}
