package org.watchfire.rules.tool;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.files.SourceTree;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.YamlNode;
import org.watchfire.rules.sigma.YamlReader;

/**
 * Runs rules against cases laid out as in the Sigma repository: an {@code info.yml} with {@code
 * rule_metadata} (the ids) and {@code regression_tests_info}, each with {@code path} of a recording
 * and {@code match_count}, the least number of its events that the rule must match (1 when absent).
 * The events are read from the {@code .json} that stands beside the recording, or beside the {@code
 * info.yml}, under the recording's name.
 */
public final class Regress {
  private static final String INFO = "info.yml";

  /** How a case ended. */
  public enum Outcome {
    PASSED,
    FAILED,
    SKIPPED
  }

  /**
   * One test of one rule.
   *
   * @param file the {@code info.yml}
   * @param reason why it failed or was skipped, empty when it passed
   */
  public record Case(String file, String rule, String test, Outcome outcome, String reason) {
    /** {@code failed <file>: <rule>: <reason>}. */
    public String text() {
      return outcome.name().toLowerCase(Locale.ROOT)
          + " "
          + file
          + ": "
          + (rule.isEmpty() ? "" : "rule " + rule + ": ")
          + reason;
    }
  }

  /** What all cases gave, in the order of the files. */
  public record Report(List<Case> cases) {
    public Report {
      cases = List.copyOf(cases);
    }

    public long count(Outcome outcome) {
      return cases.stream().filter(c -> c.outcome() == outcome).count();
    }
  }

  private final RuleSet rules;
  private final List<Case> cases = new ArrayList<>();
  private final Map<String, SourceTree.Entry> recordings = new HashMap<>();

  private Regress(RuleSet rules) {
    this.rules = rules;
  }

  /**
   * @param places folders or archives with cases below them
   */
  public static Report run(RuleSet rules, List<Path> places) throws IOException {
    Regress regress = new Regress(rules);
    for (Path place : places) {
      List<SourceTree.Entry> infos = new ArrayList<>();
      regress.recordings.clear();
      for (SourceTree.Entry e :
          SourceTree.read(place, p -> name(p).equals(INFO) || p.endsWith(".json"))) {
        if (name(e.path()).equals(INFO)) {
          infos.add(e);
        } else {
          regress.recordings.put(e.path(), e);
        }
      }
      for (SourceTree.Entry info : infos) {
        regress.info(info);
      }
    }
    return new Report(regress.cases);
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private void info(SourceTree.Entry file) {
    YamlReader.Documents read;
    try {
      read = YamlReader.read(RuleFiles.text(file.content()));
    } catch (CharacterCodingException e) {
      failed(file, "", "", "not UTF-8 text");
      return;
    }
    if (read.problem() != null) {
      failed(file, "", "", "line " + read.problemLine() + ": " + read.problem());
      return;
    }
    int before = cases.size();
    for (YamlNode document : read.documents()) {
      List<String> ids = new ArrayList<>();
      items(document, "rule_metadata").forEach(m -> ids.add(text(m, "id")));
      for (YamlNode test : items(document, "regression_tests_info")) {
        ids.forEach(id -> test(file, id, test));
      }
    }
    if (cases.size() == before) {
      cases.add(new Case(file.name(), "", "", Outcome.SKIPPED, "names no rule or no test to run"));
    }
  }

  private static List<YamlNode> items(YamlNode node, String key) {
    return entry(node, key) instanceof YamlNode.Sequence s ? s.items() : List.of();
  }

  private static YamlNode entry(YamlNode node, String key) {
    YamlNode.Entry e = node instanceof YamlNode.Mapping m ? m.entries().get(key) : null;
    return e == null ? null : e.value();
  }

  private static String text(YamlNode node, String key) {
    return entry(node, key) instanceof YamlNode.Scalar s ? s.text() : "";
  }

  private void test(SourceTree.Entry file, String rule, YamlNode test) {
    String name = text(test, "name");
    String count = text(test, "match_count");
    if (!count.matches("\\d{0,9}")) {
      failed(file, rule, name, "match_count '" + count + "' is not a number");
      return;
    }
    int least = count.isEmpty() ? 1 : Integer.parseInt(count);
    String path = text(test, "path");
    SourceTree.Entry recording = recording(file, path);
    if (recording == null) {
      cases.add(
          new Case(file.name(), rule, name, Outcome.SKIPPED, "no JSON beside '" + path + "'"));
      return;
    }
    if (rules.detections().stream().noneMatch(r -> r.header().id().equals(rule))) {
      failed(file, rule, name, "is not among the compiled rules");
      return;
    }
    try {
      long found = matches(rule, recording);
      if (found < least) {
        failed(file, rule, name, "matches " + found + " events, expected at least " + least);
      } else {
        cases.add(new Case(file.name(), rule, name, Outcome.PASSED, ""));
      }
    } catch (IOException | EventFormatException e) {
      failed(file, rule, name, recording.name() + ": " + e.getMessage());
    }
  }

  /** Null when there is none. */
  private SourceTree.Entry recording(SourceTree.Entry info, String path) {
    int dot = path.lastIndexOf('.');
    if (dot <= path.lastIndexOf('/')) {
      return null;
    }
    String json = path.substring(0, dot) + ".json";
    String folder = info.folder();
    SourceTree.Entry beside =
        recordings.get(folder.isEmpty() ? name(json) : folder + "/" + name(json));
    return beside != null ? beside : recordings.get(json);
  }

  private long matches(String rule, SourceTree.Entry recording)
      throws IOException, EventFormatException {
    long found = 0;
    try (JsonObjects parts = JsonObjects.of(new ByteArrayInputStream(recording.content()))) {
      for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
        if (part instanceof JsonObjects.Malformed m) {
          throw new EventFormatException("event " + m.index() + ": " + m.reason());
        }
        boolean hit =
            rules.match(((JsonObjects.Found) part).json()).stream()
                .anyMatch(m -> m.suppression().isEmpty() && m.rule().header().id().equals(rule));
        found += hit ? 1 : 0;
      }
    }
    return found;
  }

  private void failed(SourceTree.Entry file, String rule, String test, String reason) {
    cases.add(new Case(file.name(), rule, test, Outcome.FAILED, reason));
  }
}
