package org.watchfire.rules.match;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.json.Json;
import org.watchfire.rules.match.ChainOracle.Ev;
import org.watchfire.rules.sigma.CorrelationRule.Type;
import org.watchfire.rules.sigma.RuleSource;

/**
 * Random sets of correlations that count detections and each other, of all types, against {@link
 * ChainOracle}: as a job in parallel with shuffled arrival, lag between its levels and restarts
 * from checkpoints, and as a {@link CorrelationRun}.
 */
class ChainPropertyTest {
  private static final long START = Instant.parse("2026-03-04T02:00:00Z").toEpochMilli();
  private static final long LATENESS = 4_000;
  private static final Map<String, List<String>> KINDS =
      Map.of("ra", List.of("a"), "rb", List.of("b"), "rab", List.of("a", "b"));
  private static final String DETECTIONS =
      """
      title: A
      id: ra
      logsource: {product: any}
      detection: {s: {kind: a}, condition: s}
      ---
      title: B
      id: rb
      logsource: {product: any}
      detection: {s: {kind: b}, condition: s}
      ---
      title: AB
      id: rab
      logsource: {product: any}
      detection: {s: {kind: [a, b]}, condition: s}
      """;

  @Property(tries = 1500)
  void aJobFindsWhatTheDefinitionSays(@ForAll Random random) {
    RuleSet rules = rules(random);
    List<Ev> events = events(random, 24);
    TreeSet<String> expected = new ChainOracle(rules, events, KINDS).all();

    Map<Ev, Long> delayed = new HashMap<>();
    events.forEach(e -> delayed.put(e, e.time() + random.nextLong(LATENESS)));
    List<Ev> arriving = new ArrayList<>(events);
    arriving.sort(Comparator.comparing(delayed::get));
    ChainPipeline job = new ChainPipeline(rules, 1 + random.nextInt(3), random);
    ChainPipeline saved = job.checkpoint();
    int savedAt = 0;
    long newest = 0;
    long savedNewest = 0;
    int crashes = 3;
    for (int i = 0; i < arriving.size(); i++) {
      Ev e = arriving.get(i);
      RawEvent raw = raw(e);
      for (Match match : rules.match(raw)) {
        for (CorrelationLink link : rules.linksOf(match.rule().header().id())) {
          CorrelationInput.of(link, match, raw, ChainOracle.id(e), raw.timestamp(), Map.of())
              .ifPresent(job::match);
        }
      }
      newest = Math.max(newest, e.time());
      job.watermark(newest - LATENESS - 1);
      job.work(random.nextInt(CorrelationLink.MAX_LEVEL + 1));
      if (random.nextInt(5) == 0) {
        saved = job.checkpoint();
        savedAt = i + 1;
        savedNewest = newest;
      } else if (crashes > 0 && random.nextInt(8) == 0) {
        crashes--;
        job = saved.checkpoint();
        i = savedAt - 1;
        newest = savedNewest;
      }
    }
    job.watermark(Long.MAX_VALUE);
    job.work(CorrelationLink.MAX_LEVEL);
    assertThat(job.fired()).doesNotHaveDuplicates();
    assertThat(new TreeSet<>(job.fired())).isEqualTo(expected);
  }

  @Property(tries = 1500)
  void aRunFindsWhatTheDefinitionSays(@ForAll Random random) {
    RuleSet rules = rules(random);
    List<Ev> events = events(random, 24);
    List<String> expected = new ArrayList<>();
    new ChainOracle(rules, events, KINDS).all().forEach(line -> expected.add(head(line)));
    Collections.sort(expected);

    List<Ev> shuffled = new ArrayList<>(events);
    Collections.shuffle(shuffled, random);
    CorrelationRun whole = new CorrelationRun(rules);
    shuffled.forEach(e -> add(whole, rules, e));
    List<CorrelationRun.Result> results = whole.finish();
    assertThat(results.stream().map(ChainPropertyTest::head).sorted()).isEqualTo(expected);
    assertThat(results).isSortedAccordingTo(Comparator.comparing(CorrelationRun.Result::last));

    CorrelationRun parts = new CorrelationRun(rules);
    List<CorrelationRun.Result> inParts = new ArrayList<>();
    for (Ev e : events) {
      if (random.nextInt(3) == 0) {
        inParts.addAll(parts.advance(Instant.ofEpochMilli(e.time())));
      }
      add(parts, rules, e);
    }
    inParts.addAll(parts.finish());
    assertThat(inParts).isEqualTo(results);
  }

  private static void add(CorrelationRun run, RuleSet rules, Ev e) {
    RawEvent raw = raw(e);
    run.add(e.id(), raw, rules.match(raw));
  }

  /** Rule, group, time and trigger, which is what a result tells too. */
  private static String head(String line) {
    return line.replaceFirst("^(\\S+ \\[.*] \\d+) 0*(\\d+) .*$", "$1 $2");
  }

