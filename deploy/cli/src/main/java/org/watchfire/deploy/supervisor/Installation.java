package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.deploy.standalone.Certificates;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.ElasticsearchServer;
import org.watchfire.deploy.standalone.KafkaServer;
import org.watchfire.deploy.standalone.KafkaTopics;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.standalone.Ports;
import org.watchfire.deploy.standalone.PostgresServer;
import org.watchfire.deploy.standalone.ProcessSpec;
import org.watchfire.deploy.standalone.Readiness;

/**
 * A standalone installation in one data directory: secrets, ports, configuration files and what to
 * run. Secrets and recorded data are kept from start to start; configuration files are written
 * anew.
 */
public final class Installation {
  /** The agent that tails the inbox. */
  public static final String AGENT = "agent-1";

  /** The identity under which {@code watchfire replay} sends. */
  public static final String REPLAY_AGENT = "replay";

  /** Name of the site in the ledger's origins. */
  public static final String SITE = "watchfire.standalone";

  static final List<String> AGENTS = List.of(AGENT, REPLAY_AGENT);

  /** Sources that have a folder in the inbox. */
  public static final List<String> INBOX =
      List.of(
          "sshd",
          "syslog",
          "nginx",
          "apache",
          "apache-error",
          "auditd",
          "zeek",
          "samba",
          "postgresql",
          "ecs",
          "json");

  private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
  private static final String DATABASE = "watchfire";
  private static final int ELASTICSEARCH_HEAP_MIB = 512;

  private static final Map<String, Integer> PREFERRED_PORTS = new LinkedHashMap<>();

  static {
    PREFERRED_PORTS.put("console", 8600);
    PREFERRED_PORTS.put("kafka", 8601);
    PREFERRED_PORTS.put("kafka-controller", 8602);
    PREFERRED_PORTS.put("elasticsearch", 8603);
    PREFERRED_PORTS.put("postgresql", 8604);
    PREFERRED_PORTS.put("agent-health", 8611);
    PREFERRED_PORTS.put("engine-health", 8612);
    PREFERRED_PORTS.put("store-health", 8613);
    PREFERRED_PORTS.put("console-health", 8614);
  }

  private final Layout layout;
  private final DataDirectory data;
  private final Secrets secrets;
  private final Map<String, Integer> ports;
  private final KafkaServer kafka;
  private final ElasticsearchServer elasticsearch;
  private final PostgresServer postgres;

  private Installation(
      Layout layout,
      DataDirectory data,
      Secrets secrets,
      Certificates certificates,
      Map<String, Integer> ports)
      throws IOException {
    this.layout = layout;
    this.data = data;
    this.secrets = secrets;
    this.ports = ports;
    this.kafka =
        new KafkaServer(
            layout, data, certificates, ports.get("kafka"), ports.get("kafka-controller"));
    this.elasticsearch =
        new ElasticsearchServer(layout, data, ports.get("elasticsearch"), ELASTICSEARCH_HEAP_MIB);
    this.postgres = new PostgresServer(data, ports.get("postgresql"));
  }

  /** Makes what is missing and writes the configuration files. */
  static Installation prepare(Layout layout, DataDirectory data) throws IOException {
    Secrets secrets = new Secrets(data.secrets());
    secrets.ensure(AGENTS, SITE);
    Certificates certificates = new Certificates(data.secrets());
    certificates.ensure();
    for (String principal : KafkaTopics.ROLES) {
      certificates.leaf(principal);
    }
    for (String agent : AGENTS) {
      certificates.leaf(agent);
    }
    Installation installation =
        new Installation(layout, data, secrets, certificates, choosePorts());
    installation.writeConfiguration();
    return installation;
  }

  private static Map<String, Integer> choosePorts() throws IOException {
    Ports chooser = new Ports();
    Map<String, Integer> ports = new LinkedHashMap<>();
    for (Map.Entry<String, Integer> wanted : PREFERRED_PORTS.entrySet()) {
      Ports.Choice choice = chooser.choose(wanted.getValue());
      if (choice.moved()) {
        LOG.warn(
            "port {} for {} is taken; {} is used",
            wanted.getValue(),
            wanted.getKey(),
            choice.number());
      }
      ports.put(wanted.getKey(), choice.number());
    }
    return ports;
  }

  Map<String, Integer> ports() {
    return ports;
  }

  KafkaServer kafka() {
    return kafka;
  }

  /** The servers: they need nothing but the disk. */
  List<ProcessSpec> servers() throws IOException {
    return List.of(kafka.spec(), postgres.spec(), elasticsearch.spec());
  }

