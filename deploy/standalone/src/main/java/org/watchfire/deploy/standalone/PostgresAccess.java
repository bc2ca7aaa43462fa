package org.watchfire.deploy.standalone;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * How a client reaches PostgreSQL as its superuser.
 *
 * @param host loopback address or the container host
 * @param port TCP port
 * @param user superuser
 * @param password its password; never printed by {@link #toString}
 */
public record PostgresAccess(String host, int port, String user, String password) {
  private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  public PostgresAccess {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(password, "password");
  }

  /** Address of the maintenance database {@code postgres}. */
  public String jdbcUrl() {
    return jdbcUrl("postgres");
  }

  /** Address of one database. */
  public String jdbcUrl(String database) {
    return "jdbc:postgresql://" + host + ":" + port + "/" + database;
  }

  /** An empty database with a random name, owned by the superuser: isolation between tests. */
  public Database newDatabase() {
    String name = "t_" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + quoted(name));
    } catch (SQLException e) {
      throw new IllegalStateException("cannot create database " + name, e);
    }
    return new Database(jdbcUrl(name), user, password);
  }

  /**
   * Makes sure that a login role and a database owned by it exist, and sets the role's password.
   *
   * @param name role and database name, lower-case letters, digits and underscores
   * @throws SQLException when the server refuses
   */
  public Database ensureDatabase(String name, String rolePassword) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      String verb = exists(connection, "pg_roles", "rolname", name) ? "ALTER" : "CREATE";
      statement.execute(
          verb
              + " ROLE "
              + quoted(name)
              + " LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD "
              + statement.enquoteLiteral(rolePassword));
      if (!exists(connection, "pg_database", "datname", name)) {
        statement.execute("CREATE DATABASE " + quoted(name) + " OWNER " + quoted(name));
        statement.execute("REVOKE ALL ON DATABASE " + quoted(name) + " FROM PUBLIC");
      }
    }
    return new Database(jdbcUrl(name), name, rolePassword);
  }

  /** A connection of the superuser to the maintenance database. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl() + "?connectTimeout=5", user, password);
  }

  private static boolean exists(Connection connection, String table, String column, String name)
      throws SQLException {
    try (var query =
        connection.prepareStatement("SELECT 1 FROM " + table + " WHERE " + column + " = ?")) {
      query.setString(1, name);
      try (var rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static String quoted(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("not a database name: " + name);
    }
    return '"' + name + '"';
  }

  @Override
  public String toString() {
    return "PostgresAccess[" + user + "@" + host + ":" + port + "]";
  }

  /**
   * One database and who may use it.
   *
   * @param jdbcUrl address
   * @param user login role
   * @param password its password; never printed by {@link #toString}
   */
  public record Database(String jdbcUrl, String user, String password) {
    @Override
    public String toString() {
      return "Database[" + user + " " + jdbcUrl + "]";
    }
  }
}
