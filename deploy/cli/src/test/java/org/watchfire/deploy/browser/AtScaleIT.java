package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.WaitUntilState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.watchfire.core.json.Json;

/**
 * The queue with a million alerts behind it, as {@code watchfire bench console --keep} leaves it. A
 * measurement, run on purpose: {@code -Dbrowser.bench=<address>
 * -Dbrowser.bench.credentials=<credentials.json>}; {@code -Dbrowser.minutes} says for how long the
 * memory is watched, {@code -Dbrowser.rows} how far is scrolled.
 */
@EnabledIfSystemProperty(
    named = "browser.bench",
    matches = ".+",
    disabledReason = "-Dbrowser.bench names no console that 'watchfire bench console --keep' left")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AtScaleIT {
  private static final String ROWS = ".wf-queue tbody .wf-row";
  private static final String CURRENT = ROWS + "[aria-current=true]";
  private static final int TIMES = 5;
  private static final long ASKED_USABLE_MILLIS = 1500;
  private static final int ASKED_ROWS = Integer.getInteger("browser.rows", 100_000);
  private static final int MOST_NODES = 5_000;
  private static final double MOST_GROWTH_MIB = 10;
  private static final Duration WATCHED =
      Duration.ofMinutes(Integer.getInteger("browser.minutes", 2));

  /** How often the page asks for news is its own affair; within this it has. */
  private static final double NEWS_MILLIS = 60_000;

  /** Scrolls to the end again and again until so many rows were seen; then to the top, quickly. */
  private static final String SCROLL =
      """
      (wanted) => new Promise((done) => {
        let rows = 0, frames = 0, long = 0, worst = 0, nodes = 0, last = 0, up = false, begun = 0;
        const step = (now) => {
          if (last) { frames++; worst = Math.max(worst, now - last); if (now - last > 100) long++; }
          else begun = now;
          last = now;
          if (frames % 20 === 0) nodes = Math.max(nodes, document.getElementsByTagName('*').length);
          const seen = document.querySelectorAll('.wf-queue tbody .wf-row');
          const end = seen[seen.length - 1];
          if (end) rows = Math.max(rows, Number(end.getAttribute('aria-rowindex')) - 1);
          const root = document.documentElement;
          if (!up && rows >= wanted) {
            window.downBy = { rows, frames, long, worst, nodes, seconds: (now - begun) / 1000 };
            up = true; frames = 0; long = 0; worst = 0; begun = now;
          }
          if (!up) window.scrollTo(0, Math.min(root.scrollTop + 4000, root.scrollHeight));
          else if (root.scrollTop > 0) window.scrollTo(0, root.scrollTop - 20000);
          else {
            const d = window.downBy;
            return done([d.rows, d.frames, d.long, d.worst, Math.max(d.nodes, nodes), d.seconds,
              frames, long, worst, (now - begun) / 1000]);
          }
          requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      })
      """;

  /** A window that has just been opened is busy with itself for so long. */
  private static final double SETTLING_MILLIS = 2_000;

  private static final String ROW_THERE = "at scale: a row is there";
  private static final String ROW_CURRENT = "at scale: a row is current";

  /**
   * Tells when the first row was painted, and when the first one became the current one: asking the
   * page for it again and again from without would keep it from its work.
   */
  private static final String WATCH =
      """
      if (window === window.top) {
        const told = new Set();
        const tell = (selector, text) => {
          if (told.has(text) || !document.querySelector(selector)) return;
          told.add(text);
          requestAnimationFrame(() => {
            const painted = new MessageChannel();
            painted.port1.onmessage = () => console.info(text);
            painted.port2.postMessage(null);
          });
        };
        new MutationObserver(() => {
          tell('%s', '%s');
          tell('%s', '%s');
        }).observe(document,
          { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-current'] });
      }
      """
          .formatted(ROWS, ROW_THERE, CURRENT, ROW_CURRENT);

  /**
   * When the document, the last script before the queue was asked for, and the queue were there.
   */
  private static final String PHASES =
      """
      () => {
        const all = performance.getEntriesByType('resource');
        const queue = all.find((e) => e.name.includes('/api/v1/alerts?'));
        const scripts = all.filter((e) => e.name.endsWith('.js') && e.responseEnd < queue.startTime);
        return [performance.getEntriesByType('navigation')[0].responseEnd,
          Math.max(...scripts.map((e) => e.responseEnd)), queue.startTime, queue.responseEnd];
      }
      """;

  private static final Findings FINDINGS = new Findings();
  private static Chromium chromium;
  private static String url;
  private static Map<String, Object> passwords;
  private static String signedIn;

  @BeforeAll
  static void launch() throws Exception {
    url = System.getProperty("browser.bench").replaceAll("/+$", "");
    passwords =
        Json.parseObject(
            Files.readAllBytes(Path.of(System.getProperty("browser.bench.credentials"))));
    chromium = Chromium.launch();
    try (BrowserContext context = chromium.browser().newContext()) {
      Screen.signIn(context, url, "analyst", (String) passwords.get("analyst"));
      signedIn = context.storageState();
    }
  }

  @AfterAll
  static void print() throws Exception {
    try {
      FINDINGS.print();
    } finally {
      chromium.close();
    }
  }

  /** A browser that has never been here. */
  private static Screen fresh() {
    BrowserContext context =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setLocale("zh-CN")
                    .setTimezoneId("Asia/Shanghai")
                    .setViewportSize(Desk.WIDTH, Desk.HEIGHT)
                    .setStorageState(signedIn));
    context.setDefaultTimeout(60_000);
    // The first password is its owner's here, and no dialog asks for another.
    context.addInitScript("sessionStorage.setItem('watchfire.password-asked', '1');");
    context.addInitScript(WATCH);
    return new Screen(context, Look.USUAL, url);
  }

  /** What is searched in the trail is not there: the bench has no index. */
  private static List<String> errors(Screen screen) {
    return screen.errors().stream()
        .filter(error -> !(error.contains(" 503 ") && error.contains("/api/v1/audit/")))
        .toList();
  }

  @Test
  @Order(1)
  void theQueueIsUsableAtOnce() {
    List<Long> usable = new ArrayList<>();
    List<Long> inANewWindow = new ArrayList<>();
    List<Long> opened = new ArrayList<>();
    List<String> phases = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      Screen screen = fresh();
      inANewWindow.add(untilUsable(screen));
      screen.context().close();

      screen = fresh();
      screen.page().waitForTimeout(SETTLING_MILLIS);
      usable.add(untilUsable(screen));
      phases.add(
          numbers(screen.page(), PHASES, null).stream().map(Math::round).toList().toString());
      long pressed = System.nanoTime();
      screen.press("Enter");
      screen.the(".wf-alert h1").waitFor();
      opened.add(millis(pressed));
      assertThat(errors(screen)).isEmpty();
      screen.context().close();
    }
    Collections.sort(usable);
    Collections.sort(inANewWindow);
    Collections.sort(opened);
    FINDINGS.journey(
        "The queue in a browser that has never been here, ms, " + TIMES + " times, sorted",
        List.of(
            "address entered until the first row is painted and j answers: " + usable,
            "the same in a window that is still opening itself: " + inANewWindow,
            "Enter until the alert is there: " + opened,
            "document, scripts there, queue asked for, answered (not sorted): " + phases));
    assertThat(usable.get(TIMES - 1)).as("%s", usable).isLessThan(ASKED_USABLE_MILLIS);
  }

  private static long untilUsable(Screen screen) {
    Page page = screen.page();
    long began = System.nanoTime();
    told(
        page,
        ROW_THERE,
        () ->
            page.navigate(
                url + "/alerts?status=open&lang=zh-CN",
                new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT)));
    told(page, ROW_CURRENT, () -> screen.press("j"));
    return millis(began);
  }

  private static void told(Page page, String text, Runnable act) {
    page.waitForConsoleMessage(
        new Page.WaitForConsoleMessageOptions()
            .setPredicate(message -> message.text().equals(text)),
        act);
  }

  @Test
  @Order(2)
  @Timeout(1800)
  void aHundredThousandRowsScroll() {
    Screen screen = fresh();
    screen.open("/alerts?status=open");
    screen.the(ROWS).first().waitFor();
    List<Double> seen = numbers(screen.page(), SCROLL, ASKED_ROWS);
    FINDINGS.journey(
        "Scrolling through rows",
        List.of(
            line("down, loading: %,.0f rows in %.0f s", seen.get(0), seen.get(5)),
            line(
                "  frames %,.0f, longer than 100 ms %.0f, longest %.0f ms",
                seen.get(1), seen.get(2), seen.get(3)),
            line("  elements of the page, at most: %,.0f", seen.get(4)),
            line("up again, loaded: %.1f s", seen.get(9)),
            line(
                "  frames %,.0f, longer than 100 ms %.0f, longest %.0f ms",
                seen.get(6), seen.get(7), seen.get(8)),
            line("heap with these rows: %.1f MiB", heap(screen))));
    assertThat(seen.get(4)).as("elements of the page").isLessThan(MOST_NODES);
    screen.press("j");
    assertThat(screen.the(CURRENT).first()).isFocused();
    assertThat(errors(screen)).isEmpty();
    screen.context().close();
  }

  @Test
  @Order(3)
  @Timeout(7200)
  void theHeapDoesNotGrowWhileTheQueueIsWatched() {
    Screen screen = fresh();
    screen.open("/alerts?status=open");
    screen.the(ROWS).first().waitFor();
    String first = screen.the(ROWS).first().getAttribute("data-id");
    Screen other = fresh();
    other.open("/alerts/" + first);

    long began = System.nanoTime();
    List<String> lines = new ArrayList<>();
    List<Double> heaps = new ArrayList<>();
    int news = 0;
    long nextSample = 0;
    while (System.nanoTime() - began < WATCHED.toNanos()) {
      // Something changes in a row that is on the screen, and the page hears of it.
      other.the("#wf-comment").fill("研判记录 " + news);
      other.the("button", "添加备注").click();
      assertThat(other.the("#wf-comment")).hasValue("");
      screen
          .page()
          .waitForResponse(
              answer -> answer.url().contains("/api/v1/alerts?"),
              new Page.WaitForResponseOptions().setTimeout(NEWS_MILLIS),
              () -> {});
      news++;
      long minutes = Duration.ofNanos(System.nanoTime() - began).toMinutes();
      if (news > 1 && minutes >= nextSample) {
        nextSample = minutes + Math.max(1, WATCHED.toMinutes() / 12);
        heaps.add(heap(screen));
        lines.add(
            line(
                "after %d min, %d times news: %.1f MiB",
                Duration.ofNanos(System.nanoTime() - began).toMinutes(),
                news,
                heaps.get(heaps.size() - 1)));
      }
    }
    heaps.add(heap(screen));
    lines.add(
        line(
            "at the end, %d times news: %.1f MiB, %d elements",
            news,
            heaps.get(heaps.size() - 1),
            ((Number) screen.page().evaluate("() => document.getElementsByTagName('*').length"))
                .intValue()));
    FINDINGS.journey("Heap of the queue after a collection, watched for " + WATCHED, lines);
    assertThat(heaps.get(heaps.size() - 1) - heaps.get(0))
        .as("growth in MiB")
        .isLessThan(MOST_GROWTH_MIB);
    assertThat(errors(screen)).isEmpty();
    other.context().close();
    screen.context().close();
  }

  private static double heap(Screen screen) {
    CDPSession session = screen.context().newCDPSession(screen.page());
    try {
      session.send("Performance.enable");
      session.send("HeapProfiler.collectGarbage");
      JsonArray metrics = session.send("Performance.getMetrics").getAsJsonArray("metrics");
      for (JsonElement metric : metrics) {
        if (metric.getAsJsonObject().get("name").getAsString().equals("JSHeapUsedSize")) {
          return metric.getAsJsonObject().get("value").getAsDouble() / (1 << 20);
        }
      }
      throw new AssertionError("the browser tells no size of its heap");
    } finally {
      session.detach();
    }
  }

  private static List<Double> numbers(Page page, String script, Object argument) {
    return ((List<?>) page.evaluate(script, argument))
        .stream().map(n -> ((Number) n).doubleValue()).toList();
  }

  private static String line(String form, Object... values) {
    return String.format(Locale.ROOT, form, values);
  }

  private static long millis(long began) {
    return (System.nanoTime() - began) / 1_000_000;
  }
}
