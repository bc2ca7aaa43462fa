package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.elasticsearch.ElasticsearchContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The servers of a test stack as containers, of the same versions and, for Kafka, with the same
 * settings as the processes. The engine must publish ports on this machine's loopback: the broker's
 * certificate names nothing else.
 */
final class ContainerServers implements TestServers {
  private static final DockerImageName KAFKA_IMAGE = DockerImageName.parse("apache/kafka:4.2.1");
  private static final DockerImageName ELASTICSEARCH_IMAGE =
      DockerImageName.parse("docker.elastic.co/elasticsearch/elasticsearch:8.19.21");
  private static final DockerImageName POSTGRES_IMAGE = DockerImageName.parse("postgres:18");
  private static final String CONTAINER_CONFIG = "/mnt/shared/config";

  private final Path secrets;
  private final Certificates certificates;
  private final Ports ports = new Ports();
  private final List<GenericContainer<?>> containers = new ArrayList<>();

  ContainerServers() throws IOException {
    this.secrets = Files.createTempDirectory("watchfire-test-");
    this.certificates = new Certificates(secrets);
  }

  @Override
  public KafkaAccess kafka() {
    try {
      // The port is chosen here: the broker must know the address that clients will use.
      int port = ports.choose(0).number();
      Certificates.Leaf leaf = certificates.leaf(KafkaTopics.BROKER);
      Properties properties =
          KafkaServer.brokerProperties(
              "CLIENTS://0.0.0.0:" + port,
              "CLIENTS://localhost:" + port,
              "CONTROLLER://localhost:" + (port == 9093 ? 9094 : 9093),
              CONTAINER_CONFIG + "/broker.pem",
              CONTAINER_CONFIG + "/ca.crt",
              "/tmp/kraft-combined-logs");
      StringWriter text = new StringWriter();
      properties.store(text, null);
      GenericContainer<?> container =
          keep(
              new GenericContainer<>(KAFKA_IMAGE)
                  .withCopyToContainer(
                      Transferable.of(text.toString()), CONTAINER_CONFIG + "/server.properties")
                  .withCopyToContainer(
                      Transferable.of(
                          Files.readString(leaf.keyFile()) + Files.readString(leaf.certFile())),
                      CONTAINER_CONFIG + "/broker.pem")
                  .withCopyToContainer(
                      Transferable.of(Files.readString(certificates.caFile())),
                      CONTAINER_CONFIG + "/ca.crt")
                  .waitingFor(
                      Wait.forLogMessage(".*Kafka Server started.*", 1)
                          .withStartupTimeout(Duration.ofMinutes(2))));
      container.setPortBindings(List.of("127.0.0.1:" + port + ":" + port));
      container.start();
      KafkaAccess access = new KafkaAccess("localhost:" + port, certificates, null);
      try (Admin admin = access.admin()) {
        KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, List.of());
      }
      return access;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot prepare the Kafka container", e);
    }
  }

  @Override
  public ElasticsearchAccess elasticsearch() {
    ElasticsearchContainer container = new ElasticsearchContainer(ELASTICSEARCH_IMAGE);
    containers.add(container);
    container
        .withEnv("xpack.security.enabled", "false")
        .withEnv("ES_JAVA_OPTS", "-Xms512m -Xmx512m")
        .start();
    return new ElasticsearchAccess(URI.create("http://" + container.getHttpHostAddress()));
  }

  @Override
  public PostgresAccess postgres() {
    PostgreSQLContainer container = new PostgreSQLContainer(POSTGRES_IMAGE);
    containers.add(container);
    container.withDatabaseName("postgres").start();
    return new PostgresAccess(
        container.getHost(),
        container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
        container.getUsername(),
        container.getPassword());
  }

  @Override
  public void close() {
    containers.forEach(GenericContainer::stop);
    try {
      Directories.delete(secrets);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot remove " + secrets, e);
    }
  }

  private GenericContainer<?> keep(GenericContainer<?> container) {
    containers.add(container);
    return container;
  }
}
