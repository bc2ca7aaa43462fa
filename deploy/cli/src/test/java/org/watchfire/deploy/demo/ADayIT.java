package org.watchfire.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.standalone.TestTools;

/**
 * {@code deploy/examples/a-day.sh} as a reader of it would run it: from three officers to an alert
 * that names the policy.
 */
class ADayIT {
  private static final int MINUTES = 8;

  @TempDir Path temp;

  @Test
  void aDayByCurlAloneEndsWithTheAlertThatThePolicyExplains() throws Exception {
    for (String tool : List.of("bash", "curl", "jq", "openssl", "base32")) {
      String brings = tool.equals("base32") ? "coreutils" : tool;
      assumeThat(TestTools.have(tool, brings))
          .as(tool + " is not installed (apt-get install " + brings + ")")
          .isTrue();
    }
    Path script = Layout.find().root().resolve("deploy/examples/a-day.sh");
    File output = temp.resolve("output").toFile();
    Process process =
        new ProcessBuilder("bash", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output)
            .start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      // Its own handler stops the installation.
      process.destroy();
      process.waitFor(2, TimeUnit.MINUTES);
    }
    String text = Files.readString(output.toPath());
    System.out.println(text);
    assertThat(ended).as(text).isTrue();
    assertThat(process.exitValue()).as(text).isZero();
    assertThat(text)
        .contains(
            "zhao is refused: forbidden",
            "lowering it is refused: approval-required",
            "qian is refused: own-request",
            "sun agrees: executed",
            "\"rule\": \"access-policy:archive-not-budget\"",
            "the same policy: archive-not-budget",
            "Done: everything was on record");
  }
}
