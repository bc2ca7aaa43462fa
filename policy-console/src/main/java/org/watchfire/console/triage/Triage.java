package org.watchfire.console.triage;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.integrity.Finding;
import org.watchfire.console.rules.RuleCatalogue;
import org.watchfire.console.search.RecordScreen;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Route;
import org.watchfire.core.crypto.MacKey;

/** The alert queue, put together. */
public final class Triage implements AutoCloseable {
  private final Database database;
  private final AlertStore store;
  private final HistorySeal seal;
  private final AlertDesk desk;
  private final BulkDesk bulk;
  private final Clock clock;
  private final List<Route> routes;

  /**
   * @param key MACs the entries of histories
   * @param alarm told of a history that is not as it was written
   * @param search where evidence is looked up
   * @param screen what each caller is shown of it
   * @param rules what they say of themselves
   */
  public Triage(
      Database database,
      ServiceTargets targets,
      MacKey key,
      Rights rights,
      Consumer<Finding> alarm,
      AuditTrail trail,
      TrailSearch search,
      RecordScreen screen,
      RuleCatalogue rules,
      Clock clock) {
    this.database = database;
    this.clock = clock;
    this.seal = new HistorySeal(key);
    this.store = new AlertStore(seal, targets);
    this.desk = new AlertDesk(database, store, rights, alarm, trail, clock);
    this.bulk = new BulkDesk(database, store, desk, rights, trail, clock);
    List<Route> all = new ArrayList<>(new BulkRoutes(bulk).routes());
    all.addAll(new AlertRoutes(desk, search, screen, rules, clock).routes());
    this.routes = List.copyOf(all);
  }

  public List<Route> routes() {
    return routes;
  }

  /**
   * What brings the alerts in.
   *
   * @param connection Kafka connection properties
   */
  public AlertConsumer consumer(Properties connection) {
    return new AlertConsumer(database, store, connection, clock);
  }

  /** Seals histories that were written before there were seals; once, at the first start. */
  public void adopt(Handle handle) {
    new HistoryAdoption(seal).run(handle);
  }

  /** Goes on with bulk acts. */
  public void start() {
    bulk.start();
  }

  /** Makes alerts part of a case, in the caller's transaction. */
  public void escalate(Handle handle, Caller caller, List<String> alerts, String caseId) {
    desk.escalate(handle, caller, alerts, caseId);
  }

  /** An alert as the engine wrote it; on record as a reading of its evidence. */
  public byte[] document(Caller caller, String id) {
    return desk.forEvidence(caller, id);
  }

  @Override
  public void close() {
    bulk.close();
  }
}
