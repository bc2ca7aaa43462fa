package org.watchfire.store;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.watchfire.core.json.Json;

/** Records and queries over the same few words, so that they meet often. */
final class RandomQueries {
  private static final List<String> WORDS =
      List.of(
          "登录",
          "失败",
          "登录失败",
          "用户",
          "Failed",
          "failed",
          "password",
          "pass_word",
          "user",
          "don't",
          "1,234.5",
          "3.14",
          "a.b.c",
          "host-7.example.org",
          "/srv/资料/A-1.txt",
          "x:y",
          "カタカナ",
          "ひらがな",
          "한국어",
          "ÉCOLE",
          "straße",
          "２０２６年",
          "key=value",
          "__",
          "_x",
          "…",
          "（一）",
          "é",
          "7",
          "007",
          "no.5",
          "v1.2b",
          "10.0.0.1");
  private static final List<String> NAMES =
      List.of("li.na", "Li.Na", "wang wei", "张三", "root", "a\"b", "a*b", "42", "");
  private static final List<String> ADDRESSES =
      List.of(
          "10.0.0.1",
          "10.0.1.255",
          "10.1.0.0",
          "192.168.7.7",
          "::1",
          "fe80::1",
          "2001:db8::ff00:42",
          "2001:DB8:0:0:0:0:0:1",
          "::ffff:10.0.0.1",
          "255.255.255.255",
          "no address");
  private static final List<String> BLOCKS =
      List.of("10.0.0.0/8", "10.0.0.77/24", "0.0.0.0/0", "::/0", "fe80::/10", "2001:db8::/32");
  private static final List<Object> NUMBERS =
      List.of(0, 1, 80, 443, 65_535, -5, 15.9, -0.5, "22", "7.7", "many", 9_007_199_254_740_993L);

  private final Random random;

  RandomQueries(long seed) {
    random = new Random(seed);
  }

  private <T> T one(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private boolean rarely(int n) {
    return random.nextInt(n) == 0;
  }

  /** A record of the agent; number {@code n} always has the same id. */
  byte[] record(int n) {
    Map<String, Object> r = new LinkedHashMap<>();
    Instant at =
        StoreFixture.START.plusMillis(random.nextInt(3 * 86_400) * 1000L + random.nextInt(1000));
    r.put("@timestamp", rarely(3) ? at.atOffset(ZoneOffset.ofHours(8)).toString() : at.toString());
    r.put("agent", Map.of("id", StoreFixture.AGENT));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", String.format("%032x", n));
    event.put("category", rarely(2) ? List.of("authentication", "network") : "file");
    event.put("duration", one(NUMBERS));
    event.put(
        "created",
        rarely(4) ? "yesterday" : rarely(2) ? "2026-11-2" + random.nextInt(10) : at.toEpochMilli());
    event.put("original", sentence());
    r.put("event", event);
    r.put("message", rarely(4) ? List.of(sentence(), sentence()) : sentence());
    if (!rarely(4)) {
      r.put(rarely(2) ? "user.name" : "user.full_name", one(NAMES));
      r.put("user.roles", List.of(one(NAMES), one(NAMES)));
    }
    Map<String, Object> source = new LinkedHashMap<>();
    source.put("ip", rarely(3) ? List.of(one(ADDRESSES), one(ADDRESSES)) : one(ADDRESSES));
    source.put("port", one(NUMBERS));
    r.put("source", source);
    r.put("tls", Map.of("established", rarely(3) ? "maybe" : (Object) random.nextBoolean()));
    r.put("labels", Map.of("a", Map.of("b", one(NAMES)), "n", one(NUMBERS)));
    if (rarely(20)) {
      r.put("process.command_line", "x".repeat(1000 + random.nextInt(50)));
    }
    if (rarely(10)) {
      r.put("wide", "not of the catalog");
    }
    return Json.write(r);
  }

  private String sentence() {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(5); i >= 0; i--) {
      out.append(one(WORDS)).append(one(List.of(" ", " ", "", "，", "-", ":", ".")));
    }
    return out.toString();
  }

