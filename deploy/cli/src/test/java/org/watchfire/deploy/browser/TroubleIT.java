package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.watchfire.deploy.demo.ConsoleClient;

/** What goes wrong in the middle of work: nothing typed is lost, and what comes in stays text. */
@ExtendWith(InBrowser.class)
class TroubleIT {
  private static final String HOSTILE =
      "<img src=x onerror=window.owned=1>\"'><script>window.owned=1</script>{{7*7}}";

  private static String alertOf(Desk desk, String rule, String entity) throws Exception {
    ConsoleClient analyst = desk.demonstration().client(Account.ANALYST);
    return (String) Samples.alerts(analyst, rule, entity).get(0).get("id");
  }

  @Test
  void anExpiredSessionIsSignedInAgainInPlace(Desk desk) throws Exception {
    String alert = alertOf(desk, "Scanning tool named itself", "198.51.100.23");
    Screen screen = desk.withOwnSession(Account.ANALYST);
    screen.open("/alerts/" + alert);
    screen.the("#wf-comment").fill("已核实，来源为扫描器");
    screen.context().clearCookies();
    screen.the("button", "添加备注").click();
    assertThat(screen.the(".ant-modal-wrap:visible")).isVisible();
    screen
        .the(".ant-modal-wrap:visible input[type=password]")
        .fill(desk.demonstration().password(Account.ANALYST));
    screen.the(".ant-modal-wrap:visible button[type=submit]").click();
    assertThat(screen.the(".wf-history blockquote", "已核实，来源为扫描器").first()).isVisible();
  }

  @Test
  void aServerThatIsAwayLosesNothingThatWasTyped(Desk desk) throws Exception {
    String alert = alertOf(desk, "Web server scanned", "198.51.100.23");
    Screen screen = desk.as(Account.ANALYST);
    screen.open("/alerts/" + alert);
    screen.the("#wf-comment").fill("网络中断时写下的备注");
    screen.context().setOffline(true);
    screen.the("button", "添加备注").click();
    assertThat(screen.the(".wf-notice-bad").first()).isVisible();
    assertThat(screen.the("#wf-comment")).hasValue("网络中断时写下的备注");
    screen.context().setOffline(false);
    screen.the("button", "添加备注").click();
    assertThat(screen.the(".wf-history blockquote", "网络中断时写下的备注").first()).isVisible();
    assertThat(screen.the("#wf-comment")).hasValue("");

    screen.the("#wf-comment").fill("重新载入后仍在");
    screen.page().reload();
    assertThat(screen.the("#wf-comment")).hasValue("重新载入后仍在");
  }

  @Test
  void ofTwoAnalystsTheSecondIsToldWhatTheFirstDid(Desk desk) throws Exception {
    String alert = alertOf(desk, "Administrator log-on outside working hours", "wang.wei");
    Screen first = desk.as(Account.ANALYST);
    Screen second = desk.as(Account.COLLEAGUE);
    second.open("/alerts/" + alert);
    second.the("#wf-comment").fill("我的判断");
    first.open("/alerts/" + alert);
    first.the("#wf-comment").fill("先到一步");
    first.the("button", "添加备注").click();
    assertThat(first.the(".wf-history blockquote", "先到一步").first()).isVisible();

    second.the("button", "添加备注").click();
    assertThat(second.the(".wf-notice-warn").first()).containsText("analyst");
    assertThat(second.the(".wf-notice-warn").first()).containsText("先到一步");
    assertThat(second.the("#wf-comment")).hasValue("我的判断");
    second.the("button", "添加备注").click();
    assertThat(second.the(".wf-history blockquote", "我的判断").first()).isVisible();
  }

  @Test
  void hostileContentStaysTextWhereverItIsShown(Desk desk) throws Exception {
    ConsoleClient analyst = desk.demonstration().client(Account.ANALYST);
    String alert = alertOf(desk, "Password spraying over SSH", "10.20.9.77");
    analyst.post(
        "alerts/" + alert + "/comment",
        Map.of("version", version(analyst, alert), "comment", HOSTILE));
    Map<String, Object> opened =
        analyst.post("cases", Map.of("title", HOSTILE, "severity", "low", "summary", HOSTILE));
    String number = (String) opened.get("id");
    analyst.post("cases/" + number + "/notes", Map.of("text", HOSTILE));
    Screen screen = desk.as(Account.ANALYST);
    for (String path :
        List.of(
            "/alerts/" + alert,
            "/cases",
            "/cases/" + number,
            "/cases/" + number + "?tab=log",
            "/alerts?status=all&q=" + "%3Cimg%20src%3Dx%20onerror%3Dwindow.owned%3D1%3E",
            "/entities/user/%3Cimg%20src%3Dx%20onerror%3Dwindow.owned%3D1%3E")) {
      screen.open(path);
      assertThat(screen.page().evaluate("() => window.owned === undefined"))
          .as(path)
          .isEqualTo(true);
      assertThat(screen.the("img[src=x]")).hasCount(0);
      assertThat(screen.refusedByPolicy()).as(path).isEmpty();
    }
    screen.open("/cases/" + number);
    assertThat(screen.the("h1")).hasText(HOSTILE);
  }

  private static long version(ConsoleClient analyst, String alert) throws Exception {
    return (Long) ((Map<?, ?>) analyst.get("alerts/" + alert).get("triage")).get("version");
  }
}
