package org.watchfire.deploy.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import picocli.CommandLine;

/** Exporting with the command and checking with the command: nothing runs beside it. */
class StoreExportCommandTest {
  private record Run(int exitCode, String out, String err) {}

  @TempDir Path directory;
  private Path config;
  private Path zip;
  private String key;

  private static Run run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    CommandLine command = Watchfire.commandLine();
    command.setOut(new PrintWriter(out, true));
    command.setErr(new PrintWriter(err, true));
    int exitCode = command.execute(args);
    return new Run(exitCode, out.toString(), err.toString());
  }

  @BeforeEach
  void site() throws Exception {
    NoteSigner site = NoteSigner.generate("gov.example", new SecureRandom());
    key = site.verifier().text();
    Path secrets = Files.createDirectories(directory.resolve("secrets"));
    Files.writeString(secrets.resolve("ledger.key"), site.text());
    Files.writeString(secrets.resolve("agents.json"), "{}");
    Path data = Files.createDirectories(directory.resolve("data"));
    List<byte[]> records = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      String outcome = i % 3 == 0 ? "failure" : "success";
      records.add(
          ("{\"event\":{\"outcome\":\"" + outcome + "\",\"id\":\"e" + i + "\"}}").getBytes(UTF_8));
    }
    try (StreamLedger ledger =
        StreamLedger.of(data.resolve("ledger"), data.resolve("signed"), Stream.EVENTS, site)
            .open()) {
      ledger.append(records, Commit.NONE);
      ledger.publish();
    }
    config =
        Files.writeString(
            directory.resolve("store.yaml"),
            """
            kafka:
              bootstrap-servers: 127.0.0.1:9
            elasticsearch:
              uri: http://127.0.0.1:9
            data-dir: '%s'
            ledger-key: '%s'
            agents-file: '%s'
            """
                .formatted(data, secrets.resolve("ledger.key"), secrets.resolve("agents.json")));
    zip = directory.resolve("evidence.zip");
  }

  private Run export(String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("store", "export", "--config", config.toString(), "--by", "li.na", "--out"));
    args.addAll(List.of(zip.toString(), "--purpose", "case 2026-17"));
    args.addAll(List.of(more));
    return run(args.toArray(String[]::new));
  }

  @Test
  void exportVerifiesAndOneChangedByteDoesNot() throws Exception {
    Run exported = export("--query", "event.outcome:failure");
    assertThat(exported.exitCode()).as(exported.err()).isZero();
    assertThat(exported.out()).contains("30 records, 10 matches");

    Run good = run("verify", zip.toString(), "--key", key);
    assertThat(good.exitCode()).as(good.out()).isEqualTo(ExitCode.OK);
    assertThat(good.out()).contains("VERIFIED", "case 2026-17").doesNotContain("WARNING");

    byte[] bytes = Files.readAllBytes(zip);
    bytes[bytes.length / 2] ^= 1;
    Files.write(zip, bytes);
    Run bad = run("verify", zip.toString(), "--key", key);
    assertThat(bad.exitCode()).isEqualTo(ExitCode.FINDINGS);
    assertThat(bad.out()).contains("FAILED", "zip @");
  }

  /** The font comes with the web's build. */
  @Test
  void theReportIsInBothLanguages() throws Exception {
    Optional<Path> font = Layout.find().reportFont();
    assumeTrue(font.isPresent(), "no font was built (-DskipWeb)");
    Files.writeString(config, "report-font: '" + font.get() + "'\n", StandardOpenOption.APPEND);
    assertThat(export("--query", "event.outcome:failure").exitCode()).isZero();

    Run good = run("verify", zip.toString(), "--key", key);
    assertThat(good.exitCode()).as(good.out()).isEqualTo(ExitCode.OK);
    assertThat(good.out()).contains("report.pdf", "仅供阅读");
    try (ZipFile files = new ZipFile(zip.toFile());
        PDDocument report =
            Loader.loadPDF(files.getInputStream(files.getEntry("report.pdf")).readAllBytes())) {
      String text = new PDFTextStripper().getText(report);
      assertThat(text)
          .contains("烽燧证据报告 · Watchfire evidence report")
          .contains("用途 Purpose", "case 2026-17", "li.na", "event.outcome:failure")
          .contains("命中记录 Matching records", "10 / 10", "gov.example/events/");
    }
  }

  @Test
  void onlyMatchesCanBeExported() {
    Run exported = export("--query", "event.outcome:failure", "--matches-only", "--from", "4");
    assertThat(exported.out()).as(exported.err()).contains("8 records, 8 matches");
    assertThat(run("verify", zip.toString(), "--key", key).exitCode()).isZero();
  }

  @Test
  void eachExportIsOnRecordBeforeAndAfter() throws Exception {
    export("--to", "40");
    export("--to", "20");
    List<String> records = new ArrayList<>();
    try (var files = Files.list(directory.resolve("data/outbox"))) {
      for (Path file : files.sorted().toList()) {
        records.add(Files.readString(file));
      }
    }
    assertThat(records)
        .hasSize(4)
        .allSatisfy(r -> assertThat(r).contains("audit.export", "li.na", "case 2026-17"));
    assertThat(records).filteredOn(r -> r.contains("\"failure\"")).hasSize(1);
    assertThat(records).filteredOn(r -> r.contains("\"success\"")).hasSize(1);
  }

  @Test
  void whatCannotBeExportedLeavesNoFile() throws Exception {
    assertThat(export("--to", "31").err()).contains("cover 30");
    assertThat(export("--max-records", "5").err()).contains("at most 5");
    assertThat(export("--query", "event.outcome:(").exitCode()).isEqualTo(ExitCode.FAILED);
    assertThat(export("--matches-only").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(export("--purpose", "x").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(zip).doesNotExist();
    Files.writeString(zip, "mine");
    assertThat(export().exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(Files.readString(zip)).isEqualTo("mine");
    try (var files = Files.list(directory)) {
      assertThat(files.filter(f -> f.toString().endsWith(".part"))).isEmpty();
    }
  }

  @Test
  void verifyAsksForOneThing() {
    export();
    assertThat(run("verify", zip.toString(), "--seq", "3").exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(run("verify", zip + ".gone").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(run("verify", zip.toString(), "--key", "a+b+c").exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(run("verify", zip.toString()).out()).contains("WARNING");
  }
}
