package org.watchfire.console.compliance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.watchfire.console.compliance.ControlMap.Control;
import org.watchfire.console.compliance.ControlMap.State;

/** What is said of clauses is kept in step with the tests and the guides there are. */
class ControlMapTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> MODULES =
      List.of(
          "core",
          "rules",
          "collector",
          "detection-engine",
          "audit-store",
          "policy-console",
          "deploy");

  private final ControlMap map = ControlMap.load();
  private static Set<String> tests;

  @BeforeAll
  static void find() throws IOException {
    tests = new HashSet<>();
    for (String module : MODULES) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module))) {
        files
            .filter(f -> f.toString().contains("/src/test/java/"))
            .map(f -> f.getFileName().toString())
            .filter(name -> name.endsWith(".java"))
            .forEach(name -> tests.add(name.substring(0, name.length() - 5)));
      }
    }
    assertThat(tests).hasSizeGreaterThan(150);
  }

  @Test
  void everyTestThatIsNamedIsThere() {
    for (Control c : map.controls()) {
      assertThat(tests).as(c.standard() + " " + c.clause()).containsAll(c.tests());
    }
  }

  @Test
  void whatIsMetIsShownByATestAndWhatHasNoneIsPartlyAtBest() {
    for (Control c : map.controls()) {
      String name = c.standard() + " " + c.clause();
      if (c.state() == State.MET) {
        assertThat(c.tests()).as(name).isNotEmpty();
      }
      if (c.state() == State.MET || c.state() == State.PARTLY) {
        assertThat(c.where()).as(name).isNotEmpty();
      } else {
        assertThat(c.tests()).as(name).isEmpty();
      }
    }
  }

  @Test
  void everyGuideThatIsNamedHasTheHeading() throws IOException {
    for (Control c : map.controls()) {
      if (!c.where().isEmpty()) {
        String[] place = c.where().split(" § ", 2);
        List<String> headings =
            Files.readAllLines(ROOT.resolve("docs").resolve(place[0])).stream()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", ""))
                .toList();
        assertThat(headings).as(c.where()).anyMatch(h -> h.startsWith(place[1]));
      }
    }
  }

  @Test
  void noClauseIsThereTwiceAndTheFamiliesAreThere() {
    List<String> names = map.controls().stream().map(c -> c.standard() + " " + c.clause()).toList();
    assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(80);
    Set<String> clauses = map.controls().stream().map(Control::clause).collect(Collectors.toSet());
    assertThat(clauses).contains("8.1.4.3 a", "8.1.4.3 b", "8.1.4.3 c", "8.1.4.3 d", "8.1.4.2 g");
    for (char part : "abcdefgh".toCharArray()) {
      assertThat(clauses).contains("8.4 " + part);
    }
    for (int au : new int[] {2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16}) {
      assertThat(clauses).contains("AU-" + au);
    }
    assertThat(map.summary())
        .containsOnlyKeys(
            "GB/T 22239-2019", "GB/T 39786-2021", "GB/T 20945-2023", "NIST SP 800-53r5");
  }

  /** {@code -Dwatchfire.write=true} writes the page anew. */
  @Test
  void thePageIsMadeFromTheData() throws IOException {
    Path page = ROOT.resolve("docs/compliance.md");
    if (Boolean.getBoolean("watchfire.write")) {
      Files.writeString(page, map.markdown());
    }
    assertThat(Files.readString(page))
        .as("run this test with -Dwatchfire.write=true to make the page anew")
        .isEqualTo(map.markdown());
  }

  @Test
  void whatIsNoControlIsRefused() {
    assertThatThrownBy(() -> ControlMap.parse("- {standard: X, clause: 1}"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("members of 1");
    assertThatThrownBy(
            () ->
                ControlMap.parse(
                    "- {standard: X, clause: '1', state: great, zh: a, en: b, how: c, where: d,"
                        + " tests: []}"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
