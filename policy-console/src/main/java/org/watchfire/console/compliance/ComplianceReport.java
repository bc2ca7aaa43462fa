package org.watchfire.console.compliance;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.store.evidence.PdfSheet;

/**
 * How an installation stood at one moment.
 *
 * @param site name of the site, as its key has it
 */
record ComplianceReport(String site, Instant at, List<Check> checks, ControlMap map) {
  private static final String TITLE = "烽燧合规自评报告 · Watchfire self-assessment";
  private static final String NOTE =
      "自评结果，不代替测评机构结论。“满足”指有测试证明；“未知”指未能查看。 A self-assessment, not the finding"
          + " of an assessor. Met is what a test shows; unknown could not be looked at.";

  long count(Check.Outcome outcome) {
    return checks.stream().filter(c -> c.outcome() == outcome).count();
  }

  Map<String, Object> json() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("site", site);
    view.put("at", at);
    Map<String, Object> outcomes = new LinkedHashMap<>();
    for (Check.Outcome outcome : Check.Outcome.values()) {
      outcomes.put(outcome.text(), count(outcome));
    }
    view.put("outcomes", outcomes);
    view.put("checks", checks.stream().map(ComplianceReport::json).toList());
    view.put("standards", map.summary());
    view.put("controls", map.controls());
    return view;
  }

  private static Map<String, Object> json(Check check) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", check.id());
    view.put("title", check.title());
    view.put("outcome", check.outcome().text());
    view.put("found", check.found());
    view.put("todo", check.todo());
    view.put("clauses", check.clauses());
    return view;
  }

  /** One row of the table of checks. */
  private static List<String> cells(Check check) {
    return List.of(
        check.title().zh() + " " + check.title().en(),
        check.outcome().words(),
        both(check.found()),
        check.todo() == null ? "" : both(check.todo()));
  }

  private static String both(Bilingual text) {
    return text.zh().equals(text.en()) ? text.zh() : text.zh() + " · " + text.en();
  }

  private String counts() {
    List<String> counts = new ArrayList<>();
    for (Check.Outcome outcome : Check.Outcome.values()) {
      counts.add(outcome.words() + " " + count(outcome));
    }
    return String.join("   ", counts);
  }

  byte[] pdf(Path font, String by) throws IOException {
    try (PdfSheet sheet = new PdfSheet(font, TITLE, site + "  " + by + "  " + at, at)) {
      sheet.heading(TITLE);
      sheet.text(NOTE);
      sheet.fact("站点 Site", site);
      sheet.fact("时间 At", at.toString());
      sheet.fact("现场检查 Checks", counts());
      sheet.section("现场检查 This installation");
      sheet.table(
          List.of(200f, 70f, 230f, 270f),
          List.of("检查 check", "结果 outcome", "所见 found", "措施 to do"),
          checks.stream().map(ComplianceReport::cells).toList());
      map.summary()
          .forEach(
              (standard, states) -> {
                sheet.section(standard + "   " + states(states));
                sheet.table(
                    List.of(90f, 190f, 80f, 410f),
                    List.of("条款 clause", "内容 about", "状态 state", "实现 how"),
                    map.controls().stream()
                        .filter(c -> c.standard().equals(standard))
                        .map(
                            c ->
                                List.of(
                                    c.clause(),
                                    c.zh() + " · " + c.en(),
                                    c.state().words(),
                                    c.how()))
                        .toList());
              });
      return sheet.bytes();
    }
  }

  private static String states(Map<ControlMap.State, Long> states) {
    List<String> parts = new ArrayList<>();
    states.forEach((state, n) -> parts.add(state.words() + " " + n));
    return String.join("   ", parts);
  }

  /** One page without scripts and without anything from elsewhere. */
  String html() {
    StringBuilder out = new StringBuilder();
    out.append("<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>")
        .append(text(TITLE))
        .append("</title></head><body><h1>")
        .append(text(TITLE))
        .append("</h1><p>")
        .append(text(NOTE))
        .append("</p><p>")
        .append(text(site + "   " + at + "   " + counts()))
        .append("</p><h2>现场检查 This installation</h2>");
    rows(
        out,
        List.of("检查 check", "结果 outcome", "所见 found", "措施 to do"),
        checks.stream().map(ComplianceReport::cells).toList());
    map.summary()
        .forEach(
            (standard, states) -> {
              out.append("<h2>").append(text(standard + "   " + states(states))).append("</h2>");
              rows(
                  out,
                  List.of("条款 clause", "内容 about", "状态 state", "实现 how", "测试 tests"),
                  map.controls().stream()
                      .filter(c -> c.standard().equals(standard))
                      .map(
                          c ->
                              List.of(
                                  c.clause(),
                                  c.zh() + " · " + c.en(),
                                  c.state().words(),
                                  c.how(),
                                  String.join(", ", c.tests())))
                      .toList());
            });
    return out.append("</body></html>").toString();
  }

  private static void rows(StringBuilder out, List<String> header, List<List<String>> rows) {
    out.append("<table border=\"1\"><thead><tr>");
    header.forEach(h -> out.append("<th scope=\"col\">").append(text(h)).append("</th>"));
    out.append("</tr></thead><tbody>");
    for (List<String> row : rows) {
      out.append("<tr>");
      row.forEach(cell -> out.append("<td>").append(text(cell)).append("</td>"));
      out.append("</tr>");
    }
    out.append("</tbody></table>");
  }

  private static String text(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  String fileName(String ending) {
    return "compliance-" + at.toString().substring(0, 10) + "." + ending.toLowerCase(Locale.ROOT);
  }
}
