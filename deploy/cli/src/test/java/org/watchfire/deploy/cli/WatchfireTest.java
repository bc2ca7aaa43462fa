package org.watchfire.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WatchfireTest {
  private record Run(int exitCode, String out, String err) {}

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  @Test
  void everyCommandHasHelp() {
    List<String> names = new ArrayList<>(Watchfire.commandLine().getSubcommands().keySet());
    names.remove("help");
    for (String name : names) {
      Run run = run(name, "--help");
      assertThat(run.exitCode()).as(name).isEqualTo(ExitCode.OK);
      assertThat(run.out()).as(name).contains("Usage: watchfire " + name);
    }
  }

  @Test
  void wrongUsageExitsWithTwoAndSaysWhy() {
    assertThat(run().exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("fly").exitCode()).isEqualTo(ExitCode.USAGE);
    Run unknownSource = run("parse", "--source", "nothing", "file");
    assertThat(unknownSource.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(unknownSource.err()).contains("no source 'nothing'").contains("sshd");
  }

  @Test
  void commandsOnNothingRunningSayHowToStart(@TempDir Path data) {
    Run replay = run("replay", "--data", data.toString(), "--source", "sshd", "file");
    assertThat(replay.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(replay.err()).contains("watchfire up");
    assertThat(run("status", "--data", data.toString()).exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("verify", "--data", data.toString(), "--seq", "0").exitCode())
        .isEqualTo(ExitCode.NOT_FOUND);
  }

  @Test
  void resetLeavesForeignFoldersAlone(@TempDir Path data) throws Exception {
    Path file = java.nio.file.Files.writeString(data.resolve("thesis.txt"), "mine");
    assertThat(run("reset", "--yes", "--data", data.toString()).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(file).exists();
  }

  @Test
  void sourcesAreListed() {
    Run list = run("parse", "--list");
    assertThat(list.exitCode()).isEqualTo(ExitCode.OK);
    assertThat(list.out()).contains("sshd").contains("auditd").contains("zeek").contains("samba");
  }

  @Test
  void bothLanguagesHaveTheSameTexts() throws MissingResourceException {
    String bundle = "org.watchfire.deploy.cli.Messages";
    ResourceBundle.Control exact =
        ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);
    ResourceBundle en = ResourceBundle.getBundle(bundle, Locale.ROOT, exact);
    ResourceBundle zh = ResourceBundle.getBundle(bundle, Locale.CHINESE, exact);
    assertThat(zh.getLocale()).isEqualTo(Locale.CHINESE);
    assertThat(new TreeSet<>(zh.keySet())).isEqualTo(new TreeSet<>(en.keySet()));
    for (String key : en.keySet()) {
      assertThat(zh.getString(key)).as(key).isNotBlank().isNotEqualTo(en.getString(key));
    }
  }
}
