package org.watchfire.store.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.PrunedException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.sealing.SealingSettings;
import org.watchfire.store.sealing.SubjectKeys;
import org.watchfire.store.verify.VerifyRecord;

/** Hold, prune and shred on a ledger of three quarters; prints what can be read and proved. */
class RetentionShowTest {
  private static final int PER_QUARTER = 300;
  private static final Disk DISK = new FileDisk();

  @TempDir Path data;

  private final MovingClock clock = new MovingClock(Instant.parse("2025-02-10T08:00:00Z"));
  private NoteSigner site;
  private Sealer sealer;
  private Outbox outbox;
  private Holds holds;

  private static final class MovingClock extends Clock {
    private Instant now;

    MovingClock(Instant now) {
      this.now = now;
    }

    void set(String to) {
      now = Instant.parse(to);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void threeQuarters() throws Exception {
    site = NoteSigner.generate("gov.example", new SecureRandom());
    SealingSettings settings =
        new SealingSettings(
            List.of("user.name", "message"), "user.name", List.of("events"), data, data, true);
    sealer =
        new Sealer(
            settings,
            SubjectKeys.open(data.resolve("sealing"), CryptoSuites.intl().newAeadKey(), DISK),
            CryptoSuites.intl().newMacKey(),
            clock);
    outbox = new Outbox(data.resolve("outbox"), DISK, clock);
    holds = new Holds(data, site.verifier(), Optional.of(sealer), outbox, DISK, clock);
    for (String day :
        List.of("2025-02-10T08:00:00Z", "2025-05-10T08:00:00Z", "2025-08-10T08:00:00Z")) {
      clock.set(day);
      append(Stream.EVENTS, PER_QUARTER);
      append(Stream.AUDIT, 3);
    }
  }

  private void append(Stream stream, int count) throws Exception {
    List<byte[]> entries = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      byte[] event =
          EventCodec.encode(
              Event.builder()
                  .put("@timestamp", clock.instant().toString())
                  .put("event.id", clock.instant().getEpochSecond() + "-" + stream.id() + "-" + i)
                  .put("event.action", "ssh_login")
                  .put("event.outcome", i % 10 == 0 ? "success" : "failure")
                  .put("user.name", i % 3 == 0 ? "li.na" : "wang.wei")
                  .put("message", "login number " + i)
                  .build());
      entries.add(sealer.seal(stream, event));
    }
    sealer.keys().sync();
    append(stream, entries);
  }

  private void append(Stream stream, List<byte[]> entries) throws Exception {
    try (StreamLedger ledger =
        StreamLedger.of(
                data.resolve("ledger"),
                data.resolve("signed"),
                stream,
                LogSigner.ofSite(List.of(site)))
            .clock(clock)
            .open()) {
      ledger.append(entries, Commit.NONE);
      ledger.publish();
    }
  }

  private StreamReader events() throws Exception {
    return StreamReader.of(data.resolve("ledger"), Stream.EVENTS, site.verifier());
  }

  private Pruner pruner(RetentionSettings settings) throws Exception {
    return new Pruner(
        data.resolve("ledger"),
        LogSigner.ofSite(List.of(site)),
        settings,
        holds,
        outbox,
        DISK,
        clock);
  }

  private Hold hold(String query) throws Exception {
    return holds.place(
        new Holds.Scope(Stream.EVENTS, query, 0, Long.MAX_VALUE),
        "2026-刑-17",
        "纪检组 zhang",
        "investigation 17",
        "auditor",
        n -> {});
  }

  private Shredder.Report shred(String subject, String from, String to) throws Exception {
    Shredder shredder =
        new Shredder(
            data.resolve("ledger"),
            data.resolve("index"),
            site.verifier(),
            sealer,
            holds,
            outbox,
            clock,
            Duration.ofMinutes(1));
    return shredder.shred(
        new Shredder.Order(
            sealer.pseudonym(subject), from, to, "secadmin", "request 12", "auditadmin, letter 4"),
        null);
  }

  /** The store is not running: a test puts the records of the outbox where the store would. */
  private void storeSendsTheOutbox() throws Exception {
    List<byte[]> records = new ArrayList<>();
    for (Path file : outbox.waiting()) {
      records.add(Files.readAllBytes(file));
      Files.delete(file);
    }
    append(Stream.AUDIT, records);
  }

  private String line(String when, long seq) throws Exception {
    VerifyRecord.Result result =
        new VerifyRecord(data.resolve("ledger"), site.verifier()).bySeq(Stream.EVENTS, seq);
    String read;
    if (result.record().length == 0) {
      read = "not there";
    } else {
      Event event = EventCodec.decode(sealer.unsealed(Stream.EVENTS, result.record()));
      String name = event.text("user.name");
      read = name.startsWith("wfs1.") ? "name unreadable" : "name " + name;
    }
    return String.format("%-26s record %4d  %-16s %s", when, seq, read, result.outcome());
  }