  void ensureDatabase() throws IOException, SQLException {
    postgres.access().ensureDatabase(DATABASE, secrets.text("database.password"));
  }

  /** Our own processes, in order of start. */
  List<ProcessSpec> components() throws IOException {
    return List.of(
        component("store", "audit-store", "org.watchfire.store.Store", options("audit-store"), 90),
        component(
            "console",
            "policy-console",
            "org.watchfire.console.Console",
            options("policy-console"),
            90),
        component(
            "engine",
            "detection-engine",
            "org.watchfire.engine.Engine",
            options("detection-engine"),
            120),
        component(
            "agent", "collector", "org.watchfire.collector.agent.Agent", options("collector"), 60));
  }

  private ProcessSpec component(
      String name, String library, String mainClass, List<String> jvmOptions, int startSeconds)
      throws IOException {
    List<String> command =
        layout.java(library, mainClass, jvmOptions, List.of("--config", config(name).toString()));
    return ProcessSpec.of(name, data, command)
        .workingDirectory(data.of(name))
        .environment(Map.of("MALLOC_ARENA_MAX", "2"))
        .readiness(
            Readiness.http(
                URI.create("http://127.0.0.1:" + ports.get(name + "-health") + "/readyz")))
        .startTimeout(Duration.ofSeconds(startSeconds))
        .stopTimeout(Duration.ofSeconds(30))
        .build();
  }

