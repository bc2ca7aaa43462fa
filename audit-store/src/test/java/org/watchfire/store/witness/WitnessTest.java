package org.watchfire.store.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.Ledger;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.LedgerForkException;
import org.watchfire.store.ledger.LedgerLockedException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.TrustPolicy;

/** The witness over HTTP on loopback, with checkpoints of a real ledger. */
class WitnessTest {
  private static final String ORIGIN = "gov.example/audit";

  @TempDir Path work;
  private final SecureRandom random = new SecureRandom();
  private final HttpClient http = HttpClient.newHttpClient();
  private NoteSigner site;
  private NoteSigner key;
  private WitnessServer server;

  @BeforeEach
  void start() throws Exception {
    site = NoteSigner.generate("gov.example", random);
    key = NoteSigner.generate("w.example/1", KeyType.ED25519_COSIGNATURE, random);
    server = serve();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Witness witness() throws Exception {
    return Witness.open(
        work.resolve("witness"),
        key,
        TrustPolicy.ofSite(site.verifier()),
        new FileDisk(),
        Clock.systemUTC());
  }

  private WitnessServer serve() throws Exception {
    return WitnessServer.start(
        witness(), new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), null);
  }

  private String url() {
    return "http://127.0.0.1:" + server.address().getPort();
  }

