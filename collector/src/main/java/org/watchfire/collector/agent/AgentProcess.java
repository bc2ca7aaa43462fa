package org.watchfire.collector.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.input.FileInput;
import org.watchfire.collector.input.Input;
import org.watchfire.collector.input.ListenAddress;
import org.watchfire.collector.input.PemTls;
import org.watchfire.collector.input.SourceSpec;
import org.watchfire.collector.input.TcpInput;
import org.watchfire.collector.input.UdpInput;
import org.watchfire.collector.spool.SpoolLockedException;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * A running agent: its inputs over one {@link Pipeline}, its health server and its housekeeping.
 */
public final class AgentProcess implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(AgentProcess.class);
  private static final long DISK_RETRY_SECONDS = 2;

  private final AgentConfig config;
  private final HealthServer health;
  private final Map<Input, Thread> inputs = new LinkedHashMap<>();
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Pipeline pipeline;
  private volatile Housekeeping housekeeping;
  private volatile boolean closing;
  private volatile String failure;
  private volatile String waitingFor = "the spool is opened";

  private AgentProcess(AgentConfig config) throws IOException {
    this.config = config;
    this.health = config.healthPort() < 0 ? null : new HealthServer(config.healthPort(), this);
  }

  /**
   * Starts everything. A disk that is full or away is waited for; the health port says so.
   *
   * @throws ConfigException when a key or certificate file is not usable
   * @throws IOException when a port is taken or another agent has the spool
   */
  public static AgentProcess start(AgentConfig config, Clock clock)
      throws IOException, InterruptedException {
    MacKey macKey = macKey(config.macKeyFile());
    AgentProcess process = new AgentProcess(config);
    try {
      process.open(macKey, clock);
      return process;
    } catch (IOException | RuntimeException | InterruptedException e) {
      process.close();
      throw e;
    }
  }

  private static MacKey macKey(Path file) {
    try {
      return MacKey.parse(Files.readString(file, StandardCharsets.US_ASCII).trim());
    } catch (IOException e) {
      throw new ConfigException(
          "mac-key-file " + file + " cannot be read (" + e.getMessage() + ")", e);
    } catch (IllegalArgumentException e) {
      throw new ConfigException("mac-key-file " + file + ": " + e.getMessage(), e);
    }
  }

  private void open(MacKey macKey, Clock clock) throws IOException, InterruptedException {
    Pipeline.Settings settings =
        new Pipeline.Settings(
            config.id(),
            config.hostName(),
            config.spoolConfig(),
            config.topic(),
            () -> config.kafka().properties(),
            macKey,
            config.inspection());
    while (pipeline == null) {
      try {
        pipeline = Pipeline.open(settings, clock);
      } catch (SpoolLockedException e) {
        throw e;
      } catch (IOException e) {
        waitingFor = "the spool cannot be opened: " + e.getMessage();
        LOG.error("{}; trying again every {} s", waitingFor, DISK_RETRY_SECONDS);
        if (ended.await(DISK_RETRY_SECONDS, TimeUnit.SECONDS)) {
          return;
        }
      }
    }
    Pipeline p = pipeline;
    List<Input> made = new ArrayList<>();
    for (InputConfig c : config.inputs()) {
      made.add(input(c, p, clock));
    }
    for (Input input : made) {
      Thread thread = new Thread(() -> run(input), "input-" + input.name());
      thread.setDaemon(true);
      inputs.put(input, thread);
      thread.start();
    }
    p.report(
        Event.builder()
            .put(EcsFields.EVENT_ACTION, "agent_start")
            .put("gov.agent.epoch", p.spool().epoch())
            .put("watchfire.agent.inputs", made.stream().map(Input::name).toList()));
    housekeeping = new Housekeeping(p, List.copyOf(inputs.keySet()), config.heartbeat(), clock);
    housekeeping.start();
    LOG.info(
        "agent {} runs with {} inputs, epoch {}, health port {}",
        config.id(),
        inputs.size(),
        p.spool().epoch(),
        health == null ? "none" : health.port());
  }

  private Input input(InputConfig c, Pipeline p, Clock clock)
      throws IOException, InterruptedException {
    SourceSpec source;
    try {
      source =
          new SourceSpec(
              c.source(), c.parseContext(config.hostName(), clock), c.staticFields(), p.encoder());
    } catch (IllegalArgumentException e) {
      throw new ConfigException("input " + c.id() + ": " + e.getMessage(), e);
    }
    return switch (c.type()) {
      case FILE -> {
        Set<String> others = new LinkedHashSet<>();
        config.inputs().forEach(i -> others.add(i.id()));
        others.remove(c.id());
        yield new FileInput(c.fileSettings(), source, p.sink(), p.spool().positions(), others);
      }
      case UDP -> new UdpInput(c.id(), ListenAddress.parse(c.listen()), source, p.sink(), p.run());
      case TCP ->
          new TcpInput(
              c.id(),
              ListenAddress.parse(c.listen()),
              c.tlsCertFile() == null
                  ? null
                  : PemTls.server(c.tlsCertFile(), c.tlsKeyFile(), c.tlsClientCaFile()),
              c.tlsClientCaFile() != null,
              new TcpInput.Limits(
                  c.maxMessage(), c.maxConnections(), (int) c.idleTimeout().toSeconds()),
              source,
              p.sink(),
              p.run());
    };
  }

  private void run(Input input) {
    try {
      input.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      if (!closing) {
        // What was committed is in the spool; a new process continues there.
        LOG.error("input {} ended, the agent stops", input.name(), e);
        failure = "input " + input.name() + ": " + e;
        ended.countDown();
      }
    }
  }

  /** Waits until an input fails (true) or the agent is closed (false). */
  public boolean awaitFailure() throws InterruptedException {
    ended.await();
    return failure != null;
  }

  AgentConfig config() {
    return config;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Map<Input, Thread> inputs() {
    return inputs;
  }

  Housekeeping housekeeping() {
    return housekeeping;
  }

  String failure() {
    return failure;
  }

  String waitingFor() {
    return waitingFor;
  }

  /** Port of the health server, -1 when there is none. */
  public int healthPort() {
    return health == null ? -1 : health.port();
  }

  /** Stops inputs, ships for a moment, closes the spool. Idempotent. */
  @Override
  public void close() {
    synchronized (this) {
      if (closing) {
        return;
      }
      closing = true;
    }
    ended.countDown();
    inputs.keySet().forEach(Input::close);
    try {
      for (Thread t : inputs.values()) {
        t.join(TimeUnit.SECONDS.toMillis(2));
        if (t.isAlive()) {
          // It waits for room in the spool; what it holds is read again at the next start.
          t.interrupt();
        }
      }
      if (housekeeping != null) {
        housekeeping.close();
      }
      if (pipeline != null) {
        if (housekeeping != null) {
          pipeline.report(Event.builder().put(EcsFields.EVENT_ACTION, "agent_stop"));
          pipeline.writeReports();
        }
        pipeline.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.error("agent did not close in order: {}", e.getMessage());
    }
    if (health != null) {
      health.close();
    }
    LOG.info("agent {} stopped", config.id());
  }
}
