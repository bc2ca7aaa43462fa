package org.watchfire.console.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.PermissionMatrix;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.identity.Role;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.RevisionAnchor;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/**
 * The rules of approval on a real PostgreSQL, with acts made for it; accounts, roles and the first
 * acts of the product through the API of a console on the same database.
 */
class ApprovalsIT {
  private static final JsonNode NOTHING = JsonNodeFactory.instance.objectNode();

  @TempDir static Path folder;
  private static TestConsole console;
  private static Database database;
  private static Rights rights;
  private static AuditTrail trail;
  private static ProtectedRows rows;
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final MovableClock clock = new MovableClock();
  private final Act once = new Act("test.once", List.of(Set.of(Role.DATA_OWNER)), Duration.ZERO);
  private final Act both =
      new Act(
          "test.both",
          List.of(Set.of(Role.KEY_CUSTODIAN), Set.of(Role.KEY_CUSTODIAN, Role.DATA_OWNER)),
          Duration.ZERO);
  private final Act later =
      new Act("test.later", List.of(Set.of(Role.DATA_OWNER)), Duration.ofDays(7));
  private Approvals approvals;
  private String target;

  /** Writes a line when it is done; its content is what the test says. */
  private static final class Act implements ApprovedAction {
    private final String kind;
    private final List<Set<Role>> approvers;
    private final Duration delay;
    private final AtomicInteger executed = new AtomicInteger();
    private volatile String content = "as asked";
    private volatile Set<String> interested = Set.of();
    private volatile boolean fails;

    private Act(String kind, List<Set<Role>> approvers, Duration delay) {
      this.kind = kind;
      this.approvers = approvers;
      this.delay = delay;
    }

    @Override
    public String kind() {
      return kind;
    }

    @Override
    public String requires() {
      return "asset:write";
    }

    @Override
    public List<Set<Role>> approvers() {
      return approvers;
    }

    @Override
    public Duration delay() {
      return delay;
    }

    @Override
    public ApprovalContent content(Handle transaction, String target, JsonNode parameters) {
      return new ApprovalContent(
          content.getBytes(java.nio.charset.StandardCharsets.UTF_8),
          "试验",
          "a trial",
          List.of(new ApprovalContent.Change("content", "", content)),
          interested);
    }

    @Override
    public void execute(Approved approved, Handle transaction) {
      transaction.execute(
          "INSERT INTO milestones (name, at) VALUES (?, now())", "done " + approved.target());
      if (fails) {
        throw new Refusal(409, "state", "it cannot be done");
      }
      executed.incrementAndGet();
    }
  }

  private static long waiting(String username) throws IOException {
    return console.as(username).get("/approvals/waiting").expect(200).json().path("count").asLong();
  }

  private static final class MovableClock extends Clock {
    private volatile Instant now = Instant.parse("2026-11-22T08:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeAll
  static void start() throws IOException {
    PostgresAccess.Database place = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, place).start();
    for (String[] who :
        new String[][] {
          {"owner", "p-owner", "DATA_OWNER"},
          {"owner2", "p-owner", "DATA_OWNER"},
          {"wang", "p-wang", "DATA_OWNER"},
          {"chen", "p-chen", "KEY_CUSTODIAN"},
          {"chen2", "p-chen", "KEY_CUSTODIAN"},
          {"he", "p-he", "KEY_CUSTODIAN"},
        }) {
      account(who[0], who[1]);
      console
          .as("secadmin")
          .put("/users/" + who[0] + "/roles", Map.of("roles", List.of(who[2])))
          .expect(200);
    }
    database = new Database(place.jdbcUrl(), place.user(), place.password(), 8);
    database.start(ready -> {});
    Awaitility.await().until(database::isPrepared);
    rows =
        new ProtectedRows(
            TestConsole.INTEGRITY_KEY,
            RevisionAnchor.open(folder.resolve("second.anchor")),
            finding -> {});
    rights = new Rights(PermissionMatrix.load(), rows);
    trail = new AuditTrail(new Outbox(Clock.systemUTC()), Clock.systemUTC());
  }

  @AfterAll
  static void stop() {
    database.close();
    console.close();
  }

  @BeforeEach
  void register() {
    approvals =
        new Approvals(
            database,
            ActionRegistry.of(PermissionMatrix.load(), List.of(once, both, later)),
            rows,
            rights,
            CryptoSuites.intl(),
            trail,
            clock);
    target = "target-" + NUMBER.incrementAndGet();
  }

