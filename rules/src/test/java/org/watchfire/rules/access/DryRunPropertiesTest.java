package org.watchfire.rules.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

class DryRunPropertiesTest {

  @Property(tries = 60)
  void listsExactlyWhatBruteForceFinds(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 50) int page) {
    RandomAccess random = new RandomAccess(seed);
    AccessPolicySet old = random.set(15);
    AccessPolicySet now = random.changed(old);
    List<Person> persons = random.persons(15);
    List<Asset> assets = random.assets(12);
    AccessContext context = random.coin() ? AccessContext.UNKNOWN : random.context();
    DryRun dryRun =
        new DryRun(
            AccessEvaluator.of(old, RandomAccess.TREE),
            AccessEvaluator.of(now, RandomAccess.TREE),
            persons,
            assets,
            context);

    List<AccessChange> listed = all(dryRun, page);

    assertThat(new HashSet<>(listed)).hasSameSizeAs(listed);
    Set<String> found = new HashSet<>();
    listed.forEach(c -> found.add(text(c)));
    assertThat(found).isEqualTo(bruteForce(old, now, persons, assets, context));
    DryRunSummary summary = dryRun.summary();
    assertThat(DryRunSummary.total(summary.gained()))
        .isEqualTo(count(listed, AccessChange.Kind.GAINED));
    assertThat(DryRunSummary.total(summary.lost()))
        .isEqualTo(count(listed, AccessChange.Kind.LOST));
    assertThat(DryRunSummary.total(summary.terms()))
        .isEqualTo(count(listed, AccessChange.Kind.TERMS));
    assertThat(summary.personsGaining()).isEqualTo(distinct(listed, AccessChange::person));
    assertThat(summary.assetsGained()).isEqualTo(distinct(listed, AccessChange::asset));
    for (DryRunSummary.Affected a : summary.persons()) {
      assertThat(a.gained() + a.lost() + a.terms())
          .isEqualTo(listed.stream().filter(c -> c.person().equals(a.id())).count());
    }
  }

  private static List<AccessChange> all(DryRun dryRun, int limit) {
    List<AccessChange> all = new ArrayList<>();
    String cursor = "";
    do {
      DryRun.Page page = dryRun.page(cursor, limit);
      assertThat(page.items().size()).isLessThanOrEqualTo(limit);
      all.addAll(page.items());
      cursor = page.next();
    } while (!cursor.isEmpty());
    return all;
  }

  private static long count(List<AccessChange> changes, AccessChange.Kind kind) {
    return changes.stream().filter(c -> c.kind() == kind).count();
  }

  private static long distinct(List<AccessChange> changes, Function<AccessChange, String> of) {
    return changes.stream()
        .filter(c -> c.kind() == AccessChange.Kind.GAINED)
        .map(of)
        .distinct()
        .count();
  }

  /** Every cell by itself, by the oracle; terms are those of the policies that may hold. */
  private static Set<String> bruteForce(
      AccessPolicySet old,
      AccessPolicySet now,
      List<Person> persons,
      List<Asset> assets,
      AccessContext context) {
    Set<String> changes = new HashSet<>();
    for (Person person : persons) {
      for (Asset asset : assets) {
        for (AccessAction action : AccessAction.values()) {
          AccessRequest r = new AccessRequest(person, asset, null, action, context);
          Verdict before = verdict(old, r);
          Verdict after = verdict(now, r);
          if (before != after || before != Verdict.DENIED && !terms(old, r).equals(terms(now, r))) {
            changes.add(person.id() + " " + asset.id() + " " + action + " " + before + " " + after);
          }
        }
      }
    }
    return changes;
  }

  private static String text(AccessChange c) {
    return c.person() + " " + c.asset() + " " + c.action() + " " + c.before() + " " + c.after();
  }

  private static Verdict verdict(AccessPolicySet set, AccessRequest r) {
    if (SlowAccess.decide(set, RandomAccess.TREE, r, Presumption.STRICT).allowed()) {
      return Verdict.ALLOWED;
    }
    return SlowAccess.decide(set, RandomAccess.TREE, r, Presumption.LENIENT).allowed()
        ? Verdict.CONDITIONAL
        : Verdict.DENIED;
  }

  private static Set<Object> terms(AccessPolicySet set, AccessRequest r) {
    Set<Object> terms = new HashSet<>();
    for (AccessPolicy p : set.policies()) {
      AccessPolicySet alone = new AccessPolicySet(1, "", "default", List.of(p));
      Presumption most = p.effect() == Effect.DENY ? Presumption.STRICT : Presumption.LENIENT;
      ReasonCode reason = SlowAccess.decide(alone, RandomAccess.TREE, r, most).reason();
      if (reason == ReasonCode.EXPLICIT_DENY || reason == ReasonCode.ALLOWED) {
        terms.add(List.of(p.effect(), p.conditions(), p.obligations()));
      }
    }
    return terms;
  }

  @Test
  void theSameSetChangesNothing() {
    RandomAccess random = new RandomAccess(7);
    AccessEvaluator same = AccessEvaluator.of(random.set(30), RandomAccess.TREE);
    DryRun dryRun =
        new DryRun(same, same, random.persons(30), random.assets(30), AccessContext.UNKNOWN);

    assertThat(dryRun.summary().cells()).isZero();
    assertThat(dryRun.page("", 10).items()).isEmpty();
    assertThatThrownBy(() -> dryRun.page("elsewhere", 10))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theFirstSetGivesWhatItAllows() {
    RandomAccess random = new RandomAccess(8);
    AccessPolicySet set = random.set(30);
    List<Person> persons = random.persons(30);
    List<Asset> assets = random.assets(30);
    DryRun dryRun =
        new DryRun(
            AccessEvaluator.ofNoPolicies(),
            AccessEvaluator.of(set, RandomAccess.TREE),
            persons,
            assets,
            AccessContext.UNKNOWN);

    assertThat(DryRunSummary.total(dryRun.summary().lost())).isZero();
    assertThat(DryRunSummary.total(dryRun.summary().gained())).isPositive();
    assertThat(dryRun.summary().policiesAdded()).hasSize(30);
  }
}
