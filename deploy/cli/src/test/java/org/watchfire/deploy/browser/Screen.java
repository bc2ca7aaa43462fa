package org.watchfire.deploy.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.RequestOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One page of the browser, with what went wrong on it. Language and theme are those of its {@link
 * Look}; the time zone is Asia/Shanghai.
 */
final class Screen {
  private static final List<String> WCAG_AA = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa");

  /** Keeps what the policy refused, from before the first script of the page. */
  private static final String WATCH_POLICY =
      "window.refusedByPolicy = [];"
          + "document.addEventListener('securitypolicyviolation', (e) =>"
          + " window.refusedByPolicy.push(e.violatedDirective + ' ' + e.blockedURI + ' '"
          + " + (e.sourceFile || '') + ':' + e.lineNumber));";

  private static final String SETTLED =
      "() => document.querySelector('#root') && !document.querySelector("
          + "'.wf-loading, .wf-splash, [aria-busy=\"true\"]') && document.querySelector('h1, h2')";

  private static final String TOO_WIDE =
      "() => { const root = document.documentElement;"
          + " if (root.scrollWidth <= root.clientWidth) return [];"
          + " return [...document.querySelectorAll('body *')]"
          + ".filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)"
          + ".slice(0, 5).map((e) => e.tagName + '.' + e.className); }";

  /** What the console says to who signs in too often. */
  static final String TOO_MANY = "rate-limited";

  private final BrowserContext context;
  private final Page page;
  private final String url;
  private final List<String> errors = new ArrayList<>();
  private final Look look;

  Screen(BrowserContext context, Look look, String url) {
    this.context = context;
    this.look = look;
    this.url = url;
    context.addInitScript(WATCH_POLICY);
    context.addInitScript(
        "if (!localStorage.getItem('watchfire.theme'))"
            + " localStorage.setItem('watchfire.theme', '"
            + look.theme().text()
            + "');");
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            errors.add(message.text() + " " + message.location());
          }
        });
    page.onPageError(errors::add);
  }

  /** Signs in by the API; the cookie is the context's from then on. */
  static void signIn(BrowserContext context, String url, String username, String password) {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
    while (true) {
      APIResponse answer =
          context
              .request()
              .post(
                  url + "/api/v1/session",
                  RequestOptions.create()
                      .setData(Map.of("username", username, "password", password)));
      if (answer.ok()) {
        return;
      }
      if (!answer.text().contains(TOO_MANY) || System.nanoTime() > until) {
        throw new IllegalStateException(username + " cannot sign in: " + answer.text());
      }
      rest();
    }
  }

  /** So many sign-ins a minute are taken, and no more. */
  private static void rest() {
    try {
      TimeUnit.SECONDS.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  Look look() {
    return look;
  }

  /**
   * Opens a path and waits until everything on it has loaded.
   *
   * @return how long that took, in milliseconds
   */
  long open(String path) {
    long began = System.nanoTime();
    page.navigate(url + path + (path.contains("?") ? "&" : "?") + "lang=" + look.language().tag);
    settle();
    return (System.nanoTime() - began) / 1_000_000;
  }

  /** Waits until nothing loads any more. */
  void settle() {
    page.waitForFunction(SETTLED);
  }

  Locator the(String selector) {
    return page.locator(selector);
  }

  /** The elements of a selector that hold a text. */
  Locator the(String selector, String text) {
    return page.locator(selector, new Page.LocatorOptions().setHasText(text));
  }

  /** A key, as {@code KeyboardEvent.key} names it. */
  void press(String key) {
    page.keyboard().press(key);
  }

  void type(String text) {
    page.keyboard().type(text);
  }

  /** What fails WCAG 2.1 A or AA, one line for each place. */
  List<String> inaccessible() {
    List<String> lines = new ArrayList<>();
    for (Rule rule :
        new AxeBuilder(page).setLegacyMode(true).withTags(WCAG_AA).analyze().getViolations()) {
      rule.getNodes()
          .forEach(
              node ->
                  lines.add(
                      rule.getId()
                          + ": "
                          + node.getTarget()
                          + " "
                          + firstLine(node.getFailureSummary())));
    }
    return lines;
  }

  private static String firstLine(String text) {
    return text == null ? "" : text.replaceAll("\\s+", " ").strip();
  }

  @SuppressWarnings("unchecked")
  List<String> refusedByPolicy() {
    return (List<String>) page.evaluate("() => window.refusedByPolicy");
  }

  /** What reaches beyond the right edge, when the page scrolls sideways. */
  @SuppressWarnings("unchecked")
  List<String> tooWide() {
    return (List<String>) page.evaluate(TOO_WIDE);
  }

  /** What the console of the browser showed as an error, but for what the policy refused. */
  List<String> errors() {
    return errors.stream().filter(text -> !text.contains("Content Security Policy")).toList();
  }

  /** Forgets errors that were provoked. */
  void forgive() {
    errors.clear();
  }

  void photograph(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file));
  }
}
