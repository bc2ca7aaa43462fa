package org.watchfire.console.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.AssetScope;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;

/** Levels that were raised without a person, told to who answers for the asset. */
final class Notices {
  private final Database database;
  private final AuditTrail trail;
  private final Clock clock;

  Notices(Database database, AuditTrail trail, Clock clock) {
    this.database = database;
    this.trail = trail;
    this.clock = clock;
  }

  /** One notice; {@code from} is null when nobody had graded it. */
  record Notice(
      long id,
      String asset,
      Integer from,
      int to,
      long version,
      JsonNode reasons,
      Instant at,
      String seenBy) {}

  /**
   * The newest first.
   *
   * @param before id of the last one of the page before; 0 for the first page
   */
  Map<String, Object> list(Caller caller, long before, int limit) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("classification.notices", Kind.READ, null, null));
          List<Notice> found = page(handle, AssetScope.of(handle, caller), before, 0, limit + 1);
          boolean more = found.size() > limit;
          List<Notice> shown = more ? found.subList(0, limit) : found;
          Map<String, Object> page = new LinkedHashMap<>();
          page.put("items", shown);
          page.put("next", more ? String.valueOf(shown.get(limit - 1).id()) : null);
          return page;
        });
  }

  void seen(Caller caller, long id) {
    database.inTransaction(
        handle -> {
          if (page(handle, AssetScope.of(handle, caller), 0, id, 1).isEmpty()) {
            throw Refusal.notFound("there is no such notice");
          }
          handle
              .createUpdate(
                  "UPDATE classification_notices SET seen_by = :by, seen_at = :now"
                      + " WHERE id = :id AND seen_by IS NULL")
              .bind("by", caller.username())
              .bind("now", EvidenceStore.utc(clock.instant()))
              .bind("id", id)
              .execute();
          trail.write(
              handle,
              caller,
              Act.done("classification.notice-seen", Kind.CONFIGURE, Long.toString(id), null));
          return null;
        });
  }

  private static List<Notice> page(
      Handle handle, AssetScope scope, long before, long only, int limit) {
    Query query =
        handle
            .createQuery(
                "SELECT n.id, n.asset_id, n.from_rank, n.to_rank, n.version,"
                    + " n.reasons::text AS reasons, n.at, n.seen_by FROM classification_notices n"
                    + " JOIN (SELECT id AS object, owner, departments FROM policy_objects"
                    + " WHERE type = 'asset') p ON p.object = n.asset_id"
                    + " WHERE (:before = 0 OR n.id < :before) AND (:only = 0 OR n.id = :only)"
                    + scope.condition().map(c -> " AND " + c.replace("owner", "p.owner")).orElse("")
                    + " ORDER BY n.id DESC LIMIT :limit")
            .bind("before", before)
            .bind("only", only)
            .bind("limit", limit);
    scope.bind(query);
    return query
        .map(
            (rs, c) ->
                new Notice(
                    rs.getLong("id"),
                    rs.getString("asset_id"),
                    rs.getObject("from_rank", Integer.class),
                    rs.getInt("to_rank"),
                    rs.getLong("version"),
                    org.watchfire.console.web.StrictJson.tree(
                        rs.getString("reasons").getBytes(UTF_8)),
                    rs.getObject("at", OffsetDateTime.class).toInstant(),
                    rs.getString("seen_by")))
        .list();
  }
}
