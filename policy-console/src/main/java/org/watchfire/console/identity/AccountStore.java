package org.watchfire.console.identity;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;

/** The SQL of accounts and grants. Every method works in the caller's transaction. Thread-safe. */
final class AccountStore {
  /** An account with its grants; not sealed is only when it was last used. */
  static final ProtectedTable TABLE =
      ProtectedTable.of("accounts", "username")
          .columns(
              "display_name",
              "person_id",
              "password_hash",
              "password_change_due",
              "enabled",
              "created_at",
              "created_by")
          .member(
              "grants",
              "(SELECT coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'at', g.granted_at,"
                  + " 'by', g.granted_by) ORDER BY g.role COLLATE \"C\"), '[]'::jsonb)"
                  + " FROM role_grants g WHERE g.username = t.username)")
          .member(
              "second_factor",
              "EXISTS (SELECT 1 FROM second_factors f WHERE f.username = t.username"
                  + " AND f.confirmed_at IS NOT NULL)");

  private final ProtectedRows rows;

  AccountStore(ProtectedRows rows) {
    this.rows = rows;
  }

  /** Serialises changes of grants and states, so that their checks hold until the commit. */
  void lockChanges(Handle handle) {
    rows.lock(handle);
  }

  /** Without the time of the last sign-in. */
  Optional<Account> find(Handle handle, String username) {
    return rows.find(handle, TABLE, username).map(row -> account(row, null));
  }

  /** Who made the account; empty for the first ones. */
  Optional<Account> creator(Handle handle, String username) {
    return rows.find(handle, TABLE, username)
        .flatMap(row -> find(handle, row.path("created_by").asText()));
  }

  /** Every account by name, without the times of the last sign-ins. */
  List<Account> all(Handle handle) {
    return rows.all(handle, TABLE).values().stream()
        .map(row -> account(row, null))
        .sorted(Comparator.comparing(Account::username))
        .toList();
  }

  /** Which accounts fit is asked of rows as they stand; each one that is given was verified. */
  AccountQuery.Page page(Handle handle, AccountQuery query) {
    List<String> conditions = new ArrayList<>(List.of("username > :after"));
    Map<String, Object> values = new HashMap<>(Map.of("after", query.after()));
    if (query.text() != null) {
      conditions.add(
          "strpos(lower(username || ' ' || display_name || ' ' || person_id), lower(:text)) > 0");
      values.put("text", query.text());
    }
    if (query.person() != null) {
      conditions.add("person_id = lower(:person)");
      values.put("person", query.person());
    }
    if (!query.roles().isEmpty()) {
      conditions.add(
          "EXISTS (SELECT 1 FROM role_grants g"
              + " WHERE g.username = a.username AND g.role = ANY(:roles))");
    }
    Query select =
        handle
            .createQuery(
                "SELECT username, last_login_at FROM accounts a WHERE "
                    + String.join(" AND ", conditions)
                    + " ORDER BY username LIMIT :limit")
            .bind("limit", query.limit() + 1);
    values.forEach(select::bind);
    if (!query.roles().isEmpty()) {
      select.bindArray("roles", String.class, query.roles().stream().map(Role::name).toList());
    }
    Map<String, Instant> logins = new HashMap<>();
    List<String> names =
        select
            .map(
                (rs, c) -> {
                  logins.put(rs.getString("username"), lastLogin(rs));
                  return rs.getString("username");
                })
            .list();
    boolean more = names.size() > query.limit();
    List<String> shown = more ? names.subList(0, query.limit()) : names;
    Map<String, JsonNode> verified = rows.findMany(handle, TABLE, shown);
    return new AccountQuery.Page(
        shown.stream()
            .filter(verified::containsKey)
            .map(name -> account(verified.get(name), logins.get(name)))
            .toList(),
        more ? shown.get(query.limit() - 1) : null);
  }

  /** Every account is looked at: one whose person was altered must not be overlooked. */
  List<Account> ofPerson(Handle handle, String personId) {
    return all(handle).stream().filter(account -> account.personId().equals(personId)).toList();
  }

