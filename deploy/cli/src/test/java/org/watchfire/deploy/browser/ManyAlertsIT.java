package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.watchfire.deploy.demo.ConsoleClient;
import org.watchfire.deploy.load.AlertFlood;

/** Ten thousand alerts closed in one act, taken back, and counted honestly all the way. */
@ExtendWith(InBrowser.class)
class ManyAlertsIT {
  private static final int MANY = 10_000;
  private static final Duration LONG_AGO = Duration.ofDays(100);
  private static final LocatorAssertions.ContainsTextOptions PATIENTLY =
      new LocatorAssertions.ContainsTextOptions().setTimeout(120_000);

  /** The flood is older than all else, so that nobody else's alerts are within its bounds. */
  private final Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(LONG_AGO);

  private final String within = "from=" + end.minus(AlertFlood.SPAN) + "&to=" + end.plusSeconds(1);

  @Test
  void tenThousandAreClosedAtOnceUndoneAndClosedAgain(Desk desk) throws Exception {
    ConsoleClient colleague = desk.demonstration().client(Account.COLLEAGUE);
    new AlertFlood(end, end.getEpochSecond()).send(desk.demonstration().kafka(), MANY, sent -> {});
    Awaitility.await()
        .atMost(Duration.ofMinutes(3))
        .until(() -> open(colleague), count -> count == MANY);
    List<Map<String, Object>> some =
        Samples.items(colleague.get("alerts?limit=2&status=new&" + within));

    Screen screen = desk.as(Account.ANALYST);
    screen.open("/alerts?status=open&" + within);
    assertThat(screen.the(".wf-page-head")).containsText("10,000");
    screen.press("j");
    screen.press("x");
    screen.the(".wf-bulk button", "选择全部 10,000 条").click();
    screen.the(".wf-bulk button.ant-btn-primary").click();
    screen.the(".wf-choice input").nth(2).check();
    screen.the("#wf-close-comment").fill("同一次误配置引起");

    // Meanwhile somebody closes one of them: what was meant is not what there is.
    act(colleague, some.get(0), "close", Map.of("disposition", "benign"));
    screen.the(".ant-modal-footer .ant-btn-primary").click();
    assertThat(screen.the(".ant-modal-confirm-title")).containsText("9,999");
    screen.forgive();
    screen.the(".ant-modal-confirm-btns .ant-btn-primary").click();
    assertThat(screen.the(".wf-bulk-running [role=progressbar]")).isVisible();
    assertThat(screen.the(".wf-bulk-done strong")).containsText("已办结 9,999 / 9,999", PATIENTLY);
    assertThat(open(colleague)).isZero();
    assertThat(screen.the(".wf-queue .wf-row").first()).hasAttribute("data-status", "closed");

    // What somebody has touched since is not taken back, and that is said.
    act(colleague, some.get(1), "comment", Map.of("comment", "这一条另有说明"));
    screen.the(".wf-bulk-done button", "撤销").click();
    assertThat(screen.the(".wf-bulk-done strong")).containsText("已重新打开 9,998 / 9,999", PATIENTLY);
    assertThat(screen.the(".wf-bulk-done")).containsText("1 条未动");
    assertThat(open(colleague)).isEqualTo(MANY - 2);
    screen.open("/alerts?status=open&" + within);
    assertThat(screen.the(".wf-page-head")).containsText("9,998");
    assertThat(screen.errors()).isEmpty();

    // The others find the queue as it was.
    closeAll(colleague, MANY - 2);
    assertThat(open(colleague)).isZero();
  }

  private long open(ConsoleClient client) throws Exception {
    return (Long) client.get("alerts?limit=1&status=new,acknowledged&" + within).get("total");
  }

  private static void act(
      ConsoleClient client, Map<String, Object> alert, String act, Map<String, Object> what)
      throws Exception {
    Object id = alert.get("id");
    Map<?, ?> triage = (Map<?, ?>) client.get("alerts/" + id).get("triage");
    Map<String, Object> body = new HashMap<>(what);
    body.put("version", triage.get("version"));
    client.post("alerts/" + id + "/" + act, body);
  }

  private void closeAll(ConsoleClient client, int expected) throws Exception {
    Map<String, Object> job =
        client.post(
            "alerts/bulk",
            Map.of(
                "query",
                Map.of(
                    "status",
                    List.of("new", "acknowledged"),
                    "from",
                    end.minus(AlertFlood.SPAN).toString(),
                    "to",
                    end.plusSeconds(1).toString()),
                "action",
                "close",
                "disposition",
                "false_positive",
                "expected",
                expected));
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> "done".equals(client.get("alerts/bulk/" + job.get("id")).get("state")));
  }
}
