package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;

/**
 * The standalone Kafka broker as a process.
 *
 * <p>One listener, mutual TLS 1.3, client certificates required. The principal of a client is the
 * common name of its certificate. Nothing is allowed without an access rule, except to the
 * principals {@code kafka} (the broker itself) and {@code supervisor}.
 */
public final class KafkaServer {
  /** Largest record batch: an event of 1 MiB plus key, headers and framing. */
  public static final int MAX_MESSAGE_BYTES = (1 << 20) + (64 << 10);

  private static final String NAME = "kafka";
  private static final String MAIN_CLASS = "org.watchfire.deploy.kafka.KafkaNode";

  private static final String PRINCIPAL_BUILDER =
      "org.watchfire.deploy.kafka.RevocationPrincipalBuilder";

  private final Layout layout;
  private final DataDirectory data;
  private final Certificates certificates;
  private final int port;
  private final int controllerPort;

  /**
   * A broker with its data in {@code <data>/kafka}.
   *
   * @param port loopback port of the clients' listener
   * @param controllerPort loopback port that the broker uses to talk to its own controller
   */
  public KafkaServer(
      Layout layout, DataDirectory data, Certificates certificates, int port, int controllerPort) {
    this.layout = layout;
    this.data = data;
    this.certificates = certificates;
    this.port = port;
    this.controllerPort = controllerPort;
  }

  /** {@code host:port} for clients. */
  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  /** Certificate files and connection properties of clients. */
  public KafkaAccess access() {
    return new KafkaAccess(bootstrapServers(), certificates, crlFile(data));
  }

  /** Where the broker looks for revocation lists; the console writes them. */
  public static Path crlFile(DataDirectory data) {
    return data.root().resolve("console").resolve("agents.crl");
  }

  /**
   * The process; its configuration is written now and again before every start.
   *
   * @throws IOException when the component is not packaged or a file cannot be written
   */
  public ProcessSpec spec() throws IOException {
    return spec(List.of());
  }

  /**
   * As {@link #spec()} with more options of the JVM, which win over the usual ones.
   *
   * @throws IOException as {@link #spec()}
   */
  public ProcessSpec spec(List<String> jvmOptions) throws IOException {
    Path home = data.of(NAME);
    Path configuration = home.resolve("kafka.properties");
    List<String> command =
        layout.java(
            "kafka-node",
            MAIN_CLASS,
            Stream.concat(
                    Stream.of(
                        "-Xms64m",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-XX:MaxDirectMemorySize=128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8"),
                    jvmOptions.stream())
                .toList(),
            List.of("--config", configuration.toString()));
    return ProcessSpec.of(NAME, data, command)
        .workingDirectory(home)
        .preparation(() -> writeConfiguration(home, configuration))
        .readiness(new BrokerReady(access(), port))
        .startTimeout(Duration.ofSeconds(120))
        .stopTimeout(Duration.ofSeconds(30))
        .build();
  }

  private void writeConfiguration(Path home, Path configuration) throws IOException {
    Certificates.Leaf leaf = certificates.leaf(KafkaTopics.BROKER);
    Path keyStore = home.resolve("broker.pem");
    writePrivate(keyStore, Files.readString(leaf.keyFile()) + Files.readString(leaf.certFile()));
    Properties properties =
        brokerProperties(
            "CLIENTS://127.0.0.1:" + port,
            "CLIENTS://127.0.0.1:" + port,
            "CONTROLLER://127.0.0.1:" + controllerPort,
            keyStore.toString(),
            certificates.caFile().toString(),
            home.resolve("log").toString());
    // A client whose certificate was revoked is nobody to the broker.
    properties.setProperty("principal.builder.class", PRINCIPAL_BUILDER);
    properties.setProperty("watchfire.crl.file", crlFile(data).toString());
    StringWriter text = new StringWriter();
    properties.store(text, "written at every start; changes are lost");
    writePrivate(configuration, text.toString());
  }

  /** The settings of a single node, for a process and for a container alike. */
  static Properties brokerProperties(
      String clientListener,
      String advertised,
      String controllerListener,
      String keyStore,
      String trustStore,
      String logDirectory) {
    Properties p = new Properties();
    p.setProperty("node.id", "1");
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("listeners", clientListener + "," + controllerListener);
    p.setProperty("advertised.listeners", advertised);
    p.setProperty("listener.security.protocol.map", "CLIENTS:SSL,CONTROLLER:SSL");
    p.setProperty("inter.broker.listener.name", "CLIENTS");
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty(
        "controller.quorum.voters", "1@" + controllerListener.replace("CONTROLLER://", ""));
    p.setProperty("log.dirs", logDirectory);

    p.setProperty("ssl.client.auth", "required");
    p.setProperty("ssl.enabled.protocols", "TLSv1.3");
    p.setProperty("ssl.keystore.type", "PEM");
    p.setProperty("ssl.keystore.location", keyStore);
    p.setProperty("ssl.truststore.type", "PEM");
    p.setProperty("ssl.truststore.location", trustStore);
    // RFC 2253 prints the last component first. Without DEFAULT any other subject is refused.
    p.setProperty("ssl.principal.mapping.rules", "RULE:^CN=([A-Za-z0-9._-]+),O=Watchfire$/$1/");
    p.setProperty(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    p.setProperty("allow.everyone.if.no.acl.found", "false");
    p.setProperty("super.users", "User:" + KafkaTopics.BROKER + ";User:" + KafkaTopics.SUPERVISOR);

    p.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("log.message.timestamp.type", "LogAppendTime");
    p.setProperty("offsets.topic.num.partitions", "8");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("transaction.state.log.num.partitions", "8");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // A broker that was killed can register again only after its old session has ended.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "1000");
    // The default of 128 MiB is half of this broker's heap.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    p.setProperty("log.segment.bytes", Integer.toString(256 << 20));
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    return p;
  }

  private static void writePrivate(Path file, String content) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.write(temporary, content.getBytes(StandardCharsets.UTF_8));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Ready when the broker answers an authenticated request and is registered as alive. */
  private static final class BrokerReady implements Readiness {
    private final KafkaAccess access;
    private final Readiness listening;

    BrokerReady(KafkaAccess access, int port) {
      this.access = access;
      this.listening = Readiness.port(port);
    }

    @Override
    public Optional<String> missing() throws InterruptedException {
      Optional<String> closed = listening.missing();
      if (closed.isPresent()) {
        return closed;
      }
      Properties properties = access.clientProperties(KafkaTopics.SUPERVISOR);
      properties.setProperty("request.timeout.ms", "4000");
      properties.setProperty("default.api.timeout.ms", "4000");
      try (Admin admin = Admin.create(properties)) {
        int brokers = admin.describeCluster().nodes().get(5, TimeUnit.SECONDS).size();
        return brokers > 0 ? Optional.empty() : Optional.of("the broker is not registered yet");
      } catch (ExecutionException | TimeoutException e) {
        Throwable reason = e.getCause() == null ? e : e.getCause();
        return Optional.of("the broker does not answer: " + reason);
      }
    }
  }
}
