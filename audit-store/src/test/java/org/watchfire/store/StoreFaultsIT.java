package org.watchfire.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.TestStack.Server;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.ElasticAuditSearch;

/**
 * The store and its servers are killed; afterwards nothing is missing and nothing is there twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class StoreFaultsIT {
  private static final int KILLS = 6;
  private static final int PER_ROUND = 2000;

  private final Random random = new Random(7);
  private StoreFixture fixture;
  private ElasticAuditSearch search;
  private int sent;
  private int alerts;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    fixture = new StoreFixture(dir);
    assumeFalse(fixture.stack.containers(), "servers are containers: killing them is skipped");
    search = ElasticAuditSearch.open(fixture.elastic(), fixture.ledgers, fixture.site);
    fixture.start();
  }

  @AfterAll
  void end() throws Exception {
    if (search != null) {
      search.close();
    }
    fixture.close();
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      fixture.send(fixture.nextStamp(), StoreFixture.event(sent++));
    }
    String alert =
        String.format(
            "{\"@timestamp\":\"2026-11-21T09:00:00Z\",\"event\":{\"id\":\"%032x-0\"},"
                + "\"alert\":{\"id\":\"%032x\",\"revision\":0}}",
            alerts, alerts);
    alerts++;
    fixture.sendRaw(Topics.ALERTS, alert.getBytes(UTF_8));
    fixture.flush();
  }

  private void assertEverythingOnce() throws Exception {
    fixture.awaitLedger(Stream.EVENTS, sent);
    fixture.awaitLedger(Stream.ALERTS, alerts);
    fixture.awaitIndex(Stream.EVENTS, sent);
    fixture.awaitIndex(Stream.ALERTS, alerts);
    for (Stream stream : new Stream[] {Stream.EVENTS, Stream.ALERTS}) {
      int expected = stream == Stream.EVENTS ? sent : alerts;
      Map<String, Integer> ledger = fixture.idsInLedger(stream);
      assertThat(ledger).hasSize(expected);
      assertThat(ledger.values()).containsOnly(1);
      Map<String, Integer> index = StoreFixture.idsInIndex(search, stream);
      assertThat(missing(ledger, index)).as("in the ledger, not in the index").isEmpty();
      assertThat(missing(index, ledger)).as("in the index, not in the ledger").isEmpty();
      assertThat(index.values()).containsOnly(1);
      assertThat(fixture.reader(stream).firstDamage()).isEmpty();
    }
  }

  /** A few of the ids that the first has and the second has not. */
  private static List<String> missing(Map<String, Integer> of, Map<String, Integer> in) {
    return of.keySet().stream().filter(id -> !in.containsKey(id)).limit(20).toList();
  }

  @Test
  @Order(1)
  void survivesKillsAtRandomTimes() throws Exception {
    Checkpoint seen = null;
    for (int kill = 0; kill < KILLS; kill++) {
      send(PER_ROUND);
      long moment = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(4000));
      await().pollInterval(Duration.ofMillis(3)).until(() -> System.nanoTime() >= moment);
      fixture.kill9();
      // A kill may come before the first record is covered by a checkpoint.
      if (fixture.reader(Stream.EVENTS).exists() && fixture.reader(Stream.EVENTS).size() > 0) {
        LedgerReader reader = fixture.reader(Stream.EVENTS).locate(0).log();
        Checkpoint now = reader.checkpoint();
        if (seen != null && seen.size() > 0) {
          Rfc6962.verifyConsistency(
              seen.size(),
              seen.root(),
              now.size(),
              now.root(),
              reader.consistencyProof(seen.size(), now.size()));
        }
        seen = now;
      }
      fixture.start();
    }
    assertEverythingOnce();
  }

  @Test
  @Order(2)
  void ledgerGoesOnWithoutElasticsearchAndTheIndexCatchesUp() throws Exception {
    send(PER_ROUND);
    fixture.stack.kill9(Server.ELASTICSEARCH);
    send(PER_ROUND);
    fixture.awaitLedger(Stream.EVENTS, sent);
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> fixture.health().path("status").asText().equals("degraded"));
    fixture.stack.start(Server.ELASTICSEARCH);
    assertEverythingOnce();
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> fixture.health().path("status").asText().equals("up"));
  }

  @Test
  @Order(3)
  void aDeletedIndexIsFilledAgainFromTheLedger() throws Exception {
    fixture.http("DELETE", "/" + fixture.http("GET", "/wf-events/_alias").fieldNames().next());
    fixture.http("DELETE", "/" + fixture.http("GET", "/wf-alerts/_alias").fieldNames().next());
    send(10);
    assertEverythingOnce();
  }

  @Test
  @Order(4)
  void goesOnAfterKafkaWasAway() throws Exception {
    fixture.stack.kill9(Server.KAFKA);
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> fixture.health().path("status").asText().equals("degraded"));
    fixture.stack.start(Server.KAFKA);
    send(PER_ROUND);
    assertEverythingOnce();
    assertThat(fixture.alive()).isTrue();
    System.out.printf(
        "events %d alerts %d, missing 0, duplicates 0; store RSS %d MiB%n",
        sent, alerts, fixture.rssKib() / 1024);
  }
}
