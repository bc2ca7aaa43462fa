package org.watchfire.rules.tool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.json.Json;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CorrelationRun;
import org.watchfire.rules.match.Match;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleHeader;

/**
 * Runs rules over files of events and writes one line of JSON for each match:
 *
 * <pre>{"file":…,"event":&lt;index in the file&gt;,"rule":&lt;id&gt;,"title":…,"level":…}</pre>
 *
 * <p>in the order of files, events and rules. After the matches of a file come the correlations
 * that fired over its events, in event-time order; their {@code event} is the one that completed
 * them, and they have {@code group} (names and values), {@code evidence} (indexes) and the times
 * {@code from} and {@code to} as well. A rule that only feeds correlations gives no lines of its
 * own. The same input gives the same bytes. Not thread-safe.
 */
public final class DetectRun {
  /** Is told of every part of a file that is not an event. */
  public interface Problems {
    void bad(String file, long event, String reason);
  }

  /**
   * What was done.
   *
   * @param events events that were matched
   * @param bad parts of the files that are not events
   * @param matches lines for rules
   * @param suppressed matches that an exception (a Sigma filter) covers; they give no line
   * @param correlations lines for correlations
   * @param timeless matches that no correlation could count because their event has no time
   * @param byRule lines of each rule or correlation that has some, most first
   */
  public record Summary(
      long events,
      long bad,
      long matches,
      long suppressed,
      long correlations,
      long timeless,
      Map<String, Long> byRule) {}

  private final RuleSet rules;
  private final OutputStream out;
  private final Problems problems;
  private final boolean correlate;
  private final Map<String, byte[]> endings = new HashMap<>();
  private final Map<String, Long> byRule = new HashMap<>();
  private long events;
  private long bad;
  private long matches;
  private long suppressed;
  private long correlations;
  private long timeless;

  /**
   * @param out gets the lines in UTF-8; neither flushed nor closed here
   */
  public DetectRun(RuleSet rules, OutputStream out, Problems problems) {
    this.rules = rules;
    this.out = out;
    this.problems = problems;
    this.correlate = !rules.correlations().isEmpty();
  }

  /** Runs the rules over one file; {@code name} is how the lines call it. */
  public void file(String name, JsonObjects parts) throws IOException {
    byte[] head = head(name);
    CorrelationRun run = new CorrelationRun(rules);
    for (JsonObjects.Part part = parts.next(); part != null; part = parts.next()) {
      if (part instanceof JsonObjects.Found event) {
        event(name, head, event, run);
      } else {
        bad++;
        problems.bad(name, part.index(), ((JsonObjects.Malformed) part).reason());
      }
    }
    for (CorrelationRun.Result fired : run.finish()) {
      if (fired.alerts()) {
        correlations++;
        line(head, fired.trigger(), fired.rule().header(), more(fired));
      }
    }
    timeless += run.timeless();
  }

  private static byte[] head(String name) {
    String quoted = new String(Json.write(name), UTF_8);
    return ("{\"file\":" + quoted + ",\"event\":").getBytes(UTF_8);
  }

  private void event(String file, byte[] head, JsonObjects.Found event, CorrelationRun run)
      throws IOException {
    try {
      List<Match> found = rules.match(event.json());
      events++;
      boolean counted = false;
      for (Match match : found) {
        if (match.suppression().isPresent()) {
          suppressed++;
        } else if (match.alerts()) {
          matches++;
          line(head, event.index(), match.rule().header(), Map.of());
        }
        counted |= correlate && !rules.linksOf(match.rule().header().id()).isEmpty();
      }
      if (counted) {
        run.add(event.index(), RawEvent.decode(event.json()), found);
      }
    } catch (EventFormatException e) {
      bad++;
      problems.bad(file, event.index(), e.getMessage());
    }
  }

  private static Map<String, Object> more(CorrelationRun.Result fired) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("group", fired.group());
    more.put("evidence", fired.evidence());
    more.put("from", fired.first().toString());
    more.put("to", fired.last().toString());
    return more;
  }

  private void line(byte[] head, long event, RuleHeader rule, Map<String, Object> more)
      throws IOException {
    out.write(head);
    out.write(Long.toString(event).getBytes(UTF_8));
    byte[] end =
        more.isEmpty()
            ? endings.computeIfAbsent(rule.id(), id -> end(rule, more))
            : end(rule, more);
    out.write(end);
    byRule.merge(rule.id(), 1L, Long::sum);
  }

  private static byte[] end(RuleHeader rule, Map<String, Object> more) {
    Map<String, Object> rest = new LinkedHashMap<>();
    rest.put("rule", rule.id());
    rest.put("title", rule.title());
    rest.put("level", rule.severity().text());
    rest.putAll(more);
    byte[] object = Json.write(rest);
    object[0] = ',';
    byte[] line = Arrays.copyOf(object, object.length + 1);
    line[object.length] = '\n';
    return line;
  }

  public Summary summary() {
    Map<String, Long> most = new LinkedHashMap<>();
    byRule.entrySet().stream()
        .sorted(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .forEach(e -> most.put(e.getKey(), e.getValue()));
    return new Summary(events, bad, matches, suppressed, correlations, timeless, most);
  }
}
