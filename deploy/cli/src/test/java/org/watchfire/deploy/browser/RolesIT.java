package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.FilePayload;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.watchfire.deploy.demo.ConsoleClient;

/**
 * What each role does most. By turns in Chinese and in English; with {@code -Dbrowser.looks=all}
 * each in both. Nothing of it is in the way of others.
 */
@ExtendWith(InBrowser.class)
class RolesIT {
  private static final String PRIMARY = ".ant-modal-footer .ant-btn-primary";
  private static final String DIALOG = ".ant-modal-wrap:visible";

  /** So that a second run on the same installation makes things of its own. */
  private static final String RUN = Long.toString(Instant.now().getEpochSecond(), 36);

  private static int turn;

  static List<Look.Language> languages() {
    List<Look.Language> all = List.of(Look.Language.values());
    return EveryPageIT.ALL ? all : List.of(all.get(turn++ % all.size()));
  }

  private record Speaker(Desk desk, Look look, Texts texts) {
    static Speaker of(Desk desk, Look.Language language) throws Exception {
      Look.Theme theme = language == Look.Language.ZH ? Look.Theme.DARK : Look.Theme.LIGHT;
      return new Speaker(desk, new Look(language, theme), new Texts(language));
    }

    Screen as(Account account) {
      return desk.as(account, look);
    }

    String say(String key) {
      return texts.of(key);
    }

    /** A name that no other run has. */
    String own(String name) {
      return name + "-" + (look.language() == Look.Language.ZH ? "zh-" : "en-") + RUN;
    }

    Locator button(Screen screen, String key) {
      return screen.the("button", say(key)).first();
    }
  }

