package org.watchfire.deploy.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.bundle.VerifyMain;

/** An auditor's walk: question, search, proof, signed export, verified here and offline. */
@ExtendWith(InBrowser.class)
class AuditorsWalkIT {
  private static final String SUBMIT = ".ant-modal-footer .ant-btn-primary";
  private static final String CHOOSER = ".wf-drop input[type=file]";

  @Test
  void whoSawTheseFilesIsAnsweredAndProven(Desk desk, @TempDir Path folder) throws IOException {
    Screen auditor = desk.as(Account.AUDITOR);
    auditor.open("/audit");
    Locator question = auditor.the(".wf-ask form").first();
    question.locator("input").fill("/srv/share/档案/");
    question.locator("button").click();
    assertThat(auditor.the(".wf-ranks li", "li.na").first()).isVisible();
    auditor.photograph(Findings.screenshot("audit-who-saw", Look.USUAL));

    auditor.the(".wf-results tbody .wf-row").first().click();
    auditor.the(".ant-drawer .ant-tabs-tab").last().click();
    assertThat(auditor.the(".ant-drawer .wf-proof-ok").first()).isVisible();
    auditor.the(".ant-drawer-close").click();

    auditor.the(".wf-filters button", "导出证据").click();
    auditor.the("#wf-export-purpose").fill("案件 2026-17 取证");
    Download download = auditor.page().waitForDownload(() -> auditor.the(SUBMIT).click());
    Path bundle = folder.resolve("evidence.zip");
    download.saveAs(bundle);
    assertThat(auditor.the(".wf-notice-ok").first()).containsText("SHA-256");

    assertThat(offline(bundle, desk.demonstration().siteKey())).isZero();
    auditor.open("/verify");
    auditor.the(CHOOSER).setInputFiles(bundle);
    assertThat(auditor.the(".wf-proven-ok")).containsText("验证通过");
    auditor.photograph(Findings.screenshot("verified", Look.USUAL));

    Path forged = folder.resolve("forged.zip");
    Files.write(forged, changed(Files.readAllBytes(bundle)));
    assertThat(offline(forged, desk.demonstration().siteKey())).isEqualTo(6);
    auditor.the(CHOOSER).setInputFiles(forged);
    assertThat(auditor.the(".wf-proven-bad")).containsText("log/0/records/000000");
    assertThat(auditor.errors()).isEmpty();
    auditor.context().close();
  }

  /** The stand-alone verifier, with the key of the site as auditors have it. */
  static int offline(Path bundle, Path key) {
    PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, UTF_8);
    return VerifyMain.run(
        new String[] {bundle.toString(), "--key", key.toString()}, nowhere, nowhere);
  }

  /** One letter of a name in the first record that has it. */
  private static byte[] changed(byte[] bundle) {
    byte[] name = "li.na".getBytes(UTF_8);
    for (int at = 0; at + name.length < bundle.length; at++) {
      if (Arrays.equals(bundle, at, at + name.length, name, 0, name.length)) {
        bundle[at] = 'L';
        return bundle;
      }
    }
    throw new AssertionError("no record of li.na");
  }
}
