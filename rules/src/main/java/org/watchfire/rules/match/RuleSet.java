package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.watchfire.core.event.Event;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.Expression;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.SigmaParser;
import org.watchfire.rules.sigma.SigmaRule;

/**
 * An immutable, thread-safe snapshot of compiled rules. What could not be compiled stands in {@link
 * #rejections} and takes nothing else with it.
 */
public final class RuleSet {
  private final List<DetectionRule> detections;
  private final Map<String, CorrelationRule> correlations;
  private final Map<String, List<CorrelationLink>> links;
  private final List<Rejection> rejections;
  private final String version;
  private final Matcher matcher;

  private RuleSet(
      List<DetectionRule> detections,
      Map<String, CorrelationRule> correlations,
      Map<String, List<CorrelationLink>> links,
      List<Rejection> rejections,
      Matcher matcher) {
    this.detections = List.copyOf(detections);
    this.correlations = Map.copyOf(correlations);
    this.links = Map.copyOf(links);
    this.rejections = List.copyOf(rejections);
    this.version = version(detections, correlations);
    this.matcher = matcher;
  }

  /** As {@link #compile(List, List, Routing, ZoneId)} without overrides, time modifiers in UTC. */
  public static RuleSet compile(List<RuleSource> sources, Routing routing) {
    return compile(sources, List.of(), routing, ZoneOffset.UTC);
  }

  /**
   * Compiles rules. Overrides take the place of the rule with their id; one that does not compile
   * is rejected and the rule it meant to replace stays. When two documents have the same id the
   * first one counts.
   *
   * @param zone for {@code hour} and the other time modifiers, when an event has no {@code
   *     event.timezone}
   */
  public static RuleSet compile(
      List<RuleSource> sources, List<RuleOverride> overrides, Routing routing, ZoneId zone) {
    Compiler c = new Compiler(routing);
    Map<String, SigmaRule> rules = c.read(sources, overrides);
    return c.link(rules, zone);
  }

  /** All rules that hold for the event. */
  public List<Match> match(Event event) {
    return matcher.match(event);
  }

  /** Correlations that count matches of this rule. */
  public List<CorrelationLink> linksOf(String ruleId) {
    return links.getOrDefault(ruleId, List.of());
  }

  public Optional<CorrelationRule> correlation(String ruleId) {
    return Optional.ofNullable(correlations.get(ruleId));
  }

  public List<DetectionRule> detections() {
    return detections;
  }

  /** By id, unordered. */
  public Map<String, CorrelationRule> correlations() {
    return correlations;
  }

  public List<Rejection> rejections() {
    return rejections;
  }

  /** Detections and correlations. */
  public int size() {
    return detections.size() + correlations.size();
  }

  /** 12 hex digits over ids and versions of all rules in force. */
  public String version() {
    return version;
  }

