package org.watchfire.console.classification;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.console.classification.Evidence.Finding;
import org.watchfire.console.directory.Directory.GradedAsset;
import org.watchfire.console.web.StrictJson;

/** The SQL of evidence and recommendations, in the caller's transaction. Stateless. */
final class EvidenceStore {
  /** A recommendation as it was kept. */
  record Kept(int rank, boolean certain, JsonNode reasons, String inputs, Instant madeAt) {}

  private EvidenceStore() {}

  /** The newest report of somebody about an asset takes the place of the one before. */
  static void report(
      Handle handle,
      String asset,
      String reporter,
      Long records,
      Long subjects,
      List<String> names,
      List<Finding> findings,
      Instant now) {
    handle
        .createUpdate(
            "INSERT INTO asset_facts (asset_id, reporter, records, subjects, names, seen_at)"
                + " VALUES (:a, :r, :records, :subjects, :names, :now)"
                + " ON CONFLICT (asset_id, reporter) DO UPDATE SET records = excluded.records,"
                + " subjects = excluded.subjects, names = excluded.names,"
                + " seen_at = excluded.seen_at")
        .bind("a", asset)
        .bind("r", reporter)
        .bind("records", records)
        .bind("subjects", subjects)
        .bindArray("names", String.class, names)
        .bind("now", utc(now))
        .execute();
    handle.execute(
        "DELETE FROM asset_findings WHERE asset_id = ? AND reporter = ?", asset, reporter);
    if (findings.isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO asset_findings (asset_id, reporter, detector, found, confidence, place,"
                + " seen_at) VALUES (:a, :r, :d, :found, :confidence, :place, :now)");
    for (Finding finding : findings) {
      batch
          .bind("a", asset)
          .bind("r", reporter)
          .bind("d", finding.detector())
          .bind("found", finding.found())
          .bind("confidence", finding.confidence())
          .bind("place", finding.place())
          .bind("now", utc(now))
          .add();
    }
    batch.execute();
  }

  /** Everything that is known of an asset: all reports, the largest counts. */
  static Evidence of(Handle handle, GradedAsset asset) {
    record Facts(Long records, Long subjects) {}

    List<String> texts = new ArrayList<>();
    texts.add(String.valueOf(asset.body().get("name")));
    for (String field : List.of("selectors", "tags")) {
      if (asset.body().get(field) instanceof List<?> list) {
        list.forEach(text -> texts.add(String.valueOf(text)));
      }
    }
    handle
        .createQuery(
            "SELECT DISTINCT unnest(names) AS name FROM asset_facts WHERE asset_id = :a"
                + " ORDER BY name LIMIT 5000")
        .bind("a", asset.id())
        .mapTo(String.class)
        .forEach(texts::add);
    Facts facts =
        handle
            .createQuery(
                "SELECT max(records) AS records, max(subjects) AS subjects FROM asset_facts"
                    + " WHERE asset_id = :a")
            .bind("a", asset.id())
            .map(
                (rs, c) ->
                    new Facts(
                        rs.getObject("records", Long.class), rs.getObject("subjects", Long.class)))
            .one();
    return new Evidence(
        texts,
        asset.body().get("marking") instanceof String marking ? marking : null,
        findings(handle, asset.id()),
        facts.records(),
        facts.subjects());
  }

  static List<Finding> findings(Handle handle, String asset) {
    return handle
        .createQuery(
            "SELECT detector, place, found, confidence FROM asset_findings WHERE asset_id = :a"
                + " ORDER BY detector, place, reporter LIMIT 5000")
        .bind("a", asset)
        .map((rs, c) -> finding(rs))
        .list();
  }

  /** What one reporter has found. */
  static List<Finding> findings(Handle handle, String asset, String reporter) {
    return handle
        .createQuery(
            "SELECT detector, place, found, confidence FROM asset_findings"
                + " WHERE asset_id = :a AND reporter = :r")
        .bind("a", asset)
        .bind("r", reporter)
        .map((rs, c) -> finding(rs))
        .list();
  }

  private static Finding finding(ResultSet rs) throws SQLException {
    return new Finding(
        rs.getString("detector"),
        rs.getString("place"),
        rs.getLong("found"),
        rs.getInt("confidence"));
  }

  /** The number of the first event that {@link InspectionFeed} has not gone through. */
  static long inspectedUntil(Handle handle) {
    return handle.createQuery("SELECT next_seq FROM inspection_feed").mapTo(Long.class).one();
  }

  /** It never goes back. */
  static void inspectedUntil(Handle handle, long seq) {
    handle.execute("UPDATE inspection_feed SET next_seq = ? WHERE next_seq < ?", seq, seq);
  }

  static Optional<Kept> standing(Handle handle, String asset) {
    return handle
        .createQuery(
            "SELECT rank, certain, reasons::text AS reasons, inputs, made_at"
                + " FROM asset_recommendations WHERE asset_id = :a")
        .bind("a", asset)
        .map((rs, c) -> kept(rs))
        .findOne();
  }

  static List<Kept> history(Handle handle, String asset) {
    return handle
        .createQuery(
            "SELECT rank, certain, reasons::text AS reasons, inputs, made_at"
                + " FROM recommendation_history WHERE asset_id = :a ORDER BY seq DESC LIMIT 50")
        .bind("a", asset)
        .map((rs, c) -> kept(rs))
        .list();
  }

  /**
   * Keeps a recommendation; in the history as well when it is another one than before.
   *
   * @param inputs what it was made from, as a hash
   */
  static void keep(
      Handle handle, GradedAsset asset, Recommendation made, String inputs, Instant now) {
    boolean same =
        standing(handle, asset.id())
            .filter(k -> k.rank() == made.rank() && k.inputs().equals(inputs))
            .isPresent();
    if (same) {
      handle
          .createUpdate("UPDATE asset_recommendations SET checked_at = :now WHERE asset_id = :a")
          .bind("now", utc(now))
          .bind("a", asset.id())
          .execute();
      return;
    }
    String reasons =
        new String(
            StrictJson.write(made.reasons().stream().map(Recommendation.Reason::tree).toList()),
            UTF_8);
    for (String sql :
        List.of(
            "INSERT INTO asset_recommendations (asset_id, rank, certain, reasons, inputs, made_at,"
                + " checked_at) VALUES (:a, :rank, :certain, :reasons::jsonb, :inputs, :now, :now)"
                + " ON CONFLICT (asset_id) DO UPDATE SET rank = excluded.rank,"
                + " certain = excluded.certain, reasons = excluded.reasons,"
                + " inputs = excluded.inputs, made_at = excluded.made_at,"
                + " checked_at = excluded.checked_at",
            "INSERT INTO recommendation_history (asset_id, rank, certain, decided, reasons, inputs,"
                + " made_at) VALUES (:a, :rank, :certain, :decided, :reasons::jsonb, :inputs,"
                + " :now)")) {
      var update =
          handle
              .createUpdate(sql)
              .bind("a", asset.id())
              .bind("rank", made.rank())
              .bind("certain", made.certain())
              .bind("reasons", reasons)
              .bind("inputs", inputs)
              .bind("now", utc(now));
      if (sql.contains(":decided")) {
        update.bind("decided", asset.rank());
      }
      update.execute();
    }
  }

  static void notice(
      Handle handle, GradedAsset before, int to, long version, Recommendation made, Instant now) {
    handle
        .createUpdate(
            "INSERT INTO classification_notices (asset_id, owner, from_rank, to_rank, version,"
                + " reasons, at) VALUES (:a, :owner, :from, :to, :v, :reasons::jsonb, :now)")
        .bind("a", before.id())
        .bind("owner", before.body().get("owner") instanceof String owner ? owner : null)
        .bind("from", before.rank())
        .bind("to", to)
        .bind("v", version)
        .bind(
            "reasons",
            new String(
                StrictJson.write(made.reasons().stream().map(Recommendation.Reason::tree).toList()),
                UTF_8))
        .bind("now", utc(now))
        .execute();
  }

  /** Line by line, for an answer. */
  static Map<String, Object> view(Kept kept) {
    return Map.of(
        "level",
        kept.rank(),
        "certain",
        kept.certain(),
        "reasons",
        kept.reasons(),
        "madeAt",
        kept.madeAt());
  }

  private static Kept kept(java.sql.ResultSet rs) throws java.sql.SQLException {
    return new Kept(
        rs.getInt("rank"),
        rs.getBoolean("certain"),
        StrictJson.tree(rs.getString("reasons").getBytes(UTF_8)),
        rs.getString("inputs"),
        rs.getObject("made_at", OffsetDateTime.class).toInstant());
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
