package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The officers' work in both languages: an asset is registered and graded; access policies are
 * drafted, tried out, agreed to by two others and published. From then on the console enforces
 * them, so this comes last.
 */
@ExtendWith(InBrowser.class)
@Order(Integer.MAX_VALUE)
class OfficersJourneyIT {
  private static final String ASSET = "officers-journey";
  private static final String TITLE = "Officers' journey 三员之行";
  private static final Look ENGLISH = new Look(Look.Language.EN, Look.Theme.LIGHT);
  private static final Look DARK = new Look(Look.Language.ZH, Look.Theme.DARK);

  @Test
  void anAssetIsGradedAndPoliciesArePublishedByThree(Desk desk) {
    grade(desk.as(Account.SECURITY_ADMINISTRATOR));
    draft(desk.as(Account.SECURITY_ADMINISTRATOR, ENGLISH));
    agree(desk.as(Account.DATA_OWNER, DARK), "同意：试运行与预期一致", "待审批");
    agree(desk.as(Account.AUDIT_ADMINISTRATOR, ENGLISH), "The dry run is as intended", "Executed");

    Screen officer = desk.as(Account.SECURITY_ADMINISTRATOR);
    officer.open("/access?tab=versions");
    Locator version = officer.the("tbody tr", TITLE);
    assertThat(version).containsText("现行");
    assertThat(version).containsText("已核验");
    officer.photograph(Findings.screenshot("policy-published", Look.USUAL));
    assertThat(officer.errors()).isEmpty();
  }

  private static void grade(Screen officer) {
    officer.open("/assets?id=%2B");
    Page page = officer.page();
    labelled(page, "名称").fill("三员之行的目录");
    labelled(page, "资产编号").fill(ASSET);
    labelled(page, "识别方式").fill("path:/srv/officers/**");
    officer.the(".ant-drawer button[type=submit]").click();
    assertThat(officer.the("tbody tr", ASSET)).containsText("未定级");

    officer.open("/classification?asset=" + ASSET);
    officer.the(".wf-decision .ant-select").click();
    officer.the(".ant-select-item-option", "4 · ").click();
    officer.the(".wf-decision button", "定为此级").click();
    assertThat(officer.the(".wf-grade-pair .wf-level").first()).containsText("一般数据4级");
    assertThat(officer.errors()).isEmpty();
  }

  private static void draft(Screen officer) {
    officer.open("/access");
    Page page = officer.page();
    officer.the(".wf-page-actions button", "New draft").click();
    labelled(page, "Title").fill(TITLE);
    page.keyboard().press("Enter");
    page.waitForURL(Pattern.compile(".*/access/drafts/[0-9a-f]{32}.*"));
    officer.settle();
    officer.the("button", "Add a policy").click();
    labelled(page, "Policy id").fill("officers-journey-list");
    Locator state = officer.the(".wf-filters [role=status]");
    assertThat(state).hasText("Unsaved changes");
    officer.the(".wf-page-actions button", "Save").click();
    assertThat(state).hasText("No problems");

    officer.the(".wf-tabs button", "Dry run & publish").click();
    officer.the("button", "Start the dry run").click();
    assertThat(officer.the(".wf-figures")).isVisible();
    officer.photograph(Findings.screenshot("policy-dry-run", ENGLISH));
    officer.the("button", "Ask for publication").click();
    officer.the(".ant-modal textarea").fill("What the site decided on 20 November");
    officer.the(".ant-modal-footer button.ant-btn-primary").click();
    assertThat(officer.the(".ant-modal-wrap:visible")).hasCount(0);
    assertThat(officer.errors()).isEmpty();
  }

  private static void agree(Screen approver, String reason, String thenItIs) {
    approver.open("/approvals");
    approver.the(".wf-list-item", TITLE).click();
    assertThat(approver.the(".wf-approval h2")).containsText(TITLE);
    approver.the(".wf-decision textarea").fill(reason);
    approver.photograph(Findings.screenshot("approval", approver.look()));
    approver.the(".wf-decision button.ant-btn-primary").click();
    assertThat(approver.the(".wf-agreements li", reason)).isVisible();
    assertThat(approver.the(".wf-approval-head .wf-tag")).hasText(thenItIs);
    assertThat(approver.errors()).isEmpty();
  }

  private static Locator labelled(Page page, String label) {
    return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
  }
}
