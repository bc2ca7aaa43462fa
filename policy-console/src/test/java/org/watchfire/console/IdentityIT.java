package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.identity.PermissionMatrix;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.Access;
import org.watchfire.console.web.Route;
import org.watchfire.deploy.standalone.TestStack;

/**
 * Sessions, roles and the separation of officers, on a real PostgreSQL. Kafka is away throughout.
 */
class IdentityIT {
  private static final Map<String, Role> FIRST =
      Map.of(
          "sysadmin", Role.SYS_ADMIN,
          "secadmin", Role.SEC_ADMIN,
          "auditadmin", Role.AUDIT_ADMIN,
          "analyst", Role.ANALYST,
          "auditor", Role.AUDITOR);

  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    console = new TestConsole(folder, TestStack.shared().postgres().newDatabase()).start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void firstStartMakesFiveAccountsWithPasswordsOnlyTheOwnerCanRead() throws IOException {
    assertThat(console.credentials().keySet()).isEqualTo(FIRST.keySet());
    assertThat(new HashSet<>(console.credentials().values())).hasSize(5);
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve("credentials.json"))))
        .isEqualTo("rw-------");
    JsonNode users = console.as("secadmin").get("/users").expect(200).json().path("items");
    Set<String> persons = new HashSet<>();
    users.forEach(
        user -> {
          if (FIRST.containsKey(user.path("username").asText())) {
            persons.add(user.path("personId").asText());
            assertThat(user.path("roles").get(0).asText())
                .isEqualTo(FIRST.get(user.path("username").asText()).name());
          }
        });
    assertThat(persons).hasSize(5);
  }

  @Test
  void withoutSessionEverythingButSignInIsRefused() {
    for (Route route : console.server().routes().routes()) {
      if (route.access() instanceof Access.Anyone) {
        assertThat(route.path())
            .isIn("/session", "/setup", "/enrol", "/enrol/renewal", "/enrol/crl");
        continue;
      }
      call(console.anonymous(), route).refused(401, "unauthenticated");
    }
    console
        .anonymous()
        .cookie("wf_session=guessed")
        .get("/session")
        .refused(401, "unauthenticated");
    console
        .anonymous()
        .cookie("wf_session=" + "x".repeat(5000))
        .get("/session")
        .refused(401, "unauthenticated");
  }

  @Test
  void everyRouteLetsInExactlyTheRolesOfTheMatrix() throws IOException {
    PermissionMatrix matrix = PermissionMatrix.load();
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Role> who : FIRST.entrySet()) {
      ApiClient client = console.as(who.getKey());
      Set<String> granted = matrix.granted(Set.of(who.getValue()));
      for (Route route : console.server().routes().routes()) {
        if (route.path().startsWith("/session") || route.path().equals("/setup")) {
          continue;
        }
        boolean allowed =
            route.access() instanceof Access.SignedIn
                || route.access() instanceof Access.Anyone
                || (route.access() instanceof Access.Holds h && granted.contains(h.permission()))
                || (route.access() instanceof Access.HoldsFor f
                    && granted.contains(f.prefix() + ":" + f.fallback()));
        ApiClient.Answer answer = call(client, route);
        boolean forbidden = answer.status() == 403 && answer.code().equals("forbidden");
        if (forbidden == allowed || answer.status() == 401 || answer.status() == 500) {
          wrong.add(who.getValue() + " " + route.method() + " " + route.path() + " " + answer);
        }
      }
    }
    assertThat(wrong).isEmpty();
    System.out.println(
        console.server().routes().routes().size()
            + " routes x "
            + FIRST.size()
            + " roles: each lets in exactly whom permissions.txt says");
  }

  @Test
  void changesNeedTheTokenOfTheirOwnSession() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    Map<String, Object> roles = Map.of("roles", List.of("ANALYST"));
    secadmin.csrf(null).put("/users/analyst/roles", roles).refused(403, "csrf");
    secadmin.csrf("").put("/users/analyst/roles", roles).refused(403, "csrf");
    String foreign =
        console.as("analyst").get("/session").expect(200).json().path("csrfToken").asText();
    secadmin.csrf(foreign).put("/users/analyst/roles", roles).refused(403, "csrf");
    String own = secadmin.get("/session").expect(200).json().path("csrfToken").asText();
    secadmin.csrf(own).put("/users/analyst/roles", roles).expect(200);
  }

  @Test
  void anotherSitesRequestsAreRefused() throws IOException {
    String body = "{\"username\":\"analyst\",\"password\":\"" + password("analyst") + "\"}";
    for (String[] header :
        new String[][] {
          {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}
        }) {
      ApiClient client = console.anonymous();
      client
          .send(
              client
                  .request("/session")
                  .header("Content-Type", "application/json")
                  .header(header[0], header[1])
                  .POST(BodyPublishers.ofString(body)))
          .refused(403, "origin");
    }
    ApiClient client = console.anonymous();
    client
        .send(
            client
                .request("/session")
                .header("Content-Type", "application/json")
                .header("Origin", console.server().url().toString())
                .POST(BodyPublishers.ofString(body)))
        .expect(200);
  }

  @Test
  void eachSignInHasANewIdInAStrictCookieAndSignOutEndsIt() throws IOException {
    ApiClient first = console.anonymous();
    ApiClient.Answer answer = first.signIn("analyst", password("analyst")).expect(200);
    assertThat(answer.header("Set-Cookie"))
        .startsWith("wf_session=")
        .contains("HttpOnly")
        .contains("SameSite=Strict")
        .contains("Path=/");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.text()).doesNotContain(first.cookie().substring("wf_session=".length()));
    // A planted session id is not taken over at sign-in.
    ApiClient second = console.anonymous().cookie(first.cookie());
    second.signIn("analyst", password("analyst")).expect(200);
    assertThat(second.cookie()).isNotEqualTo(first.cookie());
    first.delete("/session").expect(204);
    first.get("/session").refused(401, "unauthenticated");
    second.get("/session").expect(200);
  }

  @Test
  void aSessionWithoutRequestsEnds(@TempDir Path other) throws IOException {
    try (TestConsole quick =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with("session", "{idle: 700ms, absolute: 1h}")
            .start()) {
      ApiClient client = quick.as("analyst");
      client.get("/session").expect(200);
      Awaitility.await()
          .pollDelay(Duration.ofMillis(900))
          .atMost(Duration.ofSeconds(5))
          .untilAsserted(() -> client.get("/session").refused(401, "unauthenticated"));
    }
  }

  @Test
  void everySessionEndsInTheEnd(@TempDir Path other) throws IOException {
    try (TestConsole quick =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with("session", "{idle: 1h, absolute: 1s}")
            .start()) {
      ApiClient client = quick.as("analyst");
      client.get("/session").expect(200);
      // It is in use all the time.
      Awaitility.await()
          .pollInterval(Duration.ofMillis(100))
          .atMost(Duration.ofSeconds(5))
          .until(() -> client.get("/session").status() == 401);
    }
  }

  @Test
  void fiveWrongPasswordsLockANameWhetherItExistsOrNot() throws IOException {
    String fresh = createUser("lock-" + System.nanoTime() % 100_000, "p-lock");
    for (String name : List.of(fresh, "nobody-" + System.nanoTime() % 100_000)) {
      for (int i = 0; i < 5; i++) {
        console.anonymous().signIn(name, "wrong password " + i).refused(401, "credentials");
      }
      ApiClient.Answer locked =
          console.anonymous().signIn(name, "wrong again").refused(429, "locked");
      assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(800, 900);
    }
  }

  @Test
  void theRightPasswordForgivesEarlierMistakes() {
    String name = "typo-" + System.nanoTime() % 100_000;
    String password = createUserPassword(name, "p-typo");
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 4; i++) {
        console.anonymous().signIn(name, "wrong password").refused(401, "credentials");
      }
      console.anonymous().signIn(name, password).expect(200);
    }
  }

  @Test
  void manyAttemptsAtOnceDoNotPassTheLimit() {
    String name = createUser("race-" + System.nanoTime() % 100_000, "p-race");
    List<Integer> answers =
        IntStream.range(0, 24)
            .parallel()
            .mapToObj(i -> console.anonymous().signIn(name, "guess number " + i).status())
            .toList();
    assertThat(answers.stream().filter(s -> s == 401)).hasSizeLessThanOrEqualTo(5);
    assertThat(answers).contains(429);
  }

  @Test
  void oneAddressMaySignInOnlySoOften(@TempDir Path other) throws IOException {
    try (TestConsole strict =
        new TestConsole(other, TestStack.shared().postgres().newDatabase())
            .with("limits", "{sign-ins-per-minute: 3, requests-per-second: 1000}")
            .start()) {
      for (int i = 0; i < 3; i++) {
        strict.anonymous().signIn("name" + i, "wrong password").refused(401, "credentials");
      }
      ApiClient.Answer limited =
          strict.anonymous().signIn("analyst", "wrong password").refused(429, "rate-limited");
      assertThat(Integer.parseInt(limited.header("Retry-After"))).isBetween(1, 20);
    }
  }

  @Test
  void aDisabledAccountIsOutAtOnce() throws IOException {
    String name = "gone-" + System.nanoTime() % 100_000;
    String password = createUserPassword(name, "p-gone");
    ApiClient client = console.anonymous().signedIn(name, password);
    ApiClient sysadmin = console.as("sysadmin");
    sysadmin.put("/users/" + name + "/status", Map.of("enabled", false)).expect(200);
    client.get("/session").refused(401, "unauthenticated");
    console.anonymous().signIn(name, password).refused(401, "credentials");
    sysadmin.put("/users/" + name + "/status", Map.of("enabled", true)).expect(200);
    console.anonymous().signIn(name, password).expect(200);
  }

  @Test
  void aNewAccountHasNoRoleUntilAnotherOfficerGrantsOne() throws IOException {
    String name = "grant-" + System.nanoTime() % 100_000;
    String password = createUserPassword(name, "p-grant");
    ApiClient client = console.anonymous().signedIn(name, password);
    assertThat(client.get("/session").json().path("user").path("permissions")).isEmpty();
    client.get("/alerts").refused(403, "forbidden");
    console
        .as("sysadmin")
        .put("/users/" + name + "/roles", Map.of("roles", List.of("ANALYST")))
        .refused(403, "forbidden");
    console
        .as("secadmin")
        .put("/users/" + name + "/roles", Map.of("roles", List.of("ANALYST")))
        .expect(200);
    // The very session that was refused before.
    client.get("/alerts").expect(200);
  }

  @Test
  void officersExcludeEachOtherPerNaturalPerson() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    String suffix = "-" + System.nanoTime() % 100_000;
    String one = createUser("zhang" + suffix, "P-Zhang" + suffix);
    // The same person under another spelling and another account.
    String two = createUser("zhang2" + suffix, "p-zhang" + suffix);
    secadmin
        .put("/users/" + one + "/roles", Map.of("roles", List.of("SYS_ADMIN", "AUDIT_ADMIN")))
        .refused(409, "officer-exclusive");
    secadmin
        .put("/users/" + one + "/roles", Map.of("roles", List.of("SYS_ADMIN", "ANALYST")))
        .refused(409, "officer-exclusive");
    secadmin
        .put("/users/" + one + "/roles", Map.of("roles", List.of("AUDIT_ADMIN")))
        .refused(409, "approval-required");
    assignment("officer.grant", one, "AUDIT_ADMIN");
    for (String role : List.of("SYS_ADMIN", "SEC_ADMIN", "ANALYST", "AUDITOR")) {
      secadmin
          .put("/users/" + two + "/roles", Map.of("roles", List.of(role)))
          .refused(409, "officer-exclusive");
    }
    secadmin
        .put("/users/" + one + "/roles", Map.of("roles", List.of()))
        .refused(409, "approval-required");
    console
        .as("sysadmin")
        .put("/users/" + one + "/status", Map.of("enabled", false))
        .refused(409, "approval-required");
    // Two business roles may meet, and after the officer's role is gone the other account may hold
    // one.
    assignment("officer.revoke", one, "AUDIT_ADMIN");
    secadmin
        .put("/users/" + two + "/roles", Map.of("roles", List.of("ANALYST", "AUDITOR")))
        .expect(200);
    secadmin
        .put("/users/" + one + "/roles", Map.of("roles", List.of("SYS_ADMIN")))
        .refused(409, "officer-exclusive");
  }

  @Test
  void twoGrantsAtOnceCannotMakeADoubleOfficer() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    ApiClient auditadmin = console.as("auditadmin");
    for (int round = 0; round < 5; round++) {
      String suffix = round + "-" + System.nanoTime() % 100_000;
      String one = createUser("left" + suffix, "p-both" + suffix);
      String two = createUser("right" + suffix, "p-both" + suffix);
      List<JsonNode> asked =
          List.of(
              ask(secadmin, "officer.grant", one, "AUDIT_ADMIN"),
              ask(secadmin, "officer.grant", two, "SYS_ADMIN"));
      List<String> answers =
          asked.parallelStream()
              .map(approval -> agree(auditadmin, approval).path("state").asText())
              .sorted()
              .toList();
      assertThat(answers).containsExactly("executed", "void");
    }
  }

  @Test
  void nobodyChangesHisOwnRightsAndTheLastOfficerStays() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    ApiClient sysadmin = console.as("sysadmin");
    secadmin
        .put("/users/secadmin/roles", Map.of("roles", List.of("SEC_ADMIN")))
        .refused(403, "own-account");
    sysadmin.put("/users/sysadmin/status", Map.of("enabled", false)).refused(403, "own-account");
    // A second account of the same person is his own as well.
    String other = createUser("second-" + System.nanoTime() % 100_000, "person-secadmin");
    secadmin
        .put("/users/" + other + "/roles", Map.of("roles", List.of("SEC_ADMIN")))
        .refused(403, "own-account");
    secadmin.put("/users/sysadmin/roles", Map.of("roles", List.of())).refused(409, "last-officer");
    sysadmin.put("/users/secadmin/status", Map.of("enabled", false)).refused(409, "last-officer");
    secadmin.put("/users/nobody/roles", Map.of("roles", List.of())).refused(404, "not-found");
  }

  @Test
  void anOfficerChangesHisPasswordAndHisOtherSessionsEnd() {
    String name = "pass-" + System.nanoTime() % 100_000;
    String password = createUserPassword(name, "p-pass");
    ApiClient here = console.anonymous().signedIn(name, password);
    ApiClient there = console.anonymous().signedIn(name, password);
    assertThat(here.get("/session").json().path("user").path("passwordChangeDue").asBoolean())
        .isTrue();
    put(here, "wrong password", "a much better one 1").refused(401, "credentials");
    put(here, password, "short").refused(400, "weak-password");
    put(here, password, "my " + name + " password").refused(400, "weak-password");
    put(here, password, password).refused(400, "weak-password");
    put(here, password, "正确的马电池订书钉 和其他").expect(204);
    there.get("/session").refused(401, "unauthenticated");
    assertThat(here.get("/session").json().path("user").path("passwordChangeDue").asBoolean())
        .isFalse();
    console.anonymous().signIn(name, password).refused(401, "credentials");
    console.anonymous().signIn(name, "正确的马电池订书钉 和其他").expect(200);
  }

  @Test
  void accountsAreCheckedWhenTheyAreMade() throws IOException {
    ApiClient sysadmin = console.as("sysadmin");
    sysadmin
        .post("/users", Map.of("username", "analyst", "displayName", "x", "personId", "p-x"))
        .refused(409, "username-taken");
    sysadmin
        .post("/users", Map.of("username", "Bad Name", "displayName", "x", "personId", "p-x"))
        .refused(400, "json");
    sysadmin
        .post("/users", Map.of("username", "ok", "displayName", "a\nb", "personId", "p-x"))
        .refused(400, "json");
    sysadmin
        .post(
            "/users",
            Map.of(
                "username",
                "ok",
                "displayName",
                "x",
                "personId",
                "p-x",
                "roles",
                List.of("SYS_ADMIN")))
        .refused(400, "json");
    sysadmin
        .post(
            "/users",
            Map.of("username", "ok", "displayName", "x", "personId", "p-x", "password", "123456"))
        .refused(400, "weak-password");
  }

  @Test
  void accountsAreListedByPages() throws IOException {
    createUser("page.a", "P-pages");
    createUser("page.b", "p-pages");
    createUser("page.c", "p-other_pages");
    ApiClient officer = console.as("secadmin");
    List<String> all = names(officer.get("/users?limit=200").expect(200).json());
    assertThat(all).isSorted().contains("analyst", "page.a", "page.b", "page.c");

    List<String> paged = new ArrayList<>();
    JsonNode page = officer.get("/users?limit=2").expect(200).json();
    paged.addAll(names(page));
    while (!page.path("next").isNull()) {
      assertThat(page.path("items")).hasSize(2);
      page = officer.get("/users?limit=2&cursor=" + page.path("next").asText()).expect(200).json();
      paged.addAll(names(page));
    }
    assertThat(paged).isEqualTo(all);

    assertThat(names(officer.get("/users?person=P-PAGES").json()))
        .containsExactly("page.a", "page.b");
    assertThat(names(officer.get("/users?q=PAGE.").json()))
        .containsExactly("page.a", "page.b", "page.c");
    assertThat(names(officer.get("/users?q=other_p").json())).containsExactly("page.c");
    assertThat(names(officer.get("/users?q=pag_.a").json())).isEmpty();
    assertThat(names(officer.get("/users?q=%E6%B5%8B%E8%AF%95%20page.c").json()))
        .containsExactly("page.c");
    assertThat(names(officer.get("/users?role=SYS_ADMIN,AUDIT_ADMIN&q=admin").json()))
        .contains("auditadmin", "sysadmin")
        .doesNotContain("secadmin");
    officer.get("/users?role=ROOT").refused(400, "invalid");
    officer.get("/users?limit=201").refused(400, "invalid");
  }

  private static List<String> names(JsonNode page) {
    List<String> names = new ArrayList<>();
    page.path("items").forEach(user -> names.add(user.path("username").asText()));
    return names;
  }

  /** Asked for by the security administrator, agreed to by the audit administrator. */
  private static void assignment(String kind, String username, String role) throws IOException {
    JsonNode approval = ask(console.as("secadmin"), kind, username, role);
    assertThat(agree(console.as("auditadmin"), approval).path("state").asText())
        .isEqualTo("executed");
  }

  private static JsonNode ask(ApiClient client, String kind, String username, String role) {
    return client
        .post(
            "/approvals",
            Map.of(
                "kind",
                kind,
                "target",
                username,
                "parameters",
                Map.of("role", role),
                "reason",
                "as the board decided"))
        .expect(201)
        .json();
  }

  private static JsonNode agree(ApiClient client, JsonNode approval) {
    return client
        .post(
            "/approvals/" + approval.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "同意", "hash", approval.path("hash").asText()))
        .expect(200)
        .json();
  }

  private static ApiClient.Answer put(ApiClient client, String current, String wanted) {
    return client.put("/session/password", Map.of("current", current, "password", wanted));
  }

  private static String createUser(String name, String person) {
    createUserPassword(name, person);
    return name;
  }

  private static String createUserPassword(String name, String person) {
    try {
      return console
          .as("sysadmin")
          .post("/users", Map.of("username", name, "displayName", "测试 " + name, "personId", person))
          .expect(201)
          .json()
          .path("password")
          .asText();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String password(String username) throws IOException {
    return console.credentials().get(username);
  }

  /** The route with harmless values: nothing it could find or change. */
  private static ApiClient.Answer call(ApiClient client, Route route) {
    String path = route.path().replace("{stream}", "events").replaceAll("\\{[^}]*}", "0");
    return switch (route.method()) {
      case "GET" -> client.get(path);
      case "POST" -> client.post(path, Map.of());
      case "PUT" -> client.put(path, Map.of());
      case "DELETE" -> client.delete(path);
      default -> throw new AssertionError("method " + route.method());
    };
  }
}
