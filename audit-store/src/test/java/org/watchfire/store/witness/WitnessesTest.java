package org.watchfire.store.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;

/** Two witnesses of different kinds follow a stream that is being written. */
class WitnessesTest {
  @TempDir Path work;
  private final SecureRandom random = new SecureRandom();
  private final List<WitnessServer> servers = new ArrayList<>();
  private final List<NoteSigner> keys = new ArrayList<>();
  private NoteSigner site;
  private TrustPolicy policy;
  private Witnesses witnesses;

  /** A clock that a test sets. */
  private static final class SetClock extends Clock {
    private volatile Instant now = Instant.parse("2026-12-31T23:59:00Z");

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private WitnessServer serve(int i, int port) throws Exception {
    return WitnessServer.start(
        Witness.open(
            work.resolve("witness" + i),
            keys.get(i),
            TrustPolicy.ofSite(site.verifier()),
            new FileDisk(),
            Clock.systemUTC()),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        null);
  }

  @BeforeEach
  void start() throws Exception {
    site = NoteSigner.generate("gov.example", random);
    keys.add(NoteSigner.generate("w.example/1", KeyType.ED25519_COSIGNATURE, random));
    keys.add(NoteSigner.generate("w.example/2", KeyType.ML_DSA_44_COSIGNATURE, random));
    StringBuilder text = new StringBuilder("site " + site.verifier().text() + "\n");
    for (int i = 0; i < 2; i++) {
      servers.add(serve(i, 0));
      text.append("witness w").append(i).append(' ').append(keys.get(i).verifier().text());
      text.append(" http://127.0.0.1:").append(servers.get(i).address().getPort()).append('\n');
    }
    policy = TrustPolicy.parse(text + "group both all w0 w1\nquorum both\n");
    witnesses = Witnesses.of(policy, LogSigner.ofSite(List.of(site)), null);
  }

  @AfterEach
  void stop() throws IOException {
    witnesses.close();
    for (WitnessServer server : servers) {
      server.close();
    }
  }

  private Path ledgers() {
    return work.resolve("ledger");
  }

  private StreamLedger open(Clock clock) throws IOException, LedgerException {
    return StreamLedger.of(ledgers(), work.resolve("signed"), Stream.AUDIT, site)
        .guard(witnesses)
        .clock(clock)
        .open();
  }

  private void follow() throws NoteException {
    StreamReader reader = StreamReader.of(ledgers(), Stream.AUDIT, site.verifier());
    witnesses.start(List.of(reader), List.of(Stream.AUDIT), new FileDisk());
  }

  /** What the lane does between batches. */
  private void publishCosigned(StreamLedger ledger) throws IOException, LedgerException {
    Optional<SignedNote> note = witnesses.takeCosigned(Stream.AUDIT);
    if (note.isPresent()) {
      ledger.cosigned(note.get());
    }
  }

  private boolean isWitnessed(String period, long size) throws IOException {
    byte[] note = Files.readAllBytes(ledgers().resolve("audit/" + period + "/checkpoint"));
    try {
      return policy.open(note, "gov.example/audit/" + period).size() == size;
    } catch (NoteException e) {
      return false;
    }
  }

  @Test
  void checkpointsAreCosignedAlsoOverAChangeOfPeriod() throws Exception {
    SetClock clock = new SetClock();
    try (StreamLedger ledger = open(clock)) {
      follow();
      ledger.append(List.of(new byte[] {1}), Commit.NONE);
      ledger.publish();
      await()
          .until(
              () -> {
                publishCosigned(ledger);
                return isWitnessed("2026q4", 1);
              });
      ledger.append(List.of(new byte[] {2}), Commit.NONE);
      clock.now = Instant.parse("2027-01-01T00:00:01Z");
      ledger.append(List.of(new byte[] {3}), Commit.NONE);
      ledger.publish();
      await()
          .until(
              () -> {
                publishCosigned(ledger);
                return isWitnessed("2026q4", 2) && isWitnessed("2027q1", 2);
              });
    }
    assertThat(witnesses.cosigners()).allMatch(w -> w.trouble().isEmpty());
    assertThat(witnesses.cosigners()).allMatch(w -> w.cosignatures() >= 3);
    open(clock).close();
  }

  @Test
  void aWitnessThatIsAwayStopsNothingAndIsSeen() throws Exception {
    Clock clock = Clock.systemUTC();
    try (StreamLedger ledger = open(clock)) {
      int port = servers.get(1).address().getPort();
      servers.get(1).close();
      follow();
      ledger.append(List.of(new byte[] {1}), Commit.NONE);
      ledger.publish();
      await().until(() -> !witnesses.cosigners().get(1).trouble().isEmpty());
      ledger.append(List.of(new byte[] {2}), Commit.NONE);
      ledger.publish();
      assertThat(witnesses.cosigners().get(1).trouble()).contains("w1");
      servers.set(1, serve(1, port));
      String period = ledger.period().text();
      await()
          .until(
              () -> {
                publishCosigned(ledger);
                return isWitnessed(period, 2);
              });
      await().until(() -> witnesses.cosigners().get(1).trouble().isEmpty());
    }
  }
}