  @ParameterizedTest
  @MethodSource("languages")
  void anAnalystTakesClosesAndReopensAnAlert(Look.Language language, Desk desk) throws Exception {
    Speaker it = Speaker.of(desk, language);
    Object id =
        Samples.alerts(
                desk.demonstration().client(Account.ANALYST),
                "Scanning tool named itself",
                "198.51.100.23")
            .get(0)
            .get("id");
    Screen screen = it.as(Account.ANALYST);
    screen.open("/alerts/" + id);
    // What the rule looks for, and takes wrongly, in the language of who reads it.
    Pattern own = Pattern.compile(language == Look.Language.ZH ? "[\\u4e00-\\u9fff]" : "^[ -~]+$");
    assertThat(screen.the(".wf-column-main .wf-prose").first()).hasText(own);
    assertThat(screen.the("h3", it.say("rules.falsePositives"))).isVisible();
    screen.the("#wf-comment").fill(it.own("looked into"));
    it.button(screen, "alerts.do.comment").click();
    assertThat(screen.the(".wf-history blockquote", it.own("looked into"))).isVisible();
    screen.press("c");
    screen.the(".wf-choice", it.say("alerts.disposition.benign")).locator("input").check();
    screen.the(PRIMARY).click();
    assertThat(screen.the(".wf-column-side .wf-status-closed").first()).isVisible();
    it.button(screen, "alerts.do.reopen").click();
    assertThat(screen.the(".wf-column-side .wf-status-acknowledged").first()).isVisible();
    assertThat(screen.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aShiftLeadWritesToManyAlertsAndSeesWhatAnExceptionWouldHide(
      Look.Language language, Desk desk) throws Exception {
    Speaker it = Speaker.of(desk, language);
    Screen screen = it.as(Account.SHIFT_LEAD);
    screen.open("/alerts?status=all&entity=198.51.100.23");
    Locator rows = screen.the(".wf-queue tbody .wf-row");
    int alerts = rows.count();
    screen.press("j");
    screen.press("x");
    it.button(screen, "alerts.bulk.takeAll").click();
    it.button(screen, "alerts.bulk.do.comment").click();
    screen.the(DIALOG + " textarea").fill(it.own("handed over"));
    screen.the(PRIMARY).click();
    assertThat(screen.the(".wf-bulk-done strong"))
        .hasText(
            Pattern.compile(it.say("alerts.bulk.did.comment") + " " + alerts + "\\D+" + alerts));
    screen.open("/alerts/" + rows.first().getAttribute("data-id"));
    assertThat(screen.the(".wf-history blockquote", it.own("handed over"))).isVisible();

    Object id =
        Samples.alerts(
                desk.demonstration().client(Account.ANALYST),
                "Mass read of graded files",
                "zhao.min")
            .get(0)
            .get("id");
    screen.open("/alerts/" + id + "?exception=1");
    screen.the("#wf-exc-title").fill(it.own("review"));
    screen.the("#wf-exc-owner").fill("zhao.min");
    screen.the("#wf-exc-reason").fill("年度档案复核，已由处长确认");
    it.button(screen, "exception.try").click();
    assertThat(screen.the(".wf-effect-sum")).containsText(Pattern.compile("\\d"));
    assertThat(it.button(screen, "exception.ask")).isVisible();
    screen.photograph(Findings.screenshot("exception-effect", it.look()));
    assertThat(screen.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void anImportIsTriedAppliedGradedAndReviewed(Look.Language language, Desk desk) throws Exception {
    Speaker it = Speaker.of(desk, language);
    Screen officer = it.as(Account.SECURITY_ADMINISTRATOR);
    String owner = "person-of-" + Account.DATA_OWNER.username;
    imported(
        it,
        officer,
        "person",
        "id,name\n" + owner + ",数据负责人 " + it.own("n") + "\n" + it.own("p") + ",新人\n");
    String asset = it.own("a");
    imported(
        it,
        officer,
        "asset",
        "id,name,kind,selectors,owner\n"
            + asset
            + ",目录,share,path:/srv/"
            + asset
            + ","
            + owner
            + "\n");

    officer.open("/classification?asset=" + asset);
    officer.the(".wf-decision .ant-select").click();
    officer.the(".ant-select-item-option", "3 · ").click();
    it.button(officer, "classification.setLevel").click();
    assertThat(officer.the(".wf-grade-pair .wf-level").first()).containsText("3");

    officer.open("/classification?tab=campaigns");
    it.button(officer, "classification.newCampaign").click();
    officer.the(".ant-modal input[type=text]").first().fill(it.own("review"));
    officer.the(".ant-modal input[type=date]").fill("2027-12-31");
    officer.the(PRIMARY).click();
    officer.page().waitForURL(Pattern.compile(".*/classification/campaigns/.+"));
    officer.settle();
    String campaign = officer.page().url().replaceAll("^.*/campaigns/([^?/]+).*$", "$1");
    assertThat(officer.errors()).isEmpty();

    Screen reviewer = it.as(Account.DATA_OWNER);
    reviewer.open("/classification/campaigns/" + campaign);
    Locator row = reviewer.the("tbody tr", asset);
    row.locator("button").click();
    reviewer.the(".wf-choice", it.say("classification.say.keep")).locator("input").check();
    reviewer.the(PRIMARY).click();
    assertThat(row.locator(".wf-tag")).hasText(it.say("classification.say.keep"));
    reviewer.photograph(Findings.screenshot("campaign", it.look()));
    assertThat(reviewer.errors()).isEmpty();
  }

  private static void imported(Speaker it, Screen officer, String kind, String csv) {
    officer.open("/imports");
    it.button(officer, "imports.add").click();
    officer.the(".ant-modal .ant-segmented-item", it.say("imports.kind." + kind)).click();
    officer
        .the(".ant-modal input[type=file]")
        .setInputFiles(new FilePayload(kind + ".csv", "text/csv", csv.getBytes(UTF_8)));
    officer.the(PRIMARY).click();
    officer.page().waitForURL(Pattern.compile(".*/imports/.+"));
    // It says what it would do, and has done nothing yet.
    assertThat(officer.the(".wf-card", it.say("imports.state.ready")).first()).isVisible();
    assertThat(officer.the(".wf-figures [data-tone=bad]")).hasCount(0);
    it.button(officer, "imports.apply").click();
    assertThat(officer.the(".wf-card", it.say("imports.state.applied")).first()).isVisible();
    officer.photograph(Findings.screenshot("import-" + kind, it.look()));
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aKeyIsRotatedRewrappedAndItsDestructionCalledOff(Look.Language language, Desk desk)
      throws Exception {
    Speaker it = Speaker.of(desk, language);
    String key = it.own("k");
    Screen officer = it.as(Account.SECURITY_ADMINISTRATOR);
    officer.open("/keys");
    it.button(officer, "vault.newKey").click();
    Locator fields = officer.the(".ant-modal .wf-field > input");
    fields.nth(0).fill(key);
    fields.nth(1).fill("个人信息");
    fields.nth(2).fill("人员档案中的字段");
    officer.the(PRIMARY).click();
    officer.page().waitForURL(Pattern.compile(".*/keys/" + key + ".*"));

    Screen custodian = it.as(Account.KEY_CUSTODIAN);
    custodian.open("/keys/" + key);
    it.button(custodian, "vault.act.rotate").click();
    reason(custodian, "例行轮换");
    assertThat(custodian.the(".wf-key-head")).containsText("2");
    it.button(custodian, "vault.rewrapBegin").click();
    assertThat(custodian.the(".wf-card", it.say("vault.rewrapState.done")).first()).isVisible();

    officer.settle();
    it.button(officer, "vault.act.destroy").click();
    reason(officer, "系统下线，数据已移交");
    agree(it, Account.KEY_CUSTODIAN, "key.destroy", key);
    agree(it, Account.DATA_OWNER, "key.destroy", key);
    custodian.open("/keys/" + key);
    assertThat(custodian.the(".wf-plain-list .wf-tag", it.say("vault.destruction.scheduled")))
        .isVisible();
    custodian.photograph(Findings.screenshot("key-destruction", it.look()));
    it.button(custodian, "vault.callOff").click();
    reason(custodian, "移交推迟");
    assertThat(custodian.the(".wf-plain-list .wf-tag", it.say("vault.destruction.cancelled")))
        .isVisible();
    assertThat(officer.errors()).isEmpty();
    assertThat(custodian.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void anAccountIsMadeByOneAndGivenItsRoleByAnother(Look.Language language, Desk desk)
      throws Exception {
    Speaker it = Speaker.of(desk, language);
    String username = it.own("u").replace('-', '.');
    Screen system = it.as(Account.SYSTEM_ADMINISTRATOR);
    system.open("/users");
    it.button(system, "users.add").click();
    Locator fields = system.the(".ant-modal .wf-field > input");
    fields.nth(0).fill("周 分析员");
    fields.nth(1).fill(username);
    fields.nth(2).fill("p-" + username);
    system.the(PRIMARY).click();
    assertThat(system.the(".wf-password code")).hasText(Pattern.compile("\\S{12,}"));
    system.the(PRIMARY).click();
    assertThat(system.the("tbody tr", username)).containsText(it.say("role.none"));

    Screen security = it.as(Account.SECURITY_ADMINISTRATOR);
    security.open("/users?q=" + username);
    security.the("tbody tr", username).locator("button").click();
    security
        .the(".wf-choice:has(strong:text-is('" + it.say("role.ANALYST.name") + "')) input")
        .check();
    security.the(PRIMARY).click();
    assertThat(security.the("tbody tr", username).locator(".wf-role"))
        .hasText(it.say("role.ANALYST.name"));
    assertThat(system.errors()).isEmpty();
    assertThat(security.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void aLargeExportTakesTheAgreementOfAnother(Look.Language language, Desk desk) throws Exception {
    Speaker it = Speaker.of(desk, language);
    Screen auditor = it.as(Account.AUDITOR);
    auditor.open("/audit?t=30d");
    it.button(auditor, "audit.export.open").click();
    auditor.the("#wf-export-purpose").fill(it.own("专项审计"));
    auditor.the(PRIMARY).click();
    assertThat(auditor.the(DIALOG + " .wf-notice-warn")).containsText("10,000");
    auditor.forgive();
    it.button(auditor, "audit.export.ask").click();
    assertThat(auditor.the(DIALOG + " .wf-notice-ok")).isVisible();
    agree(it, Account.DATA_OWNER, "audit.export", "events");

    auditor.open("/audit?t=30d");
    it.button(auditor, "audit.export.open").click();
    Locator agreed = auditor.the(".wf-approved li").first().locator("button");
    Download bundle = auditor.page().waitForDownload(agreed::click);
    assertThat(bundle.suggestedFilename()).endsWith(".zip");
    assertThat(auditor.the(DIALOG + " .wf-notice-ok")).containsText("SHA-256");
    assertThat(auditor.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("languages")
  void anAuditAdministratorExportsTheTrail(Look.Language language, Desk desk, @TempDir Path folder)
      throws Exception {
    Speaker it = Speaker.of(desk, language);
    Screen officer = it.as(Account.AUDIT_ADMINISTRATOR);
    officer.open("/audit");
    it.button(officer, "audit.export.open").click();
    officer.the(DIALOG + " .wf-choice", it.say("audit.export.range")).locator("input").check();
    officer.the("#wf-export-end").fill("20");
    officer.the("#wf-export-purpose").fill(it.own("三员履职检查"));
    Download download = officer.page().waitForDownload(officer.the(PRIMARY)::click);
    assertThat(download.suggestedFilename()).contains("audit").endsWith(".zip");
    Path bundle = folder.resolve("trail.zip");
    download.saveAs(bundle);
    assertThat(AuditorsWalkIT.offline(bundle, desk.demonstration().siteKey())).isZero();
    assertThat(officer.the(DIALOG + " .wf-notice-ok")).containsText("SHA-256");
    assertThat(officer.errors()).isEmpty();
  }

  private static void reason(Screen screen, String text) {
    screen.the(DIALOG + " textarea").fill(text);
    screen.the(PRIMARY).click();
    assertThat(screen.the(DIALOG)).hasCount(0);
  }

  private static void agree(Speaker it, Account account, String kind, String target)
      throws Exception {
    ConsoleClient client = it.desk().demonstration().client(account);
    List<Map<String, Object>> waiting =
        Samples.items(client.get("approvals?state=requested&limit=100")).stream()
            .filter(one -> kind.equals(one.get("kind")) && target.equals(one.get("target")))
            .toList();
    assertThat(waiting).as(kind + " of " + target).hasSize(1);
    Screen screen = it.as(account);
    screen.open("/approvals?id=" + waiting.get(0).get("id"));
    screen.the(".wf-decision textarea").fill("同意 agreed");
    screen.the(".wf-decision button.ant-btn-primary", it.say("approvals.agree")).click();
    assertThat(screen.the(".wf-agreements li", "同意 agreed").first()).isVisible();
    assertThat(screen.errors()).isEmpty();
  }
}
