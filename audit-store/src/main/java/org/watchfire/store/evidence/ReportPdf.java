package org.watchfire.store.evidence;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.store.bundle.CsvTable;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.ledger.Checkpoint;

/**
 * The report of a bundle, {@code report.pdf}: who exported what and why, which checkpoints it rests
 * on, how to verify it, and the first of the records, in Chinese and English. It says of itself
 * that the records count, not the report. The same bundle gives the same bytes.
 */
final class ReportPdf {
  /** So many records are shown; all are in {@code records.csv}. */
  static final int MAX_ROWS = 200;

  /** Columns of the table and their widths in points. */
  private static final List<Shown> SHOWN =
      List.of(
          new Shown(CsvTable.SEQ, 42),
          new Shown("@timestamp", 92),
          new Shown("event.dataset", 72),
          new Shown("event.action", 80),
          new Shown("event.outcome", 48),
          new Shown("user.name", 70),
          new Shown("source.ip", 76),
          new Shown("host.name", 72),
          new Shown("file.path", 104),
          new Shown("message", 114));

  private record Shown(String field, float width) {}

  private ReportPdf() {}

  /**
   * @param font TrueType file with the characters of Chinese
   * @param m all but its list of files counts
   * @param sample of the first records, {@link CsvTable#texts} of {@link CsvTable#COLUMNS}
   * @throws IOException when the font cannot be read or is of another kind; names it
   */
  static byte[] of(Path font, Manifest m, List<Checkpoint> checkpoints, List<List<String>> sample)
      throws IOException {
    String title = "烽燧证据报告 · Watchfire evidence report";
    try (PdfSheet sheet =
        new PdfSheet(font, title, m.export().id(), Instant.parse(m.export().at()))) {
      sheet.heading(title);
      sheet.text(
          "本报告由导出人生成，供阅读和打印；作为证据的是包内记录，请先用 watchfire-verify 验证整个证据包。 "
              + "This report was made by the exporter, to be read and printed. The evidence is the records in"
              + " the bundle: verify it first.");
      facts(sheet, m);
      sheet.section("检查点 Checkpoints");
      for (Checkpoint c : checkpoints) {
        sheet.fact(c.origin(), "@" + c.size() + "  " + c.rootBase64());
      }
      sheet.section("验证 Verification");
      sheet.text(
          "java -jar watchfire-verify.jar FILE.zip --key \"<站点公钥 the site's public key>\"    "
              + "公钥须从站点以外的可靠途径取得。 Get the public key from the site by another way.");
      long asked = m.matches() == null ? m.records() : m.matches();
      sheet.section(
          (m.query() == null ? "记录 Records" : "命中记录 Matching records")
              + "  "
              + sample.size()
              + " / "
              + asked
              + (sample.size() < asked ? "  （全部见 records.csv · all are in records.csv）" : ""));
      sheet.table(SHOWN.stream().map(Shown::width).toList(), header(), rows(sample));
      return sheet.bytes();
    }
  }

  private static void facts(PdfSheet sheet, Manifest m) {
    sheet.fact("站点 Site", m.site());
    sheet.fact("流 Stream", m.stream());
    sheet.fact(
        "范围 Range",
        "["
            + m.from()
            + ", "
            + m.to()
            + ")  "
            + (m.kind() == Manifest.Kind.RANGE
                ? "范围内全部记录 every record of the range"
                : "所选记录 chosen records; others may match too"));
    sheet.fact("记录数 Records", Long.toString(m.records()));
    if (m.query() != null) {
      sheet.fact("查询 Query", m.query().text());
      sheet.fact("时间 Times", bound(m.query().since()) + " – " + bound(m.query().until()));
      sheet.fact("命中数 Matches", String.valueOf(m.matches()));
    }
    sheet.fact("导出人 Exported by", m.export().by());
    sheet.fact("导出时间 Exported at", m.export().at());
    sheet.fact("用途 Purpose", m.export().purpose());
    if (m.export().approval() != null) {
      sheet.fact("批准 Approved by", m.export().approval());
    }
    sheet.fact("审计记录 Audit record", m.export().id());
  }

  private static String bound(String time) {
    return time == null ? "…" : time;
  }

  private static List<String> header() {
    return SHOWN.stream()
        .map(s -> CsvTable.COLUMNS.get(column(s.field)))
        .map(c -> c.zh() + " " + c.en())
        .toList();
  }

  private static List<List<String>> rows(List<List<String>> sample) {
    int[] columns = SHOWN.stream().mapToInt(s -> column(s.field)).toArray();
    List<List<String>> rows = new ArrayList<>(sample.size());
    for (List<String> texts : sample) {
      List<String> row = new ArrayList<>(columns.length);
      for (int column : columns) {
        row.add(texts.get(column));
      }
      rows.add(row);
    }
    return rows;
  }

  private static int column(String field) {
    for (int i = 0; i < CsvTable.COLUMNS.size(); i++) {
      if (CsvTable.COLUMNS.get(i).field().equals(field)) {
        return i;
      }
    }
    throw new IllegalStateException("no column " + field);
  }
}
