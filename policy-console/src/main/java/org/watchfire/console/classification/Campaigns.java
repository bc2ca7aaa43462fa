package org.watchfire.console.classification;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.directory.AssetScope;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.directory.Directory.GradedAsset;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.label.LevelScheme;
import org.watchfire.rules.directory.Employment;

/**
 * Reviews of levels. A campaign takes in the assets of a department or an owner as they are at its
 * beginning; who answers for them says of each: keep, raise, or that it should be lowered, which
 * takes an approval of its own. Thread-safe.
 */
final class Campaigns {
  private static final int MAX_ASSETS = 50_000;

  private final Database database;
  private final Directory directory;
  private final Grading grading;
  private final AuditTrail trail;
  private final Clock clock;

  Campaigns(
      Database database, Directory directory, Grading grading, AuditTrail trail, Clock clock) {
    this.database = database;
    this.directory = directory;
    this.grading = grading;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param department the assets of this department and those below; or
   * @param owner the assets of this person; without both, every asset
   * @param due last day
   */
  record Wish(String title, String department, String owner, String due) {
    Wish {
      if (title == null || title.isBlank() || title.length() > 200) {
        throw new IllegalArgumentException("title expects 1 to 200 characters");
      }
      if (department != null && owner != null) {
        throw new IllegalArgumentException("department and owner do not go together");
      }
      if (due == null || !due.matches("\\d{4}-\\d{2}-\\d{2}")) {
        throw new IllegalArgumentException("due expects a date such as 2027-01-31");
      }
    }
  }

  /**
   * @param version of the asset that was looked at
   * @param decision keep, raise or lower-request
   * @param level rank that it should have; not for keep
   */
  record Verdict(Long version, String decision, Integer level, String comment) {
    Verdict {
      if (version == null || !List.of("keep", "raise", "lower-request").contains(decision)) {
        throw new IllegalArgumentException(
            "version, and decision keep, raise or lower-request, are required");
      }
      if (decision.equals("keep") == (level != null)) {
        throw new IllegalArgumentException("level goes with raise and lower-request");
      }
      comment = comment == null ? "" : comment.strip();
      if (comment.length() > 1_000 || comment.chars().anyMatch(Character::isISOControl)) {
        throw new IllegalArgumentException("comment is too long or holds a control character");
      }
      if (decision.equals("lower-request") && comment.isEmpty()) {
        throw new IllegalArgumentException("comment is required: why should it be lower");
      }
    }
  }

  /** One campaign and how far it is. */
  record View(
      String id,
      String title,
      String department,
      String owner,
      LocalDate due,
      boolean overdue,
      Instant createdAt,
      String createdBy,
      long assets,
      long decided,
      long raised,
      long lowerRequested) {}

  /** One asset of a campaign. */
  record Item(
      String asset,
      String name,
      String owner,
      Integer level,
      Integer recommended,
      long version,
      String decision,
      Integer toLevel,
      String comment,
      String decidedBy,
      Instant decidedAt) {}

  View create(Caller caller, Wish wish) {
    LocalDate due;
    try {
      due = LocalDate.parse(wish.due());
    } catch (java.time.format.DateTimeParseException e) {
      throw Refusal.invalid("due expects a date such as 2027-01-31");
    }
    String id = UUID.randomUUID().toString().replace("-", "");
    return database.inTransaction(
        handle -> {
          if (due.isBefore(today())) {
            throw Refusal.invalid("due is over already");
          }
          handle
              .createUpdate(
                  "INSERT INTO review_campaigns (id, title, department, owner, due, created_at,"
                      + " created_by) VALUES (:id, :title, :d, :o, :due, :now, :by)")
              .bind("id", id)
              .bind("title", wish.title().strip())
              .bind("d", wish.department())
              .bind("o", wish.owner())
              .bind("due", due)
              .bind("now", EvidenceStore.utc(clock.instant()))
              .bind("by", caller.username())
              .execute();
          AssetScope scope = AssetScope.asked(handle, wish.department(), wish.owner());
          Query insert =
              handle
                  .createQuery(
                      "INSERT INTO review_items (campaign_id, asset_id, version, rank)"
                          + " SELECT :id, id, version, rank FROM policy_objects"
                          + " WHERE type = 'asset' AND NOT deleted"
                          + scope.condition().map(c -> " AND " + c).orElse("")
                          + " ORDER BY id LIMIT :max RETURNING asset_id")
                  .bind("id", id)
                  .bind("max", MAX_ASSETS + 1);
          scope.bind(insert);
          int assets = insert.mapTo(String.class).list().size();
          if (assets == 0 || assets > MAX_ASSETS) {
            throw Refusal.invalid(
                assets == 0
                    ? "there are no such assets"
                    : "a campaign holds at most " + MAX_ASSETS + " assets");
          }
          trail.write(
              handle,
              caller,
              Act.done("campaign.create", Kind.CONFIGURE, id, assets + " assets, due " + due));
          return view(handle, id);
        });
  }

  List<View> list(Caller caller) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("campaign.list", Kind.READ, null, null));
          return handle
              .createQuery(VIEW + " GROUP BY c.id ORDER BY c.created_at DESC, c.id DESC LIMIT 100")
              .map((rs, x) -> view(rs))
              .list();
        });
  }

  View get(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("campaign.view", Kind.READ, id, null));
          return view(handle, id);
        });
  }

  Map<String, Object> items(Caller caller, String id, boolean open, String after, int limit) {
    return database.inTransaction(
        handle -> {
          view(handle, id);
          trail.write(handle, caller, Act.done("campaign.view", Kind.READ, id, "items"));
          List<Item> items =
              items(handle, id, AssetScope.of(handle, caller), open, after, limit + 1);
          boolean more = items.size() > limit;
          List<Item> shown = more ? items.subList(0, limit) : items;
          Map<String, Object> page = new LinkedHashMap<>();
          page.put("items", shown);
          page.put("next", more ? shown.get(limit - 1).asset() : null);
          return page;
        });
  }

  /** Decides about one asset; raising it is done at once. */
  Item decide(Caller caller, String id, String assetId, Verdict verdict) {
    return database.inTransaction(
        handle -> {
          directory.lock(handle);
          view(handle, id);
          GradedAsset asset = grading.visible(handle, caller, assetId);
          if (asset.version() != verdict.version()) {
            throw Refusal.stale(asset.version());
          }
          if (verdict.decision().equals("keep") && asset.rank() == null) {
            throw new Refusal(409, "state", "nobody has graded it yet: there is nothing to keep");
          }
          if (verdict.decision().equals("lower-request")
              && asset.rank() != null
              && verdict.level() >= asset.rank()) {
            throw new Refusal(409, "state", "that level would not be lower");
          }
          long version = asset.version();
          if (!verdict.decision().equals("lower-request")) {
            Integer rank = verdict.decision().equals("raise") ? verdict.level() : null;
            version =
                directory.grade(handle, asset, rank, next(handle, rank, asset), caller.username());
          }
          int changed =
              handle
                  .createUpdate(
                      "UPDATE review_items SET decision = :d, to_rank = :to, comment = :c,"
                          + " decided_by = :by, decided_at = :now"
                          + " WHERE campaign_id = :i AND asset_id = :a AND decision IS NULL")
                  .bind("d", verdict.decision())
                  .bind("to", verdict.level())
                  .bind("c", verdict.comment())
                  .bind("by", caller.username())
                  .bind("now", EvidenceStore.utc(clock.instant()))
                  .bind("i", id)
                  .bind("a", assetId)
                  .execute();
          if (changed == 0) {
            throw new Refusal(409, "state", "it is not in this campaign, or decided already");
          }
          trail.write(
              handle,
              caller,
              Act.done(
                  verdict.decision().equals("raise") ? "asset.raise" : "campaign.decide",
                  Kind.CONFIGURE,
                  assetId,
                  "%s, level %s → %s, version %d, campaign %s"
                      .formatted(
                          verdict.decision(),
                          asset.rank(),
                          verdict.level() == null ? asset.rank() : verdict.level(),
                          version,
                          id)));
          return items(handle, id, AssetScope.ALL, false, "", MAX_ASSETS, assetId).get(0);
        });
  }

  /** Every asset with what was said of it, as a table. */
  void evidence(Caller caller, String id, OutputStream out) throws IOException {
    List<Item> items =
        database.inTransaction(
            handle -> {
              view(handle, id);
              trail.write(handle, caller, Act.done("campaign.export", Kind.READ, id, "csv"));
              return items(handle, id, AssetScope.of(handle, caller), false, "", MAX_ASSETS);
            });
    CsvWriter csv = CsvWriter.builder().build(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    csv.writeRecord(
        "asset",
        "name",
        "owner",
        "level",
        "recommended",
        "decision",
        "to_level",
        "comment",
        "decided_by",
        "decided_at");
    for (Item item : items) {
      List<String> cells = new ArrayList<>();
      for (Object cell :
          new Object[] {
            item.asset(),
            item.name(),
            item.owner(),
            item.level(),
            item.recommended(),
            item.decision(),
            item.toLevel(),
            item.comment(),
            item.decidedBy(),
            item.decidedAt()
          }) {
        cells.add(inert(cell == null ? "" : String.valueOf(cell)));
      }
      csv.writeRecord(cells);
    }
    csv.flush();
  }

  /** A spreadsheet takes what begins so for a formula. */
  static String inert(String cell) {
    return !cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0 ? "'" + cell : cell;
  }

  /** In a year; important and core data in half a year. */
  private String next(Handle handle, Integer raised, GradedAsset asset) {
    LevelScheme scheme = Grading.scheme(directory.scheme(handle));
    int rank = raised != null ? raised : asset.rank();
    boolean important = rank >= Grade.IMPORTANT.rank(scheme);
    return today().plusMonths(important ? 6 : 12).toString();
  }

  private static final String VIEW =
      "SELECT c.*, count(i.asset_id) AS assets, count(i.decision) AS decided,"
          + " count(*) FILTER (WHERE i.decision = 'raise') AS raised,"
          + " count(*) FILTER (WHERE i.decision = 'lower-request') AS lower_requested"
          + " FROM review_campaigns c LEFT JOIN review_items i ON i.campaign_id = c.id";

  private View view(Handle handle, String id) {
    return handle
        .createQuery(VIEW + " WHERE c.id = :id GROUP BY c.id")
        .bind("id", id)
        .map((rs, x) -> view(rs))
        .findOne()
        .orElseThrow(() -> Refusal.notFound("there is no such campaign"));
  }

  private View view(ResultSet rs) throws SQLException {
    LocalDate due = rs.getObject("due", LocalDate.class);
    long assets = rs.getLong("assets");
    long decided = rs.getLong("decided");
    return new View(
        rs.getString("id"),
        rs.getString("title"),
        rs.getString("department"),
        rs.getString("owner"),
        due,
        decided < assets && due.isBefore(today()),
        rs.getObject("created_at", OffsetDateTime.class).toInstant(),
        rs.getString("created_by"),
        assets,
        decided,
        rs.getLong("raised"),
        rs.getLong("lower_requested"));
  }

  private static List<Item> items(
      Handle handle, String id, AssetScope scope, boolean open, String after, int limit) {
    return items(handle, id, scope, open, after, limit, null);
  }

  private static List<Item> items(
      Handle handle,
      String id,
      AssetScope scope,
      boolean open,
      String after,
      int limit,
      String only) {
    Query query =
        handle
            .createQuery(
                "SELECT i.*, p.body ->> 'name' AS name, p.owner, p.version AS current,"
                    + " r.rank AS recommended FROM review_items i JOIN policy_objects p"
                    + " ON p.type = 'asset' AND p.id = i.asset_id AND NOT p.deleted"
                    + " LEFT JOIN asset_recommendations r ON r.asset_id = i.asset_id AND r.certain"
                    + " WHERE i.campaign_id = :id AND i.asset_id > :after"
                    + (open ? " AND i.decision IS NULL" : "")
                    + (only == null ? "" : " AND i.asset_id = :only")
                    + scope.condition().map(c -> " AND " + c).orElse("")
                    + " ORDER BY i.asset_id LIMIT :limit")
            .bind("id", id)
            .bind("after", after)
            .bind("limit", limit);
    if (only != null) {
      query.bind("only", only);
    }
    scope.bind(query);
    return query
        .map(
            (rs, x) -> {
              OffsetDateTime at = rs.getObject("decided_at", OffsetDateTime.class);
              return new Item(
                  rs.getString("asset_id"),
                  rs.getString("name"),
                  rs.getString("owner"),
                  rs.getObject("rank", Integer.class),
                  rs.getObject("recommended", Integer.class),
                  rs.getLong("current"),
                  rs.getString("decision"),
                  rs.getObject("to_rank", Integer.class),
                  rs.getString("comment"),
                  rs.getString("decided_by"),
                  at == null ? null : at.toInstant());
            })
        .list();
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), Employment.ZONE);
  }
}
