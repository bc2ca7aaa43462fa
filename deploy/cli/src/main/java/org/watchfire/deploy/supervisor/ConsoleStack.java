package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.Admin;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.KafkaTopics;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.standalone.ManagedProcess;
import org.watchfire.deploy.standalone.ProcessSpec;

/**
 * Kafka, PostgreSQL and the console of a standalone installation without the rest, each as it runs
 * there: to measure the console. For one thread.
 */
public final class ConsoleStack implements AutoCloseable {
  private final Path secrets;
  private final Installation installation;
  private final List<ManagedProcess> running = new ArrayList<>();
  private ManagedProcess console;

  private ConsoleStack(DataDirectory data, Installation installation) throws IOException {
    this.secrets = data.secrets();
    this.installation = installation;
  }

  /**
   * Starts everything and waits until the console answers.
   *
   * @param settings YAML that is added to the console's configuration
   * @throws IOException when something does not start; what was started is stopped again
   */
  public static ConsoleStack start(Layout layout, DataDirectory data, String settings)
      throws IOException, InterruptedException {
    return start(layout, data, usual -> usual + settings);
  }

  /**
   * As above.
   *
   * @param settings makes the console's configuration, YAML, from that of a standalone installation
   */
  public static ConsoleStack start(
      Layout layout, DataDirectory data, UnaryOperator<String> settings)
      throws IOException, InterruptedException {
    ConsoleStack stack = new ConsoleStack(data, Installation.prepare(layout, data));
    try {
      stack.start(data.of("config").resolve("console.yaml"), settings);
      return stack;
    } catch (IOException | InterruptedException | RuntimeException e) {
      stack.close();
      throw e;
    }
  }

  private void start(Path config, UnaryOperator<String> settings)
      throws IOException, InterruptedException {
    Files.writeString(config, settings.apply(Files.readString(config)));
    for (ProcessSpec server : installation.servers()) {
      if (!server.name().equals("elasticsearch")) {
        run(server);
      }
    }
    try (Admin admin = installation.kafka().access().admin()) {
      KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, Installation.AGENTS);
    }
    try {
      installation.ensureDatabase();
    } catch (SQLException e) {
      throw new IOException("the console's database cannot be made: " + e.getMessage(), e);
    }
    for (ProcessSpec component : installation.components()) {
      if (component.name().equals("console")) {
        console = run(component);
      }
    }
  }

  private ManagedProcess run(ProcessSpec spec) throws IOException, InterruptedException {
    ManagedProcess process = new ManagedProcess(spec);
    running.add(0, process);
    process.start();
    return process;
  }

  /** Loopback port of the console's API. */
  public int port() {
    return installation.ports().get("console");
  }

  /** Loopback port of the console's health and metrics. */
  public int healthPort() {
    return installation.ports().get("console-health");
  }

  public KafkaAccess kafka() throws IOException {
    return installation.kafka().access();
  }

  /** First passwords of the console's accounts, by user name. */
  public Map<String, Object> credentials() throws IOException {
    try {
      return Json.parseObject(Files.readAllBytes(credentialsFile()));
    } catch (JsonFormatException e) {
      throw new IOException("credentials.json is damaged", e);
    }
  }

  /** Where {@link #credentials} are kept. */
  public Path credentialsFile() {
    return secrets.resolve("credentials.json");
  }

  /** Resident memory of the console's process in bytes, when it can be told. */
  public OptionalLong consoleMemory() {
    return console.rssBytes();
  }

  /** Stops everything, the console first. */
  @Override
  public void close() throws IOException {
    for (ManagedProcess process : running) {
      process.close();
    }
    running.clear();
  }
}
