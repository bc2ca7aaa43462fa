package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/**
 * The real servers that integration tests run against, started on first use, once per JVM.
 *
 * <p>With {@code -Dwatchfire.stack=docker}, or when nothing is said and a Docker engine answers,
 * the servers are containers; with {@code -Dwatchfire.stack=embedded}, or without an engine, they
 * are the same servers as processes from Maven artefacts in a temporary directory. Both speak
 * mutual TLS on Kafka with the same access matrix. Everything ends and is removed with the JVM.
 *
 * <pre>{@code
 * TestStack stack = TestStack.shared();
 * Properties agent = stack.kafka().clientProperties("agent-1");
 * URI search = stack.elasticsearch().uri();
 * PostgresAccess.Database database = stack.postgres().newDatabase();
 * }</pre>
 *
 * <p>Thread-safe. A start that fails throws {@link IllegalStateException} with the last log lines.
 */
public final class TestStack implements AutoCloseable {
  /** A server of the stack. */
  public enum Server {
    KAFKA,
    ELASTICSEARCH,
    POSTGRES
  }

  private static final Logger LOG = LoggerFactory.getLogger(TestStack.class);

  private final TestServers servers;
  private final Map<Server, Object> started = new EnumMap<>(Server.class);

  private TestStack(TestServers servers) {
    this.servers = servers;
  }

  /** The stack of this JVM. It is stopped at JVM exit; callers do not close it. */
  public static TestStack shared() {
    return Shared.STACK;
  }

  /**
   * A stack of its own, as processes, with its data under {@code directory}, which is kept at
   * {@link #close}: for tests that look at the data or need a server nobody else restarts.
   */
  public static TestStack embedded(Path directory) {
    try {
      return new TestStack(new EmbeddedServers(directory, false));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the test stack in " + directory, e);
    }
  }

  /** Kafka with the product's topics and access matrix. Blocks until it is ready. */
  public KafkaAccess kafka() {
    return (KafkaAccess) get(Server.KAFKA);
  }

  /** Elasticsearch, single node. Blocks until the cluster health is at least yellow. */
  public ElasticsearchAccess elasticsearch() {
    return (ElasticsearchAccess) get(Server.ELASTICSEARCH);
  }

  /** PostgreSQL. Blocks until it accepts connections. */
  public PostgresAccess postgres() {
    return (PostgresAccess) get(Server.POSTGRES);
  }

  /** Whether the servers are containers; the fault methods below work on processes only. */
  public boolean containers() {
    return servers instanceof ContainerServers;
  }

  /** Ends the server at once (SIGKILL). It stays down until {@link #start}. */
  public void kill9(Server server) {
    embeddedOnly("kill9").kill9(server);
  }

  /** Stops the server in order (SIGTERM). It stays down until {@link #start}. */
  public void stop(Server server) {
    embeddedOnly("stop").stop(server);
  }

  /** Starts a server that was stopped or killed, on the same port, and waits for it. */
  public void start(Server server) {
    embeddedOnly("start").start(server);
  }

  /** Stops in order and starts again on the same port with the same data. */
  public void restart(Server server) {
    stop(server);
    start(server);
  }

  /** Freezes the server (SIGSTOP): connections stay open and nothing answers. */
  public void pause(Server server) {
    embeddedOnly("pause").pause(server);
  }

  /** Lets a frozen server run on (SIGCONT). */
  public void resume(Server server) {
    embeddedOnly("resume").resume(server);
  }

  /** Stops every server that was started; the shared stack does this at JVM exit by itself. */
  @Override
  public void close() {
    servers.close();
  }

  private synchronized Object get(Server server) {
    return started.computeIfAbsent(
        server,
        wanted ->
            switch (wanted) {
              case KAFKA -> servers.kafka();
              case ELASTICSEARCH -> servers.elasticsearch();
              case POSTGRES -> servers.postgres();
            });
  }

  private EmbeddedServers embeddedOnly(String what) {
    if (servers instanceof EmbeddedServers embedded) {
      return embedded;
    }
    throw new UnsupportedOperationException(
        what + " needs the servers as processes: run with -Dwatchfire.stack=embedded");
  }

  private static TestServers choose() throws IOException {
    String wanted = System.getProperty("watchfire.stack", "auto").toLowerCase(Locale.ROOT);
    boolean docker =
        switch (wanted) {
          case "docker" -> true;
          case "embedded" -> false;
          case "auto" -> DockerClientFactory.instance().isDockerAvailable();
          default ->
              throw new IllegalStateException(
                  "watchfire.stack is '" + wanted + "', expected auto, docker or embedded");
        };
    LOG.info("test servers: {}", docker ? "containers" : "processes from Maven artefacts");
    return docker ? new ContainerServers() : EmbeddedServers.temporary();
  }

  /** Initialisation on demand: the servers are chosen when the first test asks. */
  private static final class Shared {
    static final TestStack STACK = create();

    private static TestStack create() {
      try {
        TestStack stack = new TestStack(choose());
        Runtime.getRuntime().addShutdownHook(new Thread(stack::close, "test-stack-stop"));
        return stack;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot prepare the test stack", e);
      }
    }
  }
}
