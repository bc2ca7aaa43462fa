package org.watchfire.store.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.elasticsearch.client.Request;
import org.elasticsearch.client.RestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.deploy.standalone.TestStack;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.ElasticConnection;
import org.watchfire.store.index.IndexFiles;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.index.Indexer;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.sealing.SealingSettings;
import org.watchfire.store.sealing.SubjectKeys;

/** Shredding with a real index: clear copies go, all else stays, and the reconciler agrees. */
class ShredIndexIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int EVENTS = 1200;

  @TempDir Path data;

  private RestClient client;

  private JsonNode http(String method, String path, String body) throws Exception {
    Request request = new Request(method, path);
    if (body != null) {
      request.setJsonEntity(body);
    }
    return JSON.readTree(client.performRequest(request).getEntity().getContent());
  }

  private long count(String name) throws Exception {
    return http(
            "POST", "/wf-events/_count", "{\"query\":{\"term\":{\"user.name\":\"" + name + "\"}}}")
        .path("count")
        .asLong();
  }

  private String sources() throws Exception {
    return http("GET", "/wf-events/_search?size=3000&filter_path=hits.hits._source", null)
        .toString();
  }

  @Test
  void clearCopiesAreOverwrittenAndTheIndexIsWhatItShouldBe() throws Exception {
    client = ElasticConnection.open(ElasticConfig.local(TestStack.shared().elasticsearch().uri()));
    for (var names = http("GET", "/wf-*/_alias?expand_wildcards=all", null).fieldNames();
        names.hasNext(); ) {
      http("DELETE", "/" + names.next(), null);
    }
    NoteSigner site = NoteSigner.generate("it.gov", new SecureRandom());
    Path ledgers = data.resolve("ledger");
    Clock clock = Clock.systemUTC();
    Sealer sealer =
        new Sealer(
            new SealingSettings(
                List.of("user.name", "source.ip"),
                "user.name",
                List.of("events"),
                data,
                data,
                true),
            SubjectKeys.open(
                data.resolve("sealing"), CryptoSuites.intl().newAeadKey(), new FileDisk()),
            CryptoSuites.intl().newMacKey(),
            clock);
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < EVENTS; i++) {
      entries.add(
          sealer.seal(
              Stream.EVENTS,
              EventCodec.encode(
                  Event.builder()
                      .put("@timestamp", clock.instant().toString())
                      .put("event.id", "e" + i)
                      .put("user.name", i % 2 == 0 ? "li.na" : "wang.wei")
                      .put("source.ip", "10.0.0." + i % 250)
                      .build())));
    }
    // What Elasticsearch takes only reduced has the whole text in the index, too.
    for (String more :
        List.of("\"wf\":{\"seq\":3}", "\"event\":{\"action\":{\"deep\":[1]}}", "\"wf.x\":1")) {
      entries.add(
          sealer.seal(
              Stream.EVENTS,
              ("{\"@timestamp\":\"2026-11-21T08:00:00Z\",\"user.name\":\"li.na\"," + more + "}")
                  .getBytes(StandardCharsets.UTF_8)));
    }
    sealer.keys().sync();
    try (StreamLedger ledger =
        StreamLedger.of(ledgers, data.resolve("signed"), Stream.EVENTS, site).open()) {
      ledger.append(entries, Commit.NONE);
      ledger.publish();
    }
    StreamReader reader = StreamReader.of(ledgers, Stream.EVENTS, site.verifier());
    IndexForm form = (stream, seq, record) -> sealer.indexed(stream, record);
    IndexFiles files = new IndexFiles(data.resolve("index"), Stream.EVENTS);
    IndexSettings settings = IndexSettings.standard();
    Indexer indexer = new Indexer(reader, client, settings, form, files, clock);
    Thread thread = new Thread(indexer, "index");
    thread.start();
    await().atMost(Duration.ofMinutes(1)).until(() -> indexer.next() == reader.size());
    http("POST", "/wf-events/_refresh", null);
    assertThat(count("li.na")).isEqualTo(EVENTS / 2);
    assertThat(sources()).contains("li.na");
    // The lifecycle blocks closed indices; shredding must get through and block them again.
    String index = http("GET", "/wf-events/_alias", null).fieldNames().next();
    http("PUT", "/" + index + "/_settings", "{\"index.blocks.write\":true}");

    Outbox outbox = new Outbox(data.resolve("outbox"), new FileDisk(), clock);
    Holds holds =
        new Holds(data, site.verifier(), Optional.of(sealer), outbox, new FileDisk(), clock);
    Shredder.Report report =
        new Shredder(
                ledgers,
                data.resolve("index"),
                site.verifier(),
                sealer,
                holds,
                outbox,
                clock,
                Duration.ofMinutes(1))
            .shred(
                new Shredder.Order(
                    sealer.pseudonym("li.na"), "2000q1", "9999q4", "a", "request", "b, letter 1"),
                client);

    assertThat(report.destroyed()).hasSize(1);
    assertThat(report.rewritten()).isEqualTo(EVENTS / 2 + 3);
    assertThat(count("li.na")).isZero();
    assertThat(sources()).doesNotContain("li.na");
    assertThat(count("wang.wei")).isEqualTo(EVENTS / 2);
    assertThat(http("GET", "/wf-events/_count", null).path("count").asLong()).isEqualTo(EVENTS + 3);
    assertThat(
            http("GET", "/" + index + "/_settings/index.blocks.write?flat_settings=true", null)
                .toString())
        .contains("\"index.blocks.write\":\"true\"");
    Reconciler.Report compared =
        new Reconciler(
                reader, client, settings, form, files, clock, new Random(5), new CountDownLatch(1))
            .run(Reconciler.Depth.FULL, Reconciler.Progress.SILENT);
    assertThat(compared.findings()).isEmpty();
    assertThat(compared.missing()).isZero();
    for (long seq = 0; seq < 10; seq++) {
      assertThat(reader.verify(seq).verified()).isTrue();
    }
    indexer.stop();
    thread.join();
    client.close();
  }
}
