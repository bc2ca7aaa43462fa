package org.watchfire.console.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.RevisionAnchor;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** Second factor, first passwords, tokens and dormant accounts on a real PostgreSQL. */
class SignInIT {
  private static final AtomicInteger NUMBER = new AtomicInteger();

  @TempDir static Path folder;
  private static PostgresAccess.Database place;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    place = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, place).start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void aSecondFactorIsEnrolledOnceAndNeededFromThenOn() throws Exception {
    String name = name("factor");
    String password = create(name);
    ApiClient client = console.anonymous().signedIn(name, password);
    assertThat(client.get("/session").json().at("/user/secondFactor").asBoolean()).isFalse();
    JsonNode first = client.post("/session/second-factor", Map.of()).expect(201).json();
    JsonNode enrolled = client.post("/session/second-factor", Map.of()).expect(201).json();
    assertThat(enrolled.path("uri").asText())
        .startsWith(
            "otpauth://totp/Watchfire:" + name + "?secret=" + enrolled.path("secret").asText());
    // Begun is not yet used.
    console.anonymous().signedIn(name, password);
    code(client, "/session/second-factor", current(first)).refused(401, "credentials");
    String code = current(enrolled);
    code(client, "/session/second-factor", code).expect(204);
    client.post("/session/second-factor", Map.of()).refused(409, "second-factor-exists");
    assertThat(client.get("/session").json().at("/user/secondFactor").asBoolean()).isTrue();
    console.anonymous().signIn(name, password).refused(401, "second-factor");
    console.anonymous().signIn(name, "a wrong password 1").refused(401, "credentials");
    // The code that ended the enrolment was used by that.
    console.anonymous().signIn(name, password, code).refused(401, "credentials");
    String next = at(enrolled, 1);
    ApiClient in = console.anonymous();
    in.signIn(name, password, next).expect(200);
    in.get("/session").expect(200);
    console.anonymous().signIn(name, password, next).refused(401, "credentials");
    assertThat(console.sql(secretLeak(enrolled))).isZero();
  }

  @Test
  void wrongCodesLockTheNameEvenWithTheRightPassword() {
    String name = name("guess");
    String password = create(name);
    enrol(console.anonymous().signedIn(name, password));
    for (int i = 0; i < 5; i++) {
      console.anonymous().signIn(name, password, "00000" + i).refused(401, "credentials");
    }
    console.anonymous().signIn(name, password, "000009").refused(429, "locked");
  }

  @Test
  void oneCodeSignsInOnceHoweverManyTry() {
    String name = name("race");
    String password = create(name);
    JsonNode factor = enrol(console.anonymous().signedIn(name, password));
    String code = at(factor, 1);
    List<Integer> answers =
        IntStream.range(0, 4)
            .parallel()
            .mapToObj(i -> console.anonymous().signIn(name, password, code).status())
            .toList();
    assertThat(answers).containsOnlyOnce(200);
  }

  @Test
  void aFactorPutInOrTakenOutBySqlIsNotBelieved() throws Exception {
    String name = name("sql");
    String password = create(name);
    enrol(console.anonymous().signedIn(name, password));
    console.sql("DELETE FROM second_factors WHERE username = '" + name + "'");
    console.anonymous().signIn(name, password).refused(401, "credentials");
  }

  @Test
  void anOfficerWithoutFactorOrWithAFirstPasswordDoesNothingElse(@TempDir Path other)
      throws IOException {
    try (TestConsole strict =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with("sign-in", "{key-file: factors.key}")
            .start()) {
      ApiClient officer = strict.as("secadmin");
      officer.get("/users").refused(403, "sign-in-incomplete");
      officer.post("/tokens", Map.of()).refused(403, "sign-in-incomplete");
      JsonNode user = officer.get("/session").expect(200).json().path("user");
      assertThat(user.path("passwordChangeDue").asBoolean()).isTrue();
      assertThat(user.path("secondFactorDue").asBoolean()).isTrue();
      String password = strict.credentials().get("secadmin");
      officer
          .put("/session/password", Map.of("current", password, "password", "a quite new one 77"))
          .expect(204);
      officer.get("/users").refused(403, "sign-in-incomplete");
      enrol(officer);
      officer.get("/users").expect(200);
      // Others need no second factor, but a password of their own.
      ApiClient analyst = strict.as("analyst");
      analyst.get("/alerts").refused(403, "sign-in-incomplete");
      analyst
          .put(
              "/session/password",
              Map.of(
                  "current", strict.credentials().get("analyst"), "password", "another new one 88"))
          .expect(204);
      analyst.get("/alerts").expect(200);
    }
  }

  @Test
  void aTokenDoesWhatItWasMadeForAndNoMoreThanItsOwnerMay() throws Exception {
    String name = name("owner");
    ApiClient owner = console.anonymous().signedIn(name, create(name));
    roles(name, "ANALYST");
    owner.post("/tokens", wish("person:write")).refused(403, "token-wider");
    JsonNode made = owner.post("/tokens", wish("alert:read", "asset:read")).expect(201).json();
    String secret = made.path("token").asText();
    ApiClient program = console.anonymous().token(secret);
    program.get("/alerts").expect(200);
    program.get("/assets").expect(200);
    program.get("/people").refused(403, "forbidden");
    // No session, and nothing that is a session's.
    program.get("/session").refused(403, "machine");
    program.get("/tokens").refused(403, "machine");
    program.post("/tokens", wish("alert:read")).refused(403, "machine");
    // The owner's rights at that moment.
    roles(name, "AUDITOR");
    program.get("/alerts").refused(403, "forbidden");
    roles(name, "ANALYST");
    program.get("/alerts").expect(200);
    ApiClient sysadmin = console.as("sysadmin");
    sysadmin.put("/users/" + name + "/status", Map.of("enabled", false)).expect(200);
    program.get("/alerts").refused(401, "unauthenticated");
    sysadmin.put("/users/" + name + "/status", Map.of("enabled", true)).expect(200);
    program.get("/alerts").expect(200);
    String id = made.path("id").asText();
    console.as("analyst").delete("/tokens/" + id).refused(404, "not-found");
    ApiClient again = console.anonymous().signedIn(name, passwords.get(name));
    assertThat(again.get("/tokens").expect(200).text()).contains(id).doesNotContain(secret);
    again.delete("/tokens/" + id).expect(204);
    program.get("/alerts").refused(401, "unauthenticated");
    assertThat(
            console.sql(
                "UPDATE api_tokens SET last_used_at = last_used_at WHERE position('"
                    + secret.substring(21)
                    + "' in hash) > 0"))
        .isZero();
  }

  @Test
  void whatIsNoTokenIsNobody() {
    ApiClient cookie = console.anonymous();
    for (String text :
        List.of("x", "wft_", "wft_0000000000000000_" + "A".repeat(43), "wft_' OR 1=1 --_A")) {
      console.anonymous().token(text).get("/alerts").refused(401, "unauthenticated");
    }
    // A wrong token is not made good by a session beside it.
    cookie
        .signedIn("analyst", analystPassword())
        .token("wrong")
        .get("/alerts")
        .refused(401, "unauthenticated");
  }

  @Test
  void aTokenWidenedBySqlIsRefused() throws Exception {
    String name = name("wide");
    ApiClient owner = console.anonymous().signedIn(name, create(name));
    roles(name, "ANALYST");
    JsonNode made = owner.post("/tokens", wish("alert:read")).expect(201).json();
    console.sql(
        "UPDATE api_tokens SET permissions = '[\"alert:read\", \"asset:read\"]' WHERE id = '"
            + made.path("id").asText()
            + "'");
    console.anonymous().token(made.path("token").asText()).get("/assets").refused(403, "integrity");
  }

  @Test
  void aTokenDecidesNoApproval() throws Exception {
    ApiClient owner = console.as("auditadmin");
    JsonNode made =
        owner.post("/tokens", wish("approval:read", "approval:decide")).expect(201).json();
    ApiClient program = console.anonymous().token(made.path("token").asText());
    program.get("/approvals").expect(200);
    program
        .post(
            "/approvals/" + "0".repeat(32) + "/decision",
            Map.of("approve", true, "reason", "同意", "hash", "0".repeat(64)))
        .refused(403, "machine");
  }

  @Test
  void aNewInstallationHasNoAccountsUntilTheOfficersAreNamed(@TempDir Path other) throws Exception {
    PostgresAccess.Database own = TestStack.shared().postgres().newDatabase();
    Path file = other.resolve("set-up.code");
    try (TestConsole fresh =
        new TestConsole(other, own)
            .without("credentials-file")
            .with("set-up-file", "set-up.code")
            .start()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
      String code = Files.readString(file).strip();
      ApiClient anybody = fresh.anonymous();
      assertThat(anybody.get("/setup").json().path("open").asBoolean()).isTrue();
      anybody.post("/setup", setUp("guessed", "p1", "p2", "p3")).refused(401, "credentials");
      anybody.post("/setup", setUp(code, "p1", "P1", "p3")).refused(409, "officer-exclusive");
      List<ApiClient.Answer> answers =
          IntStream.range(0, 4)
              .parallel()
              .mapToObj(i -> fresh.anonymous().post("/setup", setUp(code, "p1", "p2", "p3")))
              .toList();
      assertThat(answers).extracting(ApiClient.Answer::status).containsOnlyOnce(201);
      JsonNode passwords =
          answers.stream()
              .filter(a -> a.status() == 201)
              .findFirst()
              .orElseThrow()
              .json()
              .path("passwords");
      anybody.post("/setup", setUp(code, "p4", "p5", "p6")).refused(409, "set-up-done");
      assertThat(anybody.get("/setup").json().path("open").asBoolean()).isFalse();
      assertThat(file).doesNotExist();
      ApiClient sec = fresh.anonymous().signedIn("sec", passwords.path("sec").asText());
      JsonNode session = sec.get("/session").expect(200).json();
      assertThat(session.at("/user/roles/0").asText()).isEqualTo("SEC_ADMIN");
      assertThat(session.at("/user/passwordChangeDue").asBoolean()).isTrue();
      assertThat(sec.get("/users").expect(200).json().path("items")).hasSize(3);
    }
    try (TestConsole again =
        new TestConsole(other, own)
            .without("credentials-file")
            .with("set-up-file", "set-up.code")
            .start()) {
      assertThat(again.anonymous().get("/setup").json().path("open").asBoolean()).isFalse();
      assertThat(file).doesNotExist();
    }
  }

  private static Map<String, Object> setUp(String code, String sys, String sec, String audit) {
    return Map.of(
        "code",
        code,
        "officers",
        List.of(
            Map.of("role", "SYS_ADMIN", "username", "sys", "displayName", "张", "personId", sys),
            Map.of("role", "SEC_ADMIN", "username", "sec", "displayName", "李", "personId", sec),
            Map.of(
                "role", "AUDIT_ADMIN", "username", "aud", "displayName", "王", "personId", audit)));
  }

  @Test
  void accountsNobodyUsesAreDisabledButNotTheLastOfficer(@TempDir Path other) throws Exception {
    PostgresAccess.Database own = TestStack.shared().postgres().newDatabase();
    try (TestConsole quiet = new TestConsole(other, own).start();
        Database database = new Database(own.jdbcUrl(), own.user(), own.password(), 4)) {
      database.start(ready -> {});
      Awaitility.await().until(database::isPrepared);
      ProtectedRows rows =
          new ProtectedRows(
              TestConsole.INTEGRITY_KEY,
              RevisionAnchor.open(other.resolve("other.anchor")),
              finding -> {});
      Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(91));
      SecureRandom random = new SecureRandom();
      try (Sessions sessions =
          new Sessions(
              database,
              rows,
              PermissionMatrix.load(),
              new Passwords(64, 1, 1, 1, Duration.ofSeconds(5), random),
              Duration.ofMinutes(1),
              Duration.ofMinutes(1),
              later,
              random)) {
        AuditTrail trail = new AuditTrail(new Outbox(later), later);
        assertThat(
                new Dormancy(
                        database, rows, sessions, Duration.ofDays(90), trail, Clock.systemUTC())
                    .sweep())
            .isEmpty();
        Dormancy dormancy =
            new Dormancy(database, rows, sessions, Duration.ofDays(90), trail, later);
        assertThat(dormancy.sweep()).containsExactly("analyst", "auditor");
        assertThat(dormancy.sweep()).isEmpty();
      }
      quiet
          .anonymous()
          .signIn("analyst", quiet.credentials().get("analyst"))
          .refused(401, "credentials");
      quiet.as("sysadmin").put("/users/analyst/status", Map.of("enabled", true)).expect(200);
      quiet.as("analyst").get("/session").expect(200);
    }
  }

  private static final Map<String, String> passwords = new HashMap<>();

  private static JsonNode enrol(ApiClient client) {
    JsonNode factor = client.post("/session/second-factor", Map.of()).expect(201).json();
    code(client, "/session/second-factor", current(factor)).expect(204);
    return factor;
  }

  private static ApiClient.Answer code(ApiClient client, String path, String code) {
    return client.put(path, Map.of("code", code));
  }

  private static String current(JsonNode factor) {
    return at(factor, 0);
  }

  /** A code of a step from now, worked out as a telephone would. */
  private static String at(JsonNode factor, int steps) {
    StringBuilder digits = new StringBuilder();
    for (char c : factor.path("secret").asText().toCharArray()) {
      digits.append(Character.forDigit("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c), 32));
    }
    byte[] number = new BigInteger(digits.toString(), 32).toByteArray();
    byte[] secret = new byte[20];
    int length = Math.min(20, number.length);
    System.arraycopy(number, number.length - length, secret, 20 - length, length);
    return Totp.code(secret, Totp.step(Instant.now()) + steps, Totp.DIGITS, Totp.ALGORITHM);
  }

  /** Changes a row only when the secret can be read in it. */
  private static String secretLeak(JsonNode factor) {
    return "UPDATE second_factors SET last_step = last_step WHERE position('"
        + factor.path("secret").asText()
        + "' in secret) > 0";
  }

  private static Map<String, Object> wish(String... permissions) {
    return Map.of("name", "nightly", "permissions", List.of(permissions), "days", 30);
  }

  private static void roles(String username, String role) throws IOException {
    console
        .as("secadmin")
        .put("/users/" + username + "/roles", Map.of("roles", List.of(role)))
        .expect(200);
  }

  private static String name(String start) {
    return start + "-" + NUMBER.incrementAndGet();
  }

  private static String create(String name) {
    try {
      String password =
          console
              .as("sysadmin")
              .post(
                  "/users", Map.of("username", name, "displayName", name, "personId", "p-" + name))
              .expect(201)
              .json()
              .path("password")
              .asText();
      passwords.put(name, password);
      return password;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String analystPassword() {
    try {
      return console.credentials().get("analyst");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
