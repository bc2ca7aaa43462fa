package org.watchfire.console.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.SigmaParser;
import org.watchfire.rules.sigma.SigmaRule;
import org.watchfire.rules.tool.Explain;

/**
 * Rules that somebody is writing: what is wrong with them, and why they do or do not match events
 * that he gives. Nothing recorded is read, nothing is kept.
 */
public final class RuleBench {
  private static final String PERMISSION = "rule:test";
  private static final String SUBMITTED = "submitted";
  private static final int MAX_TEXT = 256 * 1024;
  private static final int MAX_EVENTS = 50;
  private static final int MAX_RULES = 20;

  record Draft(String yaml) {}

  record Trial(String yaml, String events) {}

  /**
   * @param line 1-based, 0 when the whole text is meant
   * @param rule id or title, empty when it could not be read
   */
  record Problem(int line, String rule, String kind, String reason) {}

  record Read(String id, String title, String severity, String logsource, int line) {}

  /**
   * @param event number of the event, from 1
   * @param problem why the event cannot be read, null when it can
   */
  record Result(
      int event, String rule, String title, boolean matches, List<String> lines, String problem) {}

  public List<Route> routes() {
    return List.of(
        Route.post("/rules/lint", holds(PERMISSION), this::lint),
        Route.post("/rules/test", holds(PERMISSION), this::test));
  }

  private void lint(Call call) {
    String yaml = text("yaml", call.body(Draft.class).yaml());
    call.json(
        Map.of(
            "rules",
            rules(yaml).stream().map(RuleBench::read).toList(),
            "problems",
            problems(yaml)));
  }

  private void test(Call call) {
    Trial trial = call.body(Trial.class);
    String yaml = text("yaml", trial.yaml());
    List<String> events = text("events", trial.events()).lines().filter(l -> !l.isBlank()).toList();
    if (events.size() > MAX_EVENTS) {
      throw new Refusal(413, "too-large", "at most " + MAX_EVENTS + " events, one per line");
    }
    List<Problem> problems = problems(yaml);
    if (!problems.isEmpty()) {
      throw new Refusal(422, "rules", "these rules do not compile").with("problems", problems);
    }
    List<DetectionRule> rules =
        rules(yaml).stream()
            .filter(DetectionRule.class::isInstance)
            .map(DetectionRule.class::cast)
            .toList();
    if (rules.size() > MAX_RULES) {
      throw new Refusal(413, "too-large", "at most " + MAX_RULES + " rules are tried at a time");
    }
    List<Result> results = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      results.addAll(results(i + 1, events.get(i), rules));
    }
    call.json(Map.of("results", results));
  }

  private static List<Result> results(int number, String json, List<DetectionRule> rules) {
    RawEvent event;
    try {
      event = RawEvent.decode(json.getBytes(UTF_8));
    } catch (EventFormatException e) {
      return List.of(new Result(number, null, null, false, List.of(), e.getMessage()));
    }
    return rules.stream()
        .map(
            rule -> {
              Explain.Explanation said =
                  Explain.of(rule, inForce().routing(), event, ZoneOffset.UTC);
              return new Result(
                  number,
                  rule.header().id(),
                  rule.header().title(),
                  said.matches(),
                  said.lines(),
                  null);
            })
        .toList();
  }

  private static List<SigmaRule> rules(String yaml) {
    return SigmaParser.parse(new RuleSource(SUBMITTED, yaml)).rules();
  }

  private static Read read(SigmaRule rule) {
    return new Read(
        rule.header().id(),
        rule.header().title(),
        rule.header().severity().text(),
        rule instanceof DetectionRule detection ? detection.logSource().text() : "correlation",
        rule.line());
  }

  /** What the parser says, and what shows only together with the rules in force. */
  private static List<Problem> problems(String yaml) {
    RuleFiles.Pack inForce = inForce();
    List<RuleSource> both = new ArrayList<>();
    both.add(new RuleSource(SUBMITTED, yaml));
    both.addAll(inForce.rules());
    return RuleSet.compile(both, inForce.routing()).rejections().stream()
        .filter(r -> r.source().equals(SUBMITTED))
        .map(RuleBench::problem)
        .toList();
  }

  private static Problem problem(Rejection r) {
    return new Problem(
        r.line(), r.rule(), r.kind().name().toLowerCase(java.util.Locale.ROOT), r.reason());
  }

  private static RuleFiles.Pack inForce() {
    try {
      return RuleFiles.builtIn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rule content", e);
    }
  }

  private static String text(String name, String given) {
    if (given == null || given.isBlank()) {
      throw Refusal.invalid(name + " expects some text");
    }
    if (given.length() > MAX_TEXT) {
      throw new Refusal(413, "too-large", name + " has more than " + MAX_TEXT + " characters");
    }
    return given;
  }
}
