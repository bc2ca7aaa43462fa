package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.watchfire.rules.match.CompileOptions.Engine;
import org.watchfire.rules.sigma.RuleSource;

/** Random rules on random events: the index finds exactly what the linear engine finds. */
class IndexedMatcherPropertyTest {
  private static final Routing ROUTING =
      Routing.parse(
          new RuleSource(
              "routing.yml",
              """
              - {product: p1, when: {d: [one, two]}}
              - {product: p2, when: {d: two, EventID: 1}}
              - {product: p2, when: {d: three}, fields: {a: other.a, b: a}}
              - {product: p3, when: {b: '*'}}
              """));

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
        "a",
        "ab",
        "abc",
        "ABC",
        "xabcx",
        "cmd.exe",
        "C:\\Windows\\cmd.exe",
        "-enc",
        "/enc x",
        "é",
        "É",
        "k",
        "K",
        "1",
        "22",
        "10.1.2.3",
        "192.168.0.1",
        "2026-03-04T02:00:00Z",
        "",
        "a*b",
        "aXXb",
        "foo bar",
        "powershell -enc AAAA",
        "one",
        "two",
        "three",
        "Ymlu",
        "中文",
        "a?c");
  }

  private Arbitrary<String> item() {
    Arbitrary<String> field = Arbitraries.of("a", "b", "c.d", "EventID", "other.a");
    Arbitrary<String> text =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, texts()),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.of("*", "a*", "*b", "*b*", "a*c", "?b?", "*\\\\cmd*", "*a?c*")));
    Arbitrary<String> values =
        text.list()
            .ofMinSize(1)
            .ofMaxSize(12)
            .map(l -> l.stream().map(IndexedMatcherPropertyTest::quoted).toList())
            .map(l -> "[" + String.join(", ", l) + "]");
    Arbitrary<String> plain =
        Combinators.combine(
                field,
                Arbitraries.of(
                    "",
                    "|contains",
                    "|startswith",
                    "|endswith",
                    "|contains|all",
                    "|cased",
                    "|contains|cased",
                    "|windash|contains",
                    "|neq",
                    "|base64offset|contains"),
                values)
            .as((f, m, v) -> v.contains("*") && m.contains("base64") ? f + ": 1" : f + m + ": " + v)
            .map(s -> s.contains("base64") && s.contains("?") ? "a: 2" : s);
    Arbitrary<String> special =
        Combinators.combine(
                field,
                Arbitraries.of(
                    ": null",
                    ": ''",
                    "|exists: true",
                    "|exists: false",
                    "|re: 'a.c|cmd\\.(exe|com)'",
                    "|re: '(foo|bar)+ [a-z]'",
                    "|re: '^a?b{0,2}c$'",
                    "|re|i: 'WINDOWS.*exe'",
                    "|re: '\\\\\\\\cmd'",
                    "|cidr: 10.0.0.0/8",
                    "|gte: 2",
                    "|lt: 22",
                    "|hour: 2",
                    "|fieldref: b",
                    "|fieldref|contains: a"))
            .as((f, s) -> f + s);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(3, plain), net.jqwik.api.Tuple.of(2, special));
  }

  private static String uniqueKeys(List<String> items) {
    return items.stream()
        .collect(Collectors.toMap(i -> i.substring(0, i.indexOf(": ")), i -> i, (a, b) -> a))
        .values()
        .stream()
        .sorted()
        .collect(Collectors.joining(", ", "{", "}"));
  }

  private static String quoted(String s) {
    return "'" + s.replace("'", "''") + "'";
  }

  @Provide
  Arbitrary<String> searches() {
    Arbitrary<String> map =
        item().list().ofMinSize(1).ofMaxSize(3).map(IndexedMatcherPropertyTest::uniqueKeys);
    Arbitrary<String> keywords =
        texts()
            .list()
            .ofMinSize(1)
            .ofMaxSize(10)
            .map(
                l ->
                    l.stream()
                        .map(s -> quoted(s.isEmpty() ? "zz" : s))
                        .collect(Collectors.joining(", ", "[", "]")));
    return Arbitraries.oneOf(
        map, map.list().ofMinSize(1).ofMaxSize(3).map(l -> "[" + String.join(", ", l) + "]"),
        keywords, keywords.map(k -> "{'|all': " + k + "}"));
  }

  @Provide
  Arbitrary<List<String>> rules() {
    Arbitrary<String> condition =
        Arbitraries.of(
            "s1",
            "s1 and s2",
            "s1 or s2",
            "not s1",
            "s1 and not s2",
            "1 of s*",
            "all of them",
            "2 of s*",
            "s1 and (s2 or not s3)",
            "not (s1 or s2) and s3",
            "not not s1",
            "s1 and not 1 of s2*");
    return Combinators.combine(
            searches(), searches(), searches(), condition, Arbitraries.of("p1", "p2", "p3"))
        .as(
            (a, b, c, cond, product) ->
                "logsource: {product: "
                    + product
                    + "}\ndetection:\n  s1: "
                    + a
                    + "\n  s2: "
                    + b
                    + "\n  s3: "
                    + c
                    + "\n  condition: "
                    + cond
                    + "\n")
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  @Provide
  Arbitrary<List<String>> events() {
    Arbitrary<String> value =
        texts()
            .map(
                s ->
                    s.matches("\\d{1,4}")
                        ? s
                        : "\"" + s.replace("\\", "\\\\").replace("é", "\\u00e9") + "\"");
    Arbitrary<String> values =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(5, value),
            net.jqwik.api.Tuple.of(
                1, value.list().ofMaxSize(3).map(l -> "[" + String.join(",", l) + "]")));
    return Combinators.combine(
            Arbitraries.of("one", "two", "three"),
            values.list().ofSize(5),
            Arbitraries.integers().between(0, 31))
        .as(
            (d, v, mask) -> {
              String[] names = {"a", "b", "c.d", "EventID", "other.a"};
              return IntStream.range(0, 5)
                  .filter(i -> (mask & 1 << i) != 0)
                  .mapToObj(i -> ",\"" + names[i] + "\":" + v.get(i))
                  .collect(Collectors.joining("", "{\"d\":\"" + d + "\"", "}"));
            })
        .list()
        .ofMinSize(1)
        .ofMaxSize(8);
  }

  @Property(tries = 1500)
  void findsWhatTheLinearEngineFinds(
      @ForAll("rules") List<String> rules, @ForAll("events") List<String> events) throws Exception {
    List<RuleSource> sources =
        IntStream.range(0, rules.size())
            .mapToObj(
                i -> new RuleSource("r" + i, "title: t" + i + "\nid: r" + i + "\n" + rules.get(i)))
            .toList();
    CompileOptions options = CompileOptions.of(ROUTING);
    RuleSet indexed = RuleSet.compile(sources, options.with(Engine.INDEXED));
    RuleSet linear = RuleSet.compile(sources, options.with(Engine.LINEAR));
    assertThat(indexed.rejections()).isEqualTo(linear.rejections());
    assertThat(indexed.rejections()).as(String.join("\n", rules)).isEmpty();
    for (String event : events) {
      byte[] json = event.getBytes(UTF_8);
      List<Match> expected = linear.match(json);
      assertThat(shown(indexed.match(json))).as(event).isEqualTo(shown(expected));
      assertThat(shown(indexed.match(RawEvent.decode(json)))).isEqualTo(shown(expected));
    }
  }

  private static List<String> shown(List<Match> matches) {
    return matches.stream()
        .map(
            m ->
                m.rule().header().id()
                    + " "
                    + m.alerts()
                    + " "
                    + m.conditions()
                    + " "
                    + m.route().fields())
        .toList();
  }
}
