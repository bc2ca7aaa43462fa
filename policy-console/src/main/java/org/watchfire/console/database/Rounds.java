package org.watchfire.console.database;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something again and again on a thread of its own, while the database can be used, until it
 * is closed. A round that fails is told and does not end the next ones.
 */
public final class Rounds implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final Database database;
  private final Runnable work;
  private final ScheduledExecutorService timer;

  /**
   * @param name of the thread
   * @param work one round
   */
  public Rounds(String name, Database database, Runnable work) {
    this.name = name;
    this.database = database;
    this.work = work;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            round -> {
              Thread thread = new Thread(round, name);
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * @param first until the first round
   * @param every from the end of one to the beginning of the next
   */
  public void start(Duration first, Duration every) {
    timer.scheduleWithFixedDelay(
        this::round, first.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Whether a round that is under way should come to its end. */
  public boolean closing() {
    return timer.isShutdown();
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void round() {
    try {
      if (database.isPrepared()) {
        work.run();
      }
    } catch (DatabaseAway e) {
      LOG.warn("{}: later, {}", name, e.getMessage());
    } catch (RuntimeException e) {
      LOG.error("{}: a round failed", name, e);
    }
  }
}
