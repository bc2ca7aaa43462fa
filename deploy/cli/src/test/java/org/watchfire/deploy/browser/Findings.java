package org.watchfire.deploy.browser;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was seen on each page, printed as one table at the end of the run. */
final class Findings {
  private record Line(
      String page, Look look, int inaccessible, int refused, int errors, long millis) {}

  private final List<Line> lines = new ArrayList<>();
  private final List<String> actions = new ArrayList<>();

  /** Where screenshots are kept: {@code <page>-<language>-<theme>.png}. */
  static Path screenshot(String page, Look look) {
    return Path.of("target", "screenshots", page + "-" + look + ".png");
  }

  synchronized void add(
      String page, Look look, int inaccessible, int refused, int errors, long millis) {
    lines.add(new Line(page, look, inaccessible, refused, errors, millis));
  }

  /** The steps of a journey, in words, to be shown with the table. */
  synchronized void journey(String name, List<String> steps) {
    actions.add(name);
    for (int i = 0; i < steps.size(); i++) {
      actions.add(String.format(Locale.ROOT, "  %2d  %s", i + 1, steps.get(i)));
    }
  }

  synchronized void print() throws IOException {
    List<String> out = new ArrayList<>();
    out.add(
        String.format(
            Locale.ROOT,
            "%-28s %-12s %5s %5s %7s %8s",
            "page",
            "look",
            "axe",
            "csp",
            "errors",
            "ms"));
    for (Line line : lines) {
      out.add(
          String.format(
              Locale.ROOT,
              "%-28s %-12s %5d %5d %7d %8s",
              line.page(),
              line.look(),
              line.inaccessible(),
              line.refused(),
              line.errors(),
              line.millis() < 0 ? "" : line.millis()));
    }
    out.addAll(actions);
    Path file = Path.of("target", "browser.txt");
    Files.createDirectories(file.getParent());
    Files.write(file, out);
    out.forEach(System.out::println);
  }
}