  @Test
  void nobodyDecidesWhatHeAskedForAndOthersNeedTheRole() {
    Approval asked = ask(once);
    refused(() -> agree("secadmin", asked), 403, "own-request");
    refused(() -> agree("chen", asked), 404, "not-found");
    refused(() -> agree("auditadmin", asked), 403, "not-approver");
    refused(
        () -> approvals.decide(as("auditadmin"), asked.id(), false, "nein", asked.hash()),
        403,
        "not-approver");
    refused(
        () -> approvals.decide(as("owner"), asked.id(), true, "好的", "0".repeat(64)), 409, "hash");
    assertThat(agree("owner", asked).state()).isEqualTo(ApprovalState.EXECUTED);
    assertThat(once.executed).hasValue(1);
    refused(() -> agree("wang", asked), 409, "state");
    refused(() -> approvals.execute(as("secadmin"), asked.id()), 409, "state");
    assertThat(once.executed).hasValue(1);
  }

  @Test
  void whoIsConcernedNeitherAsksNorDecides() {
    once.interested = Set.of("p-owner");
    Approval asked = ask(once);
    refused(() -> agree("owner", asked), 403, "interested");
    refused(() -> agree("owner2", asked), 403, "interested");
    assertThat(agree("wang", asked).state()).isEqualTo(ApprovalState.EXECUTED);
    once.interested = Set.of("person-secadmin");
    target += "-again";
    refused(() -> ask(once), 403, "interested");
  }

  @Test
  void twoAgreementsAreOfTwoPersons() {
    Approval asked = ask(both);
    assertThat(agree("chen", asked).state()).isEqualTo(ApprovalState.REQUESTED);
    refused(() -> agree("chen", asked), 409, "already-decided");
    // The same person with another account.
    refused(() -> agree("chen2", asked), 409, "already-decided");
    assertThat(both.executed).hasValue(0);
    Approval done = agree("he", asked);
    assertThat(done.state()).isEqualTo(ApprovalState.EXECUTED);
    assertThat(done.decisions()).extracting(Approval.Decision::username).contains("chen", "he");
    target += "-again";
    Approval second = ask(both);
    assertThat(agree("owner", second).state()).isEqualTo(ApprovalState.REQUESTED);
    // There is one place for a data owner.
    refused(() -> agree("wang", second), 403, "not-approver");
    assertThat(agree("he", second).state()).isEqualTo(ApprovalState.EXECUTED);
  }

  @Test
  void aChangeAfterTheRequestVoidsIt() {
    Approval asked = ask(both);
    agree("chen", asked);
    both.content = "something else";
    assertThat(approvals.get(as("secadmin"), asked.id()).current()).isFalse();
    Approval after = agree("he", asked);
    assertThat(after.state()).isEqualTo(ApprovalState.VOID);
    assertThat(after.outcome()).contains("changed");
    assertThat(both.executed).hasValue(0);
    assertThat(approvals.get(as("secadmin"), asked.id()).approval().endedAt()).isNotNull();
  }

  @Test
  void whatCannotBeDoneLeavesNothingBehind() throws Exception {
    once.fails = true;
    Approval asked = ask(once);
    Approval after = agree("owner", asked);
    assertThat(after.state()).isEqualTo(ApprovalState.VOID);
    assertThat(after.outcome()).isEqualTo("it cannot be done");
    assertThat(after.decisions()).hasSize(1);
    assertThat(console.sql("DELETE FROM milestones WHERE name = 'done " + target + "'")).isZero();
  }

  @Test
  void oneDisagreementEndsIt() {
    Approval asked = ask(both);
    agree("chen", asked);
    approvals.decide(as("he"), asked.id(), false, "不同意", asked.hash());
    assertThat(approvals.get(as("he"), asked.id()).approval().state())
        .isEqualTo(ApprovalState.REJECTED);
    refused(() -> agree("owner", asked), 409, "state");
    assertThat(both.executed).hasValue(0);
  }

  @Test
  void nothingIsDecidedAfterThreeDays() {
    Approval asked = ask(once);
    clock.now = clock.now.plus(Duration.ofHours(72)).minusSeconds(1);
    assertThat(approvals.get(as("owner"), asked.id()).mayDecide()).isTrue();
    clock.now = clock.now.plusSeconds(1);
    refused(() -> agree("owner", asked), 409, "state");
    assertThat(approvals.get(as("owner"), asked.id()).approval().state())
        .isEqualTo(ApprovalState.EXPIRED);
    assertThat(once.executed).hasValue(0);
    // The same may be asked for anew.
    assertThat(agree("owner", ask(once)).state()).isEqualTo(ApprovalState.EXECUTED);
  }

