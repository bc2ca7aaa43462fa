package org.watchfire.rules.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.label.LabelBreach;
import org.watchfire.rules.match.CorrelationInput;
import org.watchfire.rules.match.CorrelationLink;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.EntityType;
import org.watchfire.rules.sigma.RuleHeader;
import org.watchfire.rules.sigma.Threshold;

/**
 * Makes signals of what rules found. Not thread-safe: it remembers which fields each correlation
 * needs.
 */
public final class Signals {
  /** Name under which the summary of an event travels among the details of an occurrence. */
  private static final String SUMMARY = "wf.summary";

  private static final List<String> CONTEXT = List.of("user.name", "source.ip", "host.name");
  private static final int MAX_VALUE = 256;
  private static final int MAX_REASON = 600;
  private static final Duration LABEL_WINDOW = Duration.ofHours(1);
  private static final String LABEL_RULE_VERSION = "000000000001";

  /** Links whose fields are remembered at most; policy changes make new ones. */
  private static final int MAX_LINKS = 4_096;

  private final Map<CorrelationLink, Set<String>> needed = new IdentityHashMap<>();

  /** A rule that matched one event. */
  public Signal ofMatch(Match match, Event event, long policyVersion) {
    RuleHeader h = match.rule().header();
    UnaryOperator<String> fields = event::text;
    Signal signal =
        new Signal(
            AlertKind.SIGMA,
            facts(h),
            h.severity(),
            Entity.of(h.entityField(), fields),
            event.timestamp().toEpochMilli(),
            h.window().toMillis(),
            new Bilingual(h.titleZh(), h.title()),
            reason(h, "{count}x", "{count} 次", fields),
            match.conditions(),
            null,
            Map.of(),
            List.of(evidence(event)),
            1,
            policyVersion,
            context(fields));
    return match.suppression().map(by -> signal.suppressed(by.facts())).orElse(signal);
  }

  /** A person who touched what the label forbids. */
  public Signal ofBreach(LabelBreach breach, Event event, long policyVersion) {
    String technique = breach.kind().technique();
    RuleFacts rule =
        new RuleFacts(
            breach.kind().ruleId(),
            LABEL_RULE_VERSION,
            breach.kind().titleEn(),
            List.of(),
            List.of("initial-access"),
            List.of(technique),
            List.of("attack." + technique.toLowerCase(Locale.ROOT)));
    return new Signal(
        AlertKind.LABEL,
        rule,
        breach.severity(),
        new Entity(EntityType.USER, breach.account()),
        event.timestamp().toEpochMilli(),
        LABEL_WINDOW.toMillis(),
        new Bilingual(breach.titleZh(), breach.titleEn()),
        new Bilingual(
            PlainText.of(breach.reasonZh(), MAX_REASON),
            PlainText.of(breach.reasonEn(), MAX_REASON)),
        List.of(),
        null,
        breach.explanation(),
        List.of(evidence(event)),
        1,
        policyVersion,
        context(event::text));
  }

  /**
   * What must go with an event to a correlation, so that an alert can be made without the event
   * there and by all correlations that count it in turn.
   */
  public Map<String, String> details(CorrelationLink link, Event event) {
    if (needed.size() >= MAX_LINKS) {
      needed.clear();
    }
    Map<String, String> out = new LinkedHashMap<>();
    for (String field : needed.computeIfAbsent(link, Signals::neededBy)) {
      String value = event.text(field);
      if (value != null) {
        out.put(field, value.length() > MAX_VALUE ? value.substring(0, MAX_VALUE) : value);
      }
    }
    out.put(SUMMARY, EventSummary.of(event));
    return out;
  }

  private static Set<String> neededBy(CorrelationLink link) {
    Set<String> fields = new LinkedHashSet<>(Entity.DEFAULT_FIELDS);
    fields.add(EcsFields.EVENT_DATASET);
    fields.addAll(CONTEXT);
    for (CorrelationRule rule : link.audience()) {
      fields.addAll(ReasonTemplate.names(rule.header().reasonEn()));
      fields.addAll(ReasonTemplate.names(rule.header().reasonZh()));
      if (!rule.header().entityField().isEmpty()) {
        fields.add(rule.header().entityField());
      }
    }
    return fields;
  }

