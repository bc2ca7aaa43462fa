package org.watchfire.console.exceptions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.watchfire.console.web.Refusal;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.DetectionRule;
import org.watchfire.rules.sigma.LogSource;
import org.watchfire.rules.sigma.Rejection;
import org.watchfire.rules.sigma.RuleSource;

/** The rules that ship with the product, and what an exception would be among them. Immutable. */
final class RulesInForce {
  private static final String SUBMITTED = "exception";

  private final RuleFiles.Pack pack;
  private final RuleSet rules;
  private final Map<String, DetectionRule> detections;

  RulesInForce() {
    try {
      this.pack = RuleFiles.builtIn();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the rule content", e);
    }
    this.rules = RuleSet.compile(pack.rules(), pack.routing());
    this.detections = new LinkedHashMap<>();
    rules.detections().forEach(d -> detections.put(d.header().id(), d));
  }

  Optional<DetectionRule> detection(String id) {
    return Optional.ofNullable(detections.get(id));
  }

  Optional<CorrelationRule> correlation(String id) {
    return rules.correlation(id);
  }

  /** The detection rules that a correlation counts. */
  List<DetectionRule> counted(CorrelationRule correlation) {
    return detections.values().stream()
        .filter(
            d ->
                correlation.rules().contains(d.header().id())
                    || correlation.rules().contains(d.header().name()))
        .toList();
  }

  /**
   * The log that the rules of an exception look at.
   *
   * @throws Refusal 422 {@code exception} when there is no such rule, or they look at several
   */
  LogSource source(Wish wish) {
    Set<LogSource> sources =
        wish.rules().stream()
            .map(
                id ->
                    detection(id)
                        .orElseThrow(
                            () ->
                                new Refusal(422, "exception", "there is no detection rule " + id)))
            .map(DetectionRule::logSource)
            .collect(Collectors.toSet());
    if (sources.size() > 1) {
      throw new Refusal(
          422, "exception", "rules that look at several logs need an exception for each log");
    }
    return sources.iterator().next();
  }

  /**
   * The rules with an exception among them.
   *
   * @throws Refusal 422 {@code exception} when it does not compile
   */
  RuleSet with(String yaml) {
    List<RuleSource> all = new ArrayList<>(pack.rules());
    all.add(new RuleSource(SUBMITTED, yaml));
    RuleSet compiled = RuleSet.compile(all, pack.routing());
    for (Rejection rejection : compiled.rejections()) {
      if (rejection.source().equals(SUBMITTED)) {
        throw new Refusal(422, "exception", rejection.reason());
      }
    }
    return compiled;
  }
}
