package org.watchfire.rules.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.watchfire.core.label.Label;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

class AccessEvaluatorPropertiesTest {
  private static final List<String> FIELDS = List.of("name", "phone", "id");

  /** Index against linear scan against the oracle, and explanation against decision. */
  @Test
  void explanationEqualsDecisionEqualsOracleOnAHundredThousandRequests() {
    Map<ReasonCode, Integer> seen = new EnumMap<>(ReasonCode.class);
    int requests = 0;
    for (int world = 0; world < 50; world++) {
      RandomAccess random = new RandomAccess(world);
      AccessPolicySet set = random.set(world);
      AccessEvaluator evaluator = AccessEvaluator.of(set, RandomAccess.TREE);
      List<Person> persons = random.persons(20);
      List<Asset> assets = random.assets(20);
      for (int i = 0; i < 2_000; i++) {
        AccessRequest r = random.emergency(persons, assets);
        Presumption presumption = i % 4 == 0 ? Presumption.LENIENT : Presumption.STRICT;
        Decision decision = evaluator.decide(r, presumption);
        Explanation explained = evaluator.explain(r, presumption);
        SlowAccess.Answer slow = SlowAccess.decide(set, RandomAccess.TREE, r, presumption);
        assertThat(explained.decision()).as("explanation of %s", r).isEqualTo(decision);
        assertThat(decision.allowed()).as("%s", r).isEqualTo(slow.allowed());
        assertThat(decision.reason()).as("%s", r).isEqualTo(slow.reason());
        assertThat(decision.policyId())
            .isEqualTo(
                slow.policies().isEmpty() || slow.reason() == ReasonCode.EMERGENCY
                    ? ""
                    : slow.policies().get(0));
        if (decision.allowed()) {
          assertThat(decision.policies()).isEqualTo(slow.policies());
        }
        seen.merge(decision.reason(), 1, Integer::sum);
        requests++;
      }
    }
    assertThat(requests).isEqualTo(100_000);
    assertThat(seen.keySet()).containsExactlyInAnyOrder(ReasonCode.values());
    assertThat(seen.values()).allMatch(n -> n > 500);
  }

  @Property(tries = 60)
  void oneMoreDenyNeverGivesAccess(@ForAll long seed) {
    with(
        seed,
        Effect.DENY,
        (random, before, after, r) -> {
          if (!before.decide(r).allowed()) {
            assertThat(after.decide(r).allowed()).isFalse();
          }
          if (AccessEvaluator.of(
                      after.set().next(List.of(after.set().policies().get(0))), RandomAccess.TREE)
                  .decide(r)
                  .reason()
              == ReasonCode.EXPLICIT_DENY) {
            assertThat(after.decide(r).reason()).isEqualTo(ReasonCode.EXPLICIT_DENY);
          }
        });
  }

  @Property(tries = 60)
  void oneMoreAllowNeverTakesAccessNorHidesAnything(@ForAll long seed) {
    with(
        seed,
        Effect.ALLOW,
        (random, before, after, r) -> {
          Decision old = before.decide(r);
          Decision now = after.decide(r);
          if (!old.allowed()) {
            return;
          }
          assertThat(now.allowed()).isTrue();
          for (Set<String> held :
              List.of(
                  Set.<String>of(),
                  Set.of("user.name:a"),
                  Set.of("user.name:b"),
                  Set.of("user.name:a", "user.name:b"))) {
            Predicate<String> holds = held::contains;
            if (old.duties().shows(holds)) {
              assertThat(now.duties().shows(holds)).isTrue();
              for (String field : FIELDS) {
                if (!old.duties().masks(field, holds)) {
                  assertThat(now.duties().masks(field, holds)).isFalse();
                }
              }
            }
          }
        });
  }

  @Property(tries = 60)
  void nothingIsShownThatNoSingleAllowShows(@ForAll long seed) {
    RandomAccess random = new RandomAccess(seed);
    AccessEvaluator evaluator = AccessEvaluator.of(random.set(40), RandomAccess.TREE);
    List<Person> persons = random.persons(10);
    List<Asset> assets = random.assets(10);
    for (int i = 0; i < 50; i++) {
      Decision d = evaluator.decide(random.request(persons, assets));
      Set<String> held = random.coin() ? Set.of("user.name:a") : Set.of();
      for (String field : FIELDS) {
        boolean shown =
            d.duties().shows(held::contains) && !d.duties().masks(field, held::contains);
        boolean bySome =
            evaluator.set().policies().stream()
                .filter(p -> d.policies().contains(p.id()))
                .map(AccessPolicy::obligations)
                .anyMatch(
                    o ->
                        (o.rowFilter().isEmpty() || held.contains(o.rowFilter()))
                            && !o.maskFields().contains(field));
        assertThat(shown).isEqualTo(bySome);
      }
    }
  }

