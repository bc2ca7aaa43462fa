package org.watchfire.engine.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.DefaultPolicies;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.sigma.RuleSource;

class PolicyViewTest {
  private static final String RULE =
      "title: T\nid: r1\nlogsource: {product: x}\ndetection:\n  sel: {a: b}\n  condition: sel\n";

  private final AtomicLong clock = new AtomicLong();
  private final PolicyView view =
      new PolicyView(
          new RuleFiles.Pack(List.of(new RuleSource("r1.yml", RULE)), Routing.none()),
          ZoneOffset.UTC,
          () -> clock.addAndGet(1));

  private static PolicyEntry entry(
      long offset,
      String type,
      String id,
      long version,
      boolean deleted,
      Map<String, Object> body) {
    return new PolicyEntry(
        offset,
        new PolicyObject(type, id, version, "", "2026-01-01T00:00:00Z", "x", deleted, body));
  }

  private static PolicyEntry person(long offset, long version, boolean deleted) {
    return entry(
        offset,
        "person",
        "p1",
        version,
        deleted,
        Map.of("name", "李娜", "accounts", List.of("li.na")));
  }

  private PolicyView.Snapshot later() {
    clock.addAndGet(1_000_000_000_000L);
    return view.snapshot();
  }

  @Test
  void anOlderPreloadDoesNotBringBackWhatWasDeleted() {
    assertThat(view.apply(person(7, 2, true))).isTrue();
    assertThat(view.apply(person(3, 1, false))).isFalse();
    assertThat(later().directory().personByAccount("li.na")).isEmpty();
    assertThat(later().version()).isEqualTo(8);
  }

  @Test
  void aNewerPreloadWinsOverTheCheckpoint() {
    view.apply(person(3, 1, false));
    view.apply(person(7, 2, true));
    assertThat(later().directory().personByAccount("li.na")).isEmpty();
  }

  @Test
  void rulesFollowPolicy() {
    assertThat(view.snapshot().rules().size()).isEqualTo(1);
    view.apply(entry(1, "rule", "r1", 1, false, Map.of("enabled", false)));
    assertThat(later().rules().size()).isZero();
    view.apply(entry(2, "rule", "r1", 2, true, Map.of()));
    assertThat(later().rules().size())
        .as("a deleted override gives the built-in rule back")
        .isEqualTo(1);
  }

  @Test
  void aFloodOfObjectsDoesNotMakeASnapshotEach() {
    PolicyView.Snapshot first = view.snapshot();
    view.apply(person(1, 1, false));
    assertThat(view.snapshot()).as("it is not time yet").isSameAs(first);
    assertThat(later().version()).isEqualTo(2);
    assertThat(later().rules()).as("what did not change is kept").isSameAs(first.rules());
  }

  @Test
  void anObjectThatMakesNoSenseHarmsNoOther() {
    view.apply(entry(1, "person", "bad", 1, false, Map.of("accounts", 5L)));
    view.apply(person(2, 1, false));
    assertThat(later().directory().personByAccount("li.na")).isPresent();
  }

  private static PolicyEntry access(long offset, long version, Map<String, Object> body) {
    return entry(offset, AccessPolicySet.TYPE, AccessPolicySet.ID, version, version > 3, body);
  }

  @Test
  void accessPoliciesFollowTheirObject() throws IOException {
    AccessPolicySet first = DefaultPolicies.set();
    AccessPolicySet second = first.next(first.policies().subList(0, 3));
    assertThat(view.snapshot().access().version()).isZero();
    view.apply(access(1, 1, first.tree()));
    assertThat(later().access().version()).isEqualTo(1);
    view.apply(access(2, 2, second.tree()));
    assertThat(later().access().version()).isEqualTo(2);
    assertThat(view.apply(access(3, 1, first.tree()))).as("an older one").isFalse();
    assertThat(later().access().version()).isEqualTo(2);
  }

  @Test
  void aSetThatCannotBeReadLeavesTheOneBeforeInForce() throws IOException {
    view.apply(access(1, 1, DefaultPolicies.set().tree()));
    view.apply(access(2, 2, Map.of("policies", List.of())));
    assertThat(later().access().version()).isEqualTo(1);
    view.apply(access(3, 4, Map.of()));
    assertThat(later().access().version()).as("a deleted set").isZero();
  }
}
