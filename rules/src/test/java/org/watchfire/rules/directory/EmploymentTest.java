package org.watchfire.rules.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.access.AccessAction;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.ReasonCode;
import org.watchfire.rules.label.BreachKind;
import org.watchfire.rules.label.LabelBreach;
import org.watchfire.rules.label.LabelCheck;

/** Engine and console mean the same by "not employed": one function, asked at the same moment. */
class EmploymentTest {
  private static final Map<String, Object> TERM =
      Map.of("from", "2026-03-01", "until", "2026-06-30");

  @Test
  void theFirstAndTheLastDayAreWhole() throws Exception {
    Person person = person(TERM, "active");
    assertThat(person.at(Instant.parse("2026-02-28T15:59:59Z")).status())
        .isEqualTo(Person.Status.SUSPENDED);
    assertThat(person.at(Instant.parse("2026-02-28T16:00:00Z")).status())
        .isEqualTo(Person.Status.ACTIVE);
    assertThat(person.at(Instant.parse("2026-06-30T15:59:59Z")).status())
        .isEqualTo(Person.Status.ACTIVE);
    assertThat(person.at(Instant.parse("2026-06-30T16:00:00Z")).status())
        .isEqualTo(Person.Status.LEFT);
    assertThat(person.at(null).status()).isEqualTo(Person.Status.ACTIVE);
    Person utc = person(Map.of("until", "2026-06-30", "zone", "UTC"), "active");
    assertThat(utc.at(Instant.parse("2026-06-30T23:59:59Z")).status())
        .isEqualTo(Person.Status.ACTIVE);
  }

  @Test
  void whoIsSuspendedStaysSuspendedWhateverTheDays() throws Exception {
    assertThat(person(TERM, "suspended").at(Instant.parse("2026-04-01T00:00:00Z")).status())
        .isEqualTo(Person.Status.SUSPENDED);
    assertThat(person(TERM, "left").at(Instant.parse("2020-04-01T00:00:00Z")).status())
        .isEqualTo(Person.Status.LEFT);
  }

  @Test
  void logsAndEnforcementAgree() throws Exception {
    Directory directory =
        Directory.empty().toBuilder()
            .put(object(TERM, "active"))
            .put(
                new PolicyObject(
                    "asset",
                    "a",
                    1,
                    "",
                    "2026-01-01T00:00:00Z",
                    "t",
                    false,
                    Map.of("name", "a", "selectors", List.of("path:/srv/a/**"), "level", 1L)))
            .build();
    Person person = directory.person("p").orElseThrow();
    Asset asset = directory.asset("a").orElseThrow();
    for (String time :
        List.of("2026-02-01T00:00:00Z", "2026-05-01T00:00:00Z", "2026-07-01T00:00:00Z")) {
      Instant at = Instant.parse(time);
      Event read =
          Event.builder()
              .put(EcsFields.TIMESTAMP, at)
              .put(EcsFields.EVENT_CATEGORY, List.of("file"))
              .put(EcsFields.EVENT_ACTION, "file-read")
              .put(EcsFields.USER_NAME, "li.na")
              .put(EcsFields.FILE_PATH, "/srv/a/x")
              .build();
      boolean breach =
          LabelCheck.check(read, directory)
              .map(LabelBreach::kind)
              .filter(BreachKind.INACTIVE_PERSON::equals)
              .isPresent();
      ReasonCode reason =
          AccessEvaluator.ofNoPolicies()
              .decide(
                  new AccessRequest(person, asset, null, AccessAction.READ, AccessContext.at(at)))
              .reason();
      assertThat(reason == ReasonCode.INACTIVE_PERSON).as(time).isEqualTo(breach);
      assertThat(breach).as(time).isEqualTo(!time.startsWith("2026-05"));
    }
  }

  @Test
  void whatIsNoEmploymentIsRefused() {
    assertThatThrownBy(() -> person(Map.of("until", "30.6.2026"), "active"))
        .isInstanceOf(DirectoryFormatException.class)
        .hasMessageContaining("employed");
    assertThatThrownBy(() -> person(Map.of("from", "2026-07-01", "until", "2026-06-30"), "active"))
        .isInstanceOf(DirectoryFormatException.class);
    assertThatThrownBy(() -> person(Map.of("zone", "Mars/Base"), "active"))
        .isInstanceOf(DirectoryFormatException.class);
  }

  private static Person person(Map<String, Object> employed, String status)
      throws DirectoryFormatException {
    Person person = Person.of(object(employed, status));
    assertThat(person.accounts()).isEqualTo(Set.of("li.na"));
    return person;
  }

  private static PolicyObject object(Map<String, Object> employed, String status) {
    return new PolicyObject(
        "person",
        "p",
        1,
        "",
        "2026-01-01T00:00:00Z",
        "t",
        false,
        Map.of(
            "name",
            "李娜",
            "accounts",
            List.of("li.na"),
            "clearance",
            3L,
            "status",
            status,
            "employed",
            employed));
  }
}
