package org.watchfire.console.compliance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Clauses and what answers them, as {@code controls.yaml} has it. Immutable.
 *
 * @param controls in the order of the file
 */
record ControlMap(List<Control> controls) {
  private static final Set<String> KEYS =
      Set.of("standard", "clause", "state", "zh", "en", "how", "where", "tests");

  /** How far a clause is answered. */
  enum State {
    /** A test shows it. */
    MET("满足", "met"),
    PARTLY("部分满足", "partly"),
    NOT("不满足", "not"),
    /** No software can: it is for the site to do. */
    SITE("由部署单位负责", "the site's");

    private final String zh;
    private final String en;

    State(String zh, String en) {
      this.zh = zh;
      this.en = en;
    }

    String words() {
      return zh + " " + en;
    }
  }

  /**
   * @param zh what the clause is about, in our words
   * @param how what answers it, in both languages
   * @param where page of docs and a heading of it; empty when nothing answers
   * @param tests classes that show it
   */
  record Control(
      String standard,
      String clause,
      State state,
      String zh,
      String en,
      String how,
      String where,
      List<String> tests) {}

  /**
   * @throws IllegalStateException naming the entry that is wrong
   */
  static ControlMap load() {
    try (InputStream in = ControlMap.class.getResourceAsStream("controls.yaml")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("controls.yaml cannot be read", e);
    }
  }

  static ControlMap parse(String yaml) {
    Object tree =
        new Load(LoadSettings.builder().setLabel("controls.yaml").build()).loadFromString(yaml);
    List<Control> controls = new ArrayList<>();
    for (Object entry : (List<?>) tree) {
      controls.add(control((Map<?, ?>) entry));
    }
    return new ControlMap(List.copyOf(controls));
  }

  private static Control control(Map<?, ?> entry) {
    if (!entry.keySet().equals(KEYS)) {
      throw new IllegalStateException("controls.yaml: members of " + entry.get("clause"));
    }
    return new Control(
        text(entry, "standard"),
        text(entry, "clause"),
        State.valueOf(text(entry, "state").toUpperCase(java.util.Locale.ROOT)),
        text(entry, "zh"),
        text(entry, "en"),
        text(entry, "how"),
        text(entry, "where"),
        ((List<?>) entry.get("tests")).stream().map(String::valueOf).toList());
  }

  private static String text(Map<?, ?> entry, String name) {
    if (entry.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalStateException(
        "controls.yaml: " + name + " of " + entry.get("clause") + " is no text");
  }

  /** How many clauses of each standard are in each state. */
  Map<String, Map<State, Long>> summary() {
    Map<String, Map<State, Long>> summary = new LinkedHashMap<>();
    for (Control c : controls) {
      Map<State, Long> states =
          summary.computeIfAbsent(c.standard(), s -> new java.util.EnumMap<>(State.class));
      states.merge(c.state(), 1L, Long::sum);
    }
    return summary;
  }

  /** The page {@code docs/compliance.md}. */
  String markdown() {
    StringBuilder out = new StringBuilder();
    out.append(
        """
        # Compliance 合规对照

        Made from `controls.yaml` of `org.watchfire.console.compliance`; a test compares them, and that each test and heading is there.
        Wording is ours: read the standard for what it says. "Met" is what a test shows, not what an assessor has found.
        由数据生成并由测试保持一致；条款文字为本项目转述，以标准原文为准；“满足”指有测试证明，不等同于测评结论。

        `GET /compliance` looks at this installation as well, `watchfire compliance` prints it, `/compliance/report.pdf` and
        `/compliance/report.html` are to hand on. A check that could not look says unknown.
        """);
    summary()
        .forEach(
            (standard, states) -> {
              out.append("\n## ").append(standard).append("\n");
              List<String> counts = new ArrayList<>();
              states.forEach((state, n) -> counts.add(state.words() + ": " + n));
              out.append(String.join(", ", counts)).append("\n\n");
              out.append(
                  "| clause | about | state | how | where | tests |\n|---|---|---|---|---|---|\n");
              controls.stream()
                  .filter(c -> c.standard().equals(standard))
                  .forEach(
                      c ->
                          out.append("| ")
                              .append(
                                  String.join(
                                      " | ",
                                      c.clause(),
                                      c.zh() + " · " + c.en(),
                                      c.state().words(),
                                      c.how(),
                                      c.where(),
                                      String.join(", ", c.tests())))
                              .append(" |\n"));
            });
    return out.toString();
  }
}