  @Property(tries = 60)
  void moreClearanceAndScopesNeverTakeAccess(@ForAll long seed) {
    RandomAccess random = new RandomAccess(seed);
    AccessEvaluator evaluator = AccessEvaluator.of(random.set(30), RandomAccess.TREE);
    List<Person> persons = random.persons(10);
    List<Asset> assets = random.assets(10);
    for (int i = 0; i < 50; i++) {
      AccessRequest r = random.request(persons, assets);
      if (r.person() == null || !evaluator.decide(r).allowed()) {
        continue;
      }
      Person p = r.person();
      Set<String> more = new HashSet<>(p.compartments());
      more.add("more");
      Person raised =
          new Person(
              p.id(),
              p.name(),
              p.accounts(),
              p.department(),
              p.clearance() + 1,
              more,
              p.status(),
              p.admin(),
              p.roles(),
              p.attributes());
      AccessRequest again =
          new AccessRequest(raised, r.asset(), r.target(), r.action(), r.context());
      assertThat(evaluator.decide(again)).isEqualTo(evaluator.decide(r));
    }
  }

  @Property(tries = 60)
  void whatEnforcementAllowsIsNeverABreach(@ForAll long seed) {
    RandomAccess random = new RandomAccess(seed);
    AccessEvaluator evaluator = AccessEvaluator.of(random.set(30), RandomAccess.TREE);
    List<Person> persons = random.persons(10);
    List<Asset> assets = random.assets(10);
    for (int i = 0; i < 50; i++) {
      AccessRequest r = random.request(persons, assets);
      if (evaluator.decide(r, Presumption.STRICT).allowed()) {
        assertThat(evaluator.decide(r, Presumption.LENIENT).allowed()).isTrue();
        assertThat(evaluator.explain(r, Presumption.STRICT).missing()).isNotNull();
      }
    }
  }

  /** Reflexive, transitive, and the join is the least label that dominates both. */
  @Property(tries = 2_000)
  void labelsFormALattice(@ForAll Random random) {
    Label a = label(random);
    Label b = label(random);
    Label c = label(random);
    assertThat(a.dominates(a)).isTrue();
    if (a.dominates(b) && b.dominates(c)) {
      assertThat(a.dominates(c)).isTrue();
    }
    if (a.dominates(b) && b.dominates(a)) {
      assertThat(a).isEqualTo(b);
    }
    Label join = a.join(b);
    assertThat(join.dominates(a) && join.dominates(b)).isTrue();
    if (c.dominates(a) && c.dominates(b)) {
      assertThat(c.dominates(join)).isTrue();
    }
    assertThat(join).isEqualTo(b.join(a));
    assertThat(a.join(b.join(c))).isEqualTo(a.join(b).join(c));
  }

  private static Label label(Random random) {
    Set<String> scopes = new HashSet<>();
    for (String scope : List.of("a", "b", "c")) {
      if (random.nextBoolean()) {
        scopes.add(scope);
      }
    }
    return new Label(random.nextInt(4), scopes, Set.of());
  }

  /** With a right for an emergency nobody may less, and it never lifts more than one level. */
  @Property(tries = 60)
  void anEmergencyGrantOnlyAddsAndOnlyOneLevel(@ForAll long seed) {
    RandomAccess random = new RandomAccess(seed);
    AccessEvaluator evaluator = AccessEvaluator.of(random.set(20), RandomAccess.TREE);
    List<Person> persons = random.persons(10);
    List<Asset> assets = random.assets(10);
    for (int i = 0; i < 100; i++) {
      AccessRequest r = random.emergency(persons, assets);
      Decision with = evaluator.decide(r);
      Decision without =
          evaluator.decide(
              new AccessRequest(r.person(), r.asset(), r.target(), r.action(), r.context()));
      if (without.allowed() || with.reason() != ReasonCode.EMERGENCY) {
        assertThat(with.allowed()).isEqualTo(without.allowed());
      } else {
        assertThat(r.asset().rank()).isLessThanOrEqualTo(r.person().clearance() + 1);
        assertThat(without.reason()).isIn(ReasonCode.CLEARANCE, ReasonCode.NO_POLICY);
        assertThat(with.duties().justification() && with.duties().watermark()).isTrue();
      }
    }
  }

  private interface Check {
    void on(RandomAccess random, AccessEvaluator before, AccessEvaluator after, AccessRequest r);
  }

  private static void with(long seed, Effect added, Check check) {
    RandomAccess random = new RandomAccess(seed);
    AccessPolicySet set = random.set(20);
    List<AccessPolicy> more = new ArrayList<>(set.policies());
    // Sorts before all others, so that it is policy 0 of the new set.
    more.add(random.policy("a-new", added));
    AccessEvaluator before = AccessEvaluator.of(set, RandomAccess.TREE);
    AccessEvaluator after = AccessEvaluator.of(set.next(more), RandomAccess.TREE);
    List<Person> persons = random.persons(10);
    List<Asset> assets = random.assets(10);
    for (int i = 0; i < 100; i++) {
      check.on(random, before, after, random.request(persons, assets));
    }
  }
}
