package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.watchfire.rules.correlate.Fire;
import org.watchfire.rules.correlate.Numbers;
import org.watchfire.rules.correlate.Occurrence;
import org.watchfire.rules.sigma.CorrelationRule;

/**
 * A match, or the fire of a correlation, on its way to a correlation.
 *
 * @param level as {@link CorrelationLink#level}
 * @param group values of the correlation's group-by fields, in that order
 */
public record CorrelationInput(
    CorrelationRule rule, int level, List<String> group, Occurrence occurrence) {

  /**
   * As {@link #of(CorrelationLink, Match, RawEvent, String, Instant, Map)} with the event's own.
   */
  public static Optional<CorrelationInput> of(
      CorrelationLink link, Match match, RawEvent event, Map<String, String> details) {
    return of(link, match, event, event.id(), event.timestamp(), details);
  }

  /**
   * What a correlation counts of an event. Of a field with several values the first one counts.
   * Names are Sigma's; the match knows what they are called in the event.
   *
   * @param eventId tells events apart
   * @param details goes along with the occurrence
   * @return empty when the event lacks a group-by or value field, or the value of a numeric
   *     correlation is no number: such events belong to no group
   */
  public static Optional<CorrelationInput> of(
      CorrelationLink link,
      Match match,
      RawEvent event,
      String eventId,
      Instant time,
      Map<String, String> details) {
    UnaryOperator<String> fields = name -> event.text(match.route().field(name));
    return of(link, fields, eventId, time.toEpochMilli(), details, null);
  }

  /**
   * What a correlation counts of the fire of another one: its group-by fields and, for names that
   * are not among these, the fields of the match that made it fire, at the time of that match.
   *
   * @param link from the correlation that fired
   * @param maxEvidence how many matches of events go along at most, the newest
   * @return empty as for an event
   */
  public static Optional<CorrelationInput> ofFire(
      CorrelationLink link, CorrelationRule fired, List<String> group, Fire fire, int maxEvidence) {
    Map<String, String> groups = groups(fired, group);
    Occurrence trigger = fire.trigger();
    UnaryOperator<String> fields =
        name -> groups.containsKey(name) ? groups.get(name) : trigger.fields().get(name);
    List<Occurrence> window = fire.window();
    Occurrence.Origin origin =
        new Occurrence.Origin(
            branch(fired, group, trigger),
            fire.first(),
            Math.max(1, fire.freshTotal()),
            window.subList(Math.max(0, window.size() - maxEvidence), window.size()));
    return of(link, fields, trigger.eventId(), trigger.timestamp(), trigger.details(), origin);
  }

  /** Group-by names and values, in the order of the rule. */
  public static Map<String, String> groups(CorrelationRule rule, List<String> group) {
    Map<String, String> out = new LinkedHashMap<>();
    for (int i = 0; i < Math.min(group.size(), rule.groupBy().size()); i++) {
      out.put(rule.groupBy().get(i), group.get(i));
    }
    return out;
  }

  private static Optional<CorrelationInput> of(
      CorrelationLink link,
      UnaryOperator<String> fields,
      String eventId,
      long timestamp,
      Map<String, String> details,
      Occurrence.Origin origin) {
    CorrelationRule rule = link.correlation();
    Optional<List<String>> group = values(rule.groupBy(), link, fields);
    Optional<List<String>> values = values(rule.valueFields(), link, fields);
    if (group.isEmpty() || values.isEmpty()) {
      return Optional.empty();
    }
    String value = values.get().isEmpty() ? "" : Occurrence.tuple(values.get());
    if (rule.type().numeric()) {
      Optional<BigDecimal> number = Numbers.parse(value);
      if (number.isEmpty()) {
        return Optional.empty();
      }
      value = number.get().toString();
    }
    Map<String, String> carried = new LinkedHashMap<>();
    link.carried()
        .forEach(
            (name, field) -> {
              String carriedValue = fields.apply(field);
              if (carriedValue != null) {
                carried.put(name, carriedValue);
              }
            });
    Occurrence o = new Occurrence(link.step(), eventId, timestamp, value, details, carried, origin);
    return Optional.of(new CorrelationInput(rule, link.level(), group.get(), o));
  }

  private static Optional<List<String>> values(
      List<String> names, CorrelationLink link, UnaryOperator<String> fields) {
    List<String> out = new ArrayList<>(names.size());
    for (String name : names) {
      String value = fields.apply(link.fields().get(name));
      if (value == null) {
        return Optional.empty();
      }
      out.add(value);
    }
    return Optional.of(List.copyOf(out));
  }

  /** 32 hex digits: one event may make a correlation fire in several groups and steps. */
  private static String branch(CorrelationRule fired, List<String> group, Occurrence trigger) {
    List<String> parts = new ArrayList<>(group);
    parts.add(fired.header().id());
    parts.add(Integer.toString(trigger.step()));
    parts.add(trigger.origin() == null ? "" : trigger.origin().branch());
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(Occurrence.tuple(parts).getBytes(UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
