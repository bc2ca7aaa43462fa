package org.watchfire.console.cases;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.search.ExportRoutes;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.triage.Triage;
import org.watchfire.console.web.Route;

/** Cases, put together. */
public final class Cases {
  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED = CaseStore.TABLE;

  private final CaseDesk desk;

  public Cases(
      Database database,
      ProtectedRows rows,
      Rights rights,
      Triage triage,
      AuditTrail trail,
      Clock clock) {
    this.desk = new CaseDesk(database, new CaseStore(rows), rights, triage, trail, clock);
  }

  /**
   * @param search where evidence is looked up
   * @param exports makes bundles
   * @param font TrueType file with Chinese characters for reports; null for no reports
   */
  public List<Route> routes(TrailSearch search, ExportRoutes exports, Path font) {
    CaseRoutes cases = new CaseRoutes(desk);
    List<Route> all = new ArrayList<>(cases.routes());
    all.addAll(new EvidenceRoutes(desk, cases, search, exports).routes());
    all.addAll(new FindingRoutes(desk, cases).routes());
    all.addAll(new OutcomeRoutes(desk, cases).routes());
    all.addAll(new CaseReport(desk, font).routes());
    return List.copyOf(all);
  }

  /** What takes the agreement of another: {@code case.conclude}. */
  public List<ApprovedAction> actions() {
    return List.of(new ConcludeCase(desk));
  }
}
