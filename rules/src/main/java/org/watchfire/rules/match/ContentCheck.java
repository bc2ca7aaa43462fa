package org.watchfire.rules.match;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.json.Json;
import org.watchfire.rules.sigma.RuleSource;
import org.watchfire.rules.sigma.YamlNode;
import org.watchfire.rules.sigma.YamlReader;

/**
 * Runs rules against the examples that stand beside them: {@code <name>.yml} has {@code
 * <name>.tests.yml}.
 *
 * <pre>
 * - rule: &lt;id, name or title&gt;
 *   must_match:                       # a detection rule: events; every one must match
 *     - {event: {dataset: sshd.auth, action: ssh_login}, user.name: root}
 *   must_not_match:
 *     - {…}
 * - rule: &lt;a correlation&gt;
 *   must_match:                       # a correlation: sequences of events; each must make it fire
 *     - - {repeat: 10, every: 5s, event: {event.dataset: sshd.auth, user.name: "user{i}"}}
 *       - {event.dataset: sshd.auth, event.outcome: success}
 * </pre>
 *
 * Field names may be nested or dotted. {@code repeat} makes several events of one, {@code {i}} in a
 * text is their number from 1. An event without {@code @timestamp} comes one second after the one
 * before ({@code every} changes that), starting at 2026-03-04T02:00:00Z, a Wednesday; one without
 * {@code event.id} gets one.
 */
public final class ContentCheck {
  private static final Instant START = Instant.parse("2026-03-04T02:00:00Z");
  private static final Pattern EVERY = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
  private static final int MAX_REPEAT = 100_000;

  private final RuleSet rules;
  private final Map<String, String> ids = new HashMap<>();
  private final List<String> failures = new ArrayList<>();
  private final Set<String> tested = new HashSet<>();
  private int cases;

  private ContentCheck(RuleSet rules) {
    this.rules = rules;
    rules.detections().forEach(r -> name(r.header().id(), r.header().name(), r.header().title()));
    rules
        .correlations()
        .values()
        .forEach(r -> name(r.header().id(), r.header().name(), r.header().title()));
  }

  private void name(String id, String... names) {
    ids.put(id, id);
    for (String n : names) {
      if (!n.isEmpty()) {
        ids.putIfAbsent(n, id);
      }
    }
  }

  /**
   * @param cases examples that were run
   * @param failures one line each; empty = all good
   * @param tested ids of the rules that had an example that must match and one that must not
   */
  public record Report(int cases, List<String> failures, Set<String> tested) {}

  /** Runs the examples in the given files against compiled rules. */
  public static Report run(RuleSet rules, List<RuleSource> tests) {
    ContentCheck check = new ContentCheck(rules);
    tests.forEach(check::file);
    return new Report(check.cases, List.copyOf(check.failures), Set.copyOf(check.tested));
  }

  private void file(RuleSource file) {
    YamlReader.Documents read = YamlReader.read(file.text());
    if (read.problem() != null) {
      failures.add(file.name() + ":" + read.problemLine() + ": " + read.problem());
    }
    for (YamlNode document : read.documents()) {
      List<YamlNode> items =
          document instanceof YamlNode.Sequence s ? s.items() : List.of(document);
      for (YamlNode item : items) {
        try {
          block(file.name(), item);
        } catch (IllegalArgumentException e) {
          failures.add(file.name() + ":" + item.line() + ": " + e.getMessage());
        }
      }
    }
  }

