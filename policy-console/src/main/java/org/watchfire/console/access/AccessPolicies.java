package org.watchfire.console.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.search.RecordScreen;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Route;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.rules.directory.Directory.Touched;
import org.watchfire.rules.label.LabelFields;
import org.watchfire.rules.match.EventReader;

/** Access policies in the console, put together. */
public final class AccessPolicies implements AutoCloseable {
  /** The rows that must be sealed. */
  public static final List<ProtectedTable> PROTECTED =
      List.of(DraftStore.TABLE, DryRunStore.TABLE, Publications.TABLE);

  private final PoliciesInForce inForce;
  private final DryRuns dryRuns;
  private final EnforcementPoints points;
  private final ReadingPolicies screen;
  private final List<Route> routes;
  private final List<ApprovedAction> actions;

  /**
   * @param key signs what is published
   * @param components other processes by name, with the address of their health port
   * @param emergency who may look further than he is cleared for
   */
  public AccessPolicies(
      Database database,
      ProtectedRows rows,
      SigningKey key,
      Outbox outbox,
      TrailSearch search,
      Map<String, URI> components,
      EmergencyRights emergency,
      AuditTrail trail,
      Clock clock) {
    DraftStore drafts = new DraftStore(rows);
    DryRunStore runs = new DryRunStore(rows);
    PolicySets sets = new PolicySets(rows, key, outbox, clock);
    Publications publications = new Publications(rows);
    this.inForce =
        new PoliciesInForce(database, sets, new DirectoryView(database, rows, System::nanoTime));
    this.dryRuns =
        new DryRuns(
            database, drafts, runs, sets, inForce, new RecordedDecisions(search), trail, clock);
    this.points = new EnforcementPoints(database, sets, inForce, components, trail, clock);
    OwnerNotices notices = new OwnerNotices(database, trail, clock);
    this.screen = new ReadingPolicies(database, inForce, emergency, search, trail, notices, clock);
    List<Route> all = new ArrayList<>();
    all.addAll(new DraftRoutes(database, drafts, sets, trail, clock).routes());
    all.addAll(dryRuns.routes());
    all.addAll(new VersionRoutes(database, sets, publications, trail).routes());
    all.addAll(new ExplainRoutes(database, inForce, emergency, trail, clock).routes());
    all.addAll(points.routes());
    all.addAll(
        new RevealRoutes(database, inForce, emergency, search, trail, notices, clock).routes());
    all.addAll(notices.routes());
    this.routes = List.copyOf(all);
    this.actions = List.of(new PublishPolicies(drafts, runs, sets, publications, trail, clock));
  }

  /** What each caller is shown of records. */
  public RecordScreen screen() {
    return screen;
  }

  /**
   * The assets that an event touches, with the place in each.
   *
   * @param record an event with its sealed values opened
   */
  public Map<String, String> touched(JsonNode record) {
    Map<String, String> assets = new HashMap<>();
    for (Touched touched : RecordAccess.touched(inForce.lately(), record)) {
      touched.assets().forEach(asset -> assets.put(asset.id(), touched.target().text()));
    }
    return assets;
  }

  /** Recorded events as rules see them, with the labels that the directory gives at this moment. */
  public EventReader labelled() {
    return LabelFields.reader(inForce.lately().picture().directory());
  }

  public List<Route> routes() {
    return routes;
  }

  /** What takes the approval of others: {@code policy.publish}. */
  public List<ApprovedAction> actions() {
    return actions;
  }

  @Override
  public void close() {
    dryRuns.close();
    points.close();
  }
}
