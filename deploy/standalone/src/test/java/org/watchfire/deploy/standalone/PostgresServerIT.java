package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresServerIT {
  private Path directory;
  private TestStack stack;
  private PostgresAccess postgres;

  @BeforeAll
  void startServer(@TempDir(cleanup = CleanupMode.ALWAYS) Path temporary) {
    directory = temporary;
    stack = TestStack.embedded(temporary);
    postgres = stack.postgres();
  }

  @AfterAll
  void stopServer() {
    stack.close();
  }

  @Test
  void isUtf8WithCodePointOrderAndUtc() throws Exception {
    assertThat(one("SHOW server_encoding")).isEqualTo("UTF8");
    assertThat(one("SHOW log_timezone")).isEqualTo("UTC");
    assertThat(one("SELECT datlocale FROM pg_database WHERE datname = 'postgres'"))
        .isEqualTo("C.UTF-8");
    assertThat(one("SELECT upper('é') || length('安全审计')")).isEqualTo("É4");
    assertThat(one("SHOW data_checksums")).isEqualTo("on");
    assertThat(one("SHOW fsync")).isEqualTo("on");
  }

  @Test
  void refusesWrongPasswordAndNoPassword() {
    assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", "wrong"))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("password authentication failed");
    assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl(), "postgres", ""))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void passwordIsPrivateAndNotInTheProcessTable() throws Exception {
    Path file = directory.resolve("secrets/postgres.password");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file)).hasSizeGreaterThanOrEqualTo(32);
    assertThat(postgres.toString()).doesNotContain(postgres.password());
    assertThat(directory.resolve("postgresql/initdb.password")).doesNotExist();
  }

  @Test
  void givesEachTestItsOwnDatabase() throws Exception {
    PostgresAccess.Database first = postgres.newDatabase();
    PostgresAccess.Database second = postgres.newDatabase();
    execute(first, "CREATE TABLE t (x int)");
    execute(second, "CREATE TABLE t (x int)");
    assertThat(first.jdbcUrl()).isNotEqualTo(second.jdbcUrl());
  }

  @Test
  void ensureDatabaseCanBeRepeatedAndChangesThePassword() throws Exception {
    postgres.ensureDatabase("watchfire", "first'password");
    PostgresAccess.Database database = postgres.ensureDatabase("watchfire", "second");
    execute(database, "CREATE TABLE kept (x int)");
    assertThatThrownBy(
            () -> DriverManager.getConnection(database.jdbcUrl(), "watchfire", "first'password"))
        .isInstanceOf(SQLException.class);
    assertThatThrownBy(() -> execute(database, "CREATE DATABASE other"))
        .isInstanceOf(SQLException.class);
  }

  @Test
  void refusesNamesThatAreNotIdentifiers() {
    assertThatThrownBy(() -> postgres.ensureDatabase("x\"; DROP", "p"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsCommittedRowsWhenKilledAgainAndAgain() throws Exception {
    PostgresAccess.Database database = postgres.newDatabase();
    execute(database, "CREATE TABLE trail (n int PRIMARY KEY)");
    for (int round = 1; round <= 3; round++) {
      execute(database, "INSERT INTO trail VALUES (" + round + ")");
      stack.kill9(TestStack.Server.POSTGRES);
      stack.start(TestStack.Server.POSTGRES);
      assertThat(count(database)).isEqualTo(round);
    }
  }

  @Test
  void startsOverTheLockFileOfAnUnrelatedProcess() throws Exception {
    PostgresAccess.Database database = postgres.newDatabase();
    execute(database, "CREATE TABLE trail (n int PRIMARY KEY)");
    stack.stop(TestStack.Server.POSTGRES);
    Path lock = directory.resolve("postgresql/data/postmaster.pid");
    // This very JVM: alive, of the same user, and no PostgreSQL server.
    Files.writeString(
        lock,
        ProcessHandle.current().pid()
            + "\n"
            + directory.resolve("postgresql/data")
            + "\n1\n5432\n\n127.0.0.1\n");
    stack.start(TestStack.Server.POSTGRES);
    assertThat(count(database)).isZero();
  }

  private String one(String query) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      assertThat(rows.next()).isTrue();
      return rows.getString(1);
    }
  }

  private static int count(PostgresAccess.Database database) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM trail")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static void execute(PostgresAccess.Database database, String sql) throws SQLException {
    try (Connection connection = open(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection open(PostgresAccess.Database database) throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }
}