  private void block(String file, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping m)
        || !(entry(m, "rule") instanceof YamlNode.Scalar reference)) {
      throw new IllegalArgumentException(
          "expected a mapping with 'rule', 'must_match', 'must_not_match'");
    }
    for (String key : m.entries().keySet()) {
      if (!Set.of("rule", "must_match", "must_not_match").contains(key)) {
        throw new IllegalArgumentException("unknown key '" + key + "'");
      }
    }
    String id = ids.get(reference.text());
    if (id == null) {
      throw new IllegalArgumentException("there is no rule '" + reference.text() + "'");
    }
    boolean positive = cases(file, id, entry(m, "must_match"), true);
    boolean negative = cases(file, id, entry(m, "must_not_match"), false);
    if (positive && negative) {
      tested.add(id);
    }
  }

  private static YamlNode entry(YamlNode.Mapping m, String key) {
    YamlNode.Entry e = m.entries().get(key);
    return e == null ? null : e.value();
  }

  private boolean cases(String file, String id, YamlNode node, boolean mustMatch) {
    if (node == null) {
      return false;
    }
    if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      throw new IllegalArgumentException("must_match and must_not_match are lists");
    }
    boolean correlation = rules.correlation(id).isPresent();
    for (YamlNode item : list.items()) {
      cases++;
      List<Event> events = events(item instanceof YamlNode.Sequence s ? s.items() : List.of(item));
      String where = file + ":" + item.line() + ": rule " + id;
      if (correlation) {
        boolean fired = fires(id, events);
        if (fired != mustMatch) {
          failures.add(where + (fired ? " fires but must not" : " does not fire but must"));
        }
      } else {
        for (Event e : events) {
          boolean hit = rules.match(e).stream().anyMatch(x -> x.rule().header().id().equals(id));
          if (hit != mustMatch) {
            failures.add(where + (hit ? " matches but must not" : " does not match but must"));
            break;
          }
        }
      }
    }
    return true;
  }

  private boolean fires(String id, List<Event> events) {
    CorrelationRun run = new CorrelationRun(rules);
    for (int i = 0; i < events.size(); i++) {
      RawEvent event = RawEvent.of(events.get(i));
      run.add(i, event, rules.match(event));
    }
    return run.finish().stream().anyMatch(r -> r.rule().header().id().equals(id));
  }

  private static List<Event> events(List<YamlNode> items) {
    List<Event> out = new ArrayList<>();
    Instant time = START;
    for (YamlNode item : items) {
      if (!(item instanceof YamlNode.Mapping m)) {
        throw new IllegalArgumentException("line " + item.line() + ": an event must be a mapping");
      }
      int repeat = 1;
      Duration every = Duration.ofSeconds(1);
      YamlNode body = item;
      if (m.entries().containsKey("repeat")) {
        repeat = Integer.parseInt(text(m, "repeat", "1"));
        every = duration(text(m, "every", "1s"));
        body = entry(m, "event");
        if (body == null || repeat < 1 || repeat > MAX_REPEAT) {
          throw new IllegalArgumentException(
              "line " + item.line() + ": 'repeat' goes with 'event' and is 1 to " + MAX_REPEAT);
        }
      }
      for (int i = 1; i <= repeat; i++) {
        out.add(event(body, i, time, out.size()));
        time = time.plus(every);
      }
    }
    return out;
  }

  private static String text(YamlNode.Mapping m, String key, String otherwise) {
    return entry(m, key) instanceof YamlNode.Scalar s ? s.text() : otherwise;
  }

  private static Duration duration(String text) {
    Matcher m = EVERY.matcher(text);
    if (!m.matches()) {
      throw new IllegalArgumentException("not a duration: " + text);
    }
    long n = Long.parseLong(m.group(1));
    return switch (m.group(2)) {
      case "ms" -> Duration.ofMillis(n);
      case "s" -> Duration.ofSeconds(n);
      case "m" -> Duration.ofMinutes(n);
      case "h" -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  private static Event event(YamlNode body, int number, Instant time, int index) {
    try {
      Event e = EventCodec.decode(Json.write(tree(body, number)));
      Event.Builder b = e.toBuilder();
      if (e.id() == null) {
        b.put(EcsFields.EVENT_ID, String.format("test-%08d", index));
      }
      if (e.timestamp() == null) {
        b.put(EcsFields.TIMESTAMP, time);
      }
      return b.build();
    } catch (EventFormatException e) {
      throw new IllegalArgumentException("line " + body.line() + ": " + e.getMessage(), e);
    }
  }

  private static Object tree(YamlNode node, int number) {
    if (node instanceof YamlNode.Mapping m) {
      Map<String, Object> out = new LinkedHashMap<>();
      m.entries().forEach((k, e) -> out.put(k, tree(e.value(), number)));
      return out;
    }
    if (node instanceof YamlNode.Sequence s) {
      return s.items().stream().map(i -> tree(i, number)).toList();
    }
    YamlNode.Scalar s = (YamlNode.Scalar) node;
    String text = s.text().replace("{i}", Integer.toString(number));
    if (s.plain() && text.matches("-?(0|[1-9]\\d{0,17})")) {
      return Long.parseLong(text);
    }
    if (s.plain() && text.matches("-?\\d{1,15}\\.\\d{1,15}")) {
      return Double.parseDouble(text);
    }
    if (s.plain() && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    return text;
  }

  /**
   * {@code ContentCheck FOLDER}: checks the rules of a folder that has a {@code routing.yml}; exit
   * 1 when something fails.
   */
  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: ContentCheck FOLDER");
      System.exit(2);
    }
    Path folder = Path.of(args[0]);
    RuleFiles.Pack pack = RuleFiles.pack(folder);
    RuleSet rules = RuleSet.compile(pack.rules(), pack.routing());
    Report report = run(rules, RuleFiles.testsIn(folder));
    rules.rejections().forEach(r -> System.err.println("rejected " + r.text()));
    report.failures().forEach(System.err::println);
    Stream.concat(
            rules.detections().stream().map(r -> r.header()),
            rules.correlations().values().stream().map(r -> r.header()))
        .filter(h -> !report.tested().contains(h.id()))
        .forEach(h -> System.err.println("no examples for " + h.id() + " " + h.title()));
    System.out.printf(
        "rules %d, rejected %d, cases %d, failures %d%n",
        rules.size(), rules.rejections().size(), report.cases(), report.failures().size());
    System.exit(report.failures().isEmpty() && rules.rejections().isEmpty() ? 0 : 1);
  }
}
