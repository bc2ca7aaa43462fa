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

  private static String exception(String id, String more) {
    return "title: E\nid: "
        + id
        + "\nlogsource: {product: x}\nfilter:\n  rules: [r1]\n  hidden: {user: backup}\n"
        + "  condition: not hidden\nwatchfire: {approval: A-1, expires: '2026-06-30T00:00:00Z'}"
        + more;
  }

  private static String suppressedBy(PolicyView.Snapshot snapshot, String user, String time)
      throws Exception {
    String event = "{\"a\":\"b\",\"user\":\"" + user + "\",\"@timestamp\":\"" + time + "\"}";
    return snapshot
        .rules()
        .match(event.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .get(0)
        .suppression()
        .map(s -> s.approval())
        .orElse("");
  }

  @Test
  void exceptionsHideUntilTheyExpireOrAreRevoked() throws Exception {
    view.snapshot();
    view.apply(entry(1, "exception", "e1", 1, false, Map.of("yaml", exception("e1", "\n"))));
    PolicyView.Snapshot now = later();
    assertThat(suppressedBy(now, "backup", "2026-06-29T23:59:59Z")).isEqualTo("A-1");
    assertThat(suppressedBy(now, "li.na", "2026-06-29T23:59:59Z")).isEmpty();
    assertThat(suppressedBy(now, "backup", "2026-06-30T00:00:00Z")).isEmpty();
    view.apply(entry(2, "exception", "e1", 2, true, Map.of("yaml", exception("e1", "\n"))));
    assertThat(suppressedBy(later(), "backup", "2026-06-29T23:59:59Z")).isEmpty();
  }

  @Test
  void whatIsNoExceptionChangesNothing() throws Exception {
    view.snapshot();
    String second = RULE.replace("r1", "r2");
    long version = 0;
    for (String yaml :
        List.of(
            "title: [broken",
            RULE,
            second,
            exception("other", "\n"),
            exception("e1", "\n---\n" + second),
            "")) {
      version++;
      view.apply(entry(version, "exception", "e1", version, false, Map.of("yaml", yaml)));
      assertThat(later().rules().size()).as(yaml).isEqualTo(1);
      assertThat(later().rules().filters()).as(yaml).isEmpty();
    }
    // Nor does one that has the id of a rule take its place.
    view.apply(entry(9, "exception", "r1", 1, false, Map.of("yaml", exception("r1", "\n"))));
    assertThat(later().rules().detections()).hasSize(1);
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