  private static String head(CorrelationRun.Result r) {
    return r.rule().header().id()
        + " "
        + new ArrayList<>(r.group().values())
        + " "
        + r.last().toEpochMilli()
        + " "
        + r.trigger();
  }

  private static RawEvent raw(Ev e) {
    Map<String, Object> tree = new LinkedHashMap<>(e.fields());
    tree.put("@timestamp", Instant.ofEpochMilli(e.time()).toString());
    try {
      return RawEvent.decode(Json.write(tree));
    } catch (EventFormatException x) {
      throw new IllegalArgumentException(x);
    }
  }

  /** In order of time; fields are missing and numbers are none now and then. */
  private static List<Ev> events(Random random, int most) {
    List<Ev> events = new ArrayList<>();
    int n = random.nextInt(most) + 1;
    for (int i = 0; i < n; i++) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("kind", "abc".substring(random.nextInt(3)).substring(0, 1));
      put(fields, "user", "u" + random.nextInt(2), random);
      put(fields, "host", "h" + random.nextInt(3), random);
      put(
          fields,
          "bytes",
          random.nextInt(9) == 0 ? "many" : (random.nextInt(80) - 20) / 4.0 + "",
          random);
      events.add(new Ev(i, START + random.nextInt(30) * 500L, fields));
    }
    events.sort(Comparator.comparingLong(Ev::time).thenComparing(Ev::id));
    return events;
  }

  private static void put(Map<String, String> fields, String name, String value, Random random) {
    if (random.nextInt(12) > 0) {
      fields.put(name, value);
    }
  }

  /** One to five correlations, each of which may count those before it. */
  private static RuleSet rules(Random random) {
    List<String> names = new ArrayList<>(List.of("ra", "rb", "rab"));
    Map<String, Integer> levels = new HashMap<>();
    StringBuilder yaml = new StringBuilder(DETECTIONS);
    int n = 1 + random.nextInt(5);
    for (int i = 0; i < n; i++) {
      String id = "c" + i;
      Type type = Type.values()[random.nextInt(Type.values().length)];
      List<String> choice = new ArrayList<>(names);
      choice.removeIf(name -> levels.getOrDefault(name, 0) >= CorrelationLink.MAX_LEVEL);
      Collections.shuffle(choice, random);
      // Later ones first, so that chains are long.
      if (random.nextBoolean()) {
        choice.sort(Comparator.comparing(name -> -levels.getOrDefault(name, 0)));
      }
      List<String> counted =
          choice.subList(0, Math.min(choice.size(), (type.temporal() ? 2 : 1) + random.nextInt(2)));
      int level = 0;
      for (String name : counted) {
        level = Math.max(level, levels.getOrDefault(name, 0));
      }
      yaml.append(correlation(id, type, counted, random));
      levels.put(id, level + 1);
      names.add(id);
    }
    RuleSet rules =
        RuleSet.compile(List.of(new RuleSource("t.yml", yaml.toString())), Routing.none());
    assertThat(rules.rejections()).isEmpty();
    return rules;
  }

  private static String correlation(String id, Type type, List<String> rules, Random random) {
    StringBuilder out = new StringBuilder("---\ntitle: C\nid: ").append(id);
    out.append("\ncorrelation:\n  type: ").append(type.text());
    out.append("\n  rules: ").append(rules);
    List<String> groups = List.of("[]", "[user]", "[host]", "[user, host]", "[who]");
    String group = groups.get(random.nextInt(groups.size()));
    out.append("\n  group-by: ").append(group);
    if (group.equals("[who]")) {
      out.append("\n  aliases: {who: {");
      for (int i = 0; i < rules.size(); i++) {
        out.append(i == 0 ? "" : ", ").append(rules.get(i));
        out.append(random.nextBoolean() ? ": user" : ": host");
      }
      out.append("}}");
    }
    out.append("\n  timespan: ").append(1 + random.nextInt(8)).append("s\n");
    int most = type.temporal() ? rules.size() : 4;
    int limit = 1 + random.nextInt(most);
    String bounds =
        switch (random.nextInt(7)) {
          case 0 -> "gt: " + (limit - 1);
          case 1 -> "lte: " + limit;
          case 2 -> "eq: " + limit;
          case 3 -> "neq: " + limit;
          case 4 -> "gte: 1, lt: " + (limit + 1);
          default -> "gte: " + limit;
        };
    if (type.temporal() && bounds.startsWith("neq: ")) {
      bounds = "gte: " + limit;
    }
    String field =
        switch (type) {
          case VALUE_COUNT -> random.nextBoolean() ? "field: host, " : "field: [host, bytes], ";
          case VALUE_SUM, VALUE_AVG -> "field: bytes, ";
          case VALUE_PERCENTILE -> "field: bytes, percentile: " + random.nextInt(101) + ", ";
          default -> "";
        };
    return out.append("  condition: {").append(field).append(bounds).append("}\n").toString();
  }
}
