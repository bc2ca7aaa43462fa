package org.watchfire.console.access;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is wrong with a policy, in Chinese: the sentences of {@code
 * org.watchfire.rules.access.AccessPolicyReader}, part by part. What is not a sentence of its own,
 * such as the value that was found, stays as it is.
 */
final class ProblemWords {
  private record Sentence(Pattern en, Function<MatchResult, String> zh) {}

  private static final Map<String, String> PHRASES =
      Map.ofEntries(
          Map.entry("an object", "对象"),
          Map.entry("a list", "列表"),
          Map.entry("a list of policies", "策略列表"),
          Map.entry("true or false", "true 或 false"),
          Map.entry("an id", "编号"),
          Map.entry("an id of a-z, 0-9, '.', '_', '-'", "由 a-z、0-9、“.”、“_”、“-”组成的编号"),
          Map.entry("allow or deny", "allow 或 deny"),
          Map.entry("at least one action", "至少一个操作"),
          Map.entry("an account name", "账号名"),
          Map.entry("a network such as 10.0.0.0/8", "网段，例如 10.0.0.0/8"),
          Map.entry("a duration such as PT15M", "时长，例如 PT15M"),
          Map.entry("a time such as 08:00", "时刻，例如 08:00"),
          Map.entry("a time such as 18:00", "时刻，例如 18:00"),
          Map.entry("a zone such as Asia/Shanghai", "时区，例如 Asia/Shanghai"),
          Map.entry("the name of a field", "字段名"),
          Map.entry("a selector path:/…, db:…, url:… or host:…", "选择器 path:/…、db:…、url:… 或 host:…"),
          Map.entry("mon, tue, wed, thu, fri, sat or sun", "mon、tue、wed、thu、fri、sat 或 sun"),
          Map.entry(
              "a time with its offset such as 2026-01-01T00:00:00+08:00",
              "带时区偏移的时间，例如 2026-01-01T00:00:00+08:00"));

  private static final List<Sentence> SENTENCES =
      List.of(
          of("not known here; expected one of (.*)", m -> "此处没有该成员，可用：" + m.group(1)),
          of(
              "expected a text of 1 to (\\d+) characters without control characters(.*)",
              m -> "应为 1 至 " + m.group(1) + " 个字符且不含控制字符的文本" + found(m.group(2))),
          of(
              "expected texts of 1 to (\\d+) characters(.*)",
              m -> "应为 1 至 " + m.group(1) + " 个字符的文本" + found(m.group(2))),
          of(
              "expected a whole number from (-?\\d+) to (-?\\d+)(.*)",
              m -> "应为 " + m.group(1) + " 至 " + m.group(2) + " 的整数" + found(m.group(3))),
          of(
              "expected an action \\((.*)\\) or '\\*' alone(.*)",
              m -> "应为操作（" + m.group(1) + "）或单独的“*”" + found(m.group(2))),
          of(
              "expected (.*?)(, found .*)?",
              m ->
                  "应为"
                      + PHRASES.getOrDefault(m.group(1), m.group(1))
                      + found(m.group(2) == null ? "" : m.group(2))),
          of("an empty list; leave it out when nothing is asked", m -> "空列表；没有要求时请省略"),
          of("more than (\\d+) entries", m -> "超过 " + m.group(1) + " 项"),
          of("is there twice", m -> "重复"),
          of("must be given", m -> "必须给出"),
          of("must stand alone", m -> "必须单独使用"),
          of("is below min", m -> "小于 min"),
          of("is not after valid_from", m -> "不晚于 valid_from"),
          of("another policy has the id '(.*)'", m -> "另一条策略已使用编号“" + m.group(1) + "”"),
          of("a deny asks nothing in return; leave it out", m -> "禁止策略不附带义务，请省略"),
          of(
              "names nobody and nothing; write \"any\": true if everybody is meant",
              m -> "未指定任何主体；若指所有人请写 \"any\": true"),
          of(
              "names nobody and nothing; write \"any\": true if everything is meant",
              m -> "未指定任何资源；若指所有资源请写 \"any\": true"),
          of("the level scheme has no level of rank (\\d+)", m -> "级别方案中没有第 " + m.group(1) + " 级"),
          of(
              "an attribute has a name of 1 to (\\d+) characters",
              m -> "属性名应为 1 至 " + m.group(1) + " 个字符"));

  private ProblemWords() {}

  /** The same text when it is no sentence that is known. */
  static String zh(String en) {
    for (Sentence sentence : SENTENCES) {
      Matcher matcher = sentence.en().matcher(en);
      if (matcher.matches()) {
        return sentence.zh().apply(matcher.toMatchResult());
      }
    }
    return en;
  }

  private static String found(String found) {
    return found.startsWith(", found ") ? "，实际为 " + found.substring(8) : found;
  }

  private static Sentence of(String en, Function<MatchResult, String> zh) {
    return new Sentence(Pattern.compile(en, Pattern.DOTALL), zh);
  }
}
