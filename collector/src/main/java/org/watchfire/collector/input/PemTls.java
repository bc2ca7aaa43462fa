package org.watchfire.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** A TLS context from PEM files, with the JDK alone. */
public final class PemTls {

  private static final char[] NO_PASSWORD = new char[0];

  private PemTls() {}

  /**
   * @param cert certificate chain, leaf first
   * @param key unencrypted PKCS#8 key, EC or RSA
   * @param clientCa authorities whose certificates senders must show; null when they need none
   * @throws IOException when a file cannot be read or is not what it should be
   */
  public static SSLContext server(Path cert, Path key, Path clientCa) throws IOException {
    try {
      KeyStore own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry(
          "server", key(key), NO_PASSWORD, certificates(cert).toArray(new Certificate[0]));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, NO_PASSWORD);
      TrustManager[] trust = null;
      if (clientCa != null) {
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        int n = 0;
        for (Certificate c : certificates(clientCa)) {
          authorities.setCertificateEntry("ca" + n++, c);
        }
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities);
        trust = factory.getTrustManagers();
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(
          "TLS files " + cert + " and " + key + " do not make a server: " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(in);
    }
  }

  private static PrivateKey key(Path file) throws IOException, GeneralSecurityException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    int from = pem.indexOf("-----BEGIN PRIVATE KEY-----");
    int to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IOException(file + " holds no PKCS#8 private key in PEM form");
    }
    byte[] der =
        Base64.getMimeDecoder()
            .decode(pem.substring(from + "-----BEGIN PRIVATE KEY-----".length(), to));
    for (String algorithm : new String[] {"EC", "RSA"}) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        if (algorithm.equals("RSA")) {
          throw e;
        }
      }
    }
    throw new IOException(file + " holds neither an EC nor an RSA key");
  }
}
