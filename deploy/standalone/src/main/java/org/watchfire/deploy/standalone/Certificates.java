package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * The installation's own certificate authority: {@code ca.crt}, {@code ca.key} and per principal
 * {@code <principal>.crt}, {@code <principal>.key} in one directory.
 *
 * <p>EC P-256, ECDSA with SHA-256. A leaf's subject is {@code O=Watchfire,CN=<principal>} in this
 * order (Kafka's principal mapping depends on it), valid for server and client, with the names
 * {@code localhost} and {@code 127.0.0.1}. Keys are PKCS#8 PEM with mode 0600. What exists is kept,
 * except that a leaf without its half or near its end is issued again. Thread-safe within one JVM.
 */
public final class Certificates {
  private static final Pattern PRINCIPAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final Duration LEAF_LIFE = Duration.ofDays(825);
  private static final Duration RENEW_BEFORE = Duration.ofDays(30);
  private static final Duration CLOCK_SKEW = Duration.ofDays(1);
  private static final String CA_NAME = "O=Watchfire,CN=Watchfire CA";

  private final Path directory;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * The files of one principal.
   *
   * @param principal common name
   * @param certFile PEM certificate
   * @param keyFile PEM PKCS#8 private key
   */
  public record Leaf(String principal, Path certFile, Path keyFile) {}

  public Certificates(Path directory) {
    this(directory, Clock.systemUTC());
  }

  Certificates(Path directory, Clock clock) {
    this.directory = directory;
    this.clock = clock;
  }

  /** Path of the authority's certificate; written by the first {@link #leaf} or {@link #ensure}. */
  public Path caFile() {
    return directory.resolve("ca.crt");
  }

  /**
   * Makes sure that the authority exists.
   *
   * @throws IOException when the files cannot be read or written
   */
  public synchronized void ensure() throws IOException {
    authority();
  }

  /**
   * The certificate and key of a principal, issued when missing.
   *
   * @param principal letters, digits, dot, underscore and hyphen, at most 64
   * @throws IOException when the files cannot be read or written
   */
  public synchronized Leaf leaf(String principal) throws IOException {
    if (!PRINCIPAL.matcher(principal).matches() || principal.equals("ca")) {
      throw new IllegalArgumentException(
          "'" + principal + "' cannot be a principal: expected letters, digits and ._- (not 'ca')");
    }
    Leaf leaf =
        new Leaf(
            principal,
            directory.resolve(principal + ".crt"),
            directory.resolve(principal + ".key"));
    Authority authority = authority();
    if (!usable(leaf, authority)) {
      issue(leaf, authority);
    }
    return leaf;
  }

  private record Authority(X509Certificate certificate, PrivateKey key) {}

  private boolean usable(Leaf leaf, Authority authority) throws IOException {
    if (!Files.isRegularFile(leaf.certFile()) || !Files.isRegularFile(leaf.keyFile())) {
      return false;
    }
    X509Certificate certificate = readCertificate(leaf.certFile());
    try {
      certificate.verify(authority.certificate().getPublicKey());
    } catch (GeneralSecurityException signedByAnotherAuthority) {
      return false;
    }
    return certificate.getNotAfter().toInstant().isAfter(clock.instant().plus(RENEW_BEFORE));
  }

  private Authority authority() throws IOException {
    Path keyFile = directory.resolve("ca.key");
    if (Files.isRegularFile(caFile()) && Files.isRegularFile(keyFile)) {
      return new Authority(readCertificate(caFile()), readKey(keyFile));
    }
    Files.createDirectories(directory);
    try {
      KeyPair pair = newKeyPair();
      X500Name name = new X500Name(CA_NAME);
      Instant now = clock.instant();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name,
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(CA_LIFE)),
              name,
              pair.getPublic());
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          extensions.createSubjectKeyIdentifier(pair.getPublic()));
      X509Certificate certificate = sign(builder, pair.getPrivate());
      // The certificate is written last: with it the authority exists.
      write(keyFile, "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
      write(caFile(), "CERTIFICATE", certificate.getEncoded(), "rw-r--r--");
      return new Authority(certificate, pair.getPrivate());
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot create the certificate authority in " + directory, e);
    }
  }

  private void issue(Leaf leaf, Authority authority) throws IOException {
    try {
      KeyPair pair = newKeyPair();
      Instant now = clock.instant();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name(CA_NAME),
              serial(),
              Date.from(now.minus(CLOCK_SKEW)),
              Date.from(now.plus(LEAF_LIFE)),
              new X500Name("O=Watchfire,CN=" + leaf.principal()),
              pair.getPublic());
      JcaX509ExtensionUtils extensions = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth}));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.dNSName, "localhost"),
                new GeneralName(GeneralName.iPAddress, "127.0.0.1")
              }));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          extensions.createAuthorityKeyIdentifier(authority.certificate()));
      X509Certificate certificate = sign(builder, authority.key());
      Files.deleteIfExists(leaf.certFile());
      write(leaf.keyFile(), "PRIVATE KEY", pair.getPrivate().getEncoded(), "rw-------");
      write(leaf.certFile(), "CERTIFICATE", certificate.getEncoded(), "rw-r--r--");
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IOException("cannot issue the certificate of " + leaf.principal(), e);
    }
  }

  private KeyPair newKeyPair() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    return generator.generateKeyPair();
  }

  private BigInteger serial() {
    return new BigInteger(127, random).setBit(126);
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException, OperatorCreationException {
    return new JcaX509CertificateConverter()
        .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
  }

  private static X509Certificate readCertificate(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not a PEM certificate; remove it to issue a new one", e);
    }
  }

  private static PrivateKey readKey(Path file) throws IOException {
    try (PemReader reader = new PemReader(new StringReader(Files.readString(file)))) {
      PemObject pem = reader.readPemObject();
      if (pem == null) {
        throw new IOException(file + " is not a PEM key");
      }
      return KeyFactory.getInstance("EC")
          .generatePrivate(new PKCS8EncodedKeySpec(pem.getContent()));
    } catch (GeneralSecurityException e) {
      throw new IOException(file + " is not a PKCS#8 EC key", e);
    }
  }

  private static void write(Path file, String type, byte[] content, String mode)
      throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    Files.write(temporary, text.toString().getBytes(StandardCharsets.US_ASCII));
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
