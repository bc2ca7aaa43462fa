package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Request;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One instant, read in several zones: everywhere the same moment, with its zone beside it. */
@ExtendWith(InBrowser.class)
class ZonesIT {
  private static final String SHANGHAI = "Asia/Shanghai";
  private static final String NEW_YORK = "America/New_York";
  private static final Look ENGLISH = new Look(Look.Language.EN, Look.Theme.LIGHT);

  /** The hour in which New York's clocks go from 2 to 3. */
  private static final String SPRING = "from=2026-03-08T06:30:00Z&to=2026-03-08T07:30:00Z";

  private static String wall(String instant, String zone) {
    return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
        .format(Instant.parse(instant).atZone(ZoneId.of(zone)));
  }

  private static String label(String zone) {
    String offset = ZoneId.of(zone).getRules().getOffset(Instant.now()).getId();
    return zone + " (UTC" + offset + ")";
  }

  @Test
  void anAlertIsShownAtItsTimeOnEveryPageInEveryZone(Desk desk) throws Exception {
    Map<String, Object> alert =
        Samples.alerts(
                desk.demonstration().client(Account.ANALYST), "Access above clearance", "li.na")
            .get(0);
    shown(desk.as(Account.ANALYST, Look.USUAL, SHANGHAI), alert, SHANGHAI);
    Screen abroad = desk.as(Account.ANALYST, ENGLISH, NEW_YORK);
    shown(abroad, alert, NEW_YORK);

    abroad.open("/alerts?status=all&entity=li.na");
    abroad.the(".wf-zone").click();
    assertThat(abroad.the(".wf-zone")).hasText("UTC");
    assertThat(abroad.page()).hasURL(Pattern.compile(".*[?&]tz=utc.*"));
    shown(abroad, alert, "UTC");
  }

  private static void shown(Screen screen, Map<String, Object> alert, String zone) {
    String last = (String) alert.get("lastSeen");
    String label = zone.equals("UTC") ? "UTC" : label(zone);
    screen.open("/alerts?status=all&entity=li.na");
    assertThat(screen.the(".wf-zone")).hasText(label);
    Locator row = screen.the("tr[data-id='" + alert.get("id") + "']");
    assertThat(row.locator("time[datetime='" + last + "']").first()).containsText(wall(last, zone));
    screen.open("/alerts/" + alert.get("id"));
    assertThat(screen.the(".wf-zone")).hasText(label);
    assertThat(screen.the(".wf-headfacts time[datetime='" + last + "']").last())
        .hasText(wall(last, zone));
    assertThat(screen.errors()).isEmpty();
  }

  @Test
  void aRecordIsShownAtItsTimeInEveryZone(Desk desk) throws Exception {
    Map<String, Object> record =
        Samples.items(
                desk.demonstration()
                    .client(Account.AUDITOR)
                    .get("audit/search?stream=events&limit=1&q=user.name:%20li.na"))
            .get(0);
    String at = (String) record.get("timestamp");
    for (String zone : new String[] {SHANGHAI, NEW_YORK}) {
      Screen screen = desk.as(Account.AUDITOR, ENGLISH, zone);
      screen.open("/audit?q=user.name:%20li.na&t=all");
      assertThat(screen.the(".wf-zone")).hasText(label(zone));
      Locator row = screen.the(".wf-results tr:has([data-seq='" + record.get("seq") + "'])");
      assertThat(row.locator("time").first()).containsText(wall(at, zone));
      assertThat(screen.errors()).isEmpty();
    }
  }

  @Test
  void theZoneOfTheProfileHoldsInWhateverBrowser(Desk desk) {
    Screen there = desk.as(Account.COLLEAGUE, ENGLISH, SHANGHAI);
    choose(there, "New_York", NEW_YORK);
    assertThat(there.the(".wf-zone")).hasText(label(NEW_YORK));
    Screen elsewhere = desk.as(Account.COLLEAGUE, Look.USUAL, "Europe/Berlin");
    elsewhere.open("/alerts?status=all&" + SPRING);
    assertThat(elsewhere.the(".wf-zone")).hasText(label(NEW_YORK));
    assertThat(elsewhere.the(".wf-range-label")).hasText("2026-03-08 01:30 → 2026-03-08 03:30");
    choose(elsewhere, "Europe/Berlin", "与浏览器相同");
    assertThat(elsewhere.the(".wf-zone")).hasText(label("Europe/Berlin"));
    assertThat(there.errors()).isEmpty();
    assertThat(elsewhere.errors()).isEmpty();
  }

  private static void choose(Screen screen, String typed, String option) {
    screen.open("/profile");
    screen.the(".wf-field .ant-select").click();
    screen.type(typed);
    screen.the(".ant-select-item-option", option).first().click();
  }

  @Test
  void aRangeInTheAddressMeansTheSameInstantsInEveryZone(Desk desk) {
    Screen abroad = desk.as(Account.ANALYST, ENGLISH, NEW_YORK);
    assertThat(asked(abroad, "/alerts?status=all&" + SPRING)).contains(SPRING);
    assertThat(abroad.the(".wf-range-label")).hasText("2026-03-08 01:30 → 2026-03-08 03:30");

    // What is typed is the wall clock there, before, within and after daylight saving.
    type(abroad, "2026-03-08 01:15:00", "2026-03-08 03:45:00");
    assertThat(abroad.page())
        .hasURL(Pattern.compile(".*from=2026-03-08T06:15.*to=2026-03-08T07:45.*"));
    type(abroad, "2026-07-01 00:00:00", "2026-12-01 00:00:00");
    assertThat(abroad.page())
        .hasURL(Pattern.compile(".*from=2026-07-01T04:00.*to=2026-12-01T05:00.*"));

    String address = abroad.page().url().replaceAll("^https?://[^/]+", "").replace("lang=en", "l=");
    Screen home = desk.as(Account.ANALYST, Look.USUAL, SHANGHAI);
    assertThat(asked(home, address))
        .contains("from=2026-07-01T04:00:00.000Z", "to=2026-12-01T05:00:00.000Z");
    assertThat(home.the(".wf-range-label")).hasText("2026-07-01 12:00 → 2026-12-01 13:00");
    assertThat(abroad.errors()).isEmpty();
    assertThat(home.errors()).isEmpty();
  }

  /** What the page asks the server for. */
  private static String asked(Screen screen, String path) {
    Request request =
        screen
            .page()
            .waitForRequest(
                asked -> asked.url().contains("/api/v1/alerts?"), () -> screen.open(path));
    return URLDecoder.decode(request.url(), StandardCharsets.UTF_8);
  }

  private static void type(Screen screen, String from, String to) {
    screen.the(".wf-range button").last().click();
    Locator fields = screen.the(".wf-range-fixed input");
    fields.first().fill(from);
    fields.first().press("Enter");
    fields.last().fill(to);
    fields.last().press("Enter");
    assertThat(screen.the(".wf-range-label")).containsText(from.substring(0, 16));
  }
}
