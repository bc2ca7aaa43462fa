package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificatesTest {
  @TempDir Path directory;

  @Test
  void subjectIsOrganisationThenCommonName() throws Exception {
    X509Certificate certificate = read(new Certificates(directory).leaf("agent-1").certFile());
    // RFC 2253 prints backwards: this is the encoded order O, CN.
    assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=agent-1,O=Watchfire");
    assertThat(certificate.getSubjectX500Principal().toString())
        .isEqualTo("CN=agent-1, O=Watchfire");
  }

  @Test
  void leafIsSignedByTheAuthorityForServerAndClientOnLoopback() throws Exception {
    Certificates certificates = new Certificates(directory);
    X509Certificate leaf = read(certificates.leaf("kafka").certFile());
    X509Certificate authority = read(certificates.caFile());
    leaf.verify(authority.getPublicKey());
    leaf.checkValidity();
    assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
    assertThat(authority.getBasicConstraints()).isZero();
    assertThat(leaf.getExtendedKeyUsage())
        .containsExactlyInAnyOrder("1.3.6.1.5.5.7.3.1", "1.3.6.1.5.5.7.3.2");
    assertThat(leaf.getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
    assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
    assertThat(leaf.getSigAlgName()).isEqualTo("SHA256withECDSA");
  }

  @Test
  void keysArePkcs8AndPrivate() throws Exception {
    Certificates.Leaf leaf = new Certificates(directory).leaf("engine");
    for (Path key : List.of(leaf.keyFile(), directory.resolve("ca.key"))) {
      assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void keepsWhatExists() throws Exception {
    Certificates.Leaf first = new Certificates(directory).leaf("store");
    String certificate = Files.readString(first.certFile());
    FileTime written = Files.getLastModifiedTime(first.certFile());
    Certificates.Leaf second = new Certificates(directory).leaf("store");
    assertThat(second).isEqualTo(first);
    assertThat(Files.readString(second.certFile())).isEqualTo(certificate);
    assertThat(Files.getLastModifiedTime(second.certFile())).isEqualTo(written);
  }

  @Test
  void issuesAgainWhenTheKeyIsMissingOrTheEndIsNear() throws Exception {
    Certificates.Leaf leaf = new Certificates(directory).leaf("store");
    String first = Files.readString(leaf.certFile());
    Files.delete(leaf.keyFile());
    new Certificates(directory).leaf("store");
    String second = Files.readString(leaf.certFile());
    Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(800)), ZoneOffset.UTC);
    new Certificates(directory, later).leaf("store");
    assertThat(List.of(first, second, Files.readString(leaf.certFile()))).doesNotHaveDuplicates();
  }

  @Test
  void issuesAgainUnderANewAuthority() throws Exception {
    Certificates.Leaf leaf = new Certificates(directory).leaf("store");
    Files.delete(directory.resolve("ca.crt"));
    Certificates certificates = new Certificates(directory);
    certificates.leaf("store");
    read(leaf.certFile()).verify(read(certificates.caFile()).getPublicKey());
  }

  @Test
  void damagedAuthorityIsAnErrorThatNamesTheFile() throws Exception {
    new Certificates(directory).ensure();
    Files.writeString(directory.resolve("ca.crt"), "garbage");
    assertThatThrownBy(() -> new Certificates(directory).leaf("store"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("ca.crt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ca", "a,O=Evil", "../x", "a b", "名", "-x"})
  void refusesPrincipalsThatAreNotPlainNames(String principal) {
    assertThatThrownBy(() -> new Certificates(directory).leaf(principal))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static X509Certificate read(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }
}
