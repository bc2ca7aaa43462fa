package org.watchfire.rules.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.correlate.Window;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.Routing;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.RuleSource;

class SignalsTest {
  private static final RuleSet RULES =
      RuleSet.compile(
          List.of(
              new RuleSource(
                  "t.yml",
                  """
                  title: Failed
                  id: r1
                  logsource: {product: any}
                  detection: {sel: {event.outcome: failure}, condition: sel}
                  ---
                  title: Opened
                  id: r2
                  logsource: {product: any}
                  detection: {sel: {event.outcome: success}, condition: sel}
                  watchfire:
                    title_zh: 打开
                    reason_en: "{user.name} opened {file.path}"
                    reason_zh: "{user.name} 打开 {file.path}"
                    entity: source.ip
                  ---
                  title: Many
                  id: c1
                  correlation:
                    type: event_count
                    rules: [r1]
                    group-by: [source.ip]
                    timespan: 90s
                    condition: {gte: 2}
                  watchfire:
                    reason_en: "{group}: {count} of {limit} in {timespan} by {user.name}"
                    reason_zh: "{count}"
                  ---
                  title: Many, then opened
                  id: c2
                  correlation:
                    type: temporal_ordered
                    rules: [c1, r2]
                    group-by: [source.ip]
                    timespan: 90s
                  watchfire:
                    reason_en: "{user.name} opened {file.path} from {group}"
                    reason_zh: "{count}"
                  ---
                  title: Granted, then opened
                  id: c3
                  correlation:
                    type: temporal_ordered
                    rules: [r1, r2]
                    group-by: [subject]
                    timespan: 90s
                    aliases: {subject: {r1: user.target.name, r2: user.name}}
                  watchfire:
                    reason_en: "{user.name} was let in"
                    reason_zh: "{user.name}"
                    entity: user.name
                  """)),
          Routing.none());

  private static Event event(String id, int second, String outcome) {
    return Event.builder()
        .put("@timestamp", Instant.parse("2026-03-04T02:00:00Z").plusSeconds(second))
        .put("event.id", id)
        .put("event.action", "ssh_login")
        .put("event.outcome", outcome)
        .put("event.dataset", "sshd.auth")
        .put("agent.id", "agent-1")
        .put("user.name", "li\nna")
        .put("source.ip", "10.0.0.1")
        .put("file.path", "/srv/x")
        .build();
  }

  @Test
  void aMatchNamesItsEntityAndItsEvidence() {
    Event e = event("e1", 0, "success");
    Match m = RULES.match(e).get(0);
    Signal s = new Signals().ofMatch(m, e, 3);
    assertThat(s.entity()).isEqualTo(new Entity(EntityType.SOURCE, "10.0.0.1"));
    assertThat(s.reason()).isEqualTo(new Bilingual("li na 打开 /srv/x", "li na opened /srv/x"));
    assertThat(s.evidence().get(0).summary())
        .isEqualTo("ssh_login success user.name=li na source.ip=10.0.0.1 file.path=/srv/x");
    assertThat(s.context()).containsEntry("user.name", "li na");
    assertThat(s.policyVersion()).isEqualTo(3);
  }

  /** An event that comes late completes the correlation at one whose details are not kept. */
  @Test
  void whatAnAliasStandsForIsKnownWithoutTheEvent() {
    CorrelationRule rule = RULES.correlation("c3").orElseThrow();
    Occurrence forgotten = new Occurrence(1, "e1", 0, "", Map.of(), Map.of(), null);
    Occurrence grant =
        new Occurrence(
            0,
            "e0",
            0,
            "",
            Map.of("user.name", "root", "user.target.name", "li.na"),
            Map.of(),
            null);
    for (Occurrence trigger : List.of(forgotten, grant)) {
      Fire fire = new Fire(trigger, BigDecimal.valueOf(2), List.of(), 0, 0, List.of(), 2);
      Signal s = new Signals().ofFire(rule, List.of("li.na"), fire, 4);
      assertThat(s.entity()).isEqualTo(new Entity(EntityType.USER, "li.na"));
      assertThat(s.reason().en()).isEqualTo("li.na was let in");
    }
  }

