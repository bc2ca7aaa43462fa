package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.policy.PolicyHistory;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;

/**
 * Draft, dry run, two agreements, publication and roll back, as the API and the topic show them.
 */
class AccessPoliciesIT {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir static Path folder;
  private static TestConsole console;
  private static AccessDesk desk;

  @BeforeAll
  static void start() throws IOException {
    TestStack.shared().kafka().resetTopics();
    PostgresAccess.Database database = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, database).withKafka().start();
    desk = new AccessDesk(console);
    desk.account("owner", "p-owner", "DATA_OWNER");
    desk.person("li.na", 3, "finance");
    desk.person("wang.wei", 2, "archive");
    desk.asset("ledger", 3, "finance");
    desk.asset("open-data", 1);
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void aDraftIsReadStrictlyAndKeptWithItsVersion() throws IOException {
    ApiClient secadmin = console.as("secadmin");
    Map<String, Object> bad = new HashMap<>(AccessDesk.allow("bad", 3, "read"));
    bad.put("actions", List.of("read", "steal"));
    bad.put("surprise", true);
    ApiClient.Answer refused =
        secadmin
            .post("/access/drafts", Map.of("title", "坏的", "policies", List.of(bad)))
            .refused(422, "policies");
    JsonNode problems = refused.json().path("problems");
    assertThat(problems).hasSize(2);
    assertThat(problems.get(0).path("path").asText()).startsWith("policies[0]");
    assertThat(problems.toString()).contains("应为操作", "此处没有该成员", "steal");

    JsonNode draft = desk.draft("财务", AccessDesk.allow("a", 3, "read"));
    String path = "/access/drafts/" + draft.path("id").asText();
    assertThat(secadmin.get(path).header("ETag")).isEqualTo("\"1\"");
    Map<String, Object> changed =
        Map.of("title", "财务", "policies", List.of(AccessDesk.allow("b", 2, "read")));
    secadmin.put(path, changed).refused(428, "version-required");
    secadmin.put(path, 1, changed).expect(200);
    secadmin.put(path, 1, changed).refused(409, "stale");
    console.as("analyst").get(path).refused(403, "forbidden");
    console.as("sysadmin").put(path, 2, changed).refused(403, "forbidden");
    // The same meaning has the same hash, however it is ordered.
    JsonNode check =
        secadmin
            .post("/access/checks", Map.of("policies", List.of(AccessDesk.allow("b", 2, "read"))))
            .expect(200)
            .json();
    assertThat(check.path("hash").asText())
        .isEqualTo(secadmin.get(path).json().path("hash").asText());
    secadmin.delete(path, 2).expect(204);
    secadmin.put(path, 3, changed).refused(409, "state");
    assertThat(secadmin.get("/access/drafts").json().path("items").toString())
        .doesNotContain(draft.path("id").asText());
  }

