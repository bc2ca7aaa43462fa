package org.watchfire.console.cases;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.integrity.Finding;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.web.StrictJson;

/** The SQL of cases. Every method works in the caller's transaction. Thread-safe. */
final class CaseStore {
  private static final String ENTRIES =
      "(SELECT coalesce(jsonb_agg(jsonb_build_object('n', e.n, 'at', e.at, 'actor', e.actor,"
          + " 'action', e.action, 'words', e.words) ORDER BY e.n), '[]'::jsonb)::text"
          + " FROM case_entries e WHERE e.case_id = t.id)";

  /** Body and entries by their digests, so that looking at all cases needs little memory. */
  static final ProtectedTable TABLE =
      ProtectedTable.of("cases", "id")
          .columns(
              "version",
              "title",
              "severity",
              "state",
              "lead",
              "people",
              "due",
              "opened_at",
              "opened_by",
              "changed_at")
          .member("body", "encode(sha256(convert_to(t.body::text, 'UTF8')), 'hex')")
          .member("entries", "encode(sha256(convert_to(" + ENTRIES + ", 'UTF8')), 'hex')");

  private static final int PATIENCE = 5;

  private final ProtectedRows rows;

  CaseStore(ProtectedRows rows) {
    this.rows = rows;
  }

  void lock(Handle handle) {
    rows.lock(handle);
  }

  /** The title and so on of a case, without what it is about. */
  record Header(
      String id,
      long version,
      String title,
      String severity,
      String state,
      String lead,
      List<String> people,
      LocalDate due,
      Instant openedAt) {}

  /**
   * Which cases are wanted; null for all.
   *
   * @param person user name of somebody who works on it
   * @param late on which day the body's decision is late
   */
  record Filter(CaseState state, String person, LocalDate late, String before, int limit) {}

  static List<Header> page(Handle handle, Filter filter) {
    List<String> parts = new ArrayList<>();
    if (filter.state() != null) {
      parts.add("state = :state");
    }
    if (filter.person() != null) {
      parts.add("people @> ARRAY[:person]::text[]");
    }
    if (filter.late() != null) {
      parts.add("state = 'sent' AND due < :late");
    }
    if (filter.before() != null) {
      parts.add("id < :before");
    }
    Query query =
        handle.createQuery(
            "SELECT * FROM cases WHERE "
                + (parts.isEmpty() ? "TRUE" : String.join(" AND ", parts))
                + " ORDER BY id DESC LIMIT :limit");
    if (filter.state() != null) {
      query.bind("state", filter.state().text());
    }
    if (filter.person() != null) {
      query.bind("person", filter.person());
    }
    if (filter.late() != null) {
      query.bind("late", filter.late());
    }
    if (filter.before() != null) {
      query.bind("before", filter.before());
    }
    return query.bind("limit", filter.limit()).map((rs, c) -> header(rs)).list();
  }

  /** The number of a new case. */
  static String number(Handle handle, Instant now) {
    long n = handle.createQuery("SELECT nextval('case_numbers')").mapTo(Long.class).one();
    return String.format("%d-%06d", now.atOffset(ZoneOffset.UTC).getYear(), n);
  }

  private record Content(long version, String body, String entries) {}

  /**
   * A case as the console left it.
   *
   * @throws TamperedRowException when it, or one of its entries, is not
   */
  Optional<CaseFile> find(Handle handle, String id) {
    for (int i = 0; i < PATIENCE; i++) {
      Content content = content(handle, id).orElse(null);
      Optional<JsonNode> row = rows.find(handle, TABLE, id);
      if (content == null || row.isEmpty()) {
        return Optional.empty();
      }
      // Somebody may have changed it between the two statements: then both are read again.
      if (row.get().path("version").asLong() == content.version()) {
        requireDigest(id, row.get().path("body").asText(), content.body());
        requireDigest(id, row.get().path("entries").asText(), content.entries());
        return Optional.of(file(row.get(), content));
      }
    }
    throw new IllegalStateException("case " + id + " changes faster than it can be read");
  }

