package org.watchfire.deploy.browser;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.watchfire.deploy.demo.ConsoleClient;

/** Something of each kind for the pages that show one: an alert of the story, a case. */
final class Samples {
  private Samples() {}

  /** Names as they stand in braces in {@link Pages.Place#path}. */
  static Map<String, String> of(Demonstration demonstration)
      throws IOException, InterruptedException {
    ConsoleClient analyst = demonstration.client(Account.ANALYST);
    String alert = (String) alerts(analyst, "Access above clearance", "li.na").get(0).get("id");
    Map<String, String> names = new HashMap<>();
    names.put("alert", alert);
    names.put(
        "rule-alert",
        (String) alerts(analyst, "Mass read of graded files", "zhao.min").get(0).get("id"));
    names.put("case", caseOf(analyst));
    ConsoleClient officer = demonstration.client(Account.SECURITY_ADMINISTRATOR);
    String draft = draftOf(officer);
    names.put("draft", draft);
    names.put("dry-run", dryRunOf(officer, draft));
    names.put("key", keyOf(officer));
    return names;
  }

  static String filled(String path, Map<String, String> names) {
    String filled = path;
    for (Map.Entry<String, String> name : names.entrySet()) {
      filled = filled.replace("{" + name.getKey() + "}", name.getValue());
    }
    return filled;
  }

  /** Alerts by the name of their rule and their entity. */
  static List<Map<String, Object>> alerts(ConsoleClient analyst, String rule, String entity)
      throws IOException, InterruptedException {
    return items(
            analyst.get(
                "alerts?limit=200&entity=" + URLEncoder.encode(entity, StandardCharsets.UTF_8)))
        .stream()
        .filter(alert -> rule.equals(((Map<?, ?>) alert.get("rule")).get("name")))
        .toList();
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, Object>> items(Map<String, Object> page) {
    return (List<Map<String, Object>>) page.get("items");
  }

  private static String caseOf(ConsoleClient analyst) throws IOException, InterruptedException {
    List<Map<String, Object>> mine = items(analyst.get("cases?mine=true&limit=1"));
    if (!mine.isEmpty()) {
      return (String) mine.get(0).get("id");
    }
    String upload =
        (String) alerts(analyst, "Large upload to the internet", "10.20.5.20").get(0).get("id");
    Map<String, Object> opened =
        analyst.post(
            "cases",
            Map.of(
                "title", "周五夜间的大流量外传",
                "severity", "high",
                "summary", "10.20.5.20 向外网上传 187 MB，来源为档案服务器。",
                "members", List.of(Account.SHIFT_LEAD.username),
                "alerts", List.of(upload)));
    return (String) opened.get("id");
  }

  private static String draftOf(ConsoleClient officer) throws IOException, InterruptedException {
    List<Map<String, Object>> there = items(officer.get("access/drafts?limit=1"));
    return (String)
        (there.isEmpty() ? officer.post("access/drafts", Map.of("title", "内网读取规则")) : there.get(0))
            .get("id");
  }

  private static String dryRunOf(ConsoleClient officer, String draft)
      throws IOException, InterruptedException {
    Map<String, Object> run =
        officer.post("access/drafts/" + draft + "/dry-run", Map.of("days", 1));
    String id = (String) run.get("id");
    Awaitility.await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !"running".equals(officer.get("access/dry-runs/" + id).get("state")));
    return id;
  }

  private static String keyOf(ConsoleClient officer) throws IOException, InterruptedException {
    List<Map<String, Object>> there = items(officer.get("keys"));
    if (!there.isEmpty()) {
      return (String) there.get(0).get("id");
    }
    return (String)
        officer
            .post(
                "keys", Map.of("id", "personal-data", "purpose", "个人信息", "description", "人员档案中的字段"))
            .get("id");
  }
}
