package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.QuerySyntaxException;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.sealing.SealingSettings;
import org.watchfire.store.search.ElasticAuditSearch;
import org.watchfire.store.search.SearchException;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * An index that holds personal fields sealed: nothing of them lies in Elasticsearch in the clear, a
 * whole value is found by who has the key, everything else is refused with a reason, and what was
 * shredded is not found any more.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SealedIndexIT {
  private static final List<String> FIELDS = List.of("user.name", "source.ip", "message");
  private static final int EVENTS = 300;

  private StoreFixture fixture;
  private Sealer sealer;
  private ElasticAuditSearch search;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("kek.key"), CryptoSuites.intl().newAeadKey().text());
    Files.writeString(dir.resolve("pseudonym.key"), CryptoSuites.intl().newMacKey().text());
    SealingSettings settings =
        new SealingSettings(
            FIELDS,
            "user.name",
            List.of("events"),
            dir.resolve("kek.key"),
            dir.resolve("pseudonym.key"),
            false);
    fixture =
        new StoreFixture(
            dir,
            Map.of(
                "",
                List.of(
                    "sealing:",
                    "  fields: [" + String.join(", ", FIELDS) + "]",
                    "  kek-file: kek.key",
                    "  pseudonym-key-file: pseudonym.key")));
    sealer = Sealer.reader(settings, dir.resolve("sealing"), Clock.systemUTC()).orElseThrow();
    fixture.start();
    search =
        ElasticAuditSearch.open(
            fixture.elastic(), fixture.ledgers, fixture.site, sealer.sealedFields());
    for (int i = 0; i < EVENTS; i++) {
      fixture.send(fixture.nextStamp(), StoreFixture.event(i));
    }
    fixture.flush();
    fixture.awaitLedger(Stream.EVENTS, EVENTS);
    fixture.awaitIndex(Stream.EVENTS, EVENTS);
    fixture.http("POST", "/wf-events/_refresh");
  }

  @AfterAll
  void end() throws Exception {
    search.close();
    fixture.close();
  }

  private SearchPage find(String query) throws Exception {
    return search.search(new SearchRequest(Stream.EVENTS, query, null, null, 100, null, null));
  }

  @Test
  @Order(1)
  void theIndexHoldsNothingInTheClear() throws Exception {
    String all = fixture.http("GET", "/wf-events/_search?size=1000").toString();
    assertThat(all).contains("ssh_login", "wfs1.").doesNotContain("li.na", "10.1.", "user number");
    IndexForm form = (stream, seq, record) -> sealer.indexed(stream, record);
    assertThat(
            await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> fixture.reconcile(Stream.EVENTS, form), report -> report != null)
                .findings())
        .isEmpty();
  }

  @Test
  @Order(2)
  void aWholeValueIsFoundAndComesSealed() throws Exception {
    SearchPage page = find("user.name: li.na");
    assertThat(page.total()).isEqualTo(EVENTS / 2);
    for (SearchPage.Hit hit : page.items()) {
      String text = new String(hit.record(), StandardCharsets.UTF_8);
      assertThat(text).contains("wfs1.").doesNotContain("gov.sealed", "li.na");
    }
    assertThat(find("user.name: *").total()).isEqualTo(EVENTS);
    assertThat(find("not user.name: li.na").total()).isEqualTo(EVENTS / 2);
    assertThat(find("user.name: li.n").total()).isZero();
    assertThat(
            find("(user.name: li.na or user.name: wang.wei) and event.action: ssh_login").total())
        .isEqualTo(EVENTS);
  }

  @Test
  @Order(3)
  void anAddressIsFoundHoweverItIsWritten() throws Exception {
    String address = "10.1.57.57";
    long clear = 0;
    for (int i = 0; i < EVENTS; i++) {
      clear +=
          new String(StoreFixture.event(i), StandardCharsets.UTF_8).contains("\"" + address + "\"")
              ? 1
              : 0;
    }
    assertThat(clear).isPositive();
    assertThat(find("source.ip: " + address).total()).isEqualTo(clear);
    assertThat(find("source.ip: \"::ffff:" + address + "\"").total()).isEqualTo(clear);
  }

  @Test
  @Order(4)
  void whatCannotBeLookedForIsRefusedWithItsPlace() {
    refused("event.action: ssh_login and user.name: li*", 29);
    refused("source.ip >= 10.0.0.1", 1);
    refused("source.ip: 10.0.0.0/8", 1);
    refused("Failed", 1);
    refused("message: Failed", 1);
    assertThatThrownBy(() -> search.topValues(Stream.EVENTS, null, null, null, "user.name", 10))
        .isInstanceOf(SearchException.class)
        .hasMessageContaining("protected");
  }

  private void refused(String query, int column) {
    assertThatThrownBy(() -> find(query))
        .isInstanceOfSatisfying(
            QuerySyntaxException.class, e -> assertThat(e.column()).isEqualTo(column))
        .hasMessageContaining("protected");
  }

  @Test
  @Order(5)
  void whatWasShreddedIsNotFound() throws Exception {
    fixture.shred(sealer, "li.na");
    fixture.http("POST", "/wf-events/_refresh");
    assertThat(find("user.name: li.na").total()).isZero();
    assertThat(find("user.name: wang.wei").total()).isEqualTo(EVENTS / 2);
  }
}