  String query() {
    return query(3);
  }

  private String query(int depth) {
    if (depth == 0 || rarely(3)) {
      return leaf();
    }
    return switch (random.nextInt(4)) {
      case 0 -> "not " + query(depth - 1);
      case 1 -> "(" + query(depth - 1) + " or " + query(depth - 1) + ")";
      case 2 -> "(" + query(depth - 1) + " and " + query(depth - 1) + ")";
      default -> "(" + query(depth - 1) + " " + query(depth - 1) + ")";
    };
  }

  private String leaf() {
    return switch (random.nextInt(14)) {
      case 0 -> "message:" + quoted(phrase());
      case 1 -> "event.original:" + quoted(phrase());
      case 2 -> quoted(phrase());
      case 3 ->
          "message:" + one(List.of("fai", "F", "登", "pass", "1", "a.b", "host-7.ex", "use")) + "*";
      case 4 ->
          one(List.of("user.name", "user.full_name", "user.roles", "labels.a.b")) + ":" + name();
      case 5 ->
          one(List.of("user.name", "user.roles", "labels.a.b"))
              + ":"
              + one(List.of("l", "Li", "张", "4", "a\\*"))
              + "*";
      case 6 -> "source.ip:" + (rarely(2) ? one(BLOCKS) : address());
      case 7 -> "source.ip" + operator() + address();
      case 8 -> one(List.of("source.port", "event.duration")) + operator() + number();
      case 9 -> "source.port:(" + number() + " or " + number() + ")";
      case 10 -> one(List.of("@timestamp", "event.created")) + operator() + time();
      case 11 -> one(List.of("@timestamp", "event.created")) + ":" + time();
      case 12 ->
          one(
                  List.of(
                      "user.name",
                      "message",
                      "source.ip",
                      "source.port",
                      "event.created",
                      "tls.established",
                      "labels.a.b",
                      "labels.n",
                      "process.command_line",
                      "event.duration",
                      "file.path"))
              + ":*";
      default ->
          one(
              List.of(
                  "tls.established:true",
                  "tls.established:false",
                  "event.category:network",
                  "event.category:(file or network)",
                  "labels.n:80",
                  "wf.stream:events",
                  "wf.seq < 100",
                  "wf.seq >= 50"));
    };
  }

  private String phrase() {
    String words = one(WORDS);
    while (rarely(2)) {
      words += one(List.of(" ", "", "-", ":")) + one(WORDS);
    }
    return words + "用";
  }

  private String quoted(String text) {
    // One in two without the closing word, which no record may have beside it.
    String shown = rarely(8) ? text : text.substring(0, text.length() - 1);
    shown = shown.matches("[_….（）\\s:-]*") ? "user" : shown;
    return "\"" + shown.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private String name() {
    String name = one(NAMES);
    return "\"" + (name.isEmpty() ? "root" : name.replace("\"", "\\\"")) + "\"";
  }

  private String address() {
    return ADDRESSES.get(random.nextInt(ADDRESSES.size() - 1));
  }

  private String operator() {
    return one(List.of(" < ", " <= ", " > ", " >= "));
  }

  private String number() {
    return one(
        List.of(
            "0",
            "1",
            "-1",
            "15",
            "22",
            "80",
            "443",
            "9223372036854775807",
            "-9223372036854775808"));
  }

  private String time() {
    return one(
        List.of(
            "2026-11-21",
            "2026-11-22",
            "2026-11-20",
            "2026-11-22T00:00:00Z",
            "2026-11-23T08:00:00.5+08:00",
            "2026-11-22T12:00:00.000000001Z",
            "1970-01-01"));
  }

  /** Bytes for messages of failures. */
  static String text(byte[] record) {
    return new String(record, StandardCharsets.UTF_8);
  }
}
