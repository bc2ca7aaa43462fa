package org.watchfire.console.access;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.AssetScope;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Access;
import org.watchfire.console.web.Call;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.Route;
import org.watchfire.rules.access.ReasonCode;

/**
 * Tells who is to be told, by the policies that allowed it, that somebody opened data: the owner of
 * the asset, the data owners of its department, or an account. Everybody finds what he is told in
 * his own list. Thread-safe.
 */
final class OwnerNotices {
  /** Which notices are for the caller; an account may be named like one of the two words. */
  private static final String MINE =
      "((:username NOT IN ('owner', 'department') AND :username = ANY(n.told))"
          + " OR ('owner' = ANY(n.told) AND p.owner = :person)"
          + " OR ('department' = ANY(n.told)"
          + "     AND p.departments && CAST(:departments AS text[])))";

  private final Database database;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * One line of the list.
   *
   * @param person of the directory who opened it
   * @param policy that allowed it, or {@code emergency}
   * @param record the last of them, such as {@code events/17}
   */
  record Notice(
      long id,
      String asset,
      String person,
      String username,
      String action,
      String policy,
      long count,
      Instant first,
      Instant last,
      String purpose,
      String record,
      String seenBy) {}

  /** What was opened by one request: one asset, and the last of the records that touch it. */
  record Opened(RecordAccess.Judged judged, String record, int count) {}

  OwnerNotices(Database database, AuditTrail trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get("/access/notices", Access.signedIn(), this::list),
        Route.post("/access/notices/{id}/seen", Access.signedIn(), this::seen));
  }

  /** Writes down who is to be told of what was allowed, in the caller's transaction. */
  void tell(Handle handle, Caller caller, Collection<Opened> opened) {
    List<Opened> due =
        opened.stream()
            .filter(o -> o.judged().decision().allowed())
            .filter(o -> !o.judged().decision().duties().notified().isEmpty())
            .toList();
    if (due.isEmpty()) {
      return;
    }
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO access_notices AS n (asset_id, person_id, username, action, policy, told,"
                + " day, count, first_at, last_at, purpose, record) VALUES (:asset, :person,"
                + " :username, :action, :policy, :told, :day, :count, :now, :now, :purpose,"
                + " :record) ON CONFLICT (asset_id, username, action, policy, day)"
                + " WHERE seen_at IS NULL DO UPDATE SET count = n.count + excluded.count,"
                + " told = excluded.told, last_at = excluded.last_at,"
                + " purpose = excluded.purpose, record = excluded.record");
    LocalDate day = now.toLocalDate();
    for (Opened o : due) {
      RecordAccess.Judged judged = o.judged();
      boolean emergency = judged.decision().reason() == ReasonCode.EMERGENCY;
      batch
          .bind("asset", judged.asset().id())
          .bind("person", caller.account().personId())
          .bind("username", caller.username())
          .bind("action", judged.request().action().text())
          .bind("policy", emergency ? "emergency" : judged.decision().policyId())
          .bindArray("told", String.class, List.copyOf(judged.decision().duties().notified()))
          .bind("day", day)
          .bind("count", o.count())
          .bind("now", now)
          .bind("purpose", judged.request().context().purpose())
          .bind("record", o.record())
          .add();
    }
    batch.execute();
  }

  private void list(Call call) {
    int limit = call.queryInt("limit", 50, 1, 200);
    long below = Ids.cursor(call);
    Caller caller = call.caller();
    List<Notice> found =
        database.inTransaction(
            handle -> {
              trail.write(handle, caller, Act.done("access.notices", Kind.READ, null, null));
              return page(handle, caller, below, 0, limit + 1);
            });
    Map<String, Object> page = Ids.page(found, limit, Notice::id);
    call.json(page);
  }

  private void seen(Call call) {
    long id = Ids.version("id", call.path("id"));
    Caller caller = call.caller();
    database.inTransaction(
        handle -> {
          if (page(handle, caller, 0, id, 1).isEmpty()) {
            throw Refusal.notFound("there is no such notice for you");
          }
          handle
              .createUpdate(
                  "UPDATE access_notices SET seen_by = :by, seen_at = :now"
                      + " WHERE id = :id AND seen_at IS NULL")
              .bind("by", caller.username())
              .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
              .bind("id", id)
              .execute();
          trail.write(
              handle,
              caller,
              Act.done("access.notice-seen", Kind.CONFIGURE, Long.toString(id), null));
          return null;
        });
    call.noContent();
  }

  private static List<Notice> page(Handle handle, Caller caller, long below, long only, int limit) {
    List<String> departments =
        caller.account().roles().contains(Role.DATA_OWNER)
            ? AssetScope.of(handle, caller).departments()
            : List.of();
    return handle
        .createQuery(
            "SELECT n.* FROM access_notices n LEFT JOIN policy_objects p"
                + " ON p.type = 'asset' AND p.id = n.asset_id"
                + " WHERE (:below = 0 OR n.id < :below) AND (:only = 0 OR n.id = :only) AND "
                + MINE
                + " ORDER BY n.id DESC LIMIT :limit")
        .bind("username", caller.username())
        .bind("person", caller.account().personId())
        .bindArray("departments", String.class, departments)
        .bind("below", below)
        .bind("only", only)
        .bind("limit", limit)
        .map(
            (rs, c) ->
                new Notice(
                    rs.getLong("id"),
                    rs.getString("asset_id"),
                    rs.getString("person_id"),
                    rs.getString("username"),
                    rs.getString("action"),
                    rs.getString("policy"),
                    rs.getLong("count"),
                    rs.getObject("first_at", OffsetDateTime.class).toInstant(),
                    rs.getObject("last_at", OffsetDateTime.class).toInstant(),
                    rs.getString("purpose"),
                    rs.getString("record"),
                    rs.getString("seen_by")))
        .list();
  }
}
