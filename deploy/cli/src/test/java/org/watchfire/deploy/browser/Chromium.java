package org.watchfire.deploy.browser;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

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
    if (onPath("node").isEmpty()) {
      return Optional.of("Node.js is not installed, which drives the browser");
    }
    if (program().isEmpty() && !install()) {
      return Optional.of("Chromium is not installed (apt-get install chromium fonts-wqy-microhei)");
    }
    return Optional.empty();
  }

  static Chromium launch() {
    return new Chromium(onPath("node").orElseThrow(), program().orElseThrow());
  }

  private static Optional<Path> program() {
    return NAMES.stream().map(Chromium::onPath).flatMap(Optional::stream).findFirst();
  }

  private static boolean install() {
    if (!root() || onPath("apt-get").isEmpty()) {
      return false;
    }
    return run("apt-get", "update", "-qq")
        && run(
            "apt-get",
            "install",
            "-y",
            "-qq",
            "--no-install-recommends",
            "chromium",
            "fonts-wqy-microhei")
        && program().isPresent();
  }

  private static boolean run(String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      Process process = builder.start();
      if (process.waitFor(4, TimeUnit.MINUTES)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean root() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