  /** A correlation that fired. */
  public Signal ofFire(CorrelationRule rule, List<String> group, Fire fire, long policyVersion) {
    RuleHeader h = rule.header();
    Map<String, String> groups = CorrelationInput.groups(rule, group);
    Threshold.Bound bound = rule.threshold().bounds().get(0);
    ThresholdFact threshold =
        new ThresholdFact(
            rule.type().text(),
            bound.comparison().text(),
            bound.limit(),
            fire.observed(),
            rule.timespan(),
            groups);
    Map<String, String> details = fire.trigger().details();
    Map<String, String> grouped = grouped(rule, groups);
    UnaryOperator<String> fields = f -> grouped.containsKey(f) ? grouped.get(f) : details.get(f);
    UnaryOperator<String> places =
        name ->
            switch (name) {
              case "limit" -> ThresholdFact.text(bound.limit());
              case "timespan" -> span(rule.timespan());
              case "group" -> String.join(", ", group);
              default -> fields.apply(name);
            };
    List<Evidence> evidence = new ArrayList<>();
    for (Occurrence o : fire.fresh()) {
      evidence.add(evidence(o));
    }
    return new Signal(
        AlertKind.CORRELATION,
        facts(h),
        h.severity(),
        entity(rule, groups, fields),
        fire.trigger().timestamp(),
        h.window().toMillis(),
        new Bilingual(h.titleZh(), h.title()),
        reason(h, "{count} in {timespan} ({group})", "{timespan} 内 {count} 次（{group}）", places),
        List.of(),
        threshold,
        Map.of(),
        evidence,
        fire.freshTotal(),
        policyVersion,
        context(fields));
  }

  /**
   * The group's values by field, those that an alias stands for too: whichever event completed the
   * correlation, and whether its details are still kept, the alert is about the same.
   */
  private static Map<String, String> grouped(CorrelationRule rule, Map<String, String> groups) {
    Map<String, String> out = new LinkedHashMap<>(groups);
    for (String name : rule.groupBy()) {
      for (String field : rule.aliases().getOrDefault(name, Map.of()).values()) {
        out.putIfAbsent(field, groups.get(name));
      }
    }
    return out;
  }

  /** The group decides first: what is the same for all events of the correlation names it best. */
  private static Entity entity(
      CorrelationRule rule, Map<String, String> groups, UnaryOperator<String> fields) {
    String own = rule.header().entityField();
    if (own.isEmpty()) {
      own = Entity.DEFAULT_FIELDS.stream().filter(groups::containsKey).findFirst().orElse("");
    }
    return Entity.of(own, fields);
  }

  private static Evidence evidence(Occurrence o) {
    return new Evidence(
        o.eventId(),
        Instant.ofEpochMilli(o.timestamp()),
        o.details().getOrDefault(EcsFields.AGENT_ID, ""),
        o.details().getOrDefault(EcsFields.EVENT_DATASET, ""),
        o.details().getOrDefault(SUMMARY, ""));
  }

  /** An event as evidence. */
  public static Evidence evidence(Event event) {
    return new Evidence(
        event.id() == null ? "" : event.id(),
        event.timestamp(),
        orEmpty(event.text(EcsFields.AGENT_ID)),
        orEmpty(event.text(EcsFields.EVENT_DATASET)),
        EventSummary.of(event));
  }

  private static String orEmpty(String s) {
    return s == null ? "" : PlainText.of(s, MAX_VALUE);
  }

  private static Bilingual reason(
      RuleHeader h, String defaultEn, String defaultZh, UnaryOperator<String> places) {
    String en = h.reasonEn().isEmpty() ? h.title() + ": " + defaultEn : h.reasonEn();
    String zh = h.reasonZh().isEmpty() ? h.titleZh() + "：" + defaultZh : h.reasonZh();
    return new Bilingual(ReasonTemplate.fill(zh, places), ReasonTemplate.fill(en, places));
  }

  static RuleFacts facts(RuleHeader h) {
    return new RuleFacts(
        h.id(), h.version(), h.title(), h.references(), h.tactics(), h.techniques(), h.tags());
  }

  /** The fields of an event that every alert carries. */
  public static Map<String, String> context(UnaryOperator<String> fields) {
    Map<String, String> out = new LinkedHashMap<>();
    for (String field : CONTEXT) {
      String value = fields.apply(field);
      if (value != null) {
        out.put(field, PlainText.of(value, MAX_VALUE));
      }
    }
    return out;
  }

  /** A span as a rule writes it: {@code 90s}, {@code 5m}, {@code 1h}, {@code 2d}. */
  private static String span(Duration d) {
    long s = d.toSeconds();
    if (s % 86_400 == 0) {
      return s / 86_400 + "d";
    }
    if (s % 3_600 == 0) {
      return s / 3_600 + "h";
    }
    return s % 60 == 0 ? s / 60 + "m" : s + "s";
  }
}
