package org.watchfire.console.enrol;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.watchfire.console.web.Refusal;

/** An authority that exists already, in the files that the configuration names. */
final class AuthorityFiles {
  private static final int LARGEST = 64 << 10;
  private static final int CERT_SIGN = 5;
  private static final int CRL_SIGN = 6;

  private final EnrolConfig config;

  AuthorityFiles(EnrolConfig config) {
    this.config = config;
  }

  /**
   * Reads certificate and key and sees that they go together.
   *
   * @throws Refusal 409 {@code agent-ca-files} that says what is wrong with them
   */
  Issuer.NewAuthority read(Instant now) {
    if (config.caCertificate() == null) {
      throw wrong("enrolment.ca-certificate and ca-key are not configured");
    }
    X509Certificate certificate;
    try {
      certificate = Certificates.read(text(config.caCertificate()));
    } catch (IllegalArgumentException e) {
      throw wrong("the certificate: " + e.getMessage());
    }
    KeyKind kind =
        KeyKind.of(certificate.getPublicKey())
            .orElseThrow(() -> wrong("the key is none of EC P-256, EC P-384, RSA, Ed25519"));
    boolean[] usage = certificate.getKeyUsage();
    if (certificate.getBasicConstraints() < 0
        || usage == null
        || !usage[CERT_SIGN]
        || !usage[CRL_SIGN]) {
      throw wrong("the certificate may not sign certificates and revocation lists");
    }
    if (now.isBefore(certificate.getNotBefore().toInstant())
        || !now.isBefore(certificate.getNotAfter().toInstant())) {
      throw wrong("the certificate is not good now");
    }
    PrivateKey key = key(text(config.caKey()));
    byte[] probe = Certificates.der(certificate);
    try {
      if (kind.verifies(certificate.getPublicKey(), probe, kind.sign(key, probe))) {
        return new Issuer.NewAuthority(certificate, key);
      }
    } catch (GeneralSecurityException e) {
      throw wrong("the key cannot sign: " + e.getMessage());
    }
    throw wrong("the key is not that of the certificate");
  }

  private static PrivateKey key(String pem) {
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      Object found = parser.readObject();
      if (found instanceof PrivateKeyInfo info) {
        return converter.getPrivateKey(info);
      }
      if (found instanceof PEMKeyPair pair) {
        return converter.getPrivateKey(pair.getPrivateKeyInfo());
      }
    } catch (IOException e) {
      throw wrong("the key cannot be read");
    }
    throw wrong("the file of the key holds no unencrypted private key in PEM");
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) <= LARGEST) {
        return Files.readString(file);
      }
    } catch (IOException e) {
      throw wrong("a file cannot be read: " + file.getFileName());
    }
    throw wrong("a file is too large: " + file.getFileName());
  }

  private static Refusal wrong(String why) {
    return new Refusal(409, "agent-ca-files", why);
  }
}
