package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.deploy.demo.ConsoleClient;
import org.watchfire.deploy.demo.OwnInstallation;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Directories;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.supervisor.ConsoleStack;
import org.watchfire.deploy.supervisor.FirstCredentials;

/**
 * The first run of a console without accounts, by people alone: three officers named with the code
 * from the server's disk, passwords and second factors of their own, the root key given in shares,
 * the agents' authority, the first agent enrolled and its certificate revoked.
 */
@ExtendWith(InBrowser.class)
class FirstRunIT {
  /** A site's own: the vault is opened by people, where a standalone installation has a file. */
  private static final String KEYS = "(?m)^keys:\\n(?:  .*\\n)+";

  private static final String SHARED_KEYS = "keys:\n  root: shares\n";
  private static final String PASSWORD = "beacon-lit-on-the-7th-tower";
  private static final Look ENGLISH = new Look(Look.Language.EN, Look.Theme.DARK);
  private static final String PRIMARY = ".ant-modal-footer .ant-btn-primary";

  private record Officer(String username, String name, Look look) {}

  private static final List<Officer> OFFICERS =
      List.of(
          new Officer("zhao", "赵 系统管理员", Look.USUAL),
          new Officer("qian", "钱 安全保密管理员", ENGLISH),
          new Officer("sun", "孙 安全审计员", Look.USUAL));

  private static final List<String> KEEPERS = List.of("zhou", "wu");

  private final List<BrowserContext> contexts = new ArrayList<>();
  private Path folder;
  private ConsoleStack stack;

