package org.watchfire.console.integrity;

import static org.watchfire.console.web.Access.holds;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Route;

/** Looking at the protected rows on demand. */
public final class IntegrityRoutes {
  private final IntegrityWatch watch;

  public IntegrityRoutes(IntegrityWatch watch) {
    this.watch = watch;
  }

  public List<Route> routes() {
    return List.of(
        Route.get("/integrity/rows", holds("integrity:read"), this::last),
        Route.post("/integrity/rows/check", holds("integrity:read"), this::check));
  }

  private void last(Call call) {
    answer(call, watch.last());
  }

  private void check(Call call) {
    answer(call, watch.check(call.caller()));
  }

  private static void answer(Call call, IntegrityWatch.Report report) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", report == null ? null : report.at());
    view.put("rows", report == null ? Map.of() : report.rows());
    view.put(
        "findings",
        report == null
            ? List.of()
            : report.findings().stream().map(IntegrityRoutes::finding).toList());
    call.json(view);
  }

  private static Map<String, Object> finding(Finding finding) {
    return Map.of(
        "table",
        finding.table(),
        "key",
        finding.key(),
        "kind",
        finding.kind(),
        "words",
        Map.of("zh", finding.kind().zh(), "en", finding.kind().en()));
  }
}