  @Test
  void aCorrelationNamesItsGroup() {
    Signals signals = new Signals();
    Window w = new Window();
    CorrelationLink link = RULES.linksOf("r1").get(0);
    List<Fire> fires = List.of();
    for (int i = 0; i < 2; i++) {
      Event e = event("e" + i, i, "failure");
      CorrelationInput in =
          CorrelationInput.of(link, RULES.match(e).get(0), RawEvent.of(e), signals.details(link, e))
              .orElseThrow();
      fires = w.add(CorrelationSpec.of(in.rule()), in.occurrence(), 0, 0);
    }
    Signal s = signals.ofFire(link.correlation(), List.of("10.0.0.1"), fires.get(0), 4);
    assertThat(s.entity()).isEqualTo(new Entity(EntityType.SOURCE, "10.0.0.1"));
    assertThat(s.weight()).isEqualTo(2);
    Alert a = Episode.begin(s).emit(Instant.EPOCH);
    assertThat(a.reason().en()).isEqualTo("10.0.0.1: 2 of 2 in 90s by li na");
    assertThat(a.evidence()).extracting(Evidence::eventId).containsExactly("e0", "e1");
    assertThat(a.evidence().get(0).agent()).isEqualTo("agent-1");
    assertThat(a.threshold().group()).isEqualTo(Map.of("source.ip", "10.0.0.1"));
  }

  @Test
  void aChainShowsTheEventsBehindIt() {
    Signals signals = new Signals();
    Window inner = new Window();
    Window outer = new Window();
    List<Fire> fires = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Event e = event("e" + i, i, i < 3 ? "failure" : "success");
      Match m = RULES.match(e).get(0);
      CorrelationLink link = RULES.linksOf(m.rule().header().id()).get(0);
      CorrelationInput in =
          CorrelationInput.of(link, m, RawEvent.of(e), signals.details(link, e)).orElseThrow();
      if (i == 3) {
        fires.addAll(outer.add(CorrelationSpec.of(in.rule()), in.occurrence(), 0, 0));
      } else {
        for (Fire f : inner.add(CorrelationSpec.of(in.rule()), in.occurrence(), 0, 0)) {
          CorrelationLink next = RULES.linksOf("c1").get(0);
          CorrelationInput chained =
              CorrelationInput.ofFire(next, in.rule(), in.group(), f, Fire.MAX_EVIDENCE)
                  .orElseThrow();
          outer.add(CorrelationSpec.of(chained.rule()), chained.occurrence(), 0, 0);
        }
      }
    }
    CorrelationRule rule = RULES.correlation("c2").orElseThrow();
    Signal s = signals.ofFire(rule, List.of("10.0.0.1"), fires.get(0), 4);
    assertThat(Signal.fromBytes(s.toBytes())).isEqualTo(s);
    assertThat(s.weight()).isEqualTo(4);
    Alert a = Episode.begin(s).emit(Instant.EPOCH);
    assertThat(a.reason().en()).isEqualTo("li na opened /srv/x from 10.0.0.1");
    assertThat(a.firstSeen()).isEqualTo(Instant.parse("2026-03-04T02:00:00Z"));
    assertThat(a.evidence()).extracting(Evidence::eventId).containsExactly("e0", "e1", "e2", "e3");
    assertThat(a.evidence().get(0).summary()).contains("failure");
  }

  @Test
  void madeUpAgentNamesDoNotMultiplyAlerts() {
    Instant t = Instant.parse("2026-03-04T02:00:00Z");
    Signal a =
        IntegrityRule.refused(
            new Admission.Verdict.Rejected(Admission.Reason.UNKNOWN_AGENT, "x", "made-up-1"),
            IntegrityRule.UNKNOWN_AGENT,
            "wf.events-0-1",
            t,
            0);
    Signal b =
        IntegrityRule.refused(
            new Admission.Verdict.Rejected(Admission.Reason.UNKNOWN_AGENT, "x", "made-up-2"),
            IntegrityRule.UNKNOWN_AGENT,
            "wf.events-0-2",
            t,
            0);
    assertThat(a.alertId()).isEqualTo(b.alertId());
    assertThat(b.evidence().get(0).summary()).contains("made-up-2");
  }

  @Test
  void tellsAGapFromANewLife() {
    Event e = event("e1", 0, "success");
    Signal gap = IntegrityRule.of(new StampTracker.Outcome.Gap(3, 9), new Stamp("a", 1, 10), e, 0);
    assertThat(gap.rule().id()).isEqualTo(IntegrityRule.EVENT_GAP.id());
    assertThat(gap.reason().en())
        .isEqualTo("Events 3–9 of agent a never arrived: evidence was removed or lost");
    Signal reset =
        IntegrityRule.of(new StampTracker.Outcome.NewEpoch(1, 10, 0), new Stamp("a", 2, 1), e, 0);
    assertThat(reset.rule().id()).isEqualTo(IntegrityRule.AGENT_RESET.id());
    assertThat(reset.reason().zh()).contains("1/10 → 2/1");
  }
}