  private static Optional<Content> content(Handle handle, String id) {
    return handle
        .createQuery(
            "SELECT t.version, t.body::text AS body, "
                + ENTRIES
                + " AS entries FROM cases t WHERE t.id = :id")
        .bind("id", id)
        .map(
            (rs, c) ->
                new Content(rs.getLong("version"), rs.getString("body"), rs.getString("entries")))
        .findOne();
  }

  private static void requireDigest(String id, String sealed, String content) {
    if (!sealed.equals(sha256(content.getBytes(UTF_8)))) {
      throw new TamperedRowException(
          new Finding(TABLE.name(), id, Finding.Kind.ALTERED, sealed.substring(0, 16)));
    }
  }

  /** Adds the case with its first entry, or changes it and adds an entry. */
  void save(Handle handle, CaseFile file, CaseFile.Entry entry) {
    rows.change(
        handle,
        TABLE,
        file.id(),
        () -> {
          write(handle, file, entry);
          return null;
        });
  }

  private static void write(Handle handle, CaseFile file, CaseFile.Entry entry) {
    handle
        .createUpdate(
            "INSERT INTO cases (id, version, title, severity, state, lead, people, body, due,"
                + " opened_at, opened_by, changed_at) VALUES (:id, :version, :title, :severity,"
                + " :state, :lead, :people, :body::jsonb, :due, :opened, :by, :now)"
                + " ON CONFLICT (id) DO UPDATE SET version = excluded.version,"
                + " title = excluded.title, severity = excluded.severity, state = excluded.state,"
                + " lead = excluded.lead, people = excluded.people, body = excluded.body,"
                + " due = excluded.due, changed_at = excluded.changed_at")
        .bind("id", file.id())
        .bind("version", file.version())
        .bind("title", file.title())
        .bind("severity", file.severity())
        .bind("state", file.state().text())
        .bind("lead", file.lead())
        .bindArray("people", String.class, file.people())
        .bind("body", new String(StrictJson.write(file.body()), UTF_8))
        .bind("due", file.due())
        .bind("opened", file.openedAt().atOffset(ZoneOffset.UTC))
        .bind("by", file.openedBy())
        .bind("now", entry.at().atOffset(ZoneOffset.UTC))
        .execute();
    handle
        .createUpdate(
            "INSERT INTO case_entries (case_id, n, at, actor, action, words)"
                + " VALUES (:id, :n, :at, :actor, :action, :words)")
        .bind("id", file.id())
        .bind("n", entry.n())
        .bind("at", entry.at().atOffset(ZoneOffset.UTC))
        .bind("actor", entry.actor())
        .bind("action", entry.action())
        .bind("words", entry.words())
        .execute();
  }

  private static CaseFile file(JsonNode row, Content content) {
    List<String> people = new ArrayList<>();
    row.path("people").forEach(name -> people.add(name.asText()));
    List<CaseFile.Entry> entries = new ArrayList<>();
    for (JsonNode e : StrictJson.tree(content.entries().getBytes(UTF_8))) {
      entries.add(
          new CaseFile.Entry(
              e.path("n").asInt(),
              OffsetDateTime.parse(e.path("at").asText()).toInstant(),
              e.path("actor").asText(),
              e.path("action").asText(),
              e.path("words").isNull() ? null : e.path("words").asText()));
    }
    return new CaseFile(
        row.path("id").asText(),
        row.path("version").asLong(),
        row.path("title").asText(),
        row.path("severity").asText(),
        CaseState.of(row.path("state").asText()),
        row.path("lead").asText(),
        people,
        StrictJson.read(content.body().getBytes(UTF_8), CaseBody.class),
        row.path("due").isNull() ? null : LocalDate.parse(row.path("due").asText()),
        OffsetDateTime.parse(row.path("opened_at").asText()).toInstant(),
        row.path("opened_by").asText(),
        entries);
  }

  private static Header header(ResultSet rs) throws SQLException {
    return new Header(
        rs.getString("id"),
        rs.getLong("version"),
        rs.getString("title"),
        rs.getString("severity"),
        rs.getString("state"),
        rs.getString("lead"),
        List.of((String[]) rs.getArray("people").getArray()),
        rs.getObject("due", LocalDate.class),
        rs.getObject("opened_at", OffsetDateTime.class).toInstant());
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
