package org.watchfire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.event.Event;
import org.watchfire.core.json.Json;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicyReader;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.Decision;
import org.watchfire.rules.access.Presumption;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/** A published set of access policies in the running engine: what it forbids becomes an alert. */
class AccessPolicyIT {
  private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
  private static final Map<String, Object> PERSON =
      Map.of(
          "name", "李娜",
          "accounts", List.of("li.na"),
          "department", "archive",
          "clearance", 4L,
          "status", "active");
  private static final Map<String, Object> ASSET =
      Map.of(
          "name", "档案库", "kind", "path", "selectors", List.of("path:/srv/archive/**"), "level", 3L);

  @TempDir Path folder;

  @Test
  void anAccessThatAPublishedSetForbidsIsAnAlertThatNamesPolicyAndVersion() throws Exception {
    AccessPolicySet first = set(1, "", "no-reading", "read");
    AccessPolicySet second =
        AccessPolicyReader.ofPublished()
            .read(Json.write(tree(2, first.hash(), "no-deleting", "delete")));
    try (Site site = new Site(folder);
        EngineProcess engine = site.engine(null, "")) {
      site.publish("person", "p-li", false, PERSON);
      site.publish("asset", "archive", false, ASSET);
      site.publish(AccessPolicySet.TYPE, AccessPolicySet.ID, false, first.tree());
      engine.start();
      engine.awaitReady();
      awaitVersion(engine, first);
      site.send(event("a", "file-read"));
      site.flush();
      Map<String, Object> alert = awaitAlert(site, "access-policy:no-reading");
      Map<?, ?> label = label(alert);
      assertThat(label.get("person")).isEqualTo("p-li");
      assertThat(label.get("policy")).isEqualTo("no-reading");
      assertThat(label.get("policy_set_version")).isEqualTo(1L);
      assertThat(label.get("policy_set_hash")).isEqualTo(first.hash());
      assertThat(label.get("reason")).isEqualTo(decided(first, AccessAction.READ).reason().text());
      assertThat(label.get("policy")).isEqualTo(decided(first, AccessAction.READ).policyId());

      // The next version: reading is in order, deleting is not.
      site.publish(AccessPolicySet.TYPE, AccessPolicySet.ID, false, second.tree());
      awaitVersion(engine, second);
      site.send(event("b", "file-read"));
      site.send(event("c", "file-delete"));
      site.flush();
      Map<?, ?> next = label(awaitAlert(site, "access-policy:no-deleting"));
      assertThat(next.get("policy_set_version")).isEqualTo(2L);
      assertThat(decided(second, AccessAction.DELETE).policyId()).isEqualTo("no-deleting");
      assertThat(site.alerts().stream().filter(a -> rule(a).equals("access-policy:no-reading")))
          .allSatisfy(a -> assertThat(label(a).get("policy_set_version")).isEqualTo(1L))
          .allSatisfy(a -> assertThat(((Map<?, ?>) a.get("alert")).get("count")).isEqualTo(1L));
    }
  }

  /** As the console explains it: the same evaluator over the same objects. */
  private static Decision decided(AccessPolicySet set, AccessAction action) throws Exception {
    Person person = Person.of(new PolicyObject("person", "p-li", 1, "", "", "", false, PERSON));
    Asset asset = Asset.of(new PolicyObject("asset", "archive", 1, "", "", "", false, ASSET));
    return AccessEvaluator.of(set, org.watchfire.rules.directory.Departments.NONE)
        .explain(
            new AccessRequest(person, asset, null, action, AccessContext.at(START)),
            Presumption.LENIENT)
        .decision();
  }

  private static AccessPolicySet set(long version, String previous, String id, String denied)
      throws Exception {
    return AccessPolicyReader.ofPublished().read(Json.write(tree(version, previous, id, denied)));
  }

  private static Map<String, Object> tree(long version, String previous, String id, String denied) {
    Map<String, Object> allow =
        Map.of(
            "id",
            "all",
            "title",
            Map.of("zh", "全部允许", "en", "Everything"),
            "effect",
            "allow",
            "subjects",
            Map.of("any", true),
            "resources",
            Map.of("any", true),
            "actions",
            List.of("*"));
    Map<String, Object> deny =
        Map.of(
            "id",
            id,
            "title",
            Map.of("zh", "禁止", "en", "Forbidden"),
            "effect",
            "deny",
            "subjects",
            Map.of("persons", List.of("p-li")),
            "resources",
            Map.of("ids", List.of("archive")),
            "actions",
            List.of(denied));
    Map<String, Object> tree = new java.util.HashMap<>();
    tree.put("format", "watchfire-access-policies/1");
    tree.put("version", version);
    tree.put("scheme", "default");
    tree.put("policies", List.of(allow, deny));
    if (!previous.isEmpty()) {
      tree.put("previous_hash", previous);
    }
    return tree;
  }

  private static Event event(String id, String action) {
    return Event.builder()
        .put("@timestamp", START)
        .put("ecs.version", "8.17.0")
        .put("agent.id", Site.AGENT)
        .put("event.id", id)
        .put("event.kind", "event")
        .put("event.category", List.of("file"))
        .put("event.dataset", "samba.audit")
        .put("event.action", action)
        .put("event.outcome", "success")
        .put("user.name", "li.na")
        .put("host.name", "file01")
        .put("file.path", "/srv/archive/2026/1.docx")
        .build();
  }

  private static void awaitVersion(EngineProcess engine, AccessPolicySet set) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> engine.text("/readyz"),
            text ->
                text.contains("\"access-policy-set/default\":{\"version\":" + set.version() + ",")
                    && text.contains(set.hash()));
  }

  private static Map<String, Object> awaitAlert(Site site, String rule) {
    return Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> site.alerts().stream().filter(a -> rule(a).equals(rule)).findFirst(),
            java.util.Optional::isPresent)
        .orElseThrow();
  }

  private static String rule(Map<String, Object> alert) {
    return String.valueOf(((Map<?, ?>) alert.get("rule")).get("id"));
  }

  private static Map<?, ?> label(Map<String, Object> alert) {
    Map<?, ?> explanation = (Map<?, ?>) ((Map<?, ?>) alert.get("alert")).get("explanation");
    return (Map<?, ?>) explanation.get("label");
  }
}
