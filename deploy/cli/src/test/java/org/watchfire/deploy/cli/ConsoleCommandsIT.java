package org.watchfire.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ConsoleConfig;
import org.watchfire.console.ConsoleServer;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** The commands over the console's API against a real console. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleCommandsIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  // A public key of the C2SP signed-note examples; no ledger is signed with it.
  private static final String LEDGER_KEY =
      "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

  private static final String DEPARTMENTS = "id,name,parent\ncity,市政府,\nfinance,财政局,city\n";
  private static final String PEOPLE =
      "id,name,accounts,department,clearance,status\n"
          + "wang.qiang,王强,wang.qiang,city,3,active\nli.na,李娜,li.na,finance,3,active\n";
  private static final String ASSETS =
      "id,name,kind,selectors\nbudget,预算草案,share,path:/srv/share/预算/**\n";
  private static final String POLICIES =
      """
      {"policies": [{"id": "finance-reads", "title": {"zh": "财政可读", "en": "Finance reads"}, "effect": "allow",
        "subjects": {"departments": [{"id": "finance", "subtree": true}]},
        "resources": {"ids": ["budget"]}, "actions": ["read"]}]}
      """;

  private TestStack stack;
  private ConsoleServer console;
  private Path folder;
  private Path apiToken;
  private Path secadmin;

  private record Run(int exitCode, String out, String err) {}

  @BeforeAll
  void start(@TempDir(cleanup = CleanupMode.ALWAYS) Path directory) throws Exception {
    stack = TestStack.embedded(Files.createDirectory(directory.resolve("stack")));
    folder = Files.createDirectory(directory.resolve("console"));
    PostgresAccess.Database database = stack.postgres().newDatabase();
    Files.createDirectory(folder.resolve("ledger"));
    write("policy.key", CryptoSuites.intl().newSigningKey().text());
    write("integrity.key", CryptoSuites.intl().newMacKey().text());
    write("factors.key", CryptoSuites.intl().newAeadKey().text());
    write("db.password", database.password());
    write("ledger.pub", LEDGER_KEY);
    String yaml =
        """
        listen: {port: 0}
        health-port: 0
        database: {url: '%s', user: '%s', password-file: db.password}
        kafka: {bootstrap-servers: '127.0.0.1:1'}
        elasticsearch: 'http://127.0.0.1:1'
        ledger: {directory: ledger, public-key: ledger.pub}
        policy-key: policy.key
        credentials-file: credentials.json
        integrity: {key-file: integrity.key, anchor-file: integrity.anchor}
        sign-in: {key-file: factors.key, second-factor-for: [], change-first-password: false}
        passwords: {memory-kib: 64}
        keys: {root: passphrase, unseal-file: vault.passphrase}
        """
            .formatted(database.jdbcUrl(), database.user());
    console =
        new ConsoleServer(
            YamlConfig.parse(yaml, "test", folder, ConsoleConfig.class), Clock.systemUTC());
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> session("secadmin").get("/keys/vault").contains("\"unsealed\""));
    setUpAuthority();
    JsonNode token =
        session("sysadmin")
            .post(
                "/tokens",
                Map.of(
                    "name",
                    "roll-out",
                    "permissions",
                    List.of("agent:enrol", "agent:read", "agent:revoke"),
                    "days",
                    1));
    apiToken = write("api.token", token.path("token").asText());
    token =
        session("secadmin")
            .post(
                "/tokens",
                Map.of(
                    "name",
                    "directory",
                    "permissions",
                    List.of(
                        "person:read",
                        "person:write",
                        "asset:read",
                        "asset:write",
                        "department:read",
                        "department:write",
                        "import:read",
                        "import:write",
                        "classification:read",
                        "policy:read",
                        "policy:draft",
                        "policy:test",
                        "policy:publish",
                        "access:explain",
                        "approval:read",
                        "approval:request",
                        "compliance:read"),
                    "days",
                    1));
    secadmin = write("secadmin.token", token.path("token").asText());
  }

  @AfterAll
  void stop() {
    if (console != null) {
      console.close();
    }
    stack.close();
  }

  @Test
  void anAgentIsBroughtInRenewedAndPutOut(@TempDir Path host) throws Exception {
    Run made = admin("token", "gw-1", "--minutes", "5", "--note", "roll-out of november");
    assertThat(made.exitCode()).as(made.err()).isZero();
    Path token = Files.writeString(host.resolve("token"), made.out());
    assertThat(made.err()).doesNotContain(made.out().strip().substring(21));

    Path own = host.resolve("tls");
    Run enrolled = agent("enrol", own, "--token-file", token.toString());
    assertThat(enrolled.exitCode()).as(enrolled.err()).isZero();
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve("gw-1.key"))))
        .isEqualTo("rw-------");
    X509Certificate first = certificate(own.resolve("gw-1.crt"));
    first.verify(certificate(own.resolve("ca.crt")).getPublicKey());
    assertThat(first.getSubjectX500Principal().getName()).isEqualTo("CN=gw-1,O=Watchfire");
    // What Kafka's client is given can be used: key and certificate go together.
    assertThat(
            new KafkaClientConfig(
                    "127.0.0.1:1",
                    own.resolve("ca.crt"),
                    own.resolve("gw-1.crt"),
                    own.resolve("gw-1.key"))
                .properties())
        .isNotEmpty();

    Run twice = agent("enrol", own, "--token-file", token.toString());
    assertThat(twice.exitCode()).isEqualTo(ExitCode.USAGE);
    Run used = agent("enrol", host.resolve("other"), "--token-file", token.toString());
    assertThat(used.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(used.err()).contains("token-used");
    assertThat(host.resolve("other/gw-1.crt")).doesNotExist();

    String key = Files.readString(own.resolve("gw-1.key"));
    assertThat(agent("renew", own, "--if-due").out()).contains("not due until");
    assertThat(Files.readString(own.resolve("gw-1.key"))).isEqualTo(key);
    assertThat(agent("renew", own).exitCode()).isZero();
    X509Certificate second = certificate(own.resolve("gw-1.crt"));
    assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());
    assertThat(Files.readString(own.resolve("gw-1.key"))).isNotEqualTo(key);
    assertThat(own.resolve("gw-1.key.new")).doesNotExist();

    // Stopped between the two files of a renewal: the next one finishes it, and then works.
    Files.move(own.resolve("gw-1.crt"), own.resolve("gw-1.crt.new"));
    assertThat(agent("renew", own).exitCode()).isZero();
    assertThat(agent("renew", host.resolve("nothing")).exitCode()).isEqualTo(ExitCode.NOT_FOUND);

    Run list = admin("certificates", "--agent", "gw-1", "--state", "live");
    assertThat(list.out().lines()).hasSize(3).allMatch(line -> line.contains("gw-1"));
    String serial = list.out().substring(0, 32);
    Run revoked = admin("revoke", serial, "--reason", "superseded");
    assertThat(revoked.exitCode()).as(revoked.err()).isZero();
    assertThat(revoked.out()).contains(serial).contains("list");
    assertThat(admin("certificates", "--state", "revoked").out()).contains(serial, "superseded");
    assertThat(admin("revoke", serial, "--reason", "superseded").exitCode())
        .isEqualTo(ExitCode.FAILED);
    assertThat(admin("revoke", "0".repeat(32), "--reason", "superseded").exitCode())
        .isEqualTo(ExitCode.NOT_FOUND);
    assertThat(admin("token", "kafka").exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void aPolicyComesIntoForceByCommandsAlone(@TempDir Path files) throws Exception {
    Path people = Files.writeString(files.resolve("people.csv"), PEOPLE);
    Path assets = Files.writeString(files.resolve("assets.csv"), ASSETS);
    Path departments = Files.writeString(files.resolve("departments.csv"), DEPARTMENTS);
    imported("department", departments);
    imported("person", people);
    imported("asset", assets);
    assertThat(ok(api("person", "list")).lines()).hasSize(2);
    assertThat(JSON.readTree(ok(api("person", "show", "li.na"))).path("clearance").asInt())
        .isEqualTo(3);
    assertThat(api("person", "show", "nobody").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    Path wrong = Files.writeString(files.resolve("wrong.csv"), PEOPLE + "x y,,,,99,active\n");
    Run refused = api("person", "import", wrong.toString());
    assertThat(refused.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(refused.out() + refused.err()).contains("line 4", "x y id");

    JsonNode asset = JSON.readTree(ok(api("asset", "show", "budget")));
    Path graded =
        Files.writeString(
            files.resolve("asset.json"),
            JSON.writeValueAsString(((ObjectNode) asset).put("level", 3)));
    assertThat(ok(api("asset", "put", graded.toString(), "--id", "budget"))).isNotEmpty();
    // The same version again: somebody else was faster.
    assertThat(api("asset", "put", graded.toString(), "--id", "budget").exitCode())
        .isEqualTo(ExitCode.FAILED);

    Path set = Files.writeString(files.resolve("set.json"), POLICIES);
    String draft = id(ok(api("policy", "put", "--title", "budget", "--file", set.toString())));
    Run tried = api("policy", "try", "--draft", draft, "--list", "10");
    assertThat(ok(tried)).contains("li.na").doesNotContain("wang.qiang");
    String[] asked =
        ok(api(
                "policy",
                "request",
                "--draft",
                draft,
                "--dry-run",
                id(tried.out()),
                "--reason",
                "budget"))
            .strip()
            .split(" ");
    String id = asked[0];
    String hash = asked[1];
    assertThat(ok(api("approval", "list"))).contains(id);
    assertThat(ok(api("approval", "show", id))).contains("policy.publish");
    Run own = decide("secadmin", id, hash, credential("secadmin"));
    assertThat(own.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(own.err()).contains("own-request");
    owner();
    ok(decide("owner", id, hash, OWN_PASSWORD));
    ok(decide("sysadmin", id, hash, credential("sysadmin")));
    assertThat(ok(api("policy", "versions")).lines().anyMatch(l -> l.contains("1"))).isTrue();

    String[] why = {"policy", "why", "--asset", "budget", "--action", "read", "--person"};
    assertThat(api(with(why, "li.na")).exitCode()).isZero();
    Run denied = api(with(why, "wang.qiang"));
    assertThat(denied.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(denied.out()).contains("王强", "no policy allows it").doesNotContain("Exception");

    Run compliance = api("compliance");
    assertThat(compliance.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(compliance.out()).contains("GB/T 22239-2019", "fail");
  }

  private void imported(String kind, Path file) throws Exception {
    Run plan = api(kind, "import", file.toString());
    ok(api(kind, "apply", id(ok(plan))));
  }

  private static final String OWN_PASSWORD = "correct horse 电池 staple";

  private void owner() throws Exception {
    JsonNode made =
        session("sysadmin")
            .post(
                "/users",
                Map.of("username", "owner", "displayName", "owner", "personId", "p-owner"));
    session("secadmin").put("/users/owner/roles", Map.of("roles", List.of("DATA_OWNER")));
    String first = made.path("password").asText();
    new Session(console.url(), "owner", first)
        .put("/session/password", Map.of("current", first, "password", OWN_PASSWORD));
  }

  private Run decide(String who, String id, String hash, String password) throws Exception {
    Path file = write(who + ".password", password);
    return run(
        List.of(
            "approval",
            "decide",
            id,
            "--url",
            console.url().toString(),
            "--user",
            who,
            "--password-file",
            file.toString(),
            "--approve",
            "true",
            "--hash",
            hash,
            "--reason",
            "agreed"));
  }

  private String credential(String account) throws Exception {
    return JSON.readTree(folder.resolve("credentials.json").toFile()).path(account).asText();
  }

  /** The first id in what a command printed. */
  private static String id(String printed) {
    Matcher id = Pattern.compile("[0-9a-f]{32}").matcher(printed);
    assertThat(id.find()).as(printed).isTrue();
    return id.group();
  }

  private static String ok(Run run) {
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    return run.out();
  }

  private static String[] with(String[] args, String last) {
    String[] all = Arrays.copyOf(args, args.length + 1);
    all[args.length] = last;
    return all;
  }

  private Run api(String... args) {
    List<String> all = new ArrayList<>(Arrays.asList(args));
    all.addAll(List.of("--url", console.url().toString(), "--token-file", secadmin.toString()));
    return run(all);
  }

  @Test
  void aTokenDoesNotTravelInTheClear(@TempDir Path host) throws Exception {
    Path token = Files.writeString(host.resolve("token"), "wfe_x");
    Run run =
        run(
            List.of(
                "agent",
                "enrol",
                "--console",
                "http://192.0.2.1:8443",
                "--agent",
                "gw-2",
                "--out",
                host.toString(),
                "--token-file",
                token.toString()));
    assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run.err()).contains("neither https nor on this machine");
    assertThat(host.resolve("gw-2.key.new")).doesNotExist();
  }

  private Run admin(String command, String... args) {
    List<String> all = new ArrayList<>(List.of("agent", command));
    all.addAll(List.of("--url", console.url().toString(), "--token-file", apiToken.toString()));
    all.addAll(Arrays.asList(args));
    return run(all);
  }

  private Run agent(String command, Path directory, String... args) {
    List<String> all = new ArrayList<>(List.of("agent", command));
    all.addAll(List.of("--console", console.url().toString(), "--agent", "gw-1"));
    all.addAll(List.of("--out", directory.toString()));
    all.addAll(Arrays.asList(args));
    return run(all);
  }

  private static Run run(List<String> args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    var command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(args.toArray(String[]::new));
    return new Run(exitCode, out.toString(), err.toString());
  }

  private void setUpAuthority() throws Exception {
    JsonNode asked =
        session("secadmin")
            .post(
                "/approvals",
                Map.of(
                    "kind", "agent-ca.set-up",
                    "target", "agents",
                    "parameters", Map.of("source", "made"),
                    "reason", "agents need certificates"));
    session("sysadmin")
        .post(
            "/approvals/" + asked.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "agreed", "hash", asked.path("hash").asText()));
  }

  private Session session(String account) throws Exception {
    JsonNode passwords = JSON.readTree(folder.resolve("credentials.json").toFile());
    return new Session(console.url(), account, passwords.path(account).asText());
  }

  /** Somebody who is signed in. */
  private static final class Session {
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI base;
    private final String cookie;
    private final String csrf;

    Session(URI base, String account, String password) throws Exception {
      this.base = base;
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(base + "/api/v1/session"))
                  .header("Content-Type", "application/json")
                  .POST(body(Map.of("username", account, "password", password)))
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(answer.body());
      }
      this.cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
      this.csrf = JSON.readTree(answer.body()).path("csrfToken").asText();
    }

    String get(String path) throws Exception {
      return http.send(request(path).GET().build(), BodyHandlers.ofString()).body();
    }

    JsonNode post(String path, Object content) throws Exception {
      return sent(request(path).POST(body(content)).build());
    }

    JsonNode put(String path, Object content) throws Exception {
      return sent(request(path).PUT(body(content)).build());
    }

    private JsonNode sent(HttpRequest request) throws Exception {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
      return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(base + "/api/v1" + path))
          .header("Content-Type", "application/json")
          .header("Cookie", cookie)
          .header("X-CSRF-Token", csrf);
    }

    private static HttpRequest.BodyPublisher body(Object content) throws IOException {
      return BodyPublishers.ofByteArray(JSON.writeValueAsBytes(content));
    }
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
