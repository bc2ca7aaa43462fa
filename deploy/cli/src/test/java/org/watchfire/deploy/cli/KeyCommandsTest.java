package org.watchfire.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class KeyCommandsTest {
  @TempDir Path folder;

  private record Result(int exitCode, String out, String err) {}

  @ParameterizedTest
  @ValueSource(strings = {"INTL", "SM"})
  void splitCheckAndCombineGoTogether(String suite) throws IOException {
    Result split = run("key", "split", "--suite", suite, "--out", file("kept").toString());
    assertThat(split.exitCode()).isZero();
    String description = split.out().strip();
    assertThat(description).startsWith("watchfire-root:" + suite + ":3:5:");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(share(2))))
        .isEqualTo("rw-------");
    String secret = Files.readString(share(2)).strip();
    assertThat(split.err()).contains("share-5.txt").doesNotContain(secret.substring(10));

    Result check = run("key", "check", "--root", description, share(1) + "", share(5) + "");
    assertThat(check.exitCode()).isZero();
    assertThat(check.out()).contains("share 5 of 5, 3 needed, " + suite);

    Result combined =
        run("key", "combine", "--root", description, share(1) + "", share(3) + "", share(4) + "");
    assertThat(combined.exitCode()).isZero();
    assertThat(combined.out()).contains("make up the root key");
    Result tooFew = run("key", "combine", "--root", description, share(1) + "", share(1) + "");
    assertThat(tooFew.exitCode()).isEqualTo(6);
    assertThat(tooFew.out()).contains("3 are needed");

    // One wrong character is found where it is.
    char old = secret.charAt(secret.length() - 2);
    String wrong =
        secret.substring(0, secret.length() - 2)
            + (old == '7' ? '8' : '7')
            + secret.substring(secret.length() - 1);
    Files.writeString(share(2), wrong);
    Result bad = run("key", "check", share(2) + "", share(3) + "");
    assertThat(bad.exitCode()).isEqualTo(6);
    assertThat(bad.out()).contains("BAD: group " + (suite.equals("SM") ? 12 : 18));
    assertThat(bad.out() + bad.err()).doesNotContain(wrong.substring(10));
  }

  @Test
  void sharesOfAnotherRootAreTold() {
    run("key", "split", "--out", file("kept").toString());
    String other =
        run("key", "split", "--threshold", "2", "--shares", "2", "--out", file("o") + "")
            .out()
            .strip();
    Result result = run("key", "combine", "--root", other, share(1) + "", share(2) + "");
    assertThat(result.exitCode()).isEqualTo(6);
    assertThat(result.out()).contains("another splitting");
  }

  @Test
  void nothingIsOverwrittenAndBadCountsAreWrongUsage() {
    String out = file("kept").toString();
    assertThat(run("key", "split", "--out", out).exitCode()).isZero();
    assertThat(run("key", "split", "--out", out).exitCode()).isEqualTo(2);
    assertThat(run("key", "split", "--threshold", "6", "--out", file("x") + "").exitCode())
        .isEqualTo(2);
    assertThat(run("key", "split", "--suite", "ROT13", "--out", file("y") + "").exitCode())
        .isEqualTo(2);
    assertThat(run("key", "check", file("none") + "").exitCode()).isEqualTo(3);
  }

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path share(int index) {
    return file("kept").resolve("share-" + index + ".txt");
  }

  private static Result run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    return new Result(command.execute(args), out.toString(), err.toString());
  }
}