  Optional<String> passwordHash(Handle handle, String username) {
    return rows.find(handle, TABLE, username).map(row -> row.path("password_hash").asText());
  }

  /** Whether the account was created; false when the name is taken. */
  boolean insert(
      Handle handle,
      String username,
      String displayName,
      String personId,
      String passwordHash,
      boolean changeDue,
      String by,
      Instant now) {
    handle
        .createUpdate(
            "INSERT INTO natural_persons (id, created_at) VALUES (:p, :now) ON CONFLICT DO NOTHING")
        .bind("p", personId)
        .bind("now", utc(now))
        .execute();
    int created =
        rows.change(
            handle,
            TABLE,
            username,
            () ->
                handle
                    .createUpdate(
                        "INSERT INTO accounts (username, display_name, person_id, password_hash,"
                            + " password_change_due, created_at, created_by)"
                            + " VALUES (:u, :d, :p, :h, :due, :now, :by) ON CONFLICT DO NOTHING")
                    .bind("u", username)
                    .bind("d", displayName)
                    .bind("p", personId)
                    .bind("h", passwordHash)
                    .bind("due", changeDue)
                    .bind("now", utc(now))
                    .bind("by", by)
                    .execute());
    return created == 1;
  }

  void replaceRoles(Handle handle, String username, Set<Role> roles, String by, Instant now) {
    rows.change(
        handle,
        TABLE,
        username,
        () -> {
          handle
              .createUpdate(
                  "DELETE FROM role_grants WHERE username = :u AND NOT role = ANY(:roles)")
              .bind("u", username)
              .bindArray("roles", String.class, roles.stream().map(Role::name).toList())
              .execute();
          for (Role role : roles) {
            handle
                .createUpdate(
                    "INSERT INTO role_grants (username, role, granted_at, granted_by)"
                        + " VALUES (:u, :r, :now, :by) ON CONFLICT DO NOTHING")
                .bind("u", username)
                .bind("r", role.name())
                .bind("now", utc(now))
                .bind("by", by)
                .execute();
          }
          return null;
        });
  }

  void setEnabled(Handle handle, String username, boolean enabled, Instant now) {
    rows.change(
        handle,
        TABLE,
        username,
        () ->
            handle
                .createUpdate(
                    "UPDATE accounts SET enabled = :e,"
                        + " active_since = CASE WHEN :e THEN :now ELSE active_since END"
                        + " WHERE username = :u")
                .bind("e", enabled)
                .bind("now", utc(now))
                .bind("u", username)
                .execute());
  }

  void setPassword(Handle handle, String username, String hash) {
    rows.change(
        handle,
        TABLE,
        username,
        () ->
            handle
                .createUpdate(
                    "UPDATE accounts SET password_hash = :h, password_change_due = false"
                        + " WHERE username = :u")
                .bind("h", hash)
                .bind("u", username)
                .execute());
  }

  static void touchLogin(Handle handle, String username, Instant now) {
    handle
        .createUpdate("UPDATE accounts SET last_login_at = :now WHERE username = :u")
        .bind("now", utc(now))
        .bind("u", username)
        .execute();
  }

  /** Enabled accounts other than this one that hold the role. */
  long othersHolding(Handle handle, Role role, String username) {
    return all(handle).stream()
        .filter(account -> account.enabled() && !account.username().equals(username))
        .filter(account -> account.roles().contains(role))
        .count();
  }

  private static Instant lastLogin(ResultSet row) throws SQLException {
    OffsetDateTime at = row.getObject("last_login_at", OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Account account(JsonNode row, Instant lastLogin) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    row.path("grants").forEach(grant -> roles.add(Role.valueOf(grant.path("role").asText())));
    return new Account(
        row.path("username").asText(),
        row.path("display_name").asText(),
        row.path("person_id").asText(),
        row.path("enabled").asBoolean(),
        row.path("password_change_due").asBoolean(),
        row.path("second_factor").asBoolean(),
        roles,
        lastLogin);
  }
}
