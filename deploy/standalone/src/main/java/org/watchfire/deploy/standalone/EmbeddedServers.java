package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servers of a test stack as processes. */
final class EmbeddedServers implements TestServers {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServers.class);

  /** The optimising compiler costs a start twice the processor time and a test gains nothing. */
  private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1");

  private final DataDirectory data;
  private final boolean removeAtClose;
  private final Layout layout = Layout.find();
  private final Ports ports = new Ports();
  private final Certificates certificates;
  private final Map<TestStack.Server, ManagedProcess> processes =
      new EnumMap<>(TestStack.Server.class);

  EmbeddedServers(Path directory, boolean removeAtClose) throws IOException {
    this.data = new DataDirectory(directory);
    this.removeAtClose = removeAtClose;
    this.certificates = new Certificates(data.secrets());
  }

  static EmbeddedServers temporary() throws IOException {
    // PostgreSQL may have to run as another user, who must be able to pass through.
    Path directory =
        Files.createTempDirectory(
            "watchfire-test-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    return new EmbeddedServers(directory, true);
  }

  @Override
  public KafkaAccess kafka() {
    try {
      KafkaServer server =
          new KafkaServer(
              layout, data, certificates, ports.choose(0).number(), ports.choose(0).number());
      run(TestStack.Server.KAFKA, server.spec(QUICK_START));
      KafkaAccess access = server.access();
      try (Admin admin = access.admin()) {
        KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, List.of());
      }
      return access;
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public ElasticsearchAccess elasticsearch() {
    try {
      ElasticsearchServer server = new ElasticsearchServer(layout, data, ports.choose(0).number());
      run(TestStack.Server.ELASTICSEARCH, server.spec(QUICK_START));
      return server.access();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  @Override
  public PostgresAccess postgres() {
    try {
      Path binaries =
          layout.packaged()
              ? data.of("postgresql")
              : layout.root().resolve("deploy/target/postgresql");
      PostgresServer server = new PostgresServer(data, binaries, ports.choose(0).number());
      run(TestStack.Server.POSTGRES, server.spec());
      return server.access();
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  ManagedProcess process(TestStack.Server server) {
    ManagedProcess process;
    synchronized (processes) {
      process = processes.get(server);
    }
    if (process == null) {
      throw new IllegalStateException(server + " was never asked for");
    }
    return process;
  }

  void kill9(TestStack.Server server) {
    uninterrupted(process(server)::kill);
  }

  void stop(TestStack.Server server) {
    uninterrupted(process(server)::stop);
  }

  void start(TestStack.Server server) {
    uninterrupted(process(server)::start);
  }

  void pause(TestStack.Server server) {
    uninterrupted(process(server)::pause);
  }

  void resume(TestStack.Server server) {
    uninterrupted(process(server)::resume);
  }

  @Override
  public void close() {
    List<ManagedProcess> running;
    synchronized (processes) {
      running = new ArrayList<>(processes.values());
    }
    // The data goes with the stack, so nothing is gained by an orderly stop.
    for (ManagedProcess process : running) {
      if (removeAtClose) {
        uninterrupted(process::kill);
      } else {
        process.close();
      }
    }
    if (removeAtClose) {
      try {
        Directories.delete(data.root());
      } catch (IOException e) {
        LOG.warn("cannot remove {}: {}", data.root(), e.toString());
      }
    }
  }

  private void run(TestStack.Server server, ProcessSpec spec) {
    ManagedProcess process = new ManagedProcess(spec);
    synchronized (processes) {
      processes.put(server, process);
    }
    uninterrupted(process::start);
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException, InterruptedException;
  }

  private static void uninterrupted(Step step) {
    try {
      step.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a server", e);
    }
  }
}
