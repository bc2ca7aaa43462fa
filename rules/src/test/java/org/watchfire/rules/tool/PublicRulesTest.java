package org.watchfire.rules.tool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.CompileOptions.Engine;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleSource;

/** The public SigmaHQ rules, where they are given beside the project; skipped otherwise. */
class PublicRulesTest {
  private static Path given(String name) {
    Path at = Path.of("").toAbsolutePath();
    while (at.getParent() != null) {
      Path file = at.resolveSibling("shared").resolve("data").resolve(name);
      if (Files.exists(file)) {
        return file;
      }
      at = at.getParent();
    }
    return Assumptions.abort("../shared/data/" + name + " is not there");
  }

  private static RuleFiles.Found rules() throws IOException {
    return RuleFiles.find(List.of(given("sigma/rules.tar.gz")));
  }

  @Test
  void everyRuleCompilesAndHasARoute() throws IOException {
    RulesCheck check = RulesCheck.of(rules(), CompileOptions.of(RuleFiles.builtIn().routing()));
    assertThat(check.rejected()).isEmpty();
    assertThat(check.unrouted()).isEmpty();
    assertThat(check.rules().size()).isGreaterThan(3_700);
  }

  @Test
  void everyRecordedCasePasses() throws IOException {
    Path cases = given("sigma/regression-cases.tar.gz");
    Routing theirs =
        Routing.parse(
            new RuleSource("routing", Files.readString(given("sigma/logsource-routing.yml"))));
    for (Routing routing : List.of(theirs, RuleFiles.builtIn().routing())) {
      RuleSet rules = RuleSet.compile(rules().rules(), CompileOptions.of(routing));
      Regress.Report report = Regress.run(rules, List.of(cases));
      assertThat(report.count(Regress.Outcome.FAILED)).isZero();
      assertThat(report.count(Regress.Outcome.PASSED)).isGreaterThan(100);
    }
  }

  @Test
  void bothEnginesFindTheSameInRecordedEvents() throws Exception {
    List<byte[]> events = new ArrayList<>();
    try (JsonObjects in = JsonObjects.open(given("events/windows-attack-telemetry.ndjson.gz"))) {
      JsonObjects.Part part;
      while ((part = in.next()) != null && events.size() < 30_000) {
        // One in twenty, all over the file.
        if (part instanceof JsonObjects.Found f && f.index() % 20 == 0) {
          events.add(f.json());
        }
      }
    }
    CompileOptions options = CompileOptions.of(RuleFiles.builtIn().routing());
    RuleSet indexed = RuleSet.compile(rules().rules(), options.with(Engine.INDEXED));
    RuleSet linear = RuleSet.compile(rules().rules(), options.with(Engine.LINEAR));
    int found = 0;
    for (byte[] event : events) {
      List<Match> expected = linear.match(event);
      assertThat(indexed.match(event)).isEqualTo(expected);
      found += expected.size();
    }
    assertThat(found).isPositive();
  }
}
