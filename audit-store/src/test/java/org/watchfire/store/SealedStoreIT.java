package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.store.backup.Backup;
import org.watchfire.store.backup.BackupChain;
import org.watchfire.store.backup.Restore;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.reconcile.Reconciler;
import org.watchfire.store.retention.Shredder;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.sealing.SealingSettings;

/**
 * The running store seals personal fields: the ledger has no name in the clear, the index finds
 * them until the person is forgotten while events go on coming in, and every proof still holds.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SealedStoreIT {
  private static final List<String> FIELDS =
      List.of("user.name", "source.ip", "message", "event.original");
  private static final int EVENTS = 2000;
  private static final int PERSONS = 1500;

  private StoreFixture fixture;
  private SealingSettings settings;
  private Sealer sealer;
  private NoteSigner site;
  private Path backup;
  private final AeadKey backupKey = CryptoSuites.intl().newAeadKey();
  private Checkpoint before;
  private String shreddedKid;
  private int sent;

  @BeforeAll
  void start(@TempDir Path dir) throws Exception {
    Files.writeString(dir.resolve("kek.key"), CryptoSuites.intl().newAeadKey().text());
    Files.writeString(dir.resolve("pseudonym.key"), CryptoSuites.intl().newMacKey().text());
    settings =
        new SealingSettings(
            FIELDS,
            "user.name",
            List.of("events"),
            dir.resolve("kek.key"),
            dir.resolve("pseudonym.key"),
            true);
    fixture =
        new StoreFixture(
            dir,
            Map.of(
                // So often that comparisons meet the shredding.
                "index",
                List.of("reconcile-interval: 1s"),
                "",
                List.of(
                    "sealing:",
                    "  fields: [" + String.join(", ", FIELDS) + "]",
                    "  kek-file: kek.key",
                    "  pseudonym-key-file: pseudonym.key",
                    "  index-plaintext: true")));
    site = NoteSigner.parse(Files.readString(dir.resolve("ledger.key")));
    sealer = Sealer.open(settings, dir.resolve("sealing"), Clock.systemUTC()).orElseThrow();
    backup = dir.resolve("backup");
    fixture.start();
  }

  @AfterAll
  void end() throws Exception {
    fixture.close();
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      fixture.send(fixture.nextStamp(), StoreFixture.event(sent++));
    }
    fixture.flush();
  }

  private List<byte[]> entries() throws Exception {
    StreamReader reader = fixture.reader(Stream.EVENTS);
    List<byte[]> all = new ArrayList<>();
    for (long size = reader.size(); all.size() < size; ) {
      all.addAll(reader.entries(all.size(), 4 << 20));
    }
    return all;
  }

  private long found(String query) throws Exception {
    fixture.http("POST", "/wf-events/_refresh");
    return fixture
        .http("POST", "/wf-events/_count", "{\"query\":" + query + "}")
        .path("count")
        .asLong();
  }

  private long foundByName(String name) throws Exception {
    return found("{\"term\":{\"user.name\":\"" + name + "\"}}");
  }

  private Reconciler.Report reconcile() throws Exception {
    IndexForm form = (stream, seq, record) -> sealer.indexed(stream, record);
    return await()
        .atMost(Duration.ofMinutes(1))
        .ignoreExceptions() // the store compares every second, and only one may
        .until(() -> fixture.reconcile(Stream.EVENTS, form), report -> report != null);
  }

  @Test
  @Order(1)
  void sealsInTheLedgerAndSearchesInTheClear() throws Exception {
    send(EVENTS);
    fixture.awaitLedger(Stream.EVENTS, EVENTS);
    fixture.awaitIndex(Stream.EVENTS, EVENTS);
    List<byte[]> entries = entries();
    for (int i = 0; i < EVENTS; i++) {
      String text = new String(entries.get(i), StandardCharsets.UTF_8);
      assertThat(text).doesNotContain("li.na", "wang.wei", "10.1.", "Failed password");
      assertThat(text).contains("\"action\":\"ssh_login\"");
      assertThat(sealer.unsealed(Stream.EVENTS, entries.get(i))).isEqualTo(StoreFixture.event(i));
    }
    assertThat(foundByName("li.na")).isEqualTo(EVENTS / 2);
    assertThat(found("{\"match_phrase\":{\"message\":\"user number 77\"}}")).isEqualTo(1);
    assertThat(reconcile().findings()).isEmpty();
  }

  @Test
  @Order(2)
  void whatCannotBeSealedIsADeadLetterAndNeverInTheClear() throws Exception {
    // Valid JSON to an event's reader, but not in UTF-8: where its values lie cannot be told.
    byte[] wide =
        new String(StoreFixture.event(900_001), StandardCharsets.UTF_8)
            .getBytes(StandardCharsets.UTF_16LE);
    fixture.send(fixture.nextStamp(), wide);
    fixture.flush();
    fixture.awaitLedger(Stream.DEADLETTER, 1);
    fixture.awaitIndex(Stream.DEADLETTER, 1);
    JsonNode letters = fixture.http("GET", "/wf-deadletter/_search");
    assertThat(letters.at("/hits/hits/0/_source/error/type").asText()).isEqualTo("NOT_SEALABLE");
    assertThat(fixture.reader(Stream.EVENTS).size()).isEqualTo(sent);
  }

  @Test
  @Order(3)
  void newPersonsAndAKillLoseNoKey() throws Exception {
    long began = System.nanoTime();
    for (int i = 0; i < PERSONS; i++) {
      Event event = EventCodec.decode(StoreFixture.event(sent++));
      fixture.send(
          fixture.nextStamp(),
          EventCodec.encode(event.toBuilder().put("user.name", "person-" + i).build()));
    }
    fixture.flush();
    fixture.awaitLedger(Stream.EVENTS, sent - PERSONS / 2);
    fixture.kill9();
    fixture.start();
    fixture.awaitLedger(Stream.EVENTS, sent);
    System.out.printf(
        "%d persons for the first time, with a kill: on record after %d ms%n",
        PERSONS, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
    TreeSet<String> names = new TreeSet<>();
    for (byte[] entry : entries()) {
      names.add(EventCodec.decode(sealer.unsealed(Stream.EVENTS, entry)).text("user.name"));
    }
    assertThat(names).hasSize(PERSONS + 2).noneMatch(name -> name.startsWith("wfs1."));
    fixture.awaitIndex(Stream.EVENTS, sent);
    assertThat(foundByName("person-17")).isEqualTo(1);
  }

  @Test
  @Order(4)
  void forgetsAPersonWhileEventsFlow() throws Exception {
    Backup.Report first =
        new Backup(fixture.dir, site, backupKey, Clock.systemUTC()).run(backup, line -> {});
    assertThat(first.generation()).isEqualTo(1);
    LedgerReader log = fixture.reader(Stream.EVENTS).locate(0).log();
    before = log.checkpoint();

    CountDownLatch enough = new CountDownLatch(1);
    CompletableFuture<Void> flow =
        CompletableFuture.runAsync(
            () -> {
              while (enough.getCount() > 0) {
                send(50);
              }
            });
    fixture.awaitLedger(Stream.EVENTS, sent);
    Shredder.Report report;
    try {
      report = fixture.shred(sealer, "li.na");
    } finally {
      long then = fixture.reader(Stream.EVENTS).size();
      fixture.awaitLedger(Stream.EVENTS, then + 500);
      enough.countDown();
      flow.join();
    }
    fixture.awaitLedger(Stream.EVENTS, sent);
    fixture.awaitIndex(Stream.EVENTS, sent);
    assertThat(report.destroyed()).hasSize(1);
    shreddedKid = report.destroyed().get(0);

    long gone = 0;
    long later = 0;
    for (byte[] entry : entries()) {
      String name = EventCodec.decode(sealer.unsealed(Stream.EVENTS, entry)).text("user.name");
      if (Sealer.kids(entry).contains(shreddedKid)) {
        assertThat(name).startsWith("wfs1.");
        gone++;
      } else {
        assertThat(name).doesNotStartWith("wfs1.");
        later += name.equals("li.na") ? 1 : 0;
      }
    }
    // What was in intake just then is unreadable too, and came after the count.
    assertThat(report.records()).isBetween(EVENTS / 2L, gone);
    assertThat(later).isPositive();
    assertThat(foundByName("li.na")).isEqualTo(later);
    assertThat(reconcile().findings()).isEmpty();
    // Nothing of this looked like tampering to the store itself.
    assertThat(fixture.reader(Stream.ALERTS).exists() ? fixture.reader(Stream.ALERTS).size() : 0)
        .isZero();
    System.out.printf(
        "forgotten while %d events came in: %d records unreadable, %d documents overwritten,"
            + " %d later ones readable%n",
        sent - before.size(), gone, report.rewritten(), later);
  }

  @Test
  @Order(5)
  void proofsAreWhatTheyWereAndTheActIsOnRecord() throws Exception {
    LedgerReader log = fixture.reader(Stream.EVENTS).locate(0).log();
    Checkpoint now = log.checkpoint();
    Rfc6962.verifyConsistency(
        before.size(),
        before.root(),
        now.size(),
        now.root(),
        log.consistencyProof(before.size(), now.size()));
    for (long seq = 0; seq < EVENTS; seq += 97) {
      assertThat(fixture.reader(Stream.EVENTS).verify(seq).verified()).isTrue();
    }
    assertThat(fixture.reader(Stream.EVENTS).firstDamage()).isEmpty();
    fixture.awaitLedger(Stream.AUDIT, 2);
    StreamReader audit = fixture.reader(Stream.AUDIT);
    List<String> acts = new ArrayList<>();
    for (byte[] entry : audit.entries(0, 1 << 20)) {
      assertThat(new String(entry, StandardCharsets.UTF_8)).doesNotContain("li.na");
      acts.add(EventCodec.decode(entry).text("event.action"));
    }
    assertThat(acts).contains("store.shred");
  }

  @Test
  @Order(6)
  void aBackupMadeAfterwardsCannotBringThePersonBack(@TempDir Path scratch) throws Exception {
    new Backup(fixture.dir, site, backupKey, Clock.systemUTC()).run(backup, line -> {});
    BackupChain chain = BackupChain.read(backup, fixture.site);
    assertThat(chain.size()).isEqualTo(2);
    assertThat(chain.damages()).isEmpty();
    Path restored = scratch.resolve("restored");
    new Restore(chain, backupKey).to(restored, line -> {});
    Sealer there =
        Sealer.open(settings, restored.resolve("sealing"), Clock.systemUTC()).orElseThrow();
    StreamReader reader = StreamReader.of(restored.resolve("ledger"), Stream.EVENTS, fixture.site);
    int readable = 0;
    int unreadable = 0;
    for (byte[] entry : reader.entries(0, 1 << 30)) {
      String name = EventCodec.decode(there.unsealed(Stream.EVENTS, entry)).text("user.name");
      boolean shredded = Sealer.kids(entry).contains(shreddedKid);
      assertThat(name.startsWith("wfs1.")).isEqualTo(shredded);
      readable += shredded ? 0 : 1;
      unreadable += shredded ? 1 : 0;
    }
    assertThat(readable).isGreaterThan(EVENTS / 2 + PERSONS);
    assertThat(unreadable).isGreaterThanOrEqualTo(EVENTS / 2);
  }
}
