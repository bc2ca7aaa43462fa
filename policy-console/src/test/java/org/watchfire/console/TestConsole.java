package org.watchfire.console;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.policy.PolicyVerifier;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** A real console on the test stack's servers, with cheap password hashing. */
public final class TestConsole implements AutoCloseable {
  // A key pair of the C2SP signed-note examples; no ledger is signed with it.
  private static final String LEDGER_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  /** One for all, so that several consoles can share a database. */
  public static final MacKey INTEGRITY_KEY = CryptoSuites.intl().newMacKey();

  private static final String PASSWORD = "a long enough phrase 1";

  private static final AeadKey FACTORS_KEY = CryptoSuites.intl().newAeadKey();

  private final Path folder;
  private final PostgresAccess.Database database;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private Clock clock = Clock.systemUTC();
  private ConsoleServer server;

  /**
   * @param folder empty folder for keys and configuration
   */
  public TestConsole(Path folder, PostgresAccess.Database database) throws IOException {
    this.folder = folder;
    this.database = database;
    Files.createDirectories(folder);
    write("policy.key", CryptoSuites.intl().newSigningKey().text());
    write("integrity.key", INTEGRITY_KEY.text());
    write("factors.key", FACTORS_KEY.text());
    write("db.password", database.password());
    write("ledger.pub", LEDGER_KEY);
    Files.createDirectories(folder.resolve("ledger"));
    with("listen", "{port: 0}");
    with("health-port", "0");
    with(
        "database",
        "{url: '%s', user: '%s', password-file: db.password}"
            .formatted(database.jdbcUrl(), database.user()));
    // Where nothing listens, so that the tests that need no Kafka do not wait for one.
    with("kafka", "{bootstrap-servers: '127.0.0.1:1'}");
    with("elasticsearch", "'http://127.0.0.1:1'");
    with("ledger", "{directory: ledger, public-key: ledger.pub}");
    with("policy-key", "policy.key");
    with("credentials-file", "credentials.json");
    with("integrity", "{key-file: integrity.key, anchor-file: integrity.anchor}");
    with("sign-in", "{key-file: factors.key, second-factor-for: [], change-first-password: false}");
    with("passwords", "{memory-kib: 64, concurrent: 4}");
    with("limits", "{sign-ins-per-minute: 100000, requests-per-second: 100000}");
  }

  /** Sets a top-level key of the configuration; YAML flow style. */
  public TestConsole with(String key, String yaml) {
    settings.put(key, yaml);
    return this;
  }

  /** Without a key of the configuration. */
  public TestConsole without(String key) {
    settings.remove(key);
    return this;
  }

  public TestConsole withKafka() {
    KafkaAccess kafka = TestStack.shared().kafka();
    return with(
        "kafka",
        "{bootstrap-servers: '%s', ca-file: '%s', cert-file: '%s', key-file: '%s'}"
            .formatted(
                kafka.bootstrapServers(),
                kafka.caFile(),
                kafka.certFile("console"),
                kafka.keyFile("console")));
  }

  /** With the keys of another one, to share its database. */
  public TestConsole likeThatOf(Path other) throws IOException {
    for (String shared : List.of("policy.key", "factors.key", "credentials.json")) {
      Files.write(folder.resolve(shared), Files.readAllBytes(other.resolve(shared)));
    }
    return this;
  }

  /** With a clock of its own. */
  public TestConsole at(Clock other) {
    clock = other;
    return this;
  }

  /** Starts and waits until the database is in use. */
  public TestConsole start() throws IOException {
    startUnready();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> health("/readyz").status() == 200);
    return this;
  }

  public TestConsole startUnready() throws IOException {
    StringBuilder yaml = new StringBuilder();
    settings.forEach((key, value) -> yaml.append(key).append(": ").append(value).append('\n'));
    ConsoleConfig config = YamlConfig.parse(yaml.toString(), "test", folder, ConsoleConfig.class);
    server = new ConsoleServer(config, clock);
    return this;
  }

  public ConsoleServer server() {
    return server;
  }

  /** Verifies what the console publishes. */
  public PolicyVerifier policyVerifier() throws IOException {
    SigningKey key = SigningKey.parse(Files.readString(folder.resolve("policy.key")).strip());
    return new PolicyVerifier(List.of(key.verifyKey()));
  }

  /** What somebody could do who has reached the database behind the console's back. */
  public Connection sql() throws SQLException {
    return DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
  }

  /** Runs one statement behind the console's back and answers how many rows it changed. */
  public int sql(String statement) throws SQLException {
    try (Connection connection = sql();
        Statement run = connection.createStatement()) {
      return run.executeUpdate(statement);
    }
  }

  public Path folder() {
    return folder;
  }

  public Map<String, String> credentials() throws IOException {
    return new ObjectMapper()
        .readValue(
            Files.readAllBytes(folder.resolve("credentials.json")),
            new TypeReference<Map<String, String>>() {});
  }

  public ApiClient anonymous() {
    return new ApiClient(server.url());
  }

  /** Signed in as one of the first accounts. */
  public ApiClient as(String username) throws IOException {
    return anonymous().signedIn(username, credentials().get(username));
  }

  /** Signed in with an account made for it, of natural person {@code p-<username>}. */
  public ApiClient account(String username, String role) throws IOException {
    as("sysadmin")
        .post(
            "/users",
            Map.of(
                "username", username,
                "displayName", username,
                "personId", "p-" + username,
                "password", PASSWORD))
        .expect(201);
    as("secadmin").put("/users/" + username + "/roles", Map.of("roles", List.of(role))).expect(200);
    return anonymous().signedIn(username, PASSWORD);
  }

  public ApiClient.Answer health(String path) {
    return new ApiClient(URI.create("http://127.0.0.1:" + server.healthPort()), "").get(path);
  }

  @Override
  public void close() {
    if (server != null) {
      server.close();
    }
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
