package org.watchfire.rules.label;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.watchfire.core.event.Event;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.DirectoryFormatException;
import org.watchfire.rules.sigma.Severity;

class LabelCheckTest {
  private final Directory directory = directory();

  @Test
  void aPersonBelowTheLevelIsABreachWithItsWholeReason() {
    LabelBreach breach =
        LabelCheck.check(read("li.na", "/srv/share/档案/机密/a.docx"), directory).orElseThrow();

    assertThat(breach.kind()).isEqualTo(BreachKind.CLEARANCE);
    assertThat(breach.severity()).isEqualTo(Severity.CRITICAL);
    assertThat(breach.reasonEn())
        .isEqualTo(
            "李娜 (li.na) accessed 机密档案 (General data, level 4); the person is cleared for General"
                + " data, level 2 only.");
    assertThat(breach.reasonZh()).isEqualTo("李娜（li.na）访问了“机密档案”（一般数据4级）；该人员可访问的最高级别为一般数据2级。");
    assertThat(breach.explanation())
        .containsEntry("person", "p1")
        .containsEntry("clearance", 2L)
        .containsEntry("asset", "archive-secret")
        .containsEntry("level", 4L)
        .containsEntry("compartments_missing", List.of("personnel"));
  }

  @Test
  void aPersonWithLevelScopeAndDepartmentIsNone() {
    assertThat(LabelCheck.check(read("zhao.min", "/srv/share/档案/机密/a.docx"), directory)).isEmpty();
    assertThat(LabelCheck.check(read("GOV\\Zhao.Min", "/srv/share/档案/机密/a.docx"), directory))
        .isEmpty();
  }

  @Test
  void theLevelAloneIsNotEnough() {
    LabelBreach scope =
        LabelCheck.check(read("wang.wei", "/srv/share/档案/机密/a.docx"), directory).orElseThrow();
    LabelBreach department =
        LabelCheck.check(read("zhao.min", "/srv/share/财政/b.xlsx"), directory).orElseThrow();

    assertThat(scope.kind()).isEqualTo(BreachKind.COMPARTMENT);
    assertThat(scope.missingCompartments()).containsExactly("personnel");
    assertThat(scope.reasonZh()).contains("不在其知悉范围内：personnel");
    assertThat(department.kind()).isEqualTo(BreachKind.DEPARTMENT);
    assertThat(department.reasonEn()).contains("which is for 财政局 only");
  }

  @ParameterizedTest
  @CsvSource({
    "li.na, /srv/share/档案/机密/a, success, CRITICAL",
    "li.na, /srv/share/档案/机密/a, failure, HIGH",
    "li.na, /srv/share/三级/a, success, HIGH",
    "li.na, /srv/share/三级/a, failure, MEDIUM",
    "nobody, /srv/share/档案/机密/a, success, HIGH",
    "nobody, /srv/share/三级/a, success, MEDIUM",
    "nobody, /srv/share/三级/a, failure, LOW",
    "old.man, /srv/share/档案/机密/a, success, CRITICAL",
    "old.man, /srv/share/档案/机密/a, failure, MEDIUM",
  })
  void severityFollowsLevelAndOutcome(
      String account, String path, String outcome, Severity expected) {
    Event event = read(account, path).toBuilder().put("event.outcome", outcome).build();

    assertThat(LabelCheck.check(event, directory).orElseThrow().severity()).isEqualTo(expected);
  }

  @Test
  void aDeniedAttemptSaysSo() {
    Event event =
        read("li.na", "/srv/share/档案/机密/a").toBuilder().put("event.outcome", "failure").build();

    LabelBreach breach = LabelCheck.check(event, directory).orElseThrow();

    assertThat(breach.denied()).isTrue();
    assertThat(breach.reasonEn()).startsWith("李娜 (li.na) tried to access");
    assertThat(breach.reasonZh()).contains("尝试访问（被拒绝）");
  }

  @Test
  void somebodyWhoHasLeftMayDoNothing() {
    Event logOn =
        Event.builder()
            .put("event.category", List.of("authentication"))
            .put("event.action", "ssh_login")
            .put("event.outcome", "success")
            .put("user.name", "old.man")
            .put("host.name", "web01")
            .build();

    LabelBreach breach = LabelCheck.check(logOn, directory).orElseThrow();

    assertThat(breach.kind()).isEqualTo(BreachKind.INACTIVE_PERSON);
    assertThat(breach.asset()).isNull();
    assertThat(breach.severity()).isEqualTo(Severity.HIGH);
    assertThat(breach.reasonEn())
        .isEqualTo("老人 (old.man) used an account although the person has left.");
    assertThat(breach.reasonZh()).isEqualTo("老人（old.man）已离职，仍使用账号 old.man。");
    assertThat(
            LabelCheck.check(
                logOn.toBuilder().put("event.action", "session_closed").build(), directory))
        .isEmpty();
  }