  private HttpResponse<String> post(byte[] body) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url() + "/add-checkpoint"))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> post(long old, List<byte[]> proof, byte[] note) throws Exception {
    return post(new AddCheckpoint(old, proof, note).bytes());
  }

  private static List<byte[]> entries(int from, int to) {
    List<byte[]> entries = new ArrayList<>();
    for (int i = from; i < to; i++) {
      entries.add(ByteBuffer.allocate(4).putInt(i).array());
    }
    return entries;
  }

  private LogSigner log() throws Exception {
    return LogSigner.of(ORIGIN, List.of(site.named(ORIGIN)));
  }

  /** Grows the log to that many entries and returns its reader. */
  private LedgerReader grow(Path dir, int size) throws Exception {
    try (Ledger ledger = Ledger.open(dir, log(), new FileDisk())) {
      ledger.append(entries((int) ledger.size(), size), Commit.NONE);
      ledger.publish();
    }
    return LedgerReader.of(dir, ORIGIN, TrustPolicy.ofSite(site.verifier()));
  }

  private byte[] note(long size, byte[] root) throws Exception {
    return log().sign(new Checkpoint(ORIGIN, size, root)).bytes();
  }

  @Test
  void cosignsWhatContinuesAndAnswersEveryStatusOfTheSpecification() throws Exception {
    Path dir = work.resolve("log");
    LedgerReader reader = grow(dir, 10);
    byte[] ten = reader.checkpointNote();
    HttpResponse<String> first = post(0, List.of(), ten);
    assertThat(first.statusCode()).isEqualTo(200);
    SignedNote cosigned =
        SignedNote.parse(
            (new String(ten, StandardCharsets.UTF_8) + first.body()).getBytes("UTF-8"));
    key.verifier().verify(cosigned);

    grow(dir, 300);
    byte[] more = reader.checkpointNote();
    List<byte[]> proof = reader.consistencyProof(10, 300);
    HttpResponse<String> stale = post(0, List.of(), more);
    assertThat(stale.statusCode()).isEqualTo(409);
    assertThat(stale.body()).isEqualTo("10\n");
    assertThat(stale.headers().firstValue("Content-Type")).contains("text/x.tlog.size");
    assertThat(post(10, List.of(), more).statusCode()).isEqualTo(422);
    List<byte[]> wrong = new ArrayList<>(proof);
    wrong.set(0, Rfc6962.sha256(wrong.get(0)));
    assertThat(post(10, wrong, more).statusCode()).isEqualTo(422);
    assertThat(post(10, proof, more).statusCode()).isEqualTo(200);
    assertThat(post(300, List.of(), more).statusCode()).isEqualTo(200);
    assertThat(post(300, proof, more).statusCode()).isEqualTo(422);

    HttpResponse<String> forked = post(300, List.of(), note(300, new byte[32]));
    assertThat(forked.statusCode()).isEqualTo(409);
    assertThat(forked.body()).isEqualTo("300\n");
    assertThat(post(301, List.of(), more).statusCode()).isEqualTo(400);
    assertThat(post("old 1\n".getBytes(StandardCharsets.US_ASCII)).statusCode()).isEqualTo(400);
    assertThat(post(new byte[AddCheckpoint.MAX_BYTES + 1]).statusCode()).isEqualTo(400);

    NoteSigner stranger = NoteSigner.generate("other.example/log", random);
    byte[] unknown =
        LogSigner.of("other.example/log", List.of(stranger))
            .sign(new Checkpoint("other.example/log", 1, new byte[32]))
            .bytes();
    assertThat(post(0, List.of(), unknown).statusCode()).isEqualTo(404);
    byte[] unsigned =
        LogSigner.of(ORIGIN, List.of(stranger))
            .sign(new Checkpoint(ORIGIN, 400, new byte[32]))
            .bytes();
    assertThat(post(300, List.of(), unsigned).statusCode()).isEqualTo(403);
    assertThat(
            http.send(
                    HttpRequest.newBuilder(URI.create(url() + "/add-checkpoint")).build(),
                    HttpResponse.BodyHandlers.discarding())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void remembersAcrossRestartsAndFindsAChangedMemory() throws Exception {
    LedgerReader reader = grow(work.resolve("log"), 20);
    assertThat(post(0, List.of(), reader.checkpointNote()).statusCode()).isEqualTo(200);
    assertThatThrownBy(this::witness).isInstanceOf(LedgerLockedException.class);
    server.close();
    server = serve();
    assertThat(post(0, List.of(), reader.checkpointNote()).body()).isEqualTo("20\n");
    server.close();
    try (Stream<Path> files = Files.list(work.resolve("witness/latest"))) {
      Path file = files.findFirst().orElseThrow();
      Files.writeString(file, Files.readString(file).replace("\n20\n", "\n10\n"));
    }
    assertThatThrownBy(this::witness)
        .isInstanceOf(LedgerCorruptException.class)
        .hasMessageContaining("latest/")
        .hasMessageContaining("wrong signature");
  }

  /** Of many histories that race from one size, exactly one is cosigned. */
  @Test
  void neverCosignsTwoHistoriesHoweverTheyRace() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        byte[] note = note(5, Rfc6962.sha256(new byte[] {(byte) i}));
        answers.add(threads.submit(() -> post(0, List.of(), note).statusCode()));
      }
      int cosigned = 0;
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isIn(200, 409);
        cosigned += answer.get() == 200 ? 1 : 0;
      }
      assertThat(cosigned).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aWitnessNeedsItsKindOfKeyAndTlsOffLoopback() throws Exception {
    assertThatThrownBy(
            () ->
                Witness.open(
                    work.resolve("x"),
                    site,
                    TrustPolicy.ofSite(site.verifier()),
                    new FileDisk(),
                    Clock.systemUTC()))
        .hasMessageContaining("is ed25519");
    assertThatThrownBy(() -> WitnessServer.start(null, new InetSocketAddress("192.0.2.1", 0), null))
        .hasMessageContaining("needs TLS");
    assertThatThrownBy(
            () ->
                new WitnessClient(
                    new TrustPolicy.Witness("w", key.verifier(), "http://192.0.2.1:1/"), null))
        .hasMessageContaining("must be https");
  }

  private Witnesses witnesses(String quorum) throws Exception {
    TrustPolicy policy =
        TrustPolicy.parse(
            "site "
                + site.verifier().text()
                + "\nwitness w1 "
                + key.verifier().text()
                + " "
                + url()
                + "/\nquorum "
                + quorum
                + "\n");
    return Witnesses.of(policy, LogSigner.ofSite(List.of(site)), null);
  }

  private void open(Path dir, String quorum) throws Exception {
    Ledger.open(
            dir,
            log(),
            new FileDisk(),
            dir.resolveSibling("mark-" + dir.getFileName()),
            witnesses(quorum))
        .close();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path file : all.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  @Test
  void anOlderCopyOrARewrittenOneIsNotSigned() throws Exception {
    Path dir = work.resolve("log");
    Path backup = work.resolve("backup");
    grow(dir, 100);
    copy(dir, backup);
    LedgerReader reader = grow(dir, 300);
    assertThat(post(0, List.of(), reader.checkpointNote()).statusCode()).isEqualTo(200);
    open(dir, "w1");
    byte[] before = Files.readAllBytes(backup.resolve("checkpoint"));
    assertThatThrownBy(() -> open(backup, "w1"))
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("w1 has cosigned 300 entries")
        .hasMessageContaining("only 100")
        .hasMessageContaining("older copy was restored");
    assertThat(Files.readAllBytes(backup.resolve("checkpoint"))).isEqualTo(before);

    Path rewritten = work.resolve("rewritten");
    try (Ledger ledger = Ledger.open(rewritten, log(), new FileDisk())) {
      ledger.append(entries(7, 500), Commit.NONE);
    }
    assertThatThrownBy(() -> open(rewritten, "w1"))
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("another root");
    assertThatThrownBy(() -> open(work.resolve("empty"), "w1"))
        .isInstanceOf(LedgerForkException.class)
        .hasMessageContaining("only 0");
  }

  @Test
  void withoutAQuorumOfAnswersNothingIsSigned() throws Exception {
    Path dir = work.resolve("log");
    grow(dir, 10);
    server.close();
    assertThatThrownBy(() -> open(dir, "w1"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("before enough witnesses")
        .hasMessageContaining("w1");
    open(dir, "none");
    server = serve();
    open(dir, "w1");
  }

  @Test
  void aPolicyThatWouldNotBelieveTheStoreStopsItsStart() throws Exception {
    NoteSigner sm = NoteSigner.generate("gov.example", KeyType.SM2, random);
    TrustPolicy both =
        TrustPolicy.parse(
            "site "
                + site.verifier().text()
                + "\nsite "
                + sm.verifier().text()
                + "\nrequire ed25519 sm2\nquorum none\n");
    assertThatThrownBy(() -> Witnesses.of(both, LogSigner.ofSite(List.of(site)), null))
        .hasMessageContaining("required sm2");
    Witnesses.of(both, LogSigner.ofSite(List.of(site, sm)), null).close();
  }
}
