package org.watchfire.console.database;

import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.postgres.PostgresPlugin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The console's database. Usable when the schema is in place and the first-start work is done;
 * until then, and whenever the server is away, work is refused with {@link DatabaseAway}.
 * Thread-safe.
 */
public final class Database implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration RETRY = Duration.ofSeconds(2);

  private final HikariDataSource pool;
  private final Jdbi jdbi;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Thread preparation;
  private volatile boolean prepared;
  private volatile String problem = "";

  /**
   * Opens the pool, whether the server answers or not.
   *
   * @param url JDBC address
   * @param user login role
   * @param password its password
   * @param poolSize most connections at a time, at least 2
   */
  public Database(String url, String user, String password, int poolSize) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("watchfire-console");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(1);
    // A caller who has to wait longer is better told to come again.
    config.setConnectionTimeout(3_000);
    config.setValidationTimeout(2_000);
    // The pool must come up while the server is away.
    config.setInitializationFailTimeout(-1);
    config.addDataSourceProperty("connectTimeout", "3");
    config.addDataSourceProperty("socketTimeout", "30");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("ApplicationName", "watchfire-console");
    config.addDataSourceProperty("options", "-c statement_timeout=20000 -c timezone=UTC");
    this.pool = new HikariDataSource(config);
    this.jdbi = Jdbi.create(pool).installPlugin(new PostgresPlugin());
  }

  /**
   * Brings the schema up to date in the background, for ever if need be, and returns at once.
   *
   * @param firstStart work to do after the schema is in place and before anybody else may use the
   *     database; repeated until it succeeds, so it must be idempotent
   */
  public void start(Consumer<Database> firstStart) {
    requireNonNull(firstStart);
    Thread thread = new Thread(() -> prepare(firstStart), "database-preparation");
    thread.setDaemon(true);
    preparation = thread;
    thread.start();
  }

  /**
   * Runs work in one transaction; an exception rolls it back.
   *
   * @throws DatabaseAway when the server is away; the work may then be repeated, and whether a
   *     commit that was under way took place is not known
   */
  public <T> T inTransaction(Function<Handle, T> work) {
    if (!prepared) {
      throw new DatabaseAway(
          "the database is not ready" + (problem.isEmpty() ? "" : ": " + problem), null);
    }
    return transact(work);
  }

  /** As {@link #inTransaction}, for the first-start work itself. */
  public <T> T whilePreparing(Function<Handle, T> work) {
    return transact(work);
  }

  /** Whether the schema is in place and the first-start work is done. */
  public boolean isPrepared() {
    return prepared;
  }

  /** Whether a trivial statement succeeds now; the reason when it does not. */
  public Availability probe() {
    if (!prepared) {
      return new Availability(false, problem);
    }
    try {
      transact(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
      return new Availability(true, "");
    } catch (DatabaseAway e) {
      return new Availability(false, rootMessage(e));
    }
  }

  /**
   * @param usable whether work is accepted
   * @param reason what the server or its driver says; empty when usable, or not yet asked
   */
  public record Availability(boolean usable, String reason) {}

  @Override
  public void close() {
    closing.countDown();
    Thread thread = preparation;
    if (thread != null) {
      thread.interrupt();
    }
    pool.close();
  }

  private <T> T transact(Function<Handle, T> work) {
    try {
      return jdbi.inTransaction(work::apply);
    } catch (JdbiException e) {
      if (isAway(e)) {
        throw new DatabaseAway("PostgreSQL is away: " + rootMessage(e), e);
      }
      throw e;
    }
  }

  private void prepare(Consumer<Database> firstStart) {
    while (closing.getCount() > 0) {
      try {
        Flyway.configure(getClass().getClassLoader())
            .dataSource(pool)
            .locations("classpath:org/watchfire/console/database")
            // Parts of the schema stand for themselves; one may be added below a number that is in.
            .outOfOrder(true)
            .load()
            .migrate();
        firstStart.accept(this);
        prepared = true;
        problem = "";
        LOG.info("database ready");
        return;
      } catch (FlywayException | JdbiException | DatabaseAway | FirstStartException e) {
        String reason = rootMessage(e);
        if (!reason.equals(problem)) {
          LOG.warn("database not ready, trying again every {} s: {}", RETRY.toSeconds(), reason);
        }
        problem = reason;
      }
      try {
        if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** Connection trouble (SQLSTATE class 08), shutdown or cancelled (57), out of resources (53). */
  private static boolean isAway(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof SQLTransientConnectionException || t instanceof SQLRecoverableException) {
        return true;
      }
      if (t instanceof SQLException sql && sql.getSQLState() != null) {
        String state = sql.getSQLState();
        if (state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
          return true;
        }
      }
    }
    return false;
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
