package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.watchfire.deploy.standalone.TestStack;

/** What tests of access policies do over and over: people, assets, drafts, agreements. */
final class AccessDesk {
  static final String PASSWORD = "correct horse 电池 staple";

  private final TestConsole console;

  AccessDesk(TestConsole console) {
    this.console = console;
  }

  /** An account of a natural person with business roles. */
  void account(String username, String person, String... roles) throws IOException {
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
    console
        .as("secadmin")
        .put("/users/" + username + "/roles", Map.of("roles", List.of(roles)))
        .expect(200);
  }

  /** Signed in, as one of the first accounts or as one made here. */
  ApiClient as(String username) throws IOException {
    return console.credentials().containsKey(username)
        ? console.as(username)
        : console.anonymous().signedIn(username, PASSWORD);
  }

  void person(String id, int clearance, String department) throws IOException {
    Map<String, Object> body = new HashMap<>();
    body.put("name", "人员 " + id);
    body.put("accounts", List.of(id));
    body.put("department", department);
    body.put("clearance", clearance);
    body.put("status", "active");
    console.as("secadmin").put("/people/" + id, 0, body).expect(200);
  }

  void asset(String id, int level, String... departments) throws IOException {
    assetAt(id, level, "path:/srv/" + id + "/**", departments);
  }

  void assetAt(String id, int level, String selector, String... departments) throws IOException {
    assetOf(null, id, level, selector, departments);
  }

  /**
   * @param owner a person, null for nobody
   */
  void assetOf(String owner, String id, int level, String selector, String... departments)
      throws IOException {
    Map<String, Object> body = new HashMap<>();
    if (owner != null) {
      body.put("owner", owner);
    }
    body.put("name", "资产 " + id);
    body.put("kind", "path");
    body.put("level", level);
    body.put("selectors", List.of(selector));
    body.put("departments", List.of(departments));
    console.as("secadmin").put("/assets/" + id, 0, body).expect(200);
  }

  /** An allow for everybody up to a level. */
  static Map<String, Object> allow(String id, int level, String... actions) {
    return Map.of(
        "id",
        id,
        "title",
        Map.of("zh", "策略 " + id, "en", "Policy " + id),
        "effect",
        "allow",
        "subjects",
        Map.of("any", true),
        "resources",
        Map.of("levels", Map.of("max", level)),
        "actions",
        List.of(actions));
  }

  @SafeVarargs
  final JsonNode draft(String title, Map<String, Object>... policies) throws IOException {
    return console
        .as("secadmin")
        .post("/access/drafts", Map.of("title", title, "policies", List.of(policies)))
        .expect(201)
        .json();
  }

  /** Runs a draft dry and waits for the end of it. */
  JsonNode dryRun(String draft) throws IOException {
    ApiClient secadmin = console.as("secadmin");
    String id =
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () -> secadmin.post("/access/drafts/" + draft + "/dry-run", Map.of()),
                answer -> !answer.code().equals("busy"))
            .expect(202)
            .json()
            .path("id")
            .asText();
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> secadmin.get("/access/dry-runs/" + id).expect(200).json(),
            run -> !run.path("state").asText().equals("running"));
  }

  ApiClient.Answer publishing(String draft, String run) throws IOException {
    return console
        .as("secadmin")
        .post(
            "/approvals",
            Map.of(
                "kind",
                "policy.publish",
                "target",
                draft,
                "parameters",
                Map.of("dryRun", run),
                "reason",
                "because of the test"));
  }

  ApiClient.Answer decide(String username, JsonNode asked) throws IOException {
    return as(username)
        .post(
            "/approvals/" + asked.path("id").asText() + "/decision",
            Map.of("approve", true, "reason", "同意", "hash", asked.path("hash").asText()));
  }

  /** The whole way of a draft, which an account {@code owner} and an officer agree to. */
  void publish(JsonNode draft) throws IOException {
    String id = draft.path("id").asText();
    JsonNode asked = publishing(id, dryRun(id).path("id").asText()).expect(201).json();
    decide("owner", asked).expect(200);
    assertThat(decide("sysadmin", asked).expect(200).json().path("state").asText())
        .isEqualTo("executed");
  }

  /** Every value on a topic. */
  List<byte[]> topic(String topic) {
    Properties properties = TestStack.shared().kafka().clientProperties("supervisor");
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<String, byte[]> consumer =
        new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
      }
    }
    return values;
  }
}