  @BeforeEach
  void start() throws Exception {
    // PostgreSQL may have to run as another user, who must be able to pass through.
    folder =
        Files.createTempDirectory(
            "watchfire-first-run",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    DataDirectory data = new DataDirectory(folder);
    FirstCredentials.byPeople(data);
    stack = ConsoleStack.start(Layout.find(), data, usual -> usual.replaceFirst(KEYS, SHARED_KEYS));
  }

  @AfterEach
  void stop() throws Exception {
    contexts.forEach(BrowserContext::close);
    try {
      if (stack != null) {
        stack.close();
      }
    } finally {
      Directories.delete(folder);
    }
  }

  private Screen screen(Chromium chromium, Look look) {
    BrowserContext context = chromium.browser().newContext(Desk.usual(look));
    context.setDefaultTimeout(30_000);
    contexts.add(context);
    return new Screen(context, look, url());
  }

  private String url() {
    return "http://127.0.0.1:" + stack.port();
  }

  @Test
  void threePeopleBringAnEmptyConsoleToItsFirstAgent(Chromium chromium) throws Exception {
    List<String> first = nameOfficers(screen(chromium, Look.USUAL));
    List<Screen> officers = new ArrayList<>();
    for (int i = 0; i < OFFICERS.size(); i++) {
      officers.add(enrolled(chromium, OFFICERS.get(i), first.get(i)));
    }
    Screen system = officers.get(0);
    Screen security = officers.get(1);
    addKeepers(system, security);
    openVault(chromium, security);
    setUpAuthority(security, system);

    system.open("/first-steps");
    // Who keeps keys is not his to see.
    assertThat(system.the(".wf-first-steps li[data-given]")).hasCount(4);
    inOrder(system, "first-steps-open");
    system.the(".wf-inline-form input").first().fill("fs01");
    system.the("button", "生成令牌").click();
    assertThat(system.the(".wf-password code")).hasText(Pattern.compile("\\S{20,}"));
    system.photograph(Findings.screenshot("first-agent", system.look()));
    enrolAndRevoke(system, system.the(".wf-password code").textContent());
    // The third one begins with the audit search, which this console is without.
    assertThat(system.errors()).isEmpty();
    assertThat(security.errors()).isEmpty();
  }

  /** Gives their first passwords. */
  private List<String> nameOfficers(Screen screen) throws Exception {
    screen.open("/");
    Path code = FirstCredentials.setUpCode(new DataDirectory(folder)).orElseThrow();
    screen.the("button", "首次设置").click();
    screen.the(".wf-setup-code input").fill(Files.readString(code).strip());
    for (int i = 0; i < OFFICERS.size(); i++) {
      Locator fields = screen.the(".wf-setup-officers fieldset").nth(i).locator("input");
      fields.nth(0).fill(OFFICERS.get(i).name());
      fields.nth(1).fill(OFFICERS.get(i).username());
      // Nobody is two of them.
      fields.nth(2).fill("p-" + OFFICERS.get(Math.min(i, 1)).username());
    }
    assertThat(screen.the(".wf-notice-bad")).containsText("三个不同的自然人");
    inOrder(screen, "set-up");
    screen.the(".wf-setup-officers fieldset").nth(2).locator("input").nth(2).fill("p-sun");
    screen.the("button[type=submit]").click();
    Locator passwords = screen.the("tbody tr td:last-child code");
    assertThat(passwords).hasCount(OFFICERS.size());
    inOrder(screen, "set-up-passwords");
    List<String> first = passwords.allTextContents();
    screen.the("input[type=checkbox]").check();
    screen.the("button", "前往登录").click();
    assertThat(screen.the(".wf-login-form")).isVisible();
    // It is offered once.
    assertThat(screen.the("button", "首次设置")).hasCount(0);
    assertThat(code).doesNotExist();
    return first;
  }

  private Screen enrolled(Chromium chromium, Officer officer, String first) throws Exception {
    Screen screen = screen(chromium, officer.look());
    signIn(screen, officer.username(), first);
    Locator typed = screen.the(".ant-modal input");
    typed.nth(0).fill(first);
    typed.nth(1).fill(PASSWORD);
    typed.nth(2).fill(PASSWORD);
    screen.the(PRIMARY).click();
    screen.the("main button.ant-btn-primary").click();
    String secret = screen.the(".wf-factor code").textContent();
    inOrder(screen, "second-factor-" + officer.username());
    screen.the(".wf-code-input").fill(OneTimeCode.at(secret, Instant.now()));
    screen.the(".wf-factor button.ant-btn-primary").click();
    assertThat(screen.the(".wf-user")).isVisible();
    screen.context().close();

    Screen again = screen(chromium, officer.look());
    signIn(again, officer.username(), PASSWORD);
    // That the code is missing is the answer to the password alone.
    Locator code = again.the(".wf-code-input");
    // Each works once; that of the next half minute is taken already.
    code.fill(OneTimeCode.at(secret, Instant.now().plusSeconds(OneTimeCode.STEP_SECONDS)));
    again.forgive();
    again.the(".wf-login-form button[type=submit]").click();
    assertThat(again.the(".wf-user strong")).hasText(officer.name());
    return again;
  }

  private static void signIn(Screen screen, String username, String password) {
    screen.open("/");
    Locator typed = screen.the(".wf-login-form input");
    typed.nth(0).fill(username);
    typed.nth(1).fill(password);
    screen.forgive();
    screen.the(".wf-login-form button[type=submit]").click();
  }

  private void addKeepers(Screen system, Screen security) throws Exception {
    for (String keeper : KEEPERS) {
      call(
          system,
          "POST",
          "users",
          Map.of(
              "username",
              keeper,
              "displayName",
              keeper,
              "personId",
              "p-" + keeper,
              "password",
              Account.FIRST_PASSWORD));
      call(
          security, "PUT", "users/" + keeper + "/roles", Map.of("roles", List.of("KEY_CUSTODIAN")));
      ConsoleClient client = new ConsoleClient(stack.port());
      client.login(keeper, Account.FIRST_PASSWORD);
      client.put(
          "session/password", Map.of("current", Account.FIRST_PASSWORD, "password", PASSWORD));
    }
  }

  /** As the page itself would send it. */
  private static void call(Screen screen, String method, String path, Map<String, Object> body) {
    Object status =
        screen
            .page()
            .evaluate(
                "async ({method, path, body}) => {"
                    + " const session = await (await fetch('/api/v1/session')).json();"
                    + " const answer = await fetch('/api/v1/' + path, {method, headers:"
                    + " {'Content-Type': 'application/json', 'X-CSRF-Token': session.csrfToken},"
                    + " body: JSON.stringify(body)});"
                    + " return answer.ok ? '' : answer.status + ' ' + await answer.text(); }",
                Map.of("method", method, "path", path, "body", body));
    assertThat(status).as(path).isEqualTo("");
  }

  private void openVault(Chromium chromium, Screen security) {
    SharedSecret.Split split = SharedSecret.create("INTL", 2, 3, new SecureRandom());
    security.open("/keys/ceremony");
    security.the("textarea").fill(split.description().text());
    inOrder(security, "ceremony-describe");
    security.the("button", "Set up").click();
    assertThat(security.the(".wf-agreements li")).hasCount(2);
    for (int i = 0; i < KEEPERS.size(); i++) {
      Screen keeper = screen(chromium, i == 0 ? Look.USUAL : ENGLISH);
      Screen.signIn(keeper.context(), url(), KEEPERS.get(i), PASSWORD);
      keeper.open("/keys/ceremony");
      give(keeper, split.shares().get(i), i == 0);
      if (i == 0) {
        assertThat(keeper.the(".wf-agreements li[data-given]")).hasCount(1);
        inOrder(keeper, "ceremony-shares");
      } else {
        assertThat(keeper.the(".wf-banner-ok")).isVisible();
        inOrder(keeper, "ceremony-open");
      }
      assertThat(keeper.errors()).isEmpty();
    }
  }

  private static void give(Screen keeper, KeyShare share, boolean mistyped) {
    Locator typed = keeper.the("form input");
    if (mistyped) {
      String text = share.text();
      char last = text.charAt(text.length() - 1);
      typed.fill(text.substring(0, text.length() - 1) + (last == '7' ? '8' : '7'));
      typed.press("Enter");
      int groups = text.split("-").length - 2;
      assertThat(keeper.the(".wf-notice-bad")).containsText(Integer.toString(groups));
      keeper.forgive();
    }
    typed.fill(share.text());
    typed.press("Enter");
  }

  private static void setUpAuthority(Screen security, Screen system) {
    security.open("/first-steps");
    security.the("button", "Ask for the authority").click();
    security.the(".ant-modal textarea").fill("The site's own agents");
    security.the(PRIMARY).click();
    assertThat(security.the(".ant-modal-wrap:visible")).hasCount(0);
    system.open("/approvals");
    system.the(".wf-list-item").first().click();
    system.the(".wf-decision textarea").fill("同意");
    inOrder(system, "authority-approval");
    system.the(".wf-decision button.ant-btn-primary").click();
    assertThat(system.the(".wf-approval-head .wf-tag")).hasText("已执行");
  }

  /** The agent gets its certificate, and loses it again. */
  private void enrolAndRevoke(Screen system, String token) throws Exception {
    Path file = Files.writeString(folder.resolve("fs01.token"), token);
    OwnInstallation.Run enrolled =
        OwnInstallation.run(
            folder.resolve("enrol.output"),
            List.of(
                "agent",
                "enrol",
                "--console",
                url(),
                "--agent",
                "fs01",
                "--out",
                folder.resolve("fs01").toString(),
                "--token-file",
                file.toString()));
    assertThat(enrolled.exitCode()).as(enrolled.text()).isZero();
    system.open("/agents?tab=certificates");
    system
        .the("tbody tr", "fs01")
        .locator("button", new Locator.LocatorOptions().setHasText("吊销"))
        .click();
    system.the(PRIMARY).click();
    assertThat(system.the(".ant-modal .wf-notice-ok")).isVisible();
    system.photograph(Findings.screenshot("agent-revoked", system.look()));
    system.the(".ant-modal-footer button").first().click();
    assertThat(system.the("tbody tr", "fs01")).containsText("已吊销");
  }

  private static void inOrder(Screen screen, String name) {
    screen.photograph(Findings.screenshot(name, screen.look()));
    assertThat(screen.inaccessible()).as(name).isEmpty();
    assertThat(screen.refusedByPolicy()).as(name).isEmpty();
    assertThat(screen.tooWide()).as(name).isEmpty();
  }
}
