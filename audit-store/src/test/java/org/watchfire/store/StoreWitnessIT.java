package org.watchfire.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.witness.Witness;
import org.watchfire.store.witness.WitnessServer;
import org.watchfire.store.witness.Witnesses;

/** The running store and a witness on another address than loopback, over TLS of its own CA. */
class StoreWitnessIT {
  private static final int SOME = 300;

  private final SecureRandom random = new SecureRandom();
  private NoteSigner key;
  @TempDir Path dir;
  private InetAddress address;
  private StoreFixture fixture;
  private WitnessServer server;
  private int sent;

  /** An authority that issues one certificate. */
  private final class Authority {
    final KeyPair keys = newKeys();
    final X500Name name;
    final X509Certificate certificate;

    Authority(String commonName) throws Exception {
      name = new X500Name("CN=" + commonName);
      certificate = issue(name, keys, Optional.empty());
    }

    /** A server's context for {@code host}. */
    SSLContext serving(InetAddress host) throws Exception {
      KeyPair own = newKeys();
      X509Certificate leaf =
          issue(new X500Name("CN=witness"), own, Optional.of(host.getHostAddress()));
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "server", own.getPrivate(), new char[0], new Certificate[] {leaf, certificate});
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, random);
      return context;
    }

    private X509Certificate issue(X500Name subject, KeyPair of, Optional<String> host)
        throws Exception {
      Instant now = Instant.now();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              new BigInteger(100, random),
              Date.from(now.minusSeconds(3600)),
              Date.from(now.plusSeconds(86_400)),
              subject,
              of.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host.isEmpty()));
      if (host.isPresent()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.iPAddress, host.get())));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    void write(Path file) throws Exception {
      String body =
          Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
      Files.writeString(
          file, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
    }
  }

  private static KeyPair newKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static Optional<InetAddress> ofThisMachine() throws Exception {
    return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(a -> a instanceof Inet4Address && !a.isLoopbackAddress())
        .findFirst();
  }

  @BeforeEach
  void start() throws Exception {
    Optional<InetAddress> found = ofThisMachine();
    assumeTrue(found.isPresent(), "this machine has no address but loopback");
    address = found.get();
    key = NoteSigner.generate("witness.audit.example", KeyType.ED25519_COSIGNATURE, random);
    fixture =
        new StoreFixture(
            dir, Map.of("", List.of("trust-policy: trust.policy", "witness-ca-file: ca.pem")));
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.close();
    }
    if (fixture != null) {
      fixture.close();
    }
  }

  private void send(int events) {
    for (int i = 0; i < events; i++) {
      fixture.send(fixture.nextStamp(), StoreFixture.event(sent++));
    }
    fixture.flush();
  }

  private String policy(String scheme, int port) {
    return "site "
        + fixture.site.text()
        + "\nwitness w "
        + key.verifier().text()
        + " "
        + scheme
        + "://"
        + address.getHostAddress()
        + ":"
        + port
        + "\nquorum w\n";
  }

  private Witness witness() throws Exception {
    return Witness.open(
        dir.resolve("witness"),
        key,
        TrustPolicy.ofSite(fixture.site),
        new FileDisk(),
        Clock.systemUTC());
  }

  @Test
  void nothingIsSignedUnlessTheWitnessIsTheOneThatIsTrusted() throws Exception {
    Witness witness = witness();
    InetSocketAddress where = new InetSocketAddress(address, 0);
    assertThatThrownBy(() -> WitnessServer.start(witness, where, null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not on loopback");
    Authority right = new Authority("the auditing body");
    Authority wrong = new Authority("somebody else");
    server = WitnessServer.start(witness, where, right.serving(address));
    int port = server.address().getPort();
    LogSigner site =
        LogSigner.ofSite(List.of(NoteSigner.parse(Files.readString(dir.resolve("ledger.key")))));
    assertThatThrownBy(() -> Witnesses.of(TrustPolicy.parse(policy("http", port)), site, null))
        .isInstanceOf(NoteException.class)
        .hasMessageContaining("must be https");

    Files.writeString(dir.resolve("trust.policy"), policy("https", port));
    wrong.write(dir.resolve("ca.pem"));
    fixture.start();
    send(SOME);
    fixture.awaitTrouble("ledger-events", "witness-ca-file must name the authority");
    assertThat(fixture.reader(Stream.EVENTS).exists() ? fixture.reader(Stream.EVENTS).size() : 0)
        .isZero();
    assertThat(fixture.stop()).isZero();

    right.write(dir.resolve("ca.pem"));
    fixture.start();
    fixture.awaitLedger(Stream.EVENTS, sent);
    fixture.awaitUp();
    TrustPolicy policy = TrustPolicy.parse(policy("https", port));
    String period = fixture.reader(Stream.EVENTS).locate(0).period();
    Path checkpoint = fixture.ledgers.resolve("events/" + period + "/checkpoint");
    await("a cosigned checkpoint of everything")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(
            () -> {
              Checkpoint cosigned =
                  policy.open(Files.readAllBytes(checkpoint), "it.gov/events/" + period);
              return cosigned.size() == sent;
            });
    assertThat(new String(Files.readAllBytes(checkpoint), StandardCharsets.UTF_8))
        .contains("— witness.audit.example ");

    // It goes away: what is recorded goes on, and the store says who is missing.
    server.close();
    send(SOME);
    fixture.awaitLedger(Stream.EVENTS, sent);
    fixture.awaitTrouble("witness-w", "ConnectException");
    server =
        WitnessServer.start(
            witness(), new InetSocketAddress(address, port), right.serving(address));
    fixture.awaitUp();
  }
}
