package org.watchfire.console.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The SQL of accounts and grants. Every method works in the caller's transaction. Stateless. */
final class AccountStore {
  /** Serialises changes of grants and states, so that their checks hold until the commit. */
  private static final long CHANGES_LOCK = 0x5746_4143_434f_554eL;

  private static final String SELECT =
      "SELECT a.username, a.display_name, a.person_id, a.enabled, a.password_change_due,"
          + " a.last_login_at, array_remove(array_agg(g.role), NULL) AS roles"
          + " FROM accounts a LEFT JOIN role_grants g ON g.username = a.username";

  private AccountStore() {}

  static void lockChanges(Handle handle) {
    handle.execute("SELECT pg_advisory_xact_lock(?)", CHANGES_LOCK);
  }

  static Optional<Account> find(Handle handle, String username) {
    return handle
        .createQuery(SELECT + " WHERE a.username = :u GROUP BY a.username")
        .bind("u", username)
        .map((rs, c) -> account(rs))
        .findOne();
  }

  static List<Account> all(Handle handle) {
    return handle
        .createQuery(SELECT + " GROUP BY a.username ORDER BY a.username")
        .map((rs, c) -> account(rs))
        .list();
  }

  static List<Account> ofPerson(Handle handle, String personId) {
    return handle
        .createQuery(SELECT + " WHERE a.person_id = :p GROUP BY a.username ORDER BY a.username")
        .bind("p", personId)
        .map((rs, c) -> account(rs))
        .list();
  }

  static Optional<String> passwordHash(Handle handle, String username) {
    return handle
        .createQuery("SELECT password_hash FROM accounts WHERE username = :u")
        .bind("u", username)
        .mapTo(String.class)
        .findOne();
  }

  /** Whether the account was created; false when the name is taken. */
  static boolean insert(
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
    return handle
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
            .execute()
        == 1;
  }

  static void replaceRoles(
      Handle handle, String username, Set<Role> roles, String by, Instant now) {
    handle
        .createUpdate("DELETE FROM role_grants WHERE username = :u AND NOT role = ANY(:roles)")
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
  }

  static void setEnabled(Handle handle, String username, boolean enabled) {
    handle
        .createUpdate("UPDATE accounts SET enabled = :e WHERE username = :u")
        .bind("e", enabled)
        .bind("u", username)
        .execute();
  }

  static void setPassword(Handle handle, String username, String hash) {
    handle
        .createUpdate(
            "UPDATE accounts SET password_hash = :h, password_change_due = false"
                + " WHERE username = :u")
        .bind("h", hash)
        .bind("u", username)
        .execute();
  }

  static void touchLogin(Handle handle, String username, Instant now) {
    handle
        .createUpdate("UPDATE accounts SET last_login_at = :now WHERE username = :u")
        .bind("now", utc(now))
        .bind("u", username)
        .execute();
  }

  /** Enabled accounts other than this one that hold the role. */
  static long othersHolding(Handle handle, Role role, String username) {
    return handle
        .createQuery(
            "SELECT count(*) FROM role_grants g JOIN accounts a ON a.username = g.username"
                + " WHERE g.role = :r AND a.enabled AND a.username <> :u")
        .bind("r", role.name())
        .bind("u", username)
        .mapTo(Long.class)
        .one();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Account account(ResultSet rs) throws SQLException {
    OffsetDateTime login = rs.getObject("last_login_at", OffsetDateTime.class);
    String[] names = (String[]) rs.getArray("roles").getArray();
    Set<Role> roles =
        Arrays.stream(names)
            .map(Role::valueOf)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Role.class)));
    return new Account(
        rs.getString("username"),
        rs.getString("display_name"),
        rs.getString("person_id"),
        rs.getBoolean("enabled"),
        rs.getBoolean("password_change_due"),
        roles,
        login == null ? null : login.toInstant());
  }
}
