package org.watchfire.console.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
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

/** The picture of the ledgers, and reading them from end to end. */
class LedgerCheckIT {
  @TempDir static Path folder;
  private static TestConsole console;
  private static NoteSigner site;

  @BeforeAll
  static void start() throws Exception {
    site = NoteSigner.generate("test.watchfire", new SecureRandom());
    Path ledgers = Files.createDirectories(folder.resolve("ledgers"));
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, folder.resolve("marks"), Stream.EVENTS, site).open()) {
      ledger.append(
          List.of(
              "{\"user\":{\"name\":\"li.na\"}}".getBytes(StandardCharsets.UTF_8),
              "{\"user\":{\"name\":\"wang\"}}".getBytes(StandardCharsets.UTF_8)),
          Commit.NONE);
      ledger.publish();
    }
    Files.writeString(folder.resolve("ledger.pub"), site.verifier().text());
    console =
        new TestConsole(
                Files.createDirectories(folder.resolve("console")),
                TestStack.shared().postgres().newDatabase())
            .with("ledger", "{directory: '../ledgers', public-key: '../ledger.pub'}")
            .start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void theLedgersAreShownAndDamageIsFoundByReadingThem() throws IOException {
    ApiClient auditor = console.as("auditor");
    JsonNode picture = auditor.get("/integrity/ledger").expect(200).json();
    assertThat(picture.path("key").asText()).isEqualTo(site.verifier().text());
    assertThat(picture.path("witnesses")).isEmpty();
    JsonNode events = picture.path("streams").get(0);
    assertThat(events.path("size").asLong()).isEqualTo(2);
    JsonNode log = events.path("logs").get(0);
    assertThat(log.path("origin").asText()).startsWith("test.watchfire/events/");
    assertThat(log.path("signers").get(0).asText()).isEqualTo(log.path("origin").asText());
    assertThat(log.path("quorum").isNull()).isTrue();
    // No store is configured here: that is said, and nothing made up.
    assertThat(picture.path("store").path("problem").path("zh").asText()).isEqualTo("未配置其地址");
    console.as("analyst").get("/integrity/ledger").refused(403, "forbidden");

    assertThat(auditor.get("/integrity/ledger/check").json().path("state").asText())
        .isEqualTo("never");
    assertThat(outcome(auditor)).isEqualTo("sound");
    flip();
    JsonNode damaged = checked(auditor).path("results").get(0);
    assertThat(damaged.path("outcome").asText()).isEqualTo("damaged");
    assertThat(damaged.path("detail").asText()).isNotEmpty();
    assertThat(damaged.path("size").isNull()).isTrue();
  }

  private static String outcome(ApiClient auditor) throws IOException {
    return checked(auditor).path("results").get(0).path("outcome").asText();
  }

  private static JsonNode checked(ApiClient auditor) throws IOException {
    auditor.post("/integrity/ledger/check", null).expect(202);
    return await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> auditor.get("/integrity/ledger/check").json(),
            check -> check.path("state").asText().equals("done"));
  }

  /** One letter of a recorded name. */
  private static void flip() throws IOException {
    try (var files = Files.walk(folder.resolve("ledgers"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] bytes = Files.readAllBytes(file);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        int at = text.indexOf("li.na");
        if (at >= 0) {
          bytes[at] = 'L';
          Files.write(file, bytes);
        }
      }
    }
  }
}
