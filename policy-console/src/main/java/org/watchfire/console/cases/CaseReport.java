package org.watchfire.console.cases;

import static org.watchfire.console.web.Access.holds;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.store.evidence.PdfSheet;

/** A case to print, in Chinese and English. It names persons: each one made is on record. */
final class CaseReport {
  private static final int MOST_ENTRIES = 500;

  private final CaseDesk desk;
  private final Path font;

  /**
   * @param font TrueType file with Chinese characters; null when there is none, and no report
   */
  CaseReport(CaseDesk desk, Path font) {
    this.desk = desk;
    this.font = font;
  }

  List<Route> routes() {
    return List.of(Route.get("/cases/{id}/report.pdf", holds(CaseDesk.READ), this::report));
  }

  private void report(Call call) {
    if (font == null) {
      throw new Refusal(503, "report-off", "this console has no font for reports");
    }
    CaseFile file = desk.open(call.caller(), CaseRoutes.id(call), "case.report");
    byte[] pdf;
    try {
      pdf = of(font, file, call.caller().username(), desk.now());
    } catch (IOException e) {
      throw new UncheckedIOException("the report could not be made", e);
    }
    call.download("application/pdf", "case-" + file.id() + ".pdf", out -> out.write(pdf));
  }

  static byte[] of(Path font, CaseFile file, String by, Instant now) throws IOException {
    String title = "案件报告 · Case report  " + file.id();
    String footer = file.id() + " v" + file.version() + "  " + by + "  " + now;
    try (PdfSheet sheet = new PdfSheet(font, title, footer, now)) {
      sheet.heading(title);
      sheet.text(
          "内含个人信息与认定意见，仅限案件人员、审计员与责任机构阅读；以系统内案件及证据包为准。 "
              + "Names persons and findings: for those on the case, auditors and the responsible"
              + " body. The case in the system and its evidence bundles count.");
      CaseBody body = file.body();
      sheet.fact("标题 Title", file.title());
      sheet.fact("严重程度 Severity", file.severity());
      sheet.fact("状态 State", file.state().text());
      sheet.fact("负责人 Lead", file.lead());
      sheet.fact("参与人 People", String.join(", ", file.people()));
      sheet.fact("立案 Opened", file.openedAt() + "  " + file.openedBy());
      sheet.fact("摘要 Summary", body.summary());
      findings(sheet, body);
      end(sheet, body);
      sheet.section("证据 Evidence  " + body.evidence().size());
      sheet.table(
          List.of(60f, 60f, 330f, 320f),
          List.of("流 stream", "序号 seq", "SHA-256", "说明 words"),
          body.evidence().stream()
              .map(e -> List.of(e.stream(), Long.toString(e.seq()), e.sha256(), e.words()))
              .toList());
      sheet.section("证据包 Bundles  " + body.bundles().size());
      for (CaseBody.Bundle b : body.bundles()) {
        sheet.fact(
            b.stream() + "  " + b.at(),
            b.records() + " records, " + b.bytes() + " bytes, SHA-256 " + b.sha256());
      }
      sheet.section("告警 Alerts  " + body.alerts().size());
      sheet.text(String.join("  ", body.alerts()));
      List<CaseFile.Entry> entries =
          file.entries()
              .subList(Math.max(0, file.entries().size() - MOST_ENTRIES), file.entries().size());
      sheet.section("经过 Timeline  " + entries.size() + " / " + file.entries().size());
      sheet.table(
          List.of(30f, 140f, 90f, 90f, 420f),
          List.of("#", "时间 time", "人员 who", "动作 what", "内容 words"),
          entries.stream()
              .map(
                  e ->
                      List.of(
                          Integer.toString(e.n()),
                          e.at().toString(),
                          e.actor(),
                          e.action(),
                          e.words() == null ? "" : e.words()))
              .toList());
      return sheet.bytes();
    }
  }

  private static void findings(PdfSheet sheet, CaseBody body) {
    for (CaseBody.PersonFinding f : body.findings()) {
      sheet.section("人员认定 Finding " + f.n());
      sheet.fact("人员 Person", f.person());
      sheet.fact("严重程度 Severity", f.severity());
      for (CaseBody.Overstep o : f.overstepped()) {
        sheet.fact("违反 Overstepped", o.kind() + " " + o.id() + "  " + o.words());
      }
      sheet.fact("事实 Facts", f.facts());
      sheet.fact(
          "证据 Proof",
          String.join(", ", f.proof().stream().map(p -> p.stream() + "/" + p.seq()).toList()));
      sheet.fact("本人陈述 Statement", f.statement().isEmpty() ? "—" : f.statement());
      sheet.fact("建议 Recommendation", f.recommendation().isEmpty() ? "—" : f.recommendation());
    }
  }

  private static void end(PdfSheet sheet, CaseBody body) {
    sheet.section("认定与处理 Conclusion and decision");
    if (body.conclusion() != null) {
      CaseBody.Conclusion c = body.conclusion();
      sheet.fact(
          "认定 Concluded", c.at() + "  " + c.by() + " + " + c.agreed() + "  #" + c.approval());
    }
    if (body.dispatch() != null) {
      CaseBody.Dispatch d = body.dispatch();
      sheet.fact("移送 Sent to", d.body() + "  " + d.contact());
      sheet.fact("移送时间 / 期限 Sent / due", d.sentAt() + "  /  " + d.due());
      sheet.fact(
          "回执 Receipt",
          d.receipt() == null ? "—" : d.receipt().number() + "  " + d.receipt().date());
    }
    if (body.decision() != null) {
      CaseBody.Decision d = body.decision();
      sheet.fact("决定 Decision", d.outcome() + "  " + d.date() + "  " + d.reference());
      sheet.fact("措施 Measure", d.measure());
    }
  }
}
