package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** An analyst's work: by keyboard alone, in many at once and undone, and an incident to its end. */
@ExtendWith(InBrowser.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TriageJourneyIT {
  private static final String ROWS = ".wf-queue tbody .wf-row";

  /** Closes every alert of the view by keys, then takes all of it back. */
  @Test
  @Order(1)
  void theQueueIsClearedByKeyboardAloneAndTheRowsStayWhereTheyWere(Desk desk) {
    Screen screen = desk.as(Account.ANALYST);
    screen.open("/alerts?status=open");
    int alerts = screen.the(ROWS).count();
    assertThat(alerts).isGreaterThanOrEqualTo(10);
    List<String> before = ids(screen);
    for (int i = 0; i < alerts; i++) {
      screen.press("j");
      assertThat(screen.the(ROWS + "[aria-current=true]").first()).isFocused();
      screen.press("f");
      assertThat(screen.the("#wf-close-comment")).isFocused();
      screen.type("键盘研判 " + (i + 1));
      screen.press("Control+Enter");
      assertThat(screen.the(".ant-modal-wrap:visible")).hasCount(0);
      assertThat(screen.the(ROWS + "[aria-current=true]")).hasAttribute("data-status", "closed");
      // The cursor is where it was, ready for the next key.
      assertThat(screen.the(ROWS + "[aria-current=true]").first()).isFocused();
    }
    assertThat(ids(screen)).as("no row moved or went away").isEqualTo(before);
    assertThat(screen.the(ROWS + "[data-gone]")).hasCount(alerts);

    for (String id : before) {
      screen.open("/alerts/" + id);
      screen.the(".wf-column-side .wf-actions button", "重新打开").click();
      assertThat(screen.the(".wf-column-side .wf-status-acknowledged").first()).isVisible();
    }
    assertThat(screen.errors()).isEmpty();
  }

  @Test
  @Order(2)
  void everythingThatMatchesIsClosedAtOnceAndUndone(Desk desk) {
    Screen screen = desk.as(Account.ANALYST);
    screen.open("/alerts?status=all&entity=198.51.100.23");
    int alerts = screen.the(ROWS).count();
    screen.press("j");
    screen.press("x");
    screen.the(".wf-bulk button", "选择全部").click();
    screen.the(".wf-bulk button.ant-btn-primary").click();
    screen.the(".wf-choice input").nth(1).check();
    screen.the(".ant-modal-footer .ant-btn-primary").click();
    assertThat(screen.the(".wf-bulk-done strong")).containsText("已办结 " + alerts + " / " + alerts);
    assertThat(screen.the(ROWS + "[data-status=closed]")).hasCount(alerts);
    screen.the(".wf-bulk-done button", "撤销").click();
    assertThat(screen.the(".wf-bulk-done strong")).containsText("已重新打开 " + alerts);
    assertThat(screen.the(ROWS + "[data-status=closed]")).hasCount(0);
    assertThat(screen.errors()).isEmpty();
  }

  /** From the queue to a closed case with evidence, in at most twelve actions of three people. */
  @Test
  @Order(3)
  void theIncidentBecomesAClosedCaseWithEvidenceInTwelveActions(Desk desk) throws Exception {
    long expected =
        Samples.items(
                desk.demonstration()
                    .client(Account.ANALYST)
                    .get("alerts?limit=200&entity=li.na&status=new,acknowledged"))
            .stream()
            .filter(alert -> alert.get("caseId") == null)
            .count();
    List<String> steps = new ArrayList<>();
    Screen analyst = desk.as(Account.ANALYST);
    analyst.open("/alerts?status=open&by=entity");
    Locator group = analyst.the(".wf-groups tbody tr", "li.na");
    group.locator("button", new Locator.LocatorOptions().setHasText("上报")).click();
    steps.add("分析员在分组中对 li.na 的全部告警点“上报”");
    analyst.the("#wf-escalate-members").click();
    analyst.type("shift-lead");
    analyst.press("Enter");
    analyst.press("Escape");
    steps.add("加入值班长为参与人");
    analyst.the(".ant-modal-footer .ant-btn-primary").click();
    analyst.page().waitForURL(Pattern.compile(".*/cases/\\d{4}-\\d+.*"));
    analyst.settle();
    steps.add("确认上报，案件即立案");
    String number = analyst.page().url().replaceAll(".*/cases/([0-9-]+).*", "$1");
    assertThat(analyst.the(".wf-story > li").first()).isVisible();
    int alerts = analyst.the(".wf-story > li").count();
    assertThat(alerts).isEqualTo((int) expected).isPositive();
    analyst.photograph(Findings.screenshot("case-story", Look.USUAL));

    analyst.the("button", "开始调查").click();
    assertThat(analyst.the(".wf-case-investigating").first()).isVisible();
    steps.add("开始调查");
    analyst.the(".ant-tabs-tab", "证据").click();
    analyst.the("button", "固定全部告警的证据").click();
    assertThat(analyst.the(".wf-column-main tbody tr").nth(10)).isVisible();
    steps.add("一次固定全部告警的证据（逐条与账本核验）");

    Screen lead = desk.as(Account.SHIFT_LEAD);
    lead.open("/cases/" + number + "?tab=evidence");
    Page page = lead.page();
    page.waitForDownload(() -> lead.the("button", "生成证据包").click());
    assertThat(lead.the(".wf-bundle").first()).isVisible();
    steps.add("值班长生成证据包");

    analyst.the(".ant-tabs-tab", "认定与处理").click();
    analyst.the("#wf-conclude").fill("账号 li.na 口令被猜中后遭盗用，未认定个人责任");
    analyst.the("button", "申请认定").click();
    assertThat(analyst.the("button", "撤回申请")).isVisible();
    steps.add("分析员写明意见，申请认定");
    lead.open("/cases/" + number + "?tab=outcome");
    lead.the("#wf-agree").fill("同意");
    lead.the("button.ant-btn-primary", "同意").click();
    assertThat(lead.the(".wf-case-concluded").first()).isVisible();
    steps.add("值班长同意（双人认定）");

    analyst.open("/cases/" + number + "?tab=outcome");
    analyst.the("#wf-case-close").fill("口令已重置，来源地址已封禁");
    analyst.the(".wf-column-main button.ant-btn-primary", "结案").click();
    assertThat(analyst.the(".wf-case-closed").first()).isVisible();
    steps.add("分析员写明结案意见，结案");
    analyst.open("/alerts?status=open&caseId=" + number);
    analyst.press("j");
    analyst.press("x");
    analyst.the(".wf-bulk button", "选择全部").click();
    steps.add("在队列中选择该案件的全部告警");
    analyst.the(".wf-bulk button.ant-btn-primary").click();
    analyst.the(".wf-choice input").first().check();
    analyst.the(".ant-modal-footer .ant-btn-primary").click();
    assertThat(analyst.the(".wf-bulk-done strong")).containsText("已办结 " + alerts);
    steps.add("以“属实”办结");

    assertThat(steps).hasSizeLessThanOrEqualTo(12);
    desk.findings().journey("From the queue to a closed case, " + number, steps);
    assertThat(analyst.errors()).isEmpty();
    assertThat(lead.errors()).isEmpty();
  }

  @SuppressWarnings("unchecked")
  private static List<String> ids(Screen screen) {
    return (List<String>)
        screen
            .page()
            .evaluate(
                "() => [...document.querySelectorAll('.wf-queue .wf-row')].map((r) =>"
                    + " r.dataset.id)");
  }
}
