package org.watchfire.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.StrictJson;

/** How each version came about: from which draft, after which dry run, who agreed. Thread-safe. */
final class Publications {
  static final ProtectedTable TABLE =
      ProtectedTable.of("access_publications", "version")
          .columns(
              "title",
              "draft_id",
              "dry_run_id",
              "approval_id",
              "requester",
              "approvers",
              "hash",
              "published_at");

  private final ProtectedRows rows;

  Publications(ProtectedRows rows) {
    this.rows = rows;
  }

  /**
   * @param approvers user names of who agreed
   * @param hash of the set
   */
  record Publication(
      long version,
      String title,
      String draftId,
      String dryRunId,
      String approvalId,
      String requester,
      JsonNode approvers,
      String hash,
      Instant publishedAt) {}

  /** Empty for a version that was not published through a draft. */
  Optional<Publication> find(Handle handle, long version) {
    return rows.find(handle, TABLE, Long.toString(version))
        .map(
            row ->
                new Publication(
                    version,
                    row.path("title").asText(),
                    row.path("draft_id").asText(),
                    row.path("dry_run_id").asText(),
                    row.path("approval_id").asText(),
                    row.path("requester").asText(),
                    row.path("approvers"),
                    row.path("hash").asText(),
                    Draft.instant(row, "published_at")));
  }

  void add(Handle handle, Publication p) {
    rows.change(
        handle,
        TABLE,
        Long.toString(p.version()),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO access_publications (version, title, draft_id, dry_run_id,"
                        + " approval_id, requester, approvers, hash, published_at) VALUES"
                        + " (:version, :title, :draft, :run, :approval, :requester,"
                        + " :approvers::jsonb, :hash, :at)")
                .bind("version", Long.toString(p.version()))
                .bind("title", p.title())
                .bind("draft", p.draftId())
                .bind("run", p.dryRunId())
                .bind("approval", p.approvalId())
                .bind("requester", p.requester())
                .bind("approvers", new String(StrictJson.write(p.approvers()), UTF_8))
                .bind("hash", p.hash())
                .bind("at", p.publishedAt().atOffset(ZoneOffset.UTC))
                .execute());
  }
}
