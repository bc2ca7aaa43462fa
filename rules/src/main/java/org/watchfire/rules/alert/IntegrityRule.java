package org.watchfire.rules.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.watchfire.core.event.Event;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.Severity;

/**
 * What the pipeline itself finds wrong with the stream of events: rules that cannot be switched
 * off, because whoever tampers with evidence would begin there.
 */
public enum IntegrityRule {
  EVENT_GAP(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0001",
      Severity.HIGH,
      "代理事件缺失",
      "Events of an agent are missing",
      "代理 {agent.id} 的事件 {detail} 从未到达，证据可能被删除或丢失",
      "Events {detail} of agent {agent.id} never arrived: evidence was removed or lost",
      List.of("attack.defense-evasion", "attack.t1070")),
  AGENT_RESET(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0002",
      Severity.MEDIUM,
      "代理缓存被重置",
      "An agent began a new life",
      "代理 {agent.id} 以新的序列重新开始（{detail}），其本地缓存已丢失或被替换",
      "Agent {agent.id} began a new sequence ({detail}): its spool was lost or replaced",
      List.of("attack.defense-evasion", "attack.t1070")),
  SPOOFED_RECORD(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0003",
      Severity.HIGH,
      "伪造的事件记录",
      "Forged event record",
      "{count} 条记录冒用代理身份（{agent.id}），已拒收：{detail}",
      "{count} records claimed to be from agent {agent.id} and were refused: {detail}",
      List.of("attack.defense-evasion", "attack.t1565.002")),
  UNKNOWN_SOURCE(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0004",
      Severity.MEDIUM,
      "未登记来源的事件记录",
      "Event records of a source that is not registered",
      "{count} 条记录来自未登记的来源，已拒收：{detail}",
      "{count} records came from a source that is not registered and were refused: {detail}",
      List.of("attack.defense-evasion", "attack.t1565.002")),
  MALFORMED_RECORD(
      "5b0c6d0e-7a35-4d0b-9c53-5a3a6b1f0005",
      Severity.MEDIUM,
      "无法读取的事件记录",
      "Event records that cannot be read",
      "代理 {agent.id} 的 {count} 条记录无法读取，已拒收：{detail}",
      "{count} records of agent {agent.id} cannot be read and were refused: {detail}",
      List.of("attack.defense-evasion"));

  /** Who is named when a record does not say, or says something that nobody is enrolled as. */
  public static final String UNKNOWN_AGENT = "unknown";

  private static final Duration WINDOW = Duration.ofHours(1);
  private static final String VERSION = "000000000001";

  private final RuleFacts facts;
  private final Severity severity;
  private final Bilingual title;
  private final Bilingual reason;

  IntegrityRule(
      String id,
      Severity severity,
      String titleZh,
      String titleEn,
      String reasonZh,
      String reasonEn,
      List<String> tags) {
    this.severity = severity;
    this.title = new Bilingual(titleZh, titleEn);
    this.reason = new Bilingual(reasonZh, reasonEn);
    List<String> techniques =
        tags.stream()
            .filter(t -> t.startsWith("attack.t1"))
            .map(t -> "T" + t.substring("attack.t".length()))
            .toList();
    this.facts =
        new RuleFacts(
            id, VERSION, titleEn, List.of(), List.of("defense-evasion"), techniques, tags);
  }

  public String id() {
    return facts.id();
  }

  public Severity severity() {
    return severity;
  }

  public Bilingual title() {
    return title;
  }

  /** Which rule a refused record falls under. */
  public static IntegrityRule of(Admission.Reason reason) {
    return switch (reason) {
      case BAD_MAC, UNKNOWN_AGENT, KEY_MISMATCH, AGENT_MISMATCH -> SPOOFED_RECORD;
      case UNKNOWN_SOURCE -> UNKNOWN_SOURCE;
      default -> MALFORMED_RECORD;
    };
  }

  /**
   * A record that was refused.
   *
   * @param agent the claimed agent when such an agent is enrolled, else {@link #UNKNOWN_AGENT}:
   *     names that an attacker makes up must not multiply alerts
   * @param place topic, partition and offset of the record
   * @param time when the broker took the record
   */
  public static Signal refused(
      Admission.Verdict.Rejected refusal,
      String agent,
      String place,
      Instant time,
      long policyVersion) {
    String claimed =
        refusal.claimedAgent() == null ? "" : " (" + PlainText.of(refusal.claimedAgent(), 64) + ")";
    String detail = refusal.reason() + ": " + refusal.detail() + claimed;
    Evidence evidence =
        new Evidence(place, time, PlainText.of(agent, 256), "", PlainText.of(detail, 240));
    return of(refusal.reason()).signal(agent, detail, evidence, time, policyVersion, Map.of());
  }

  /**
   * Sequence numbers of an agent are missing, or it began anew; the event is the one that showed
   * it.
   */
  public static Signal of(
      StampTracker.Outcome outcome, Stamp stamp, Event event, long policyVersion) {
    IntegrityRule rule;
    String detail;
    if (outcome instanceof StampTracker.Outcome.Gap gap) {
      rule = EVENT_GAP;
      detail = gap.firstMissing() + "–" + gap.lastMissing();
    } else if (outcome instanceof StampTracker.Outcome.NewEpoch epoch) {
      rule = AGENT_RESET;
      detail =
          epoch.previousEpoch()
              + "/"
              + epoch.previousSeq()
              + " → "
              + stamp.epoch()
              + "/"
              + stamp.seq();
    } else {
      throw new IllegalArgumentException("nothing is wrong with " + outcome);
    }
    return rule.signal(
        stamp.agent(),
        detail,
        Signals.evidence(event),
        event.timestamp(),
        policyVersion,
        Signals.context(event::text));
  }

  private Signal signal(
      String agent,
      String detail,
      Evidence evidence,
      Instant time,
      long policyVersion,
      Map<String, String> context) {
    UnaryOperator<String> places =
        name ->
            switch (name) {
              case "agent.id" -> agent;
              case "detail" -> detail;
              default -> null;
            };
    return new Signal(
        AlertKind.INTEGRITY,
        facts,
        severity,
        new Entity(EntityType.AGENT, agent),
        time.toEpochMilli(),
        WINDOW.toMillis(),
        title,
        new Bilingual(
            ReasonTemplate.fill(reason.zh(), places), ReasonTemplate.fill(reason.en(), places)),
        List.of(),
        null,
        Map.of(),
        List.of(evidence),
        1,
        policyVersion,
        context);
  }
}
