package org.watchfire.deploy.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
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
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;

/**
 * Key and certificates of one agent in a folder: {@code <id>.key} (PKCS#8, mode 0600), {@code
 * <id>.crt}, {@code ca.crt}. A new key is EC P-256; it is on disk before anything is asked for, as
 * {@code <id>.key.new}, so that no certificate is issued for a key that cannot be kept.
 */
final class AgentFiles {
  private static final String SIGNATURE = "SHA256withECDSA";
  private static final byte[] RENEWAL =
      "watchfire-agent-renewal/1\n".getBytes(StandardCharsets.US_ASCII);
  private static final String PRIVATE = "rw-------";
  private static final String PUBLIC = "rw-r--r--";

  private final Path directory;
  private final String agent;

  AgentFiles(Path directory, String agent) {
    this.directory = directory;
    this.agent = agent;
  }

  Path keyFile() {
    return directory.resolve(agent + ".key");
  }

  Path certificateFile() {
    return directory.resolve(agent + ".crt");
  }

  Path caFile() {
    return directory.resolve("ca.crt");
  }

  /** Makes a key and puts it beside the present one. */
  KeyPair newKey() throws IOException {
    Files.createDirectories(directory);
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      KeyPair pair = generator.generateKeyPair();
      write(newKeyFile(), pem("PRIVATE KEY", pair.getPrivate().getEncoded()), PRIVATE);
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has P-256", e);
    }
  }

  /** A certification request (PKCS#10) for a key, DER. */
  byte[] request(KeyPair pair) throws IOException {
    try {
      return new JcaPKCS10CertificationRequestBuilder(
              new X500Name("O=Watchfire,CN=" + agent), pair.getPublic())
          .build(new JcaContentSignerBuilder(SIGNATURE).build(pair.getPrivate()))
          .getEncoded();
    } catch (OperatorCreationException e) {
      throw new IOException("the request cannot be signed: " + e.getMessage(), e);
    }
  }

  /** The present key's signature over a request, base64. */
  String renewalSignature(byte[] request) throws IOException {
    PrivateKey key = readKey(keyFile());
    try {
      Signature signer = Signature.getInstance(SIGNATURE);
      signer.initSign(key);
      signer.update(RENEWAL);
      signer.update(request);
      return Base64.getEncoder().encodeToString(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IOException(keyFile() + " cannot sign: " + e.getMessage(), e);
    }
  }

  /**
   * Takes what was issued for the new key into use. A stop half way is made good by {@link
   * #recover}.
   *
   * @param ca null leaves the file as it is
   * @throws IOException when it was not issued for that key and that agent, or cannot be written
   */
  X509Certificate keep(PublicKey key, String certificate, String ca) throws IOException {
    X509Certificate issued = certificate(certificate);
    if (!issued.getPublicKey().equals(key)
        || !new X500Name(issued.getSubjectX500Principal().getName())
            .equals(new X500Name("CN=" + agent + ",O=Watchfire"))) {
      throw new IOException("the console answered with a certificate that was not asked for");
    }
    if (ca != null) {
      certificate(ca);
      write(caFile(), ca, PUBLIC);
    }
    write(newCertificateFile(), certificate, PUBLIC);
    takeOver();
    return issued;
  }

  /** Finishes a renewal that was stopped between its two files. */
  void recover() throws IOException {
    if (!Files.exists(newCertificateFile())) {
      return;
    }
    PublicKey certified = certificate(Files.readString(newCertificateFile())).getPublicKey();
    Path holder = Files.exists(newKeyFile()) ? newKeyFile() : keyFile();
    if (belongs(readKey(holder), certified)) {
      takeOver();
    }
  }

  /** The present certificate. */
  X509Certificate present() throws IOException {
    return certificate(Files.readString(certificateFile()));
  }

  static String pem(String type, byte[] content) throws IOException {
    StringWriter text = new StringWriter();
    try (PemWriter writer = new PemWriter(text)) {
      writer.writeObject(new PemObject(type, content));
    }
    return text.toString();
  }

  private Path newKeyFile() {
    return directory.resolve(agent + ".key.new");
  }

  private Path newCertificateFile() {
    return directory.resolve(agent + ".crt.new");
  }

  private void takeOver() throws IOException {
    if (Files.exists(newKeyFile())) {
      Files.move(newKeyFile(), keyFile(), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(newCertificateFile(), certificateFile(), StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean belongs(PrivateKey key, PublicKey certified) throws IOException {
    try {
      Signature signer = Signature.getInstance(SIGNATURE);
      signer.initSign(key);
      signer.update(RENEWAL);
      byte[] signed = signer.sign();
      signer.initVerify(certified);
      signer.update(RENEWAL);
      return signer.verify(signed);
    } catch (GeneralSecurityException e) {
      throw new IOException("key and certificate cannot be compared: " + e.getMessage(), e);
    }
  }

  private static X509Certificate certificate(String pem) throws IOException {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    } catch (GeneralSecurityException e) {
      throw new IOException("not a PEM certificate: " + e.getMessage(), e);
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

  private static void write(Path file, String content, String mode) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
    Files.writeString(temporary, content);
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
