package org.watchfire.deploy.browser;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;
import org.watchfire.deploy.browser.Pages.Place;

/**
 * Each page in both languages and both themes: usable by everybody (axe, WCAG 2.1 A and AA),
 * nothing against the content security policy, no error, nothing beyond the edge at 1366 × 768. One
 * page in Chinese and light, the next in English and dark, by turns; {@code -Dbrowser.looks=all}
 * each in all four.
 */
@ExtendWith(InBrowser.class)
class EveryPageIT {
  static final boolean ALL = "all".equals(System.getProperty("browser.looks"));

  private static final long MOST_BYTES = 400_000;

  private static final String LOADED =
      "() => performance.getEntriesByType('resource').filter((e) => e.name.includes('/assets/'))"
          + ".reduce((sum, e) => sum + e.encodedBodySize, 0)";

  private static List<Look> looks(Place place) {
    if (ALL) {
      return Look.ALL;
    }
    return Pages.ALL.indexOf(place) % 2 == 0
        ? List.of(new Look(Look.Language.ZH, Look.Theme.LIGHT))
        : List.of(new Look(Look.Language.EN, Look.Theme.DARK));
  }

  @TestFactory
  Stream<DynamicTest> everyPageIsInOrder(Desk desk) throws Exception {
    Files.createDirectories(Findings.screenshot("any", Look.USUAL).getParent());
    Map<String, String> names = Samples.of(desk.demonstration());
    Map<List<Object>, Screen> screens = new HashMap<>();
    return Pages.ALL.stream()
        .map(
            place ->
                DynamicTest.dynamicTest(
                    place.name(),
                    () -> {
                      List<String> wrong = new ArrayList<>();
                      for (Look look : looks(place)) {
                        Screen screen =
                            screens.computeIfAbsent(who(place, look), w -> at(desk, place, look));
                        look(desk, screen, place, Samples.filled(place.path(), names), wrong);
                      }
                      assertThat(wrong).as(place.name()).isEmpty();
                    }));
  }

  /** What comes before anybody has signed in, as it comes over the wire. */
  @Test
  void theFirstLoadIsSmall(Desk desk) {
    Screen screen = desk.anonymous(Look.USUAL);
    screen.open("/");
    long bytes = ((Number) screen.page().evaluate(LOADED)).longValue();
    desk.findings()
        .journey(
            "First load",
            List.of(
                String.format(
                    Locale.ROOT,
                    "%.1f kB compressed; asked <= %d",
                    bytes / 1e3,
                    MOST_BYTES / 1000)));
    assertThat(bytes).isBetween(MOST_BYTES / 10, MOST_BYTES);
  }

  /** One browser for each person and look, as somebody at work has it: a page behind the other. */
  private static List<Object> who(Place place, Look look) {
    return Arrays.asList(place.account(), look);
  }

  private static Screen at(Desk desk, Place place, Look look) {
    return place.account() == null ? desk.anonymous(look) : desk.as(place.account(), look);
  }

  private static void look(Desk desk, Screen screen, Place place, String path, List<String> wrong) {
    Look look = screen.look();
    screen.forgive();
    long millis = screen.open(path);
    List<String> inaccessible = screen.inaccessible();
    List<String> refused = screen.refusedByPolicy();
    List<String> errors =
        screen.errors().stream()
            // Whether somebody is signed in is asked for; nobody is, at the door.
            .filter(text -> place.account() != null || !text.contains("401"))
            .toList();
    screen.photograph(Findings.screenshot(place.name(), look));
    desk.findings()
        .add(place.name(), look, inaccessible.size(), refused.size(), errors.size(), millis);
    note(wrong, look, "axe", inaccessible);
    note(wrong, look, "policy", refused);
    note(wrong, look, "error", errors);
    note(wrong, look, "beyond the edge", screen.tooWide());
  }

  private static void note(List<String> wrong, Look look, String kind, List<String> found) {
    found.forEach(text -> wrong.add(look + " " + kind + ": " + text));
  }
}