  @Test
  void showsWhatCanBeReadAndProvedBeforeAndAfter() throws Exception {
    List<String> table = new ArrayList<>();
    long inQ1 = 0; // li.na
    long inQ3 = 2L * PER_QUARTER + 2 + 1; // wang.wei, behind two checkpoints
    table.add(line("before", inQ1));
    table.add(line("before", inQ3));
    assertThat(table.get(0)).contains("name li.na").contains("VERIFIED");
    clock.set("2026-11-22T03:00:00Z");

    Hold hold = hold("user.name:li.na and event.outcome:success");
    assertThat(hold.count()).isEqualTo(3 * PER_QUARTER / 30);
    table.add("hold " + hold.id() + " on " + hold.count() + " records");
    assertThat(pruner(RetentionSettings.standard()).plan().get(0))
        .satisfies(c -> assertThat(c.verdict()).isEqualTo(Pruner.Verdict.HELD))
        .satisfies(c -> assertThat(c.reason()).contains(hold.id()));
    assertThat(pruner(RetentionSettings.standard()).prune("secadmin", Duration.ZERO)).isEmpty();
    assertThatThrownBy(() -> shred("li.na", "2025q1", "2025q4"))
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining(hold.id());
    table.add(line("held: prune, shred refused", inQ1));

    holds.release(hold.id(), "auditor", "case closed");
    List<Pruner.Candidate> gone =
        pruner(RetentionSettings.standard()).prune("secadmin", Duration.ZERO);
    assertThat(gone).extracting(Pruner.Candidate::period).containsExactly("2025q1", "2025q2");
    storeSendsTheOutbox();
    table.add(line("2025q1, 2025q2 pruned", inQ1));
    table.add(line("2025q1, 2025q2 pruned", inQ3));
    assertThat(table.get(table.size() - 2)).contains("not there").contains("PRUNED");
    assertThat(table.get(table.size() - 1)).contains("name wang.wei").contains("VERIFIED");

    Shredder.Report shredded = shred("wang.wei", "2025q1", "2025q4");
    assertThat(shredded.destroyed()).hasSize(3);
    assertThat(shredded.records()).isEqualTo(PER_QUARTER * 2 / 3);
    table.add(line("wang.wei shredded", inQ3));
    table.add(line("wang.wei shredded", inQ3 - 1));
    assertThat(table.get(table.size() - 2)).contains("name unreadable").contains("VERIFIED");
    assertThat(table.get(table.size() - 1)).contains("name li.na").contains("VERIFIED");

    assertThat(holds.damages(hold, TrustPolicy.ofSite(site.verifier()))).isEmpty();
    table.add("vault of " + hold.id() + "    " + hold.count() + " records prove themselves");
    assertThat(events().firstDamage()).isEmpty();
    assertThat(events().firstKept()).isEqualTo(2L * PER_QUARTER + 1);
    assertThatThrownBy(() -> events().entry(5))
        .isInstanceOf(PrunedException.class)
        .hasMessageContaining("pruned by policy");
    System.out.println("hold, prune, shred: what can be read and proved");
    table.forEach(line -> System.out.println("  " + line));
  }

  @Test
  void everyActIsOnItsWayToTheAuditStream() throws Exception {
    clock.set("2026-11-22T03:00:00Z");
    Hold hold = hold(null);
    assertThatThrownBy(() -> shred("li.na", "2025q1", "2025q4"))
        .isInstanceOf(RefusedException.class);
    holds.release(hold.id(), "auditor", "case closed");
    pruner(RetentionSettings.standard()).prune("secadmin", Duration.ZERO);
    shred("li.na", "2025q1", "2025q4");
    List<String> acts = new ArrayList<>();
    for (Path file : outbox.waiting()) {
      Event record = EventCodec.decode(Files.readAllBytes(file));
      acts.add(record.text("event.action") + " " + record.text("event.outcome"));
      assertThat(record.id()).hasSize(32);
      assertThat(Files.readString(file)).doesNotContain("li.na");
    }
    assertThat(acts)
        .containsExactlyInAnyOrder(
            "store.hold success",
            "store.shred failure",
            "store.release success",
            "store.prune success",
            "store.prune success",
            "store.shred unknown",
            "store.shred success");
  }

  @Test
  void namesTheNumberOfTheRecordOfPruningOnceItIsOnRecord() throws Exception {
    clock.set("2026-11-22T03:00:00Z");
    StreamReader audit = StreamReader.of(data.resolve("ledger"), Stream.AUDIT, site.verifier());
    long expected = audit.size() + 1; // behind the checkpoint that begins the new quarter
    CountDownLatch pruned = new CountDownLatch(1);
    CompletableFuture<Void> store =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (!pruned.await(5, TimeUnit.MILLISECONDS)) {
                  if (!outbox.waiting().isEmpty()) {
                    storeSendsTheOutbox();
                  }
                }
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    pruner(new RetentionSettings(Map.of("events", Duration.ofDays(500)), Map.of()))
        .prune("secadmin", Duration.ofSeconds(60));
    pruned.countDown();
    store.join();
    assertThatThrownBy(() -> events().entry(0))
        .hasMessageContaining("record of pruning " + expected + " of the audit stream");
    assertThat(EventCodec.decode(audit.entry(expected)).text("event.action"))
        .isEqualTo("store.prune");
  }

