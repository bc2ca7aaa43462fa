package org.watchfire.console.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;

/** The self-assessment of a running console says what fails here, and what it could not see. */
class ComplianceIT {
  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws Exception {
    NoteSigner site = NoteSigner.generate("test.watchfire", new SecureRandom());
    Path ledgers = Files.createDirectories(folder.resolve("ledgers"));
    for (Stream stream : Stream.values()) {
      try (StreamLedger ledger =
          StreamLedger.of(ledgers, folder.resolve("marks"), stream, site)
              .clock(Clock.fixed(Instant.parse("2026-11-20T08:00:00Z"), ZoneOffset.UTC))
              .open()) {
        ledger.append(
            List.of("{\"@timestamp\":\"2026-11-20T08:00:00Z\"}".getBytes(StandardCharsets.UTF_8)),
            Commit.NONE);
        ledger.publish();
      }
    }
    Files.writeString(folder.resolve("ledger.pub"), site.verifier().text());
    try (InputStream font =
        Loader.class.getResourceAsStream(
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf")) {
      Files.copy(font, folder.resolve("font.ttf"));
    }
    console =
        new TestConsole(
                Files.createDirectories(folder.resolve("console")),
                TestStack.shared().postgres().newDatabase())
            .with(
                "ledger",
                "{directory: '../ledgers', public-key: '../ledger.pub', report-font:"
                    + " '../font.ttf'}")
            .start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void whatFailsFailsAndWhatCannotBeSeenIsUnknown() throws Exception {
    console.as("auditadmin").post("/integrity/rows/check", java.util.Map.of()).expect(200);
    JsonNode report = console.as("auditadmin").get("/compliance").expect(200).json();
    assertThat(report.path("site").asText()).isEqualTo("test.watchfire");
    // The console of the tests asks for no second factor, hashes cheaply and has no witnesses.
    for (String failing :
        List.of(
            "second-factor",
            "first-passwords",
            "password-hashing",
            "tls-console",
            "tls-kafka",
            "tls-elasticsearch",
            "witnesses",
            "evidence-key")) {
      assertThat(outcome(report, failing)).as(failing).isEqualTo("fail");
      for (String text : List.of("found", "todo")) {
        JsonNode words = check(report, failing).path(text);
        assertThat(words.path("en").asText()).as(failing).isNotEmpty();
        assertThat(words.path("zh").asText()).as(failing).matches(".*\\p{IsHan}.*");
      }
    }
    for (String passing :
        List.of("officers", "dormant", "retention", "ledger", "rows", "vault-people")) {
      assertThat(outcome(report, passing)).as(check(report, passing).toString()).isEqualTo("pass");
      assertThat(check(report, passing).path("todo").isNull()).as(passing).isTrue();
    }
    // Elasticsearch is not there: whether there was a backup cannot be looked up.
    for (String unseen : List.of("backup", "clock-skew", "key-rotation")) {
      assertThat(outcome(report, unseen)).as(unseen).isEqualTo("unknown");
    }
    long all = report.path("checks").size();
    JsonNode outcomes = report.path("outcomes");
    assertThat(
            outcomes.path("pass").asLong()
                + outcomes.path("fail").asLong()
                + outcomes.path("unknown").asLong())
        .isEqualTo(all);
    assertThat(report.path("controls").size()).isGreaterThan(80);
  }

  @Test
  void whatSqlChangesIsSeenByTheNextReport() throws Exception {
    ApiClient auditor = console.as("auditor");
    String created = text("SELECT created_at::text FROM accounts WHERE username = 'analyst'");
    console.sql(
        "UPDATE accounts SET created_at = '2020-01-01', last_login_at = NULL, active_since = NULL"
            + " WHERE username = 'analyst'");
    try {
      JsonNode report = auditor.get("/compliance").expect(200).json();
      assertThat(outcome(report, "dormant")).isEqualTo("fail");
      assertThat(check(report, "dormant").path("found").path("zh").asText()).contains("analyst");
      // The row is not as it was sealed: nothing about officers is said to be fine.
      assertThat(outcome(report, "officers")).isEqualTo("fail");
    } finally {
      console.sql("UPDATE accounts SET created_at = '" + created + "' WHERE username = 'analyst'");
    }
  }

  @Test
  void theReportIsPrintedInBothLanguages() throws Exception {
    ApiClient officer = console.as("secadmin");
    String html = officer.get("/compliance/report.html").expect(200).text();
    assertThat(html).contains("自评", "self-assessment", "8.1.4.3 c", "AU-9(5)", "不通过 fail");
    assertThat(html).doesNotContain("<script");
    HttpResponse<byte[]> pdf =
        HttpClient.newHttpClient()
            .send(
                officer.request("/compliance/report.pdf").GET().build(),
                HttpResponse.BodyHandlers.ofByteArray());
    assertThat(pdf.statusCode()).isEqualTo(200);
    try (PDDocument document = Loader.loadPDF(pdf.body())) {
      assertThat(new PDFTextStripper().getText(document))
          .contains("self-assessment", "AU-11", "test.watchfire", "fail");
    }
    console.as("analyst").get("/compliance").refused(403, "forbidden");
    console.as("analyst").get("/compliance/report.pdf").refused(403, "forbidden");
  }

  private static JsonNode check(JsonNode report, String id) {
    List<String> ids = new ArrayList<>();
    for (JsonNode check : report.path("checks")) {
      if (check.path("id").asText().equals(id)) {
        return check;
      }
      ids.add(check.path("id").asText());
    }
    throw new AssertionError(id + " is none of " + ids);
  }

  private static String outcome(JsonNode report, String id) {
    return check(report, id).path("outcome").asText();
  }

  private static String text(String sql) throws SQLException {
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs = statement.executeQuery(sql)) {
      rs.next();
      return rs.getString(1);
    }
  }
}
