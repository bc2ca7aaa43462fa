package org.watchfire.rules.match;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.watchfire.rules.correlate.CorrelationSpec;
import org.watchfire.rules.correlate.Numbers;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.correlate.Oracle;
import org.watchfire.rules.sigma.CorrelationRule;
import org.watchfire.rules.sigma.SigmaRule;

/**
 * What all correlations of a rule set should find in some events, straight from the definition: for
 * each correlation it gathers what each of its rules finds, chains by calling itself, and lets
 * {@link Oracle} look at each group. Knows no levels, no links and no order of arrival.
 */
final class ChainOracle {
  /** An event of the tests. */
  record Ev(int id, long time, Map<String, String> fields) {}

  /** Something a correlation can count. */
  private interface Source {
    String field(String name);
  }

  /** A fire: what it was, and what can be asked of it. */
  record Found(String text, Occurrence trigger, List<String> group, Source source) {}

  private final RuleSet rules;
  private final List<Ev> events;
  private final Map<String, List<String>> kinds;
  private final Map<String, List<Found>> done = new HashMap<>();

  /**
   * @param kinds id of each detection to the values of {@code kind} that it matches
   */
  ChainOracle(RuleSet rules, List<Ev> events, Map<String, List<String>> kinds) {
    this.rules = rules;
    this.events = events;
    this.kinds = kinds;
  }

  /** One line for each fire: rule, group, trigger and, if it does not depend on order, number. */
  TreeSet<String> all() {
    TreeSet<String> out = new TreeSet<>();
    rules.correlations().values().forEach(c -> found(c).forEach(f -> out.add(f.text())));
    return out;
  }

  private List<Found> found(CorrelationRule c) {
    List<Found> known = done.get(c.header().id());
    if (known != null) {
      return known;
    }
    Map<List<String>, List<Occurrence>> groups = new HashMap<>();
    Map<Occurrence, Source> sources = new IdentityHashMap<>();
    for (int step = 0; step < c.rules().size(); step++) {
      String reference = c.rules().get(step);
      CorrelationRule inner = named(reference);
      if (inner == null) {
        for (Ev e : events) {
          if (kinds.get(reference).contains(e.fields().get("kind"))) {
            count(c, step, e.fields()::get, id(e), e.time(), null, groups, sources);
          }
        }
      } else {
        for (Found f : found(inner)) {
          Occurrence.Origin origin =
              new Occurrence.Origin(branch(inner, f.group(), f.trigger()), 0, 1, List.of());
          Occurrence t = f.trigger();
          count(c, step, f.source(), t.eventId(), t.timestamp(), origin, groups, sources);
        }
      }
    }
    List<Found> found = new ArrayList<>();
    groups.forEach(
        (group, matches) -> {
          for (Oracle.Hit hit : Oracle.hits(matches, CorrelationSpec.of(c))) {
            Source under = sources.get(hit.at());
            Source source =
                name ->
                    c.groupBy().contains(name)
                        ? group.get(c.groupBy().indexOf(name))
                        : under.field(alias(c, name, hit.at().step()));
            found.add(new Found(line(c, group, hit.at()), hit.at(), group, source));
          }
        });
    done.put(c.header().id(), found);
    return found;
  }

  private static void count(
      CorrelationRule c,
      int step,
      Source source,
      String eventId,
      long time,
      Occurrence.Origin origin,
      Map<List<String>, List<Occurrence>> groups,
      Map<Occurrence, Source> sources) {
    List<String> group = new ArrayList<>();
    List<String> values = new ArrayList<>();
    c.groupBy().forEach(name -> group.add(source.field(alias(c, name, step))));
    c.valueFields().forEach(name -> values.add(source.field(alias(c, name, step))));
    if (group.contains(null) || values.contains(null)) {
      return;
    }
    String value = String.join("\u0000", values);
    if (c.type().numeric() && Numbers.parse(value).isEmpty()) {
      return;
    }
    Occurrence o = new Occurrence(step, eventId, time, value, Map.of(), Map.of(), origin);
    sources.put(o, source);
    groups.computeIfAbsent(group, k -> new ArrayList<>()).add(o);
  }

  /** What tells apart the fires that one event causes, as {@link Occurrence.Origin} says. */
  private static String branch(CorrelationRule fired, List<String> group, Occurrence trigger) {
    StringBuilder text = new StringBuilder();
    group.forEach(value -> text.append(value.length()).append(':').append(value));
    String id = fired.header().id();
    text.append(id.length()).append(':').append(id);
    text.append("1:").append(trigger.step());
    text.append(trigger.origin() == null ? "0:" : "32:" + trigger.origin().branch());
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      byte[] hash = sha.digest(text.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String alias(CorrelationRule c, String name, int step) {
    return c.aliases().getOrDefault(name, Map.of()).getOrDefault(c.rules().get(step), name);
  }

  private CorrelationRule named(String reference) {
    return rules.correlations().values().stream()
        .filter(r -> names(r, reference))
        .findFirst()
        .orElse(null);
  }

  private static boolean names(SigmaRule rule, String reference) {
    return rule.header().id().equals(reference) || rule.header().name().equals(reference);
  }

  static String id(Ev e) {
    return String.format("%019d", e.id());
  }

  static String line(CorrelationRule c, List<String> group, Occurrence trigger) {
    String branch = trigger.origin() == null ? "" : trigger.origin().branch();
    return String.join(
        " ",
        c.header().id(),
        group.toString(),
        Long.toString(trigger.timestamp()),
        trigger.eventId(),
        Integer.toString(trigger.step()),
        branch);
  }
}
