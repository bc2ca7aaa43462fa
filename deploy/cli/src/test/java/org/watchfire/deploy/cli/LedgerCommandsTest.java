package org.watchfire.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class LedgerCommandsTest {
  private static final String ORIGIN = "gov.example/test";

  @TempDir Path work;
  private String dir;

  private record Run(int exitCode, String out, String err) {}

  private static Run run(Object... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    String[] words = Stream.of(args).map(String::valueOf).toArray(String[]::new);
    return new Run(command.execute(words), out.toString(), err.toString());
  }

  private static Run ok(Object... args) {
    Run run = run(args);
    assertThat(run.exitCode()).as("%s%n%s", run.err(), run.out()).isEqualTo(ExitCode.OK);
    return run;
  }

  @BeforeEach
  void begin() throws IOException {
    dir = work.resolve("log").toString();
    String ed = ok("ledger", "key", ORIGIN, "--out", work.resolve("ed.key")).out();
    String sm = ok("ledger", "key", ORIGIN, "--type", "sm2", "--out", work.resolve("sm.key")).out();
    Files.writeString(work.resolve("log.pub"), ed + sm);
    Run init =
        ok(
            "ledger",
            "init",
            dir,
            "--origin",
            ORIGIN,
            "--key",
            work.resolve("ed.key"),
            "--key",
            work.resolve("sm.key"));
    assertThat(init.out()).isEqualToIgnoringNewLines(ed + sm);
  }

  private void append(int from, int to) throws IOException {
    Path file = work.resolve("entries");
    String lines =
        IntStream.range(from, to).mapToObj(i -> "entry " + i + "\n").collect(Collectors.joining());
    Files.writeString(file, lines);
    ok("ledger", "append", dir, file);
  }

  private TreeSet<String> files() throws IOException {
    Path root = Path.of(dir);
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile)
          .map(f -> root.relativize(f).toString())
          .filter(f -> f.startsWith("tile/") || f.equals("checkpoint"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @Test
  void appendLeavesExactlyTheFilesOfTlogTiles() throws IOException {
    append(0, 300);
    assertThat(files())
        .containsExactly(
            "checkpoint",
            "tile/0/000",
            "tile/0/001.p/44",
            "tile/1/000.p/1",
            "tile/entries/000",
            "tile/entries/001.p/44");
    append(300, 512);
    append(512, 513);
    assertThat(files())
        .containsExactly(
            "checkpoint",
            "tile/0/000",
            "tile/0/001",
            "tile/0/002.p/1",
            "tile/1/000.p/2",
            "tile/entries/000",
            "tile/entries/001",
            "tile/entries/002.p/1");
    String checkpoint = Files.readString(Path.of(dir, "checkpoint"));
    assertThat(checkpoint.lines().limit(2)).containsExactly(ORIGIN, "513");
    assertThat(checkpoint.lines().filter(l -> l.startsWith("— " + ORIGIN + " "))).hasSize(2);
    assertThat(ok("ledger", "checkpoint", dir).out()).isEqualTo(checkpoint);
  }

  @Test
  void provesAndVerifiesOffline() throws IOException {
    append(0, 300);
    Path old = Files.copy(Path.of(dir, "checkpoint"), work.resolve("old"));
    append(300, 700);
    Path proof = work.resolve("p.tlog-proof");
    ok("ledger", "prove", dir, "--index", 299, "--out", proof);
    Path entry = Files.writeString(work.resolve("e"), "entry 299");
    Path pub = work.resolve("log.pub");
    Run good = ok("ledger", "verify-proof", proof, "--entry", entry, "--key", pub);
    assertThat(good.out()).contains("VERIFIED").contains("entry 299");
    ok("ledger", "verify-proof", proof, "--entry", entry, "--key", pub, "--origin", ORIGIN);
    Path policy = work.resolve("policy");
    Files.writeString(
        policy,
        Files.readString(pub).lines().map(k -> "log " + k + "\n").collect(Collectors.joining())
            + "require ed25519 sm2\nquorum none\n");
    ok("ledger", "verify-proof", proof, "--entry", entry, "--policy", policy);

    Files.writeString(entry, "entry 298");
    Run bad = run("ledger", "verify-proof", proof, "--entry", entry, "--key", pub);
    assertThat(bad.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(bad.out()).contains("FAILED").contains("验证失败");

    Path hashes = work.resolve("hashes");
    ok("ledger", "prove", dir, "--from", 300, "--out", hashes);
    Path now = Path.of(dir, "checkpoint");
    ok("ledger", "verify-proof", hashes, "--old", old, "--new", now, "--key", pub);
    Files.writeString(hashes, Files.readString(hashes).replaceFirst("^.{4}", "AAAA"));
    assertThat(
            run("ledger", "verify-proof", hashes, "--old", old, "--new", now, "--key", pub)
                .exitCode())
        .isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void takesBinaryEntries() throws IOException {
    Path file = work.resolve("binary");
    Files.write(file, new byte[] {0, 3, 10, 0, 10, 0, 0, 0, 1, 7});
    assertThat(ok("ledger", "append", dir, file, "--length-prefixed").out())
        .contains("3 entries appended, the log has 3");
    assertThat(Files.readAllBytes(Path.of(dir, "tile/entries/000.p/3")))
        .isEqualTo(Files.readAllBytes(file));
    Files.write(file, new byte[] {0, 3, 10});
    Run cut = run("ledger", "append", dir, file, "--length-prefixed");
    assertThat(cut.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(cut.err()).contains("ends inside an entry");
    Files.write(file, "x".repeat(65_536).getBytes(StandardCharsets.US_ASCII));
    assertThat(run("ledger", "append", dir, file).err()).contains("longer than 65535");
    assertThat(ok("ledger", "append", dir, Files.writeString(file, "one\n")).out())
        .contains("the log has 4");
  }

  @Test
  void readsALogThatWasMadeElsewhere() throws IOException {
    append(0, 400);
    Path copy = Files.createDirectory(work.resolve("foreign"));
    for (String file : files()) {
      Files.createDirectories(copy.resolve(file).getParent());
      Files.copy(Path.of(dir, file), copy.resolve(file));
    }
    Path proof = work.resolve("p.tlog-proof");
    ok("ledger", "prove", copy, "--index", 7, "--out", proof);
    Path entry = Files.writeString(work.resolve("e"), "entry 7");
    ok("ledger", "verify-proof", proof, "--entry", entry, "--key", work.resolve("log.pub"));
    Run append = run("ledger", "append", copy, entry);
    assertThat(append.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(append.err()).contains("ledger init");
    Path tile = copy.resolve("tile/0/000");
    byte[] hashes = Files.readAllBytes(tile);
    hashes[8 * 32] ^= 1;
    Files.write(tile, hashes);
    Run damaged = run("ledger", "prove", copy, "--index", 9);
    assertThat(damaged.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(damaged.out()).isEmpty();
  }

  @Test
  void paperTellsWhetherTheLogWasRewritten() throws Exception {
    append(0, 100);
    Run printed = ok("ledger", "paper", dir);
    Path sheet = Files.writeString(work.resolve("sheet"), printed.out());
    Path png = work.resolve("sheet.png");
    ok("ledger", "paper", dir, "--png", png);
    assertThat(ImageIO.read(png.toFile()).getWidth()).isGreaterThanOrEqualTo(300);
    append(100, 350);
    Run same = ok("ledger", "compare", dir, "--paper", sheet);
    assertThat(same.out()).contains("VERIFIED").contains(ORIGIN + "@100");

    String other = work.resolve("other").toString();
    ok("ledger", "init", other, "--origin", ORIGIN, "--key", work.resolve("ed.key"));
    Path lines = Files.writeString(work.resolve("few"), "entry 0\n");
    ok("ledger", "append", other, lines);
    Run shorter = run("ledger", "compare", other, "--paper", sheet);
    assertThat(shorter.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(shorter.out()).contains("only 1");
    Files.writeString(lines, "forged\n".repeat(200));
    ok("ledger", "append", other, lines);
    Run forged = run("ledger", "compare", other, "--paper", sheet);
    assertThat(forged.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(forged.out()).contains("first root");
  }

  @Test
  void refusesWhatWouldLoseAKeyOrALog() throws IOException {
    Path key = work.resolve("ed.key");
    String secret = Files.readString(key);
    assertThat(run("ledger", "key", ORIGIN, "--out", key).exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(Files.readString(key)).isEqualTo(secret);
    Run again = run("ledger", "init", dir, "--origin", ORIGIN, "--key", key);
    assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(again.err()).contains("holds a log already");
    for (List<String> bad :
        List.of(
            List.of("ledger", "prove", dir),
            List.of("ledger", "prove", dir, "--index", "0", "--from", "0"),
            List.of("ledger", "verify-proof", "p", "--entry", "e", "--key", "a", "--policy", "b"),
            List.of("witness", "serve", "--dir", "w", "--listen", "nowhere"))) {
      assertThat(run(bad.toArray()).exitCode()).as("%s", bad).isEqualTo(ExitCode.USAGE);
    }
    assertThat(run("ledger", "prove", dir, "--index", "0").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(run("ledger", "prove", work).exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("ledger", "prove", work, "--index", "0").exitCode())
        .isEqualTo(ExitCode.NOT_FOUND);
  }
}