  @Test
  void anUnknownAccountMattersFromLevelThreeOn() {
    assertThat(LabelCheck.check(read("svc_x", "/srv/share/一级/a"), directory)).isEmpty();
    assertThat(LabelCheck.check(read("svc_x", "/srv/share/三级/a"), directory).orElseThrow().kind())
        .isEqualTo(BreachKind.UNKNOWN_PERSON);
  }

  @Test
  void theEffectiveAccountCountsWhenTheOtherIsNobodys() {
    Event event =
        read("svc_x", "/srv/share/档案/机密/a").toBuilder()
            .put("user.effective.name", "zhao.min")
            .build();

    assertThat(LabelCheck.check(event, directory)).isEmpty();
  }

  @Test
  void theStrictestAssetThatIsNotAllowedCounts() {
    Event event =
        read("wang.wei", "/srv/share/三级/a").toBuilder()
            .put("file.target_path", "/srv/share/档案/机密/a")
            .build();

    assertThat(LabelCheck.check(event, directory).orElseThrow().asset().id())
        .isEqualTo("archive-secret");
  }

  @Test
  void nothingHappensWithoutAPersonOrAnAsset() {
    assertThat(
            LabelCheck.check(
                Event.builder().put("file.path", "/srv/share/档案/机密/a").build(), directory))
        .isEmpty();
    assertThat(LabelCheck.check(read("li.na", "/home/li.na/a"), directory)).isEmpty();
    assertThat(LabelCheck.check(read("nobody", "/tmp/a"), Directory.empty())).isEmpty();
  }

  @Test
  void enrichesAnEventWithWhatTheDirectoryKnows() {
    Event plain = read("li.na", "/srv/share/档案/机密/a");

    Event enriched = LabelFields.enrich(plain, directory);

    assertThat(enriched.text("gov.data.level")).isEqualTo("general-4");
    assertThat(enriched.get("gov.data.rank")).isEqualTo(4L);
    assertThat(enriched.text("gov.data.asset")).isEqualTo("archive-secret");
    assertThat(enriched.get("gov.data.compartments")).isEqualTo(List.of("personnel"));
    assertThat(enriched.text("gov.subject.person")).isEqualTo("p1");
    assertThat(enriched.get("gov.subject.clearance")).isEqualTo(2L);
    assertThat(enriched.text("gov.policy.decision")).isEqualTo("deny");
    assertThat(
            LabelFields.enrich(read("zhao.min", "/srv/share/档案/机密/a"), directory)
                .text("gov.policy.decision"))
        .isEqualTo("allow");
    assertThat(plain.text("gov.data.level")).isNull();
    Event other = read("nobody", "/tmp/a");
    assertThat(LabelFields.enrich(other, directory)).isSameAs(other);
  }

  private static Event read(String account, String path) {
    return Event.builder()
        .put("event.category", List.of("file"))
        .put("event.action", "file-read")
        .put("event.outcome", "success")
        .put("user.name", account)
        .put("file.path", path)
        .build();
  }

  private static Directory directory() {
    try {
      return Directory.empty().toBuilder()
          .put(person("p1", "李娜", "li.na", 2, "active", "办公室"))
          .put(person("p2", "赵敏", "zhao.min", 4, "active", "组织部", "personnel"))
          .put(person("p3", "王伟", "wang.wei", 5, "active", "财政局"))
          .put(person("p4", "老人", "old.man", 6, "left", "组织部", "personnel"))
          .put(
              asset(
                  "archive-secret",
                  "机密档案",
                  "path:/srv/share/档案/机密/**",
                  4,
                  List.of("personnel"),
                  List.of()))
          .put(asset("three", "三级资料", "path:/srv/share/三级/**", 3, List.of(), List.of()))
          .put(asset("one", "一级资料", "path:/srv/share/一级/**", 1, List.of(), List.of()))
          .put(asset("finance", "财政数据", "path:/srv/share/财政/**", 2, List.of(), List.of("财政局")))
          .build();
    } catch (DirectoryFormatException e) {
      throw new AssertionError(e);
    }
  }

  private static PolicyObject person(
      String id,
      String name,
      String account,
      long clearance,
      String status,
      String department,
      String... scopes) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("accounts", List.of(account));
    body.put("clearance", clearance);
    body.put("status", status);
    body.put("department", department);
    body.put("compartments", List.of(scopes));
    return new PolicyObject("person", id, 1, "", "2026-11-21T00:00:00Z", "secadmin", false, body);
  }

  private static PolicyObject asset(
      String id,
      String name,
      String selector,
      long level,
      List<String> scopes,
      List<String> departments) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("kind", "share");
    body.put("selectors", List.of(selector));
    body.put("level", level);
    body.put("compartments", scopes);
    body.put("departments", departments);
    return new PolicyObject("asset", id, 1, "", "2026-11-21T00:00:00Z", "secadmin", false, body);
  }
}
