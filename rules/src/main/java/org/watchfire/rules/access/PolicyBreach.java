package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.core.event.Event;
import org.watchfire.rules.alert.AlertKind;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.rules.alert.Entity;
import org.watchfire.rules.alert.PlainText;
import org.watchfire.rules.alert.RuleFacts;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.alert.Signals;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.match.Condition;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.Severity;

/**
 * One event in which somebody did what the published policies certainly forbid.
 *
 * @param account as the event names it
 * @param explanation of the decision
 * @param policy the deny that applies; null when no policy allows it
 * @param setHash hash of the set
 * @param refused whether the system refused it
 */
public record PolicyBreach(
    String account, Explanation explanation, AccessPolicy policy, String setHash, boolean refused) {
  /** The {@code rule.id} of alerts when no policy allows an access. */
  public static final String NO_POLICY_RULE = "6d3a1c0e-5b54-4f0b-9a39-2f5d2a8e7106";

  /** Before the id of the policy in the {@code rule.id} of alerts when a deny applies. */
  public static final String RULE_PREFIX = "access-policy:";

  private static final int GRAVE = 4;
  private static final int VERSION_DIGITS = 12;
  private static final int MAX_REASON = 600;
  private static final long WINDOW_MILLIS = 3_600_000;
  private static final String TECHNIQUE = "T1078";

  /** What a policy forbids by name weighs more than what none allows; a refused attempt less. */
  public Severity severity() {
    boolean grave = asset().rank() >= GRAVE;
    if (policy == null) {
      return refused ? Severity.LOW : grave ? Severity.HIGH : Severity.MEDIUM;
    }
    return refused ? Severity.MEDIUM : grave ? Severity.CRITICAL : Severity.HIGH;
  }

  private Person person() {
    return explanation.request().person();
  }

  private Asset asset() {
    return explanation.request().asset();
  }

  /** What is wrong, in a few words. */
  public Bilingual title() {
    return policy == null
        ? new Bilingual("没有策略允许的访问", "Access that no policy allows")
        : new Bilingual(
            "违反访问策略：" + policy.title().zh(), "Against access policy: " + policy.title().en());
  }

  /** One sentence: who did what, which policy of which version forbids it. */
  public Bilingual reason() {
    AccessAction action = explanation.request().action();
    long version = explanation.decision().setVersion();
    String whoZh = person().name() + "（" + account + "）";
    String whoEn = person().name() + " (" + account + ")";
    String zh =
        whoZh
            + (refused ? "尝试" : "已")
            + action.zh()
            + "“"
            + asset().name()
            + "”，"
            + (policy == null
                ? "访问策略第 " + version + " 版中没有策略允许"
                : "访问策略第 " + version + " 版的“" + policy.title().zh() + "”（" + policy.id() + "）禁止")
            + "。";
    String en =
        whoEn
            + (refused ? " tried: " : " did: ")
            + action.text()
            + " "
            + asset().name()
            + "; "
            + (policy == null
                ? "no policy of version " + version + " allows it."
                : "policy "
                    + policy.id()
                    + " of version "
                    + version
                    + " forbids it: "
                    + policy.title().en()
                    + ".");
    return new Bilingual(PlainText.of(zh, MAX_REASON), PlainText.of(en, MAX_REASON));
  }

  /** {@code explanation.label} of the alert. */
  public Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", "access_policy");
    facts.put("account", account);
    facts.put("person", person().id());
    facts.put("person_name", person().name());
    facts.put("asset", asset().id());
    facts.put("asset_name", asset().name());
    facts.put("level", (long) asset().rank());
    facts.put("action", explanation.request().action().text());
    facts.put("reason", explanation.decision().reason().text());
    facts.put("policy", policy == null ? "" : policy.id());
    facts.put("policy_set_version", explanation.decision().setVersion());
    facts.put("policy_set_hash", setHash);
    facts.put("outcome", refused ? "failure" : "success");
    return facts;
  }

  /** As an alert's signal: kind {@code label}, one episode per policy, account and hour. */
  public Signal signal(Event event, long policyVersion) {
    RuleFacts rule =
        new RuleFacts(
            policy == null ? NO_POLICY_RULE : RULE_PREFIX + policy.id(),
            setHash.substring(0, VERSION_DIGITS),
            title().en(),
            List.of(),
            List.of("initial-access"),
            List.of(TECHNIQUE),
            List.of("attack." + TECHNIQUE.toLowerCase(Locale.ROOT)));
    return new Signal(
        AlertKind.LABEL,
        rule,
        severity(),
        new Entity(EntityType.USER, account),
        event.timestamp().toEpochMilli(),
        WINDOW_MILLIS,
        title(),
        reason(),
        conditions(),
        null,
        facts(),
        List.of(Signals.evidence(event)),
        1,
        policyVersion,
        Signals.context(event::text));
  }

  /** Of a deny every test that made it apply; where no policy allows, what each allow lacked. */
  private List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    for (Explanation.Judgement j : explanation.judgements()) {
      boolean decided = policy != null && j.policy().id().equals(policy.id());
      boolean lacked = policy == null && j.policy().effect() == Effect.ALLOW && j.about();
      for (Explanation.Step step : j.steps()) {
        if (decided || lacked && step.truth() == Truth.FALSE) {
          conditions.add(
              new Condition(
                  j.policy().id() + ": " + step.facet().text(),
                  step.truth() == Truth.FALSE ? "not met" : "met",
                  step.expected(),
                  PlainText.of(step.observed(), MAX_REASON)));
        }
      }
    }
    return conditions;
  }
}
