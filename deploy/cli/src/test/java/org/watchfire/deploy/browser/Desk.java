package org.watchfire.deploy.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where a test sits down: opens screens, each in a browser context of its own. */
final class Desk implements AutoCloseable {
  static final int WIDTH = 1366;
  static final int HEIGHT = 768;

  /** Cookies of accounts that have signed in, so that not every test hashes a password. */
  private static final Map<Account, String> SIGNED_IN = new EnumMap<>(Account.class);

  private final Demonstration demonstration;
  private final Browser browser;
  private final Findings findings;
  private final List<BrowserContext> contexts = new ArrayList<>();

  Desk(Demonstration demonstration, Browser browser, Findings findings) {
    this.demonstration = demonstration;
    this.browser = browser;
    this.findings = findings;
  }

  Demonstration demonstration() {
    return demonstration;
  }

  Findings findings() {
    return findings;
  }

  /** A screen at which nobody has signed in. */
  Screen anonymous(Look look) {
    return new Screen(context(look, null), look, demonstration.url());
  }

  Screen as(Account account) {
    return as(account, Look.USUAL);
  }

  /** A screen at which this account is signed in already. */
  Screen as(Account account, Look look) {
    return new Screen(context(look, signedIn(account)), look, demonstration.url());
  }

  private String signedIn(Account account) {
    String state = SIGNED_IN.get(account);
    if (state == null || !signedInStill(state)) {
      try (BrowserContext context = browser.newContext()) {
        Screen.signIn(
            context, demonstration.url(), account.username, demonstration.password(account));
        state = context.storageState();
      }
      SIGNED_IN.put(account, state);
    }
    return state;
  }

  /** A session that nobody has used for a while has ended. */
  private boolean signedInStill(String state) {
    try (BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setStorageState(state))) {
      return context.request().get(demonstration.url() + "/api/v1/session").ok();
    }
  }

  /** As {@link #as}, where the clocks on the wall show another zone. */
  Screen as(Account account, Look look, String zone) {
    BrowserContext context = context(usual(look).setTimezoneId(zone), signedIn(account));
    return new Screen(context, look, demonstration.url());
  }

  /** As {@link #as}, with a session that no other test uses, which may therefore be ended. */
  Screen withOwnSession(Account account) {
    BrowserContext context = context(Look.USUAL, null);
    Screen.signIn(context, demonstration.url(), account.username, demonstration.password(account));
    return new Screen(context, Look.USUAL, demonstration.url());
  }

  private BrowserContext context(Look look, String state) {
    return context(usual(look), state);
  }

  /** A workplace in China. */
  static Browser.NewContextOptions usual(Look look) {
    return new Browser.NewContextOptions()
        .setLocale(look.language() == Look.Language.EN ? "en-GB" : "zh-CN")
        .setTimezoneId("Asia/Shanghai")
        .setViewportSize(WIDTH, HEIGHT)
        .setReducedMotion(ReducedMotion.REDUCE)
        .setAcceptDownloads(true);
  }

  private BrowserContext context(Browser.NewContextOptions options, String state) {
    if (state != null) {
      options.setStorageState(state);
    }
    BrowserContext context = browser.newContext(options);
    context.setDefaultTimeout(30_000);
    contexts.add(context);
    return context;
  }

  @Override
  public void close() {
    contexts.forEach(BrowserContext::close);
  }
}