  @Test
  void keepsALogAsLongAsItsStrictestLevelAndNeverTheNewest() throws Exception {
    clock.set("2025-11-20T00:00:00Z");
    append(
        Stream.EVENTS,
        List.of(
            EventCodec.encode(
                Event.builder().put("event.id", "x").put("gov.data.level", "core").build())));
    clock.set("2026-02-20T00:00:00Z");
    append(Stream.EVENTS, 1);
    clock.set("2029-01-01T00:00:00Z");
    RetentionSettings settings =
        new RetentionSettings(Map.of(), Map.of("core", Duration.ofDays(3650)));
    List<Pruner.Candidate> plan = pruner(settings).plan();
    assertThat(plan.stream().filter(c -> c.stream() == Stream.EVENTS))
        .extracting(c -> c.period() + " " + c.verdict())
        .containsExactly(
            "2025q1 GOES", "2025q2 GOES", "2025q3 GOES", "2025q4 STAYS", "2026q1 STAYS");
    assertThat(plan).anyMatch(c -> c.reason().contains("core") && c.reason().contains("3650"));
    assertThat(Files.walk(data.resolve("ledger/events/2025q1/tile")).count()).isPositive();
  }

  @Test
  void nothingLowersTheFloor() {
    assertThatThrownBy(
            () -> new RetentionSettings(Map.of("deadletter", Duration.ofDays(182)), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("182")
        .hasMessageContaining("183");
    assertThatThrownBy(() -> new RetentionSettings(Map.of(), Map.of("core", Duration.ofDays(1))))
        .hasMessageContaining("183");
    assertThatThrownBy(() -> new RetentionSettings(Map.of("news", Duration.ofDays(999)), Map.of()))
        .hasMessageContaining("news");
    for (Stream stream : Stream.values()) {
      assertThat(RetentionSettings.standard().of(stream))
          .isGreaterThanOrEqualTo(RetentionSettings.FLOOR);
    }
  }

  @Test
  void entriesDeletedWithoutTheKeyAreDamageNotPolicy() throws Exception {
    clock.set("2026-11-22T03:00:00Z");
    pruner(RetentionSettings.standard()).prune("secadmin", Duration.ZERO);
    Path log = data.resolve("ledger/events");
    // The note of a pruned log is put beside one that was only deleted.
    Path third = log.resolve("2025q3");
    Files.copy(log.resolve("2025q1/minimum-index"), third.resolve("minimum-index"));
    delete(third.resolve("tile"));
    assertThat(events().firstDamage())
        .hasValueSatisfying(d -> assertThat(d).contains("minimum-index"));
    Files.delete(third.resolve("minimum-index"));
    assertThat(events().firstDamage()).hasValueSatisfying(d -> assertThat(d).contains("tile/"));
    byte[] note = Files.readAllBytes(log.resolve("2025q1/minimum-index"));
    for (int at = 0; at < note.length; at += 7) {
      byte[] changed = note.clone();
      changed[at] ^= 1;
      Files.write(log.resolve("2025q1/minimum-index"), changed);
      assertThat(
              new org.watchfire.store.ledger.LedgerReader(
                      log.resolve("2025q1"), site.verifier().named("gov.example/events/2025q1"))
                  .firstDamage())
          .as("byte %d", at)
          .hasValueSatisfying(d -> assertThat(d).contains("minimum-index"));
    }
  }

  private static void delete(Path dir) throws IOException {
    try (var files = Files.walk(dir)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void aChangedCopyInTheVaultIsNamed() throws Exception {
    Hold hold = hold("event.outcome:success");
    Path vault = data.resolve("holds").resolve(hold.id()).resolve("vault");
    List<Path> files;
    try (var tree = Files.walk(vault)) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    TrustPolicy policy = TrustPolicy.ofSite(site.verifier());
    assertThat(files).hasSize(3);
    byte[] whole = Files.readAllBytes(files.get(1));
    for (int i = 0; i < 20; i++) {
      byte[] changed = whole.clone();
      changed[40 + i * (changed.length / 50)] ^= 1;
      Files.write(files.get(1), changed);
      assertThat(holds.damages(hold, policy))
          .as("flip %d", i)
          .isNotEmpty()
          .allMatch(
              d -> d.contains(vault.relativize(files.get(1)).toString()) || d.contains("counts"));
    }
    Files.delete(files.get(1));
    assertThat(holds.damages(hold, policy)).singleElement().asString().contains("the hold counts");
  }

  @Test
  void refusesHoldsOfNothingOrWithoutACase() throws Exception {
    assertThatThrownBy(() -> hold("user.name:nobody")).isInstanceOf(RefusedException.class);
    assertThatThrownBy(
            () ->
                holds.place(
                    new Holds.Scope(Stream.EVENTS, null, 0, 9), " ", "o", "r", "b", n -> {}))
        .hasMessageContaining("case number");
    assertThatThrownBy(() -> holds.release("hold-x", "b", "r")).hasMessageContaining("hold-x");
    assertThat(holds.all()).isEmpty();
    assertThat(Set.copyOf(outbox.waiting())).isEmpty();
  }
}
