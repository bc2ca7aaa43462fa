package org.watchfire.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadTest {
  @TempDir Path folder;

  @Test
  void isTheSameEveryTimeAndASmallerSetBeginsALargerOne() throws Exception {
    Workload one = Workload.of(Lane.CONTAINS, 60, Optional.empty());
    Workload two = Workload.of(Lane.CONTAINS, 80, Optional.empty());

    assertThat(two.texts()).isEqualTo(one.texts());
    assertThat(two.rules().subList(0, 60)).isEqualTo(one.rules());
    assertThat(two.rules()).doesNotHaveDuplicates();
  }

  @Test
  void generatedEventsAreFoldedAndOfTheSizeOfProcessEvents() throws Exception {
    Workload work = Workload.of(Lane.AFFIX, 1, Optional.empty());

    assertThat(work.texts()).hasSize(Workload.BATCH).doesNotHaveDuplicates();
    assertThat(work.meanBytes()).isBetween(350L, 700L);
    assertThat(work.texts()).allSatisfy(t -> assertThat(t).contains("c:\\\\").doesNotContain("C:"));
    assertThat(work.bytes().get(7)).isEqualTo(work.texts().get(7).getBytes(UTF_8));
  }

  @Test
  void lanesHoldOnlyWhatTheirNameSays() throws Exception {
    List<PlainRule> affix = Workload.of(Lane.AFFIX, 200, Optional.empty()).rules();
    List<PlainRule> contains = Workload.of(Lane.CONTAINS, 200, Optional.empty()).rules();

    assertThat(affix)
        .flatExtracting(PlainRule::terms)
        .extracting(Term::op)
        .doesNotContain(Term.Op.CONTAINS)
        .contains(Term.Op.EQUALS, Term.Op.STARTS_WITH, Term.Op.ENDS_WITH);
    assertThat(contains)
        .allSatisfy(
            r -> {
              assertThat(r.terms()).hasSize(2);
              assertThat(r.terms().get(1).op()).isEqualTo(Term.Op.EQUALS);
            });
    assertThat(contains.stream().filter(r -> r.terms().get(0).op() == Term.Op.CONTAINS).count())
        .isBetween(140L, 180L);
  }

  @Test
  void rulesAreDrawnFromTextsOfAFileThatAreTextsEverywhere() throws Exception {
    Path file = folder.resolve("events.ndjson.gz");
    write(
        file,
        IntStream.range(0, 300)
            .mapToObj(
                i ->
                    """
                    {"Host":{"Name":"H%d"},"Path":"/srv/Data/file-number-%s.txt","Code":"%d",\
                    "Mixed":%s,"List":[{"Inner":"some long text with number %d"}]}"""
                        .formatted(i % 3, word(i), i, i == 9 ? "9" : "\"a long text\"", i)));

    Workload work = Workload.of(Lane.CONTAINS, 50, Optional.of(file));

    assertThat(work.rules())
        .flatExtracting(PlainRule::terms)
        .extracting(Term::field)
        .containsOnly("Path", "Host.Name");
    assertThat(work.texts().get(0)).contains("\"h0\"", "/srv/data/", "some long text");
  }

  @Test
  void whatCannotBeUsedIsCounted() throws Exception {
    Path file = folder.resolve("events.ndjson.gz");
    Stream<String> bad = Stream.of("{\"a\":", "{\"Event\":{\"System\":{}}}", "{\"a\":tru}");
    Stream<String> good =
        IntStream.range(0, 100)
            .mapToObj(i -> "{\"User\":\"u\",\"Path\":\"/opt/some/folder/%s\"}".formatted(word(i)));
    write(file, Stream.concat(good, bad));

    assertThat(Workload.of(Lane.AFFIX, 5, Optional.of(file)).leftOut()).isEqualTo(3);
  }

  @Test
  void eventsWithoutEnoughValuesAreRefused() throws Exception {
    Path file = folder.resolve("events.ndjson.gz");
    write(file, Stream.of("{\"User\":\"u\"}"));

    assertThatThrownBy(() -> Workload.of(Lane.AFFIX, 5, Optional.of(file)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the events have values for only 0 different rules of lane AFFIX");

    write(file, Stream.of("[]"));
    assertThatThrownBy(() -> Workload.of(Lane.AFFIX, 5, Optional.of(file)))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("has no event that can be used");
  }

  @Test
  void optionsAreCheckedBeforeAnythingRuns() {
    assertThat(RulerBench.Arguments.parse("--rules", "5,20", "--events", "e.gz"))
        .isEqualTo(new RulerBench.Arguments(Optional.of(Path.of("e.gz")), List.of(5, 20)));
    assertThatThrownBy(() -> RulerBench.Arguments.parse("--rules", "5,0"))
        .hasMessage("--rules wants numbers from 1, found '0'");
    assertThatThrownBy(() -> RulerBench.Arguments.parse("--rules"))
        .hasMessageContaining("needs a value");
    assertThatThrownBy(() -> RulerBench.Arguments.parse("--speed", "9"))
        .hasMessage("unknown option --speed");
  }

  /** Letters only: numbers would make a field look like a time. */
  private static String word(int i) {
    return Integer.toString(i, 26)
        .chars()
        .mapToObj(c -> String.valueOf((char) ('a' + Character.digit(c, 26))))
        .collect(Collectors.joining());
  }

  private static void write(Path file, Stream<String> lines) throws IOException {
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(lines.collect(Collectors.joining("\n")).getBytes(UTF_8));
    }
  }
}
