package org.watchfire.deploy.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevocationListsTest {
  private final Authority ours = new Authority("O=Watchfire,CN=ours");
  private final Authority second = new Authority("O=Watchfire,CN=second");
  private final Authority foreign = new Authority("O=Watchfire,CN=ours");
  private final X509Certificate one = ours.leaf(1);
  private final X509Certificate two = ours.leaf(2);
  private final AtomicLong nanos = new AtomicLong();
  @TempDir Path folder;
  private Path file;
  private RevocationLists lists;

  @BeforeEach
  void open() {
    file = folder.resolve("agents.crl");
    lists =
        new RevocationLists(
            file, List.of(ours.certificate, second.certificate), nanos::get, Clock.systemUTC());
  }

  @Test
  void namesWhatTheFileNamesOnceItIsThere() throws Exception {
    assertThat(lists.names(one)).isFalse();
    write(ours.crl(1, 1));
    assertThat(lists.names(one)).as("not looked at yet").isFalse();
    later();
    assertThat(lists.names(one)).isTrue();
    assertThat(lists.names(two)).isFalse();
    write(ours.crl(2, 1, 2));
    later();
    assertThat(lists.names(two)).isTrue();
  }

  @Test
  void theSameNumberOfAnotherAuthorityIsAnotherCertificate() throws Exception {
    X509Certificate other = second.leaf(1);
    write(ours.crl(1, 1), second.crl(1, 7));
    later();
    assertThat(lists.names(one)).isTrue();
    assertThat(lists.names(other)).isFalse();
    assertThat(lists.names(second.leaf(7))).isTrue();
  }

  @Test
  void whatDoesNotCountChangesNothing() throws Exception {
    write(ours.crl(5, 1));
    later();
    assertThat(lists.names(one)).isTrue();

    write(ours.crl(4));
    later();
    assertThat(lists.names(one)).as("an older list").isTrue();
    write(foreign.crl(9));
    later();
    assertThat(lists.names(one)).as("a list with another's signature").isTrue();
    Files.writeString(file, "-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n");
    later();
    assertThat(lists.names(one)).as("a damaged file").isTrue();
    Files.delete(file);
    later();
    assertThat(lists.names(one)).as("no file").isTrue();
    write(ours.crl(6, 2));
    later();
    assertThat(lists.names(one)).as("a newer list").isFalse();
    assertThat(lists.names(two)).isTrue();
  }

  @Test
  void aListThatShouldHaveBeenRenewedStaysInForce() throws Exception {
    write(ours.crl(Instant.now().minus(Duration.ofDays(3)), 1, 1));
    later();
    assertThat(lists.names(one)).isTrue();
  }

  private void later() {
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
  }

  private void write(byte[]... crls) throws Exception {
    StringBuilder text = new StringBuilder();
    for (byte[] crl : crls) {
      text.append("-----BEGIN X509 CRL-----\n")
          .append(Base64.getMimeEncoder().encodeToString(crl))
          .append("\n-----END X509 CRL-----\n");
    }
    Files.write(file, text.toString().getBytes(StandardCharsets.US_ASCII));
  }

  /** A real one, with keys of its own. */
  private static final class Authority {
    private final KeyPair pair = pair();
    private final X500Name name;
    private final X509Certificate certificate;

    Authority(String name) {
      this.name = new X500Name(name);
      this.certificate = certificate(this.name, BigInteger.TEN, pair);
    }

    X509Certificate leaf(int serial) {
      return certificate(new X500Name("O=Watchfire,CN=agent"), BigInteger.valueOf(serial), pair());
    }

    byte[] crl(int number, int... serials) throws Exception {
      return crl(Instant.now(), number, serials);
    }

    byte[] crl(Instant at, int number, int... serials) throws Exception {
      JcaX509v2CRLBuilder builder = new JcaX509v2CRLBuilder(certificate, Date.from(at));
      builder.setNextUpdate(Date.from(at.plus(Duration.ofDays(1))));
      for (int serial : serials) {
        builder.addCRLEntry(BigInteger.valueOf(serial), Date.from(at), 1);
      }
      builder.addExtension(Extension.cRLNumber, false, new CRLNumber(BigInteger.valueOf(number)));
      return builder
          .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
          .getEncoded();
    }

    private X509Certificate certificate(X500Name subject, BigInteger serial, KeyPair of) {
      try {
        Instant now = Instant.now();
        return new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        serial,
                        Date.from(now.minusSeconds(60)),
                        Date.from(now.plusSeconds(3600)),
                        subject,
                        of.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    private static KeyPair pair() {
      try {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        return generator.generateKeyPair();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }
}
