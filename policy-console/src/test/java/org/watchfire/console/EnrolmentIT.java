package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.enrol.TestKey;
import org.watchfire.console.web.StrictJson;
import org.watchfire.deploy.standalone.TestStack;

/** Certificates of agents over HTTP, as administrators and agents use it. */
class EnrolmentIT {
  @TempDir static Path folder;
  private static TestConsole console;
  private static ApiClient system;
  private static ApiClient security;
  private static ApiClient agent;

  @BeforeAll
  static void start() throws IOException {
    console = begin(folder);
    system = console.as("sysadmin");
    security = console.as("secadmin");
    agent = console.anonymous();
    setUp(system, security, "made");
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static TestConsole begin(Path folder) throws IOException {
    TestConsole console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase())
            .with("keys", "{root: passphrase, unseal-file: vault.passphrase}")
            .with("enrolment", "{requests-per-minute: 100000, crl-file: lists/agents.crl}")
            .start();
    unsealed(console.as("secadmin"));
    return console;
  }

  private static void unsealed(ApiClient officer) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> officer.get("/keys/vault").text().contains("\"unsealed\""));
  }

  private static void setUp(ApiClient system, ApiClient security, String source) {
    JsonNode asked =
        security
            .post(
                "/approvals",
                Map.of(
                    "kind", "agent-ca.set-up",
                    "target", "agents",
                    "parameters", Map.of("source", source),
                    "reason", "agents need certificates"))
            .expect(201)
            .json();
    system
        .post(
            "/approvals/" + asked.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "agreed", "hash", asked.path("hash").asText()))
        .expect(200);
  }

  @Test
  void anAgentEnrolsRenewsAndIsRevoked() throws Exception {
    JsonNode made =
        system
            .post(
                "/agents/tokens",
                Map.of("agentId", "gw-1", "minutes", 60, "note", "gateway of finance"))
            .expect(201)
            .json();
    String token = made.path("token").asText();
    assertThat(system.get("/agents/tokens").expect(200).text())
        .contains("gateway of finance")
        .doesNotContain(token.substring(21));

    TestKey first = TestKey.agent();
    JsonNode issued = enrol("gw-1", token, first).expect(201).json();
    X509Certificate certificate = certificate(issued.path("certificate").asText());
    X509Certificate authority = certificate(issued.path("chain").get(0).asText());
    assertThat(certificate.getPublicKey()).isEqualTo(first.pair().getPublic());
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=gw-1,O=Watchfire");
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(certificate.getSubjectAlternativeNames()).isNull();
    assertThat(Duration.between(instant(certificate.getNotBefore()), Instant.now()))
        .isBetween(Duration.ofMinutes(4), Duration.ofMinutes(10));
    assertThat(instant(certificate.getNotAfter()))
        .isAfter(Instant.now().plus(Duration.ofDays(89)))
        .isBefore(Instant.now().plus(Duration.ofDays(91)));
    String serial = issued.path("serial").asText();
    assertThat(certificate.getSerialNumber().toString(16)).isEqualTo(serial.replaceAll("^0+", ""));
    X509CRL before = crl();
    validate(certificate, authority, before);

    TestKey second = TestKey.ec("secp384r1");
    JsonNode renewed = renew(issued, second, first).expect(201).json();
    assertThat(certificate(renewed.path("certificate").asText()).getSubjectX500Principal())
        .isEqualTo(certificate.getSubjectX500Principal());
    validate(certificate(renewed.path("certificate").asText()), authority, before);
    JsonNode page = system.get("/agents/certificates?agent=gw-1&state=live").json();
    assertThat(page.path("items")).hasSize(2);

    String path = "/agents/certificates/" + serial;
    security.post(path + "/revoke", Map.of("reason", "boredom")).refused(400, "invalid");
    JsonNode revoked =
        security
            .post(path + "/revoke", Map.of("reason", "key-compromise", "note", "laptop lost"))
            .expect(200)
            .json();
    X509CRL after = crl();
    assertThat(number(after)).isEqualTo(revoked.path("list").asLong());
    assertThat(number(after)).isGreaterThan(number(before));
    assertThat(Duration.between(instant(after.getThisUpdate()), instant(after.getNextUpdate())))
        .isEqualTo(Duration.ofHours(24));
    assertThatThrownBy(() -> validate(certificate, authority, after))
        .isInstanceOfSatisfying(
            CertPathValidatorException.class,
            e ->
                assertThat(e.getReason())
                    .isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
    validate(certificate(renewed.path("certificate").asText()), authority, after);
    security
        .post(path + "/revoke", Map.of("reason", "superseded"))
        .refused(409, "certificate-revoked");
    renew(issued, TestKey.agent(), first).refused(403, "certificate-revoked");
    assertThat(system.get(path).expect(200).json().path("state").asText()).isEqualTo("revoked");
    assertThat(system.get("/agents/certificates?agent=gw-1&state=revoked").json().path("items"))
        .hasSize(1);

    // The file for a broker on the host says the same.
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        CertificateFactory.getInstance("X.509")
                            .generateCRL(Files.newInputStream(folder.resolve("lists/agents.crl"))))
                    .isEqualTo(after));
    assertThat(acts())
        .contains(
            "agent-ca.set-up success",
            "agent.token.create success",
            "agent.enrol success",
            "agent.renew success",
            "agent.renew failure",
            "agent.revoke success",
            "key.open success");
  }

  @Test
  void aTokenIsGoodForOneAgentOnceUntilItEnds() throws Exception {
    String token = token("gw-2");
    enrol("gw-3", token, TestKey.agent()).refused(403, "wrong-agent");
    TestKey key = TestKey.agent();
    enrol(null, token, key).expect(201);
    enrol(null, token, key).refused(409, "token-used");
    enrol(null, token, TestKey.agent()).refused(409, "token-used");
    enrol(null, token("gw-2"), key).refused(409, "key-certified");
    enrol(null, token.substring(0, 40) + "AAAA" + token.substring(44), TestKey.agent())
        .refused(401, "enrolment-token");
    enrol(null, "wft_0123456789abcdef_", TestKey.agent()).refused(401, "enrolment-token");
    agent.post("/enrol", Map.of("csr", key.csr())).refused(400, "invalid");
    agent.post("/enrol", Map.of("token", token, "csr", "x", "role", "all")).refused(400, "json");

    String unused = token("gw-2");
    agent.post("/enrol", Map.of("token", unused, "csr", "nonsense")).refused(400, "csr");
    system.delete("/agents/tokens/" + unused.substring(4, 20)).expect(204);
    enrol(null, unused, TestKey.agent()).refused(403, "token-revoked");
    system.delete("/agents/tokens/0000000000000000").refused(404, "not-found");

    Map<String, Object> wish = new LinkedHashMap<>(Map.of("agentId", "gw-2", "minutes", 10_081));
    system.post("/agents/tokens", wish).refused(400, "invalid");
    wish.put("minutes", 5);
    security.post("/agents/tokens", wish).refused(403, "forbidden");
    for (String name : List.of("kafka", "Supervisor", "console", "a,CN=kafka", "ca")) {
      wish.put("agentId", name);
      system.post("/agents/tokens", wish).refused(400, "agent-id");
    }
    assertThat(acts()).contains("agent.enrol failure");
    assertThat(audited("agent:gw-2", "agent.enrol")).anyMatch(d -> d.contains("token-used"));
  }

  @Test
  void ofTwoRequestsWithOneTokenOneWins() throws Exception {
    ExecutorService both = Executors.newFixedThreadPool(4);
    try {
      for (int round = 0; round < 5; round++) {
        String token = token("twin-" + round);
        List<Future<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          TestKey key = TestKey.agent();
          answers.add(both.submit(() -> enrol(null, token, key).status()));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Integer> answer : answers) {
          statuses.add(answer.get());
        }
        assertThat(statuses).containsExactlyInAnyOrder(201, 409, 409, 409);
        assertThat(system.get("/agents/certificates?agent=twin-" + round).json().path("items"))
            .hasSize(1);
      }
    } finally {
      both.shutdownNow();
    }
  }

  @Test
  void renewalNeedsThePresentKeyOfACertificateOfOurs() {
    TestKey key = TestKey.agent();
    JsonNode issued = enrol(null, token("gw-4"), key).expect(201).json();
    TestKey next = TestKey.agent();
    renew(issued, next, TestKey.agent()).refused(401, "renewal-signature");
    renew(issued, next, next).refused(401, "renewal-signature");
    agent
        .post(
            "/enrol/renewal",
            Map.of(
                "certificate", issued.path("certificate").asText(),
                "csr", next.csr(),
                "signature", "bm90IGEgc2lnbmF0dXJl"))
        .refused(401, "renewal-signature");
    // Signed for one request, sent with another.
    agent
        .post(
            "/enrol/renewal",
            Map.of(
                "certificate", issued.path("certificate").asText(),
                "csr", TestKey.agent().csr(),
                "signature", key.renewalSignature(next.csr())))
        .refused(401, "renewal-signature");
    Map<String, Object> foreign = new LinkedHashMap<>();
    foreign.put("certificate", issued.path("chain").get(0).asText());
    foreign.put("csr", next.csr());
    foreign.put("signature", key.renewalSignature(next.csr()));
    agent.post("/enrol/renewal", foreign).refused(401, "unknown-certificate");

    renew(issued, key, key).refused(409, "key-certified");
    renew(issued, next, key).expect(201);
    renew(issued, next, key).refused(409, "key-certified");
    renew(issued, TestKey.agent(), key).expect(201);
    renew(issued, TestKey.agent(), key).refused(409, "too-many-certificates");
    enrol(null, token("gw-4"), TestKey.agent()).refused(409, "too-many-certificates");
  }

  @Test
  void listsComeInPagesWithoutLossOrRepetition() {
    for (int i = 0; i < 7; i++) {
      enrol(null, token("page-" + i), TestKey.agent()).expect(201);
    }
    Set<String> seen = new java.util.TreeSet<>();
    String next = "";
    int pages = 0;
    do {
      JsonNode page = system.get("/agents/certificates?limit=3" + next).expect(200).json();
      page.path("items")
          .forEach(item -> assertThat(seen.add(item.path("serial").asText())).isTrue());
      next = page.path("next").isNull() ? null : "&cursor=" + page.path("next").asText();
      pages++;
    } while (next != null);
    assertThat(seen).hasSizeGreaterThanOrEqualTo(7);
    assertThat(pages).isGreaterThanOrEqualTo(3);
    assertThat(system.get("/agents/certificates?expiringDays=1").json().path("items")).isEmpty();
    assertThat(system.get("/agents/certificates?expiringDays=100&limit=1").json().path("items"))
        .hasSize(1);
    JsonNode tokens = system.get("/agents/tokens?limit=2").expect(200).json();
    assertThat(
            system
                .get("/agents/tokens?limit=2&cursor=" + tokens.path("next").asText())
                .expect(200)
                .text())
        .doesNotContain(tokens.path("items").get(1).path("id").asText());
    system.get("/agents/certificates?cursor=x").refused(400, "invalid");
    system.get("/agents/certificates?state=odd").refused(400, "invalid");
    agent.get("/agents/certificates").refused(401, "unauthenticated");
  }

  @Test
  void rowsChangedBySqlAreNotReliedUpon(@TempDir Path own) throws Exception {
    try (TestConsole console = begin(own)) {
      ApiClient system = console.as("sysadmin");
      ApiClient security = console.as("secadmin");
      setUp(system, security, "made");
      ApiClient agent = console.anonymous();
      String token = token(system, "gw-9");
      String other = token(system, "gw-8");
      TestKey key = TestKey.agent();
      JsonNode issued = enrol(agent, null, other, key).expect(201).json();
      String serial = issued.path("serial").asText();
      security
          .post("/agents/certificates/" + serial + "/revoke", Map.of("reason", "key-compromise"))
          .expect(200);

      // A token made to be another agent's; a certificate made good again; one made up.
      console.sql("UPDATE agent_tokens SET agent_id = 'kafka' WHERE agent_id = 'gw-9'");
      enrol(agent, null, token, TestKey.agent()).refused(403, "integrity");
      console.sql(
          "UPDATE agent_certificates SET revoked_at = NULL, revoked_by = NULL, reason = NULL");
      renew(agent, issued, TestKey.agent(), key).refused(403, "integrity");
      system.get("/agents/certificates/" + serial).refused(403, "integrity");
      // No list is signed without it: the one before stays, and names it.
      JsonNode further =
          enrol(agent, null, token(system, "gw-7"), TestKey.agent()).expect(201).json();
      JsonNode revoked =
          security
              .post(
                  "/agents/certificates/" + further.path("serial").asText() + "/revoke",
                  Map.of("reason", "superseded"))
              .expect(200)
              .json();
      assertThat(revoked.path("list").isNull()).isTrue();
      assertThat(
              crl(console).getRevokedCertificate(certificate(issued.path("certificate").asText())))
          .isNotNull();
      console.sql("UPDATE agent_crls SET number = number + 1");
      agent.get("/enrol/crl").refused(403, "integrity");
      assertThat(audited(console, "agent:unknown", "agent.enrol"))
          .anyMatch(d -> d.contains("integrity"));
      assertThat(audited(console, "system", "row.tampering")).isNotEmpty();
    }
  }

  @Test
  void aSealedVaultIssuesNothingButRevokesAndServesTheList(@TempDir Path own) throws Exception {
    try (TestConsole console = begin(own)) {
      ApiClient system = console.as("sysadmin");
      ApiClient security = console.as("secadmin");
      ApiClient agent = console.anonymous();
      agent.get("/enrol/crl").refused(404, "no-agent-ca");
      String token = token(system, "gw-1");
      enrol(agent, null, token, TestKey.agent()).refused(409, "no-agent-ca");
      setUp(system, security, "made");
      TestKey key = TestKey.agent();
      JsonNode issued = enrol(agent, null, token, key).expect(201).json();
      String serial = issued.path("serial").asText();
      X509CRL before = crl(console);

      security.post("/keys/seal", Map.of()).expect(204);
      enrol(agent, null, token(system, "gw-2"), TestKey.agent()).refused(503, "vault-sealed");
      renew(agent, issued, TestKey.agent(), key).refused(503, "vault-sealed");
      JsonNode revoked =
          system
              .post("/agents/certificates/" + serial + "/revoke", Map.of("reason", "superseded"))
              .expect(200)
              .json();
      assertThat(revoked.path("list").isNull()).isTrue();
      renew(agent, issued, TestKey.agent(), key).refused(403, "certificate-revoked");
      assertThat(crl(console)).isEqualTo(before);
      assertThat(
              system
                  .get("/agents/authorities")
                  .json()
                  .path("items")
                  .get(0)
                  .path("listDue")
                  .asBoolean())
          .isTrue();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(component(system.get("/health").json(), "agent-certificates"))
                      .isEqualTo(
                          "degraded: the vault is sealed, the revocation lists are not up to date"));

      keeper(console)
          .post(
              "/keys/unseal",
              Map.of("secret", Files.readString(own.resolve("vault.passphrase")).strip()))
          .expect(200);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(number(crl(console))).isGreaterThan(number(before)));
      assertThat(
              crl(console).getRevokedCertificate(certificate(issued.path("certificate").asText())))
          .isNotNull();

      // Another authority takes over; the old one's certificates stay, with a list of their own.
      String old =
          system.get("/agents/authorities").json().path("items").get(0).path("id").asText();
      setUp(system, security, "made");
      JsonNode now = enrol(agent, null, token(system, "gw-3"), TestKey.agent()).expect(201).json();
      assertThat(now.path("chain").get(0).asText())
          .isNotEqualTo(issued.path("chain").get(0).asText());
      assertThat(crl(console).getIssuerX500Principal())
          .isNotEqualTo(before.getIssuerX500Principal());
      agent.get("/enrol/crl?authority=" + old).expect(200);
      assertThat(security.get("/keys/agent-ca/impact").expect(200).text())
          .contains("keys of agent authorities")
          .contains("2");
      security
          .post(
              "/approvals",
              Map.of(
                  "kind", "agent-ca.set-up",
                  "target", "agents",
                  "parameters", Map.of("source", "files"),
                  "reason", "there are none"))
          .refused(409, "agent-ca-files");
    }
  }

  @Test
  void anAddressThatTriesTooOftenWaits(@TempDir Path own) throws Exception {
    try (TestConsole console =
        new TestConsole(own, TestStack.shared().postgres().newDatabase())
            .with("enrolment", "{requests-per-minute: 3}")
            .start()) {
      ApiClient agent = console.anonymous();
      TestKey key = TestKey.agent();
      for (int i = 0; i < 3; i++) {
        enrol(agent, null, "wfe_guess", key).refused(401, "enrolment-token");
      }
      enrol(agent, null, "wfe_guess", key).refused(429, "rate-limited");
    }
  }

  private static String component(JsonNode health, String name) {
    for (JsonNode component : health.path("components")) {
      if (component.path("name").asText().equals(name)) {
        return component.path("status").asText()
            + ": "
            + component.path("detail").path("en").asText();
      }
    }
    return "not there";
  }

  private static ApiClient keeper(TestConsole console) throws IOException {
    console
        .as("sysadmin")
        .post(
            "/users",
            Map.of(
                "username", "zhang.wei",
                "displayName", "Zhang Wei",
                "personId", "p-zhang",
                "password", "one password of a keeper"))
        .expect(201);
    console
        .as("secadmin")
        .put("/users/zhang.wei/roles", Map.of("roles", List.of("KEY_CUSTODIAN")))
        .expect(200);
    return console.anonymous().signedIn("zhang.wei", "one password of a keeper");
  }

  private static String token(String name) {
    return token(system, name);
  }

  private static String token(ApiClient system, String name) {
    return system
        .post("/agents/tokens", Map.of("agentId", name, "minutes", 5))
        .expect(201)
        .json()
        .path("token")
        .asText();
  }

  private static ApiClient.Answer enrol(String name, String token, TestKey key) {
    return enrol(agent, name, token, key);
  }

  private static ApiClient.Answer enrol(ApiClient agent, String name, String token, TestKey key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("agentId", name);
    body.put("token", token);
    body.put("csr", key.csr());
    return agent.post("/enrol", body);
  }

  private static ApiClient.Answer renew(JsonNode issued, TestKey next, TestKey present) {
    return renew(agent, issued, next, present);
  }

  private static ApiClient.Answer renew(
      ApiClient agent, JsonNode issued, TestKey next, TestKey present) {
    String csr = next.csr();
    return agent.post(
        "/enrol/renewal",
        Map.of(
            "certificate", issued.path("certificate").asText(),
            "csr", csr,
            "signature", present.renewalSignature(csr)));
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static X509CRL crl() throws Exception {
    return crl(console);
  }

  private static X509CRL crl(TestConsole console) throws Exception {
    HttpResponse<byte[]> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(console.server().url() + "/api/v1/enrol/crl"))
                    .build(),
                BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/pkix-crl");
    return (X509CRL)
        CertificateFactory.getInstance("X.509")
            .generateCRL(new ByteArrayInputStream(answer.body()));
  }

  /** As the JDK does it, with the list given. */
  private static void validate(X509Certificate certificate, X509Certificate authority, X509CRL crl)
      throws GeneralSecurityException {
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(crl))));
    parameters.setRevocationEnabled(true);
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static long number(X509CRL crl) {
    // OCTET STRING of INTEGER; the numbers here have one byte.
    byte[] value = crl.getExtensionValue("2.5.29.20");
    return value[value.length - 1];
  }

  private static Instant instant(Date date) {
    return date.toInstant();
  }

  private static List<String> acts() throws SQLException {
    return audit(console).stream()
        .map(
            record ->
                record.path("event").path("action").asText()
                    + " "
                    + record.path("event").path("outcome").asText())
        .toList();
  }

  private static List<String> audited(String actor, String action) throws SQLException {
    return audited(console, actor, action);
  }

  private static List<String> audited(TestConsole console, String actor, String action)
      throws SQLException {
    return audit(console).stream()
        .filter(record -> record.path("event").path("action").asText().equals(action))
        .filter(record -> record.path("user").path("name").asText().equals(actor))
        .map(JsonNode::toString)
        .toList();
  }

  /** The records that wait for a Kafka that is not there. */
  private static List<JsonNode> audit(TestConsole console) throws SQLException {
    List<JsonNode> records = new ArrayList<>();
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "SELECT value FROM outbox WHERE topic = 'wf.audit' ORDER BY id")) {
      while (rows.next()) {
        records.add(StrictJson.tree(rows.getBytes(1)));
      }
    }
    return records;
  }
}
