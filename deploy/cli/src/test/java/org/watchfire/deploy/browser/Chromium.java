package org.watchfire.deploy.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.deploy.standalone.TestTools;

/** The browser: Chromium of this machine, installed by its package manager where that may be. */
final class Chromium implements AutoCloseable {
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
  private static final List<String> QUIET =
      List.of(
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  private final Playwright playwright;
  private final Browser browser;

  /** A machine that builds something else at the same time is slow, and not wrong. */
  private static final double PATIENCE_MILLIS = 30_000;

  private Chromium(Path node, Path program) {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
    this.playwright =
        Playwright.create(
            new Playwright.CreateOptions()
                .setEnv(
                    Map.of(
                        "PLAYWRIGHT_NODEJS_PATH",
                        node.toString(),
                        "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD",
                        "1")));
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(program)
                    .setChromiumSandbox(!root())
                    .setArgs(QUIET));
  }

  Browser browser() {
    return browser;
  }

  /** Why there can be no browser here; empty when there can be one. */
  static Optional<String> missing() {
    if (TestTools.onPath("node").isEmpty()) {
      return Optional.of("Node.js is not installed, which drives the browser");
    }
    if (program().isEmpty()
        && !(TestTools.install("chromium", "fonts-wqy-microhei") && program().isPresent())) {
      return Optional.of("Chromium is not installed (apt-get install chromium fonts-wqy-microhei)");
    }
    return Optional.empty();
  }

  static Chromium launch() {
    return new Chromium(TestTools.onPath("node").orElseThrow(), program().orElseThrow());
  }

  private static Optional<Path> program() {
    return NAMES.stream().map(TestTools::onPath).flatMap(Optional::stream).findFirst();
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