  private static String version(
      List<DetectionRule> detections, Map<String, CorrelationRule> correlations) {
    TreeMap<String, String> all = new TreeMap<>();
    detections.forEach(r -> all.put(r.header().id(), r.header().version()));
    correlations.forEach((id, r) -> all.put(id, r.header().version()));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** One compilation; collects what is wrong on the way. */
  private static final class Compiler {
    private final Routing routing;
    private final List<Rejection> rejections = new ArrayList<>();

    Compiler(Routing routing) {
      this.routing = routing;
    }

    Map<String, SigmaRule> read(List<RuleSource> sources, List<RuleOverride> overrides) {
      Map<String, SigmaRule> rules = new LinkedHashMap<>();
      for (RuleSource source : sources) {
        SigmaParser.Parsed parsed = SigmaParser.parse(source);
        rejections.addAll(parsed.rejections());
        for (SigmaRule rule : parsed.rules()) {
          SigmaRule first = rules.putIfAbsent(rule.header().id(), rule);
          if (first != null) {
            reject(rule, "id is used by " + first.source() + ":" + first.line() + " already");
          }
        }
      }
      overrides.forEach(o -> override(o, rules));
      return rules;
    }

    private void override(RuleOverride o, Map<String, SigmaRule> rules) {
      if (!o.enabled()) {
        rules.remove(o.ruleId());
        return;
      }
      if (o.yaml().isEmpty()) {
        return;
      }
      SigmaParser.Parsed parsed =
          SigmaParser.parse(new RuleSource("policy:rule/" + o.ruleId(), o.yaml()));
      rejections.addAll(parsed.rejections());
      for (SigmaRule rule : parsed.rules()) {
        boolean own = rule.header().id().equals(o.ruleId());
        if (!own && rules.containsKey(rule.header().id())) {
          reject(rule, "policy object rule/" + o.ruleId() + " may not replace this rule");
        } else if (rule instanceof DetectionRule d && routing.route(d.logSource()).isEmpty()) {
          reject(rule, noRoute(d));
        } else {
          rules.put(rule.header().id(), rule);
        }
      }
    }

    RuleSet link(Map<String, SigmaRule> rules, ZoneId zone) {
      Map<DetectionRule, Expression> routed = new LinkedHashMap<>();
      for (SigmaRule rule : rules.values()) {
        if (rule instanceof DetectionRule d) {
          routing
              .route(d.logSource())
              .ifPresentOrElse(route -> routed.put(d, route), () -> reject(d, noRoute(d)));
        }
      }
      Map<String, CorrelationRule> correlations = new LinkedHashMap<>();
      Map<String, List<CorrelationLink>> links = new HashMap<>();
      Set<String> silent = new HashSet<>();
      Set<String> generated = new HashSet<>();
      for (SigmaRule rule : rules.values()) {
        if (rule instanceof CorrelationRule c) {
          List<String> targets = targets(c, routed.keySet(), rules);
          if (targets != null) {
            correlations.put(c.header().id(), c);
            for (int step = 0; step < targets.size(); step++) {
              String id = targets.get(step);
              links
                  .computeIfAbsent(id, k -> new ArrayList<>())
                  .add(new CorrelationLink(c, step, c.rules().get(step)));
              (c.generate() ? generated : silent).add(id);
            }
          }
        }
      }
      List<LinearMatcher.Entry> entries = new ArrayList<>();
      routed.forEach(
          (rule, route) -> {
            String id = rule.header().id();
            boolean alerts = !silent.contains(id) || generated.contains(id);
            entries.add(new LinearMatcher.Entry(rule, route, alerts));
          });
      links.replaceAll((k, v) -> List.copyOf(v));
      return new RuleSet(
          List.copyOf(routed.keySet()),
          correlations,
          links,
          rejections,
          new LinearMatcher(entries, zone));
    }

    /** Ids of the detection rules that a correlation names, null when one is not there. */
    private List<String> targets(
        CorrelationRule c, Set<DetectionRule> detections, Map<String, SigmaRule> rules) {
      List<String> ids = new ArrayList<>();
      for (String reference : c.rules()) {
        List<String> found =
            detections.stream().filter(d -> names(d, reference)).map(d -> d.header().id()).toList();
        if (found.size() != 1) {
          boolean chained =
              rules.values().stream()
                  .anyMatch(r -> r instanceof CorrelationRule && names(r, reference));
          reject(
              c,
              found.size() > 1
                  ? "rule name '" + reference + "' is not unique"
                  : chained
                      ? "'" + reference + "' is a correlation; chains are not supported"
                      : "rule '" + reference + "' does not exist or is switched off");
          return null;
        }
        ids.add(found.get(0));
      }
      return ids;
    }

    private static boolean names(SigmaRule rule, String reference) {
      return rule.header().id().equals(reference) || rule.header().name().equals(reference);
    }

    private static String noRoute(DetectionRule d) {
      return "no row of the routing fits logsource " + d.logSource().text();
    }

    private void reject(SigmaRule rule, String reason) {
      rejections.add(new Rejection(rule.source(), rule.line(), rule.header().id(), reason));
    }
  }
}
