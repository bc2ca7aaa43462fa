package org.watchfire.store.bundle;

import java.util.List;

/**
 * What checking a bundle has shown.
 *
 * @param manifest null when it could not be read
 * @param anchored whether the caller's keys were used, not those inside the bundle
 * @param checkpoints one line for each log
 * @param replayed how many records the query was evaluated on
 * @param problems empty when everything fits; at most {@link #MAX_PROBLEMS}
 */
public record BundleReport(
    Manifest manifest,
    boolean anchored,
    List<String> checkpoints,
    long replayed,
    List<Problem> problems) {
  /** So many problems are named. */
  public static final int MAX_PROBLEMS = 50;

  /** Copies the lists. */
  public BundleReport {
    checkpoints = List.copyOf(checkpoints);
    problems = List.copyOf(problems);
  }

  /** Whether everything fits. */
  public boolean good() {
    return problems.isEmpty();
  }

  /** 0 when everything fits, else 6. */
  public int exitCode() {
    return good() ? 0 : 6;
  }

  /** For people, in both languages; several lines. */
  public String text() {
    StringBuilder out = new StringBuilder();
    out.append(
        good()
            ? "VERIFIED  验证通过：证据包完整，记录与封存时一致 (the bundle is whole, its records are what was"
                + " recorded)\n"
            : "FAILED    验证失败：证据包或其内容被改动 (the bundle or something in it was changed)\n");
    problems.forEach(p -> out.append("  ! ").append(p.line()).append('\n'));
    if (problems.size() == MAX_PROBLEMS) {
      out.append("  ! … 仅列出前若干项 (only the first are named)\n");
    }
    if (!anchored) {
      out.append(
          "  WARNING 警告：未提供可信密钥，仅按包内密钥核对；伪造者可以换掉密钥。请用 --key 或 --policy 指定\n"
              + "          checked only against the keys inside the bundle, which a forger can"
              + " replace: give --key or --policy\n");
    }
    if (manifest != null) {
      describe(out);
    }
    return out.toString();
  }

  private void describe(StringBuilder out) {
    Manifest m = manifest;
    line(out, "site         站点", m.site());
    line(out, "stream       流", m.stream());
    line(out, "range        范围", "[" + m.from() + ", " + m.to() + ")");
    line(out, "records      记录数", Long.toString(m.records()));
    if (m.query() != null) {
      String times = m.query().since() == null ? "" : ", since " + m.query().since();
      times += m.query().until() == null ? "" : ", until " + m.query().until();
      line(out, "query        查询", m.query().text() + times);
      line(out, "matches      命中数", String.valueOf(m.matches()));
      line(out, "replayed     重放记录数", Long.toString(replayed));
    }
    line(out, "exported by  导出人", m.export().by() + " " + m.export().at());
    line(out, "purpose      用途", m.export().purpose());
    if (m.export().approval() != null) {
      line(out, "approved by  批准人", m.export().approval());
    }
    checkpoints.forEach(c -> line(out, "checkpoint   检查点", c));
    if (!good()) {
      return;
    }
    line(
        out,
        "completeness 完整性",
        m.kind() == Manifest.Kind.RANGE
            ? "范围内全部记录均在包内，遗漏可被发现 (every record of the range is here)"
            : "仅证明所含记录真实，不证明没有其他命中 (these records are real; others may match too)");
    if (m.files().stream().anyMatch(f -> f.name().equals(BundleCheck.REPORT))) {
      line(
          out,
          "report.pdf   报告",
          "由导出人生成，仅供阅读，内容未与记录核对 (made by the exporter, for reading; not compared with the"
              + " records)");
    }
  }

  private static void line(StringBuilder out, String name, String value) {
    out.append("  ").append(name).append(": ").append(Printable.of(value)).append('\n');
  }
}