  @Test
  void twoOthersAgreeAndTheVersionGoesToTheTopicAndRollsBack() throws Exception {
    ApiClient secadmin = console.as("secadmin");
    JsonNode draft = desk.draft("财务可读", AccessDesk.allow("read-finance", 3, "read"));
    String id = draft.path("id").asText();
    desk.publishing(id, "0".repeat(32)).refused(404, "not-found");
    JsonNode run = desk.dryRun(id);
    JsonNode result = run.path("result");
    assertThat(run.path("state").asText()).isEqualTo("done");
    // Li may read both, Wang only what is not above his level and not another department's.
    assertThat(result.path("gained").path("read").asLong()).isEqualTo(3);
    assertThat(result.path("personsGaining").asLong()).isEqualTo(2);
    assertThat(result.path("replay").path("problem").asText()).isNotEmpty();
    JsonNode changes =
        secadmin
            .get("/access/dry-runs/" + run.path("id").asText() + "/changes?person=li.na&limit=1")
            .expect(200)
            .json();
    assertThat(changes.path("items")).hasSize(1);
    assertThat(changes.path("next").isNull()).isFalse();
    assertThat(changes.path("items").get(0).path("kind").asText()).isEqualTo("gained");

    // What was run dry is not what the draft says any more.
    String path = "/access/drafts/" + id;
    secadmin
        .put(
            path,
            1,
            Map.of(
                "title",
                "财务可读",
                "policies",
                List.of(AccessDesk.allow("read-finance", 3, "read", "list"))))
        .expect(200);
    desk.publishing(id, run.path("id").asText()).refused(409, "dry-run");
    JsonNode fresh = desk.dryRun(id);
    JsonNode asked = desk.publishing(id, fresh.path("id").asText()).expect(201).json();
    assertThat(asked.path("summary").path("zh").asText()).contains("第 1 版", "2 人获得");
    assertThat(asked.path("impact").toString()).contains("read-finance", "person li.na");
    desk.decide("secadmin", asked).refused(403, "own-request");
    assertThat(desk.decide("owner", asked).expect(200).json().path("state").asText())
        .isEqualTo("requested");
    desk.decide("owner", asked).refused(409, "already-decided");
    assertThat(desk.decide("auditadmin", asked).expect(200).json().path("state").asText())
        .isEqualTo("executed");
    assertThat(secadmin.get(path).json().path("state").asText()).isEqualTo("published");
    List<PolicyObject> first = published(1);
    AccessPolicySet one = AccessPolicyReader.ofPublished().read(first.get(0));
    assertThat(one.version()).isEqualTo(1);
    assertThat(one.policy("read-finance")).isNotNull();

    // A second version, then the first one's policies again as the third.
    desk.publish(desk.draft("收紧", AccessDesk.allow("read-open", 1, "read")));
    JsonNode diff = secadmin.get("/access/versions/2/diff").expect(200).json().path("difference");
    assertThat(diff.path("added").get(0).path("id").asText()).isEqualTo("read-open");
    assertThat(diff.path("removed").get(0).path("id").asText()).isEqualTo("read-finance");
    JsonNode back =
        secadmin
            .post("/access/drafts", Map.of("title", "回退到第 1 版", "fromVersion", 1))
            .expect(201)
            .json();
    desk.publish(back);
    List<PolicyObject> versions = published(3);
    PolicyHistory history = new PolicyHistory();
    for (PolicyObject version : versions) {
      assertThat(history.accept(version)).isTrue();
    }
    AccessPolicySet third = AccessPolicyReader.ofPublished().read(versions.get(2));
    assertThat(third.policies()).isEqualTo(one.policies());
    JsonNode listed = secadmin.get("/access/versions?limit=2").expect(200).json();
    assertThat(listed.path("items")).hasSize(2);
    assertThat(listed.path("items").get(0).path("version").asInt()).isEqualTo(3);
    assertThat(listed.path("items").get(0).path("inForce").asBoolean()).isTrue();
    assertThat(listed.path("items").get(0).path("approvers").toString()).contains("owner");
    assertThat(secadmin.get("/access/versions?limit=2&cursor=2").json().path("items")).hasSize(1);

    explanationEqualsWhoCan();
    aVersionEditedBySqlIsRefused();
  }

  private static void explanationEqualsWhoCan() throws IOException {
    ApiClient analyst = console.as("analyst");
    for (String person : List.of("li.na", "wang.wei")) {
      for (String asset : List.of("ledger", "open-data")) {
        JsonNode explained =
            analyst
                .get("/access/explain?person=" + person + "&asset=" + asset + "&action=read")
                .expect(200)
                .json();
        boolean listed =
            analyst
                .get("/access/who-can/" + asset)
                .expect(200)
                .json()
                .path("items")
                .toString()
                .contains(person);
        boolean lists =
            analyst
                .get("/access/what-can/" + person + "?limit=500")
                .expect(200)
                .json()
                .path("items")
                .toString()
                .contains(asset);
        assertThat(explained.path("allowed").asBoolean()).isEqualTo(listed).isEqualTo(lists);
        assertThat(explained.path("set_version").asInt()).isEqualTo(3);
      }
    }
    JsonNode denied =
        analyst.get("/access/explain?person=wang.wei&asset=ledger").expect(200).json();
    assertThat(denied.path("reason").asText()).isEqualTo("clearance");
    analyst.get("/access/explain?person=li.na").refused(400, "invalid");
    analyst
        .get("/access/explain?person=li.na&asset=ledger&from-ip=nowhere")
        .refused(400, "invalid");
  }

  private static void aVersionEditedBySqlIsRefused() throws Exception {
    console.sql("ALTER TABLE policy_history DISABLE TRIGGER policy_history_append_only");
    console.sql(
        "UPDATE policy_history SET signed = (SELECT signed FROM policy_history"
            + " WHERE type = 'access-policy-set' AND version = 1)"
            + " WHERE type = 'access-policy-set' AND version = 2");
    console.as("secadmin").get("/access/versions/2").refused(403, "integrity");
    console.as("secadmin").get("/access/versions/1").expect(200);
  }

  /** The versions on the topic, oldest first. */
  private static List<PolicyObject> published(int count) {
    return Awaitility.await()
        .atMost(SOON)
        .until(
            () -> {
              List<PolicyObject> found = new ArrayList<>();
              for (byte[] value : desk.topic(Topics.POLICY)) {
                PolicyObject object = console.policyVerifier().verify(value);
                if (object.type().equals(AccessPolicySet.TYPE)) {
                  found.add(object);
                }
              }
              return found;
            },
            found -> found.size() == count);
  }
}