  @Test
  void aScheduledActWaitsAndIsCheckedAgain() {
    Approval asked = ask(later);
    Approval approved = agree("owner", asked);
    assertThat(approved.state()).isEqualTo(ApprovalState.APPROVED);
    refused(() -> approvals.execute(as("secadmin"), asked.id()), 409, "too-early");
    clock.now = clock.now.plus(Duration.ofDays(7));
    refused(() -> approvals.execute(as("wang"), asked.id()), 403, "forbidden");
    assertThat(approvals.execute(as("owner"), asked.id()).approval().state())
        .isEqualTo(ApprovalState.EXECUTED);
    assertThat(later.executed).hasValue(1);
    refused(() -> approvals.execute(as("owner"), asked.id()), 409, "state");
  }

  @Test
  void whoLosesTheRoleInBetweenDoesNotCount() throws IOException {
    String name = account("late" + target, "p-late" + target);
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/users/" + name + "/roles", Map.of("roles", List.of("DATA_OWNER"))).expect(200);
    Approval asked = ask(later);
    assertThat(agree(name, asked).state()).isEqualTo(ApprovalState.APPROVED);
    secadmin.put("/users/" + name + "/roles", Map.of("roles", List.of())).expect(200);
    clock.now = clock.now.plus(Duration.ofDays(7));
    Approval after = approvals.execute(as("secadmin"), asked.id()).approval();
    assertThat(after.state()).isEqualTo(ApprovalState.VOID);
    assertThat(after.outcome()).contains("roles");
    assertThat(later.executed).hasValue(0);
  }

  @Test
  void onlyTheRequesterWithdrawsAndTheSameIsNotAskedForTwice() {
    Approval asked = ask(once);
    refused(() -> ask(once), 409, "approval-open");
    refused(() -> approvals.withdraw(as("owner"), asked.id()), 403, "forbidden");
    approvals.withdraw(as("secadmin"), asked.id());
    refused(() -> agree("owner", asked), 409, "state");
    assertThat(agree("owner", ask(once)).state()).isEqualTo(ApprovalState.EXECUTED);
  }

