package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.deploy.standalone.Backoff;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.KafkaTopics;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.standalone.Supervision;
import org.watchfire.deploy.supervisor.SupervisorState.ProcessState;

/**
 * Runs a standalone installation until it is told to stop (SIGTERM or SIGINT).
 *
 * <p>Order of start: Kafka, PostgreSQL and Elasticsearch together; topics, rights and the database;
 * then console, store, engine and agent together. Order of stop is the reverse, so that what was
 * read is still delivered.
 */
public final class Supervisor {
  private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
  private static final long STATE_SECONDS = 1;

  private final Layout layout;
  private final DataDirectory data;
  private final CountDownLatch stopRequested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Supervision supervision =
      new Supervision(
          new Backoff(Duration.ofMillis(500), Duration.ofSeconds(20), Duration.ofMinutes(1)),
          event ->
              LOG.info(
                  "{} {} {}",
                  event.process(),
                  event.state().name().toLowerCase(Locale.ROOT),
                  event.detail()));
  private volatile String phase = "starting";
  private volatile String detail = "";
  private volatile Map<String, Integer> ports = Map.of();

  public Supervisor(Layout layout, DataDirectory data) {
    this.layout = layout;
    this.data = data;
  }

  /**
   * Starts everything, stays until told to stop, stops everything.
   *
   * @throws IOException when something cannot be started; what was started is stopped again
   */
  public void run() throws IOException, InterruptedException {
    Path run = data.of("run");
    try (FileChannel channel =
            FileChannel.open(
                run.resolve("supervisor.lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      if (lock == null) {
        throw new IOException("another supervisor runs on " + data.root());
      }
      Thread hook = new Thread(this::stopFromHook, "stop");
      Runtime.getRuntime().addShutdownHook(hook);
      Thread writer = new Thread(this::writeStates, "state");
      writer.setDaemon(true);
      writer.start();
      try {
        start();
        phase = "running";
        detail = "";
        stopRequested.await();
        phase = "stopping";
      } catch (IOException | RuntimeException e) {
        phase = "failed";
        detail = String.valueOf(e.getMessage());
        LOG.error("start failed: {}", detail);
        throw e;
      } finally {
        supervision.stopAll();
        writeState();
        stopped.countDown();
      }
    }
  }

  private void start() throws IOException, InterruptedException {
    Installation installation = Installation.prepare(layout, data);
    ports = installation.ports();
    detail = "starting Kafka, PostgreSQL and Elasticsearch";
    supervision.startTogether(installation.servers());
    detail = "creating topics, rights and the database";
    try (Admin admin = installation.kafka().access().admin()) {
      KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, Installation.AGENTS);
    }
    try {
      installation.ensureDatabase();
    } catch (SQLException e) {
      throw new IOException("the console's database cannot be made: " + e.getMessage(), e);
    }
    detail = "starting console, store, engine and agent";
    supervision.startTogether(installation.components());
  }

  private void stopFromHook() {
    stopRequested.countDown();
    try {
      if (!stopped.await(2, TimeUnit.MINUTES)) {
        LOG.error("not everything stopped within two minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeStates() {
    try {
      do {
        writeState();
      } while (!stopped.await(STATE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void writeState() {
    ProcessHandle self = ProcessHandle.current();
    List<ProcessState> processes =
        supervision.status().stream()
            .map(
                s ->
                    new ProcessState(
                        s.name(),
                        s.state().name().toLowerCase(Locale.ROOT),
                        s.pid().orElse(0),
                        s.restarts(),
                        s.rssBytes().orElse(0),
                        s.startMillis()))
            .toList();
    try {
      new SupervisorState(
              self.pid(), SupervisorState.startOf(self), phase, detail, ownRss(), ports, processes)
          .write(data);
    } catch (IOException e) {
      // The state is for other commands to read; the processes do not depend on it.
      LOG.warn("cannot write the state file: {}", e.toString());
    }
  }

  private static long ownRss() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.isReadable(status)) {
      return 0;
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElse(0);
  }
}
