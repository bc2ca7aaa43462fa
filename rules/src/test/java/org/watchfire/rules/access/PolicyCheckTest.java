package org.watchfire.rules.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.Event;
import org.watchfire.core.json.Json;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;
import org.watchfire.rules.sigma.Severity;

/** The default policies against events of other systems' logs. */
class PolicyCheckTest {
  private final Directory directory = directory();
  private final AccessPolicySet set = defaults();
  private final PolicyCheck check =
      PolicyCheck.of(AccessEvaluator.of(set, directory.departments()));

  private static AccessPolicySet defaults() {
    try {
      return DefaultPolicies.set();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Directory directory() {
    try {
      return Directory.empty().toBuilder()
          .put(
              object(
                  "person",
                  "dba",
                  "accounts",
                  List.of("dba"),
                  "clearance",
                  6L,
                  "roles",
                  List.of("database-administrator")))
          .put(
              object(
                  "person", "clerk", "name", "李娜", "accounts", List.of("li.na"), "clearance", 4L))
          .put(object("person", "low", "accounts", List.of("low"), "clearance", 1L))
          .put(
              object(
                  "asset",
                  "pay",
                  "name",
                  "工资",
                  "kind",
                  "share",
                  "level",
                  3L,
                  "selectors",
                  List.of("path:/srv/pay/**")))
          .put(
              object(
                  "asset",
                  "core",
                  "kind",
                  "share",
                  "level",
                  4L,
                  "selectors",
                  List.of("path:/srv/core/**")))
          .build();
    } catch (DirectoryFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PolicyObject object(String type, String id, Object... body) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < body.length; i += 2) {
      map.put((String) body[i], body[i + 1]);
    }
    return new PolicyObject(type, id, 1, "", "", "", false, map);
  }

  private static Event event(String user, String action, String path, String at, String ip) {
    return Event.builder()
        .put("event.id", "e1")
        .put("@timestamp", at)
        .put("event.category", List.of("file"))
        .put("event.action", action)
        .put("event.outcome", "success")
        .put("user.name", user)
        .put("source.ip", ip)
        .put("file.path", path)
        .build();
  }

  private static final String NOON = "2026-11-18T04:00:00Z";
  private static final String NIGHT = "2026-11-18T17:00:00Z";

  @Test
  void aDenyIsABreachThatNamesPolicyAndVersion() {
    Event read = event("dba", "file-read", "/srv/pay/a", NOON, "10.0.0.1");

    PolicyBreach breach = check.check(read, directory).get(0);

    assertThat(breach.policy().id()).isEqualTo("deny-operators-business-data");
    assertThat(breach.severity()).isEqualTo(Severity.HIGH);
    assertThat(breach.reason().en()).contains("of version 1 forbids it");
    assertThat(breach.reason().zh()).contains("访问策略第 1 版").contains("禁止");
    Signal signal = breach.signal(read, 17);
    assertThat(signal.rule().id()).isEqualTo("access-policy:deny-operators-business-data");
    assertThat(signal.rule().version()).isEqualTo(set.hash().substring(0, 12));
    assertThat(signal.conditions()).anySatisfy(c -> assertThat(c.field()).endsWith(": role"));
    assertThat(Signal.fromBytes(signal.toBytes())).isEqualTo(signal);
  }

  @Test
  void whatNoPolicyAllowsAtThatHourIsABreach() {
    assertThat(check.check(event("li.na", "file-read", "/srv/pay/a", NOON, "10.0.0.1"), directory))
        .isEmpty();
    assertThat(check.check(event("li.na", "file-read", "/srv/pay/a", NIGHT, "10.0.0.1"), directory))
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.policy()).isNull();
              assertThat(b.severity()).isEqualTo(Severity.MEDIUM);
              assertThat(b.signal(event("li.na", "x", "/", NIGHT, "10.0.0.1"), 1).conditions())
                  .anySatisfy(c -> assertThat(c.operator()).isEqualTo("not met"));
            });
  }

  @Test
  void whatTheLogCannotTellIsPresumedInOrder() {
    // Level 4 asks for a second factor, of which no file log knows.
    assertThat(check.check(event("li.na", "file-read", "/srv/core/a", NOON, "10.0.0.1"), directory))
        .isEmpty();
    assertThat(check.check(event("li.na", "file-read", "/srv/core/a", NOON, "8.8.8.8"), directory))
        .hasSize(1);
  }

  @Test
  void labelsAndStrangersAreLeftToTheLabelCheck() {
    assertThat(check.check(event("low", "file-read", "/srv/pay/a", NIGHT, "10.0.0.1"), directory))
        .isEmpty();
    assertThat(check.check(event("who", "file-read", "/srv/pay/a", NIGHT, "10.0.0.1"), directory))
        .isEmpty();
  }

  @Test
  void withoutAPublishedSetNothingIsReported() {
    Event read = event("dba", "file-read", "/srv/pay/a", NOON, "10.0.0.1");
    assertThat(PolicyCheck.NONE.check(read, directory)).isEmpty();
    assertThat(PolicyCheck.of(AccessEvaluator.ofNoPolicies()).version()).isZero();
  }

  @Test
  void theDefaultSetIsItsOwnCanonicalFormAndBilingual() throws Exception {
    assertThat(AccessPolicyReader.ofPublished().read(Json.parseObject(set.canonicalBytes())))
        .isEqualTo(set);
    assertThat(set.policies())
        .allSatisfy(p -> assertThat(p.title().zh()).isNotEqualTo(p.title().en()));
  }
}
