package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.FilterRule;
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
  private final CorrelationGraph graph;
  private final List<FilterRule> filters;
  private final List<Rejection> rejections;
  private final String version;
  private final Matcher matcher;

  private RuleSet(
      List<DetectionRule> detections,
      CorrelationGraph graph,
      List<FilterRule> filters,
      List<Rejection> rejections,
      Matcher matcher) {
    this.detections = List.copyOf(detections);
    this.graph = graph;
    this.filters = List.copyOf(filters);
    this.rejections = List.copyOf(rejections);
    this.version = version(detections, graph.correlations(), filters);
    this.matcher = matcher;
  }

  /** As {@link #compile(List, CompileOptions)} with {@link CompileOptions#of}. */
  public static RuleSet compile(List<RuleSource> sources, Routing routing) {
    return compile(sources, CompileOptions.of(routing));
  }

  /**
   * Compiles rules. Overrides take the place of the rule with their id; one that does not compile
   * is rejected and the rule it meant to replace stays. When two documents have the same id the
   * first one counts.
   */
  public static RuleSet compile(List<RuleSource> sources, CompileOptions options) {
    Compiler c = new Compiler(options);
    return c.link(c.read(sources));
  }

  /** All rules that hold for the event. */
  public List<Match> match(Event event) {
    return matcher.match(RawEvent.of(event));
  }

  /** All rules that hold for the event. */
  public List<Match> match(RawEvent event) {
    return matcher.match(event);
  }

  /**
   * All rules that hold for the event in these bytes; only what rules look at is read.
   *
   * @throws EventFormatException when the bytes are not exactly one JSON object within the limits
   */
  public List<Match> match(byte[] json) throws EventFormatException {
    return matcher.match(json);
  }

  /** Reading and matching as two steps. */
  public EventSession session() {
    return matcher.session();
  }

  /** What matching has cost so far, rule by rule; empty for the linear engine. */
  public MatchCosts costs() {
    return matcher.costs();
  }

  /** Correlations that count what this rule finds. */
  public List<CorrelationLink> linksOf(String ruleId) {
    return graph.linksOf(ruleId);
  }

  /** Whether what this rule finds is an alert of its own, and not only input of a correlation. */
  public boolean alerts(String ruleId) {
    return graph.alerts(ruleId);
  }

  public Optional<CorrelationRule> correlation(String ruleId) {
    return Optional.ofNullable(graph.correlations().get(ruleId));
  }

  public List<DetectionRule> detections() {
    return detections;
  }

  /** By id, unordered. */
  public Map<String, CorrelationRule> correlations() {
    return graph.correlations();
  }

  /** Exceptions, in order. */
  public List<FilterRule> filters() {
    return filters;
  }

  public List<Rejection> rejections() {
    return rejections;
  }

  /** Detections and correlations, without filters. */
  public int size() {
    return detections.size() + graph.correlations().size();
  }

  /** 12 hex digits over ids and versions of all rules in force. */
  public String version() {
    return version;
  }

  private static String version(
      List<DetectionRule> detections,
      Map<String, CorrelationRule> correlations,
      List<FilterRule> filters) {
    TreeMap<String, String> all = new TreeMap<>();
    detections.forEach(r -> all.put(r.header().id(), r.header().version()));
    correlations.forEach((id, r) -> all.put(id, r.header().version()));
    filters.forEach(f -> all.put(f.header().id(), f.header().version()));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.toString().getBytes(UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** One compilation; collects what is wrong on the way. */
  private static final class Compiler {
    private final CompileOptions options;
    private final List<Rejection> rejections = new ArrayList<>();

    Compiler(CompileOptions options) {
      this.options = options;
    }

    Map<String, SigmaRule> read(List<RuleSource> sources) {
      Map<String, SigmaRule> rules = new LinkedHashMap<>();
      for (RuleSource source : sources) {
        SigmaParser.Parsed parsed = SigmaParser.parse(source, options.placeholders());
        rejections.addAll(parsed.rejections());
        for (SigmaRule rule : parsed.rules()) {
          SigmaRule first = rules.putIfAbsent(rule.header().id(), rule);
          if (first != null) {
            reject(rule, "id is used by " + first.source() + ":" + first.line() + " already");
          }
        }
      }
      options.overrides().forEach(o -> override(o, rules));
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
          SigmaParser.parse(
              new RuleSource("policy:rule/" + o.ruleId(), o.yaml()), options.placeholders());
      rejections.addAll(parsed.rejections());
      for (SigmaRule rule : parsed.rules()) {
        boolean own = rule.header().id().equals(o.ruleId());
        SigmaRule there = rules.get(rule.header().id());
        if (rule instanceof FilterRule && there != null && !(there instanceof FilterRule)) {
          reject(rule, "an exception may not take the place of a rule");
        } else if (!own && there != null) {
          reject(rule, "policy object rule/" + o.ruleId() + " may not replace this rule");
        } else if (rule instanceof DetectionRule d && routes(d).isEmpty()) {
          rejectUnrouted(d);
        } else {
          rules.put(rule.header().id(), rule);
        }
      }
    }

    RuleSet link(Map<String, SigmaRule> rules) {
      List<DetectionRule> detections = new ArrayList<>();
      List<CorrelationRule> correlations = new ArrayList<>();
      List<FilterRule> filters = new ArrayList<>();
      for (SigmaRule rule : rules.values()) {
        if (rule instanceof CorrelationRule c) {
          correlations.add(c);
        } else if (rule instanceof FilterRule f) {
          filters.add(f);
        } else if (rule instanceof DetectionRule d) {
          if (routes(d).isEmpty()) {
            rejectUnrouted(d);
          } else {
            detections.add(d);
          }
        }
      }
      CorrelationGraph graph = CorrelationGraph.build(detections, correlations, this::reject);
      filters.removeIf(f -> !applicable(f, rules.values()));
      List<RoutedRule> routed = new ArrayList<>();
      for (DetectionRule d : detections) {
        List<RoutedRule.Way> ways = new ArrayList<>();
        for (Route route : routes(d)) {
          ways.add(
              new RoutedRule.Way(
                  route, FieldMapping.apply(d.expression(), route), exemptions(d, filters, route)));
        }
        routed.add(new RoutedRule(d, graph.alerts(d.header().id()), List.copyOf(ways)));
      }
      Matcher matcher =
          switch (options.engine()) {
            case INDEXED -> new IndexedMatcher(routed, options.zone());
            case LINEAR -> new LinearMatcher(routed, options.zone());
          };
      return new RuleSet(detections, graph, filters, rejections, matcher);
    }

    /** Whether all rules that a filter names are there and about its log source. */
    private boolean applicable(FilterRule f, Collection<SigmaRule> rules) {
      for (String reference : f.rules()) {
        Optional<SigmaRule> rule = rules.stream().filter(r -> names(r, reference)).findFirst();
        if (rule.isEmpty()) {
          reject(f, "rule '" + reference + "' does not exist or is switched off");
          return false;
        }
        if (!(rule.get() instanceof DetectionRule d)) {
          reject(f, "'" + reference + "' is not a detection rule");
          return false;
        }
        if (!f.covers(d.logSource())) {
          reject(
              f,
              "rule '"
                  + reference
                  + "' is about "
                  + d.logSource().text()
                  + ", which is not within "
                  + f.logSource().text());
          return false;
        }
      }
      return true;
    }

    private static boolean names(SigmaRule rule, String reference) {
      return rule.header().id().equals(reference) || rule.header().name().equals(reference);
    }

    private static List<RoutedRule.Exemption> exemptions(
        DetectionRule d, List<FilterRule> filters, Route route) {
      return filters.stream()
          .filter(f -> f.covers(d.logSource()))
          .filter(f -> f.rules().isEmpty() || f.rules().stream().anyMatch(r -> names(d, r)))
          .map(f -> new RoutedRule.Exemption(f, FieldMapping.apply(f.expression(), route)))
          .toList();
    }

    private List<Route> routes(DetectionRule d) {
      return options.routing().routes(d.logSource());
    }

    private void rejectUnrouted(DetectionRule d) {
      rejections.add(
          new Rejection(
              d.source(),
              d.line(),
              d.header().id(),
              Rejection.Kind.NO_ROUTE,
              "no row of the routing fits logsource " + d.logSource().text()));
    }

    private void reject(SigmaRule rule, String reason) {
      rejections.add(new Rejection(rule.source(), rule.line(), rule.header().id(), reason));
    }
  }
}
