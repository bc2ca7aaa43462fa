package org.watchfire.console.enrol;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HexFormat;

/** Readings of certificates that this console made or was configured with. */
final class Certificates {
  static final String LABEL = "CERTIFICATE";

  private Certificates() {}

  /**
   * @throws IllegalArgumentException when it is not exactly one certificate in PEM
   */
  static X509Certificate read(String pem) {
    byte[] der =
        Pem.read(LABEL, pem)
            .orElseThrow(() -> new IllegalArgumentException("not exactly one PEM certificate"));
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("not a certificate: " + e.getMessage(), e);
    }
  }

  static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be written", e);
    }
  }

  static String pem(X509Certificate certificate) {
    return Pem.text(LABEL, der(certificate));
  }

  /** SHA-256 in 64 hex digits. */
  static String fingerprint(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