  /** JVM options of a component: {@code jvm.options} of its module, one a line. */
  private List<String> options(String module) throws IOException {
    Path file =
        layout.packaged()
            ? layout.root().resolve("config").resolve(module).resolve("jvm.options")
            : layout.root().resolve(module).resolve("src/main/config/jvm.options");
    List<String> options = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.isBlank() && !line.startsWith("#")) {
        options.add(line.strip());
      }
    }
    return options;
  }

  private Path config(String name) throws IOException {
    return data.of("config").resolve(name + ".yaml");
  }

  private void writeConfiguration() throws IOException {
    for (String source : INBOX) {
      data.of("inbox/" + source);
    }
    write("agent", agentConfig());
    write("store", storeConfig());
    write("engine", engineConfig());
    write("console", consoleConfig());
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(
        config(name), "# Written at every start of the supervisor; changes are lost.\n" + content);
  }

  private String agentConfig() {
    StringBuilder out = new StringBuilder();
    out.append("id: ").append(AGENT).append('\n');
    out.append("data-dir: ").append(quoted(data.root().resolve("agent"))).append('\n');
    out.append(kafkaSection(AGENT));
    out.append("mac-key-file: ").append(quoted(secrets.file(AGENT + ".mac"))).append('\n');
    out.append("health-port: ").append(ports.get("agent-health")).append('\n');
    out.append("inputs:\n");
    for (String source : INBOX) {
      Path folder = data.root().resolve("inbox").resolve(source);
      out.append("  - id: inbox-").append(source).append('\n');
      out.append("    type: file\n");
      out.append("    source: ").append(source).append('\n');
      out.append("    paths: [").append(quoted(folder.resolve("*"))).append("]\n");
      out.append("    discover: 1s\n");
      out.append("    timezone: ").append(ZoneId.systemDefault().getId()).append('\n');
      out.append("    org-unit: demo\n");
      out.append("    zone: office\n");
    }
    return out.toString();
  }

  private String storeConfig() {
    return kafkaSection("store")
        + "elasticsearch:\n  uri: "
        + elasticsearch.access().uri()
        + "\ndata-dir: "
        + quoted(data.root())
        + "\nledger-key: "
        + quoted(secrets.file("ledger.key"))
        + "\nledger-keys: ["
        + quoted(secrets.file("ledger-sm2.key"))
        + "]\ntrust-policy: "
        + quoted(secrets.file("trust.policy"))
        + reportFont("\n")
        + "\nagents-file: "
        + quoted(secrets.file("agents.json"))
        + "\nhealth-port: "
        + ports.get("store-health")
        + "\n"
        + sealing("");
  }

  /** The same for the store, which seals, and for the console, which opens. */
  private String sealing(String indent) {
    return indent
        + "sealing:\n"
        + indent
        + "  fields: [user.full_name, user.email]\n"
        + indent
        + "  kek-file: "
        + quoted(secrets.file("sealing.kek"))
        + "\n"
        + indent
        + "  pseudonym-key-file: "
        + quoted(secrets.file("sealing.mac"))
        + "\n";
  }

  private String engineConfig() {
    return kafkaSection("engine")
        + "agents-file: "
        + quoted(secrets.file("agents.json"))
        + "\npolicy-key: "
        + quoted(secrets.file("policy.pub"))
        + "\ncheckpoint-dir: "
        + quoted(data.root().resolve("engine").resolve("checkpoints"))
        + "\nhealth-port: "
        + ports.get("engine-health")
        + "\nquiet: 5s\ntime-zone: "
        + ZoneId.systemDefault().getId()
        + "\n";
  }

  private String consoleConfig() {
    StringBuilder out = new StringBuilder();
    out.append("listen:\n  host: 127.0.0.1\n  port: ").append(ports.get("console")).append('\n');
    out.append("health-port: ").append(ports.get("console-health")).append('\n');
    out.append("database:\n  url: jdbc:postgresql://127.0.0.1:")
        .append(ports.get("postgresql"))
        .append('/')
        .append(DATABASE)
        .append("\n  user: ")
        .append(DATABASE)
        .append("\n  password-file: ")
        .append(quoted(secrets.file("database.password")))
        .append('\n');
    out.append(kafkaSection("console"));
    out.append("elasticsearch: ").append(elasticsearch.access().uri()).append('\n');
    out.append("ledger:\n  directory: ")
        .append(quoted(data.root().resolve("ledger")))
        .append("\n  public-key: ")
        .append(quoted(secrets.file("ledger.pub")))
        .append("\n  evidence-key: ")
        .append(quoted(secrets.file("evidence.key")))
        .append("\n  evidence-certificate: ")
        .append(quoted(secrets.file("evidence.cert")))
        .append("\n  trust-policy: ")
        .append(quoted(secrets.file("trust.policy")))
        .append(reportFont("\n  "))
        .append('\n')
        .append(sealing("  "))
        .append("  sealing-keys: ")
        .append(quoted(data.root().resolve("sealing")))
        .append('\n');
    out.append("policy-key: ").append(quoted(secrets.file("policy.key"))).append('\n');
    if (secrets.setUpByPeople()) {
      out.append("set-up-file: ")
          .append(quoted(secrets.file(FirstCredentials.SET_UP_CODE)))
          .append('\n');
    } else {
      out.append("credentials-file: ")
          .append(quoted(secrets.file("credentials.json")))
          .append('\n');
    }
    out.append("integrity:\n  key-file: ")
        .append(quoted(secrets.file("integrity.key")))
        .append("\n  anchor-file: ")
        .append(quoted(data.root().resolve("console").resolve("integrity.anchor")))
        .append('\n');
    out.append("sign-in:\n  key-file: ").append(quoted(secrets.file("factors.key"))).append('\n');
    if (!secrets.setUpByPeople()) {
      // One machine to try things on: its random first passwords do, and nobody needs a telephone.
      out.append("  second-factor-for: []\n  change-first-password: false\n");
    }
    // Keys for trying things out: a file opens the vault, which health says in capitals.
    out.append("keys:\n  root: passphrase\n  unseal-file: ")
        .append(quoted(secrets.file("vault.passphrase")))
        .append('\n');
    // Its own authority may be taken over for agents; the broker reads the lists of what is
    // revoked.
    out.append("enrolment:\n  ca-certificate: ")
        .append(quoted(secrets.file("ca.crt")))
        .append("\n  ca-key: ")
        .append(quoted(secrets.file("ca.key")))
        .append("\n  crl-file: ")
        .append(quoted(KafkaServer.crlFile(data)))
        .append('\n');
    out.append("components:\n");
    for (String name : List.of("agent", "engine", "store")) {
      out.append("  ")
          .append(name)
          .append(": http://127.0.0.1:")
          .append(ports.get(name + "-health"))
          .append("/readyz\n");
    }
    return out.toString();
  }

  /** The key of the font that reports are written in, when the build brought one. */
  private String reportFont(String before) {
    return layout.reportFont().map(f -> before + "report-font: " + quoted(f)).orElse("");
  }

  private String kafkaSection(String principal) {
    return "kafka:\n  bootstrap-servers: "
        + kafka.bootstrapServers()
        + "\n  ca-file: "
        + quoted(secrets.file("ca.crt"))
        + "\n  cert-file: "
        + quoted(secrets.file(principal + ".crt"))
        + "\n  key-file: "
        + quoted(secrets.file(principal + ".key"))
        + "\n";
  }

  private static String quoted(Path path) {
    return "'" + path.toString().replace("'", "''") + "'";
  }
}
