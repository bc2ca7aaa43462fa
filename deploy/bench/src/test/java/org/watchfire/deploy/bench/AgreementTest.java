package org.watchfire.deploy.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
  private static final List<String> EVENTS =
      List.of(
          "{\"Image\":\"c:\\\\tools\\\\a*b?.exe\",\"User\":\"corp\\\\ann\",\"n\":{\"x\":\"one\"}}",
          "{\"Image\":\"c:\\\\tools\\\\axbz.exe\",\"User\":\"corp\\\\bob\",\"n\":{\"x\":\"two\"}}",
          "{\"Image\":42,\"User\":null}");

  private static Allowance plenty() {
    return new Allowance(System::nanoTime, Duration.ofMinutes(4));
  }

  private static PlainRule rule(int id, Term... terms) {
    return new PlainRule(new UUID(0, id).toString(), List.of(terms));
  }

  private static String id(int id) {
    return new UUID(0, id).toString();
  }

  private static Engine ours(List<PlainRule> rules) {
    return new WatchfireEngine(rules, EVENTS.stream().map(e -> e.getBytes(UTF_8)).toList());
  }

  private static List<PlainRule> rules() {
    return List.of(
        rule(1, new Term("Image", Term.Op.EQUALS, "c:\\tools\\a*b?.exe")),
        rule(2, new Term("Image", Term.Op.STARTS_WITH, "c:\\tools\\a")),
        rule(3, new Term("Image", Term.Op.ENDS_WITH, "*b?.exe")),
        rule(4, new Term("Image", Term.Op.CONTAINS, "s\\a*b")),
        rule(
            5,
            new Term("Image", Term.Op.CONTAINS, "\\a"),
            new Term("User", Term.Op.EQUALS, "corp\\bob")),
        rule(6, new Term("n.x", Term.Op.EQUALS, "two")),
        rule(7, new Term("User", Term.Op.ENDS_WITH, "carol")));
  }

  @Test
  void bothEnginesTakeSpecialCharactersAndPathsLiterally() throws Exception {
    List<PlainRule> rules = rules();
    List<Engine> engines =
        List.of(
            ours(rules),
            new RulerEngine(rules, EVENTS, false, plenty()),
            new RulerEngine(rules, EVENTS, true, plenty()));

    for (Engine engine : engines) {
      assertThat(engine.matching(0)).as(engine.name()).containsExactly(id(1), id(2), id(3), id(4));
      assertThat(engine.matching(1)).as(engine.name()).containsExactly(id(2), id(5), id(6));
      assertThat(engine.matching(2)).as(engine.name()).isEmpty();
    }
    assertThat(Agreement.of(engines, rules, EVENTS, plenty())).isEqualTo(new Agreement(3, 2, 7));
  }

  @ParameterizedTest
  @EnumSource
  void bothEnginesFindTheSameInAGeneratedLane(Lane lane) throws Exception {
    Workload work = Workload.of(lane, 40, Optional.empty());
    List<Engine> engines =
        List.of(
            new WatchfireEngine(work.rules(), work.bytes()),
            new RulerEngine(work.rules(), work.texts(), false, plenty()));

    Agreement found = Agreement.of(engines, work.rules(), work.texts(), plenty());

    assertThat(found.events()).isEqualTo(Workload.BATCH);
    assertThat(found.matches()).isPositive();
    assertThat(found.eventsWithMatch()).isLessThan(Workload.BATCH);
  }

  @Test
  void aDifferenceNamesRuleAndEventAndWhoFoundIt() {
    List<PlainRule> rules = rules();
    Engine ours = ours(rules);

    assertThatThrownBy(() -> Agreement.of(List.of(ours, without(ours, 5)), rules, EVENTS, plenty()))
        .isInstanceOf(Disagreement.class)
        .hasMessageStartingWith("watchfire finds, forgetful does not: rule PlainRule[id=" + id(5))
        .hasMessageEndingWith("in event 1: " + EVENTS.get(1));
    assertThatThrownBy(() -> Agreement.of(List.of(without(ours, 1), ours), rules, EVENTS, plenty()))
        .isInstanceOf(Disagreement.class)
        .hasMessageStartingWith("watchfire finds, forgetful does not: rule PlainRule[id=" + id(1))
        .hasMessageEndingWith("in event 0: " + EVENTS.get(0));
  }

  @Test
  void rulesThatMatchNothingCompareNothing() {
    List<PlainRule> rules = List.of(rule(7, new Term("User", Term.Op.ENDS_WITH, "carol")));

    assertThatThrownBy(() -> Agreement.of(List.of(ours(rules)), rules, EVENTS, plenty()))
        .isInstanceOf(Disagreement.class)
        .hasMessageContaining("nothing was compared");
  }

  @Test
  void endsWhenItsTimeIsOver() {
    long[] clock = {0};
    Allowance allowance = new Allowance(() -> clock[0], Duration.ofSeconds(90));
    clock[0] = Duration.ofSeconds(91).toNanos();

    assertThatThrownBy(() -> new RulerEngine(rules(), EVENTS, false, allowance))
        .isInstanceOf(TooExpensive.class)
        .hasMessage("more than 90 s: event-ruler has compiled 0 of 7 rules");
  }

  private static Engine without(Engine engine, int rule) {
    return new Engine() {
      @Override
      public String name() {
        return "forgetful";
      }

      @Override
      public SortedSet<String> matching(int event) {
        SortedSet<String> found = new TreeSet<>(engine.matching(event));
        found.remove(id(rule));
        return found;
      }
    };
  }
}