  @Test
  void manyDecisionsAtOnceExecuteItOnce() {
    Approval asked = ask(once);
    List<String> states =
        IntStream.range(0, 12)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    return agree(i % 2 == 0 ? "owner" : "wang", asked).state().text();
                  } catch (Refusal e) {
                    return e.code();
                  }
                })
            .toList();
    assertThat(states).containsOnlyOnce("executed");
    assertThat(once.executed).hasValue(1);
  }

  @Test
  void everythingIsOnRecordRefusalsToo() throws Exception {
    Approval asked = ask(once);
    refused(() -> agree("secadmin", asked), 403, "own-request");
    agree("owner", asked);
    List<String> acts =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = 'wf.audit'"
                            + " AND position(:id in convert_from(value, 'UTF8')) > 0 ORDER BY id")
                    .bind("id", asked.id())
                    .mapTo(String.class)
                    .list());
    assertThat(acts).hasSize(4);
    assertThat(acts.get(0)).contains("approval.request", "secadmin", asked.hash());
    assertThat(acts.get(1)).contains("approval.approve", "failure", "own-request");
    assertThat(acts.get(2)).contains("approval.approve", "success", "owner");
    assertThat(acts.get(3)).contains("approval.execute", "asked by secadmin", "agreed by owner");
  }

  @Test
  void anOfficerIsAppointedByThreePersons() throws IOException {
    String name = account("officer" + target.replace('-', 'x'), "p-officer" + target);
    Map<String, Object> wish =
        Map.of(
            "kind",
            "officer.grant",
            "target",
            name,
            "parameters",
            Map.of("role", "AUDIT_ADMIN"),
            "reason",
            "second auditor");
    console.as("sysadmin").post("/approvals", wish).refused(403, "forbidden");
    final long before = waiting("auditadmin");
    JsonNode asked = console.as("secadmin").post("/approvals", wish).expect(201).json();
    assertThat(waiting("auditadmin")).isEqualTo(before + 1);
    assertThat(waiting("sysadmin")).as("who has an interest in it is not asked").isZero();
    String path = "/approvals/" + asked.path("id").asText();
    Map<String, Object> yes =
        Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText());
    console.as("secadmin").post(path + "/decision", yes).refused(403, "own-request");
    // He made the account.
    console.as("sysadmin").post(path + "/decision", yes).refused(403, "interested");
    JsonNode seen = console.as("auditadmin").get(path).expect(200).json();
    assertThat(seen.path("mayDecide").asBoolean()).isTrue();
    assertThat(seen.path("impact").get(0).path("after").asText()).isEqualTo("AUDIT_ADMIN");
    // Who has a say in nothing like it does not learn that it exists.
    console.as("auditor").get(path).refused(404, "not-found");
    JsonNode done = console.as("auditadmin").post(path + "/decision", yes).expect(200).json();
    assertThat(done.path("state").asText()).isEqualTo("executed");
    assertThat(waiting("auditadmin")).isEqualTo(before);
    assertThat(roles(name)).containsExactly("AUDIT_ADMIN");
    assertThat(
            console.as("auditadmin").get("/approvals?state=executed&limit=1").json().path("items"))
        .hasSize(1);
    console
        .as("secadmin")
        .post(
            "/approvals",
            Map.of(
                "kind", "officer.revoke",
                "target", "sysadmin",
                "parameters", Map.of("role", "SYS_ADMIN"),
                "reason", "the only one"))
        .refused(409, "last-officer");
  }

  @Test
  void anAssetIsRaisedByOneAndLoweredByTwo() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    String path = "/assets/" + target;
    secadmin.put(path, 0, asset(3, List.of("a"))).expect(200);
    secadmin.put(path, 1, asset(4, List.of("a", "b"))).expect(200);
    secadmin.put(path, 2, asset(3, List.of("a", "b"))).refused(409, "approval-required");
    secadmin.put(path, 2, asset(4, List.of("a"))).refused(409, "approval-required");
    secadmin.delete(path, 2).refused(409, "approval-required");
    JsonNode asked = lower(secadmin, Map.of("version", 2, "body", asset(2, List.of("a"))));
    assertThat(asked.path("summary").path("zh").asText()).contains("level", "compartments");
    // A change in between is not what was agreed to.
    secadmin.put(path, 2, asset(5, List.of("a", "b"))).expect(200);
    assertThat(agreed("owner", asked)).isEqualTo("void");
    assertThat(secadmin.get(path).json().path("level").asInt()).isEqualTo(5);
    JsonNode again = lower(secadmin, Map.of("version", 3, "body", asset(2, List.of("a"))));
    assertThat(agreed("owner", again)).isEqualTo("executed");
    assertThat(secadmin.get(path).json().path("level").asInt()).isEqualTo(2);
    JsonNode gone = lower(secadmin, Map.of("version", 4));
    assertThat(agreed("owner", gone)).isEqualTo("executed");
    secadmin.get(path).refused(404, "not-found");
  }

  private JsonNode lower(ApiClient client, Map<String, Object> parameters) {
    return client
        .post(
            "/approvals",
            Map.of(
                "kind",
                "level.lower",
                "target",
                target,
                "parameters",
                parameters,
                "reason",
                "graded anew"))
        .expect(201)
        .json();
  }

  private static String agreed(String username, JsonNode asked) throws IOException {
    return console
        .anonymous()
        .signedIn(username, PASSWORD)
        .post(
            "/approvals/" + asked.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText()))
        .expect(200)
        .json()
        .path("state")
        .asText();
  }

  private static Map<String, Object> asset(int level, List<String> compartments) {
    return Map.of(
        "name",
        "档案",
        "kind",
        "path",
        "level",
        level,
        "compartments",
        compartments,
        "selectors",
        List.of("path:/srv/a"));
  }

  private static List<String> roles(String username) throws IOException {
    for (JsonNode user : console.as("secadmin").get("/users").json().path("items")) {
      if (user.path("username").asText().equals(username)) {
        List<String> roles = new ArrayList<>();
        user.path("roles").forEach(role -> roles.add(role.asText()));
        return roles;
      }
    }
    throw new AssertionError("no account " + username);
  }

  private static final String PASSWORD = "correct horse 电池 staple";

  private static String account(String username, String person) throws IOException {
    console
        .as("sysadmin")
        .post(
            "/users",
            Map.of(
                "username", username,
                "displayName", username,
                "personId", person,
                "password", PASSWORD))
        .expect(201);
    return username;
  }

  private Approval ask(Act act) {
    return approvals
        .request(as("secadmin"), act.kind(), target, NOTHING, "because of the test")
        .approval();
  }

  private Approval agree(String username, Approval asked) {
    return approvals.decide(as(username), asked.id(), true, "同意", asked.hash()).approval();
  }

  private static Caller as(String username) {
    return database.inTransaction(handle -> rights.of(handle, username)).orElseThrow();
  }

  private static void refused(ThrowingCallable call, int status, String code) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              assertThat(refusal.status()).isEqualTo(status);
            });
  }
}
