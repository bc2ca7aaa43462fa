package org.watchfire.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.watchfire.core.config.ConfigException;

/** The server's certificate and key from PEM files, TLS 1.3 and 1.2 with the JDK. */
final class TlsIdentity {
  private TlsIdentity() {}

  /**
   * @param certFile certificate chain, the server's own first
   * @param keyFile unencrypted PKCS#8, or the traditional form
   * @throws ConfigException naming the file that cannot be used
   */
  static SslContextFactory.Server load(Path certFile, Path keyFile) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry("console", key(keyFile), new char[0], chain(certFile));
      SslContextFactory.Server tls = new SslContextFactory.Server();
      tls.setKeyStore(store);
      tls.setKeyStorePassword("");
      tls.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      tls.setSniRequired(false);
      return tls;
    } catch (GeneralSecurityException | IOException e) {
      throw new ConfigException(certFile + " and " + keyFile + " do not make a TLS identity", e);
    }
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      Certificate[] chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(in)
              .toArray(new Certificate[0]);
      if (chain.length == 0) {
        throw new ConfigException(file + ": holds no certificate");
      }
      return chain;
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read", e);
    }
  }

  private static PrivateKey key(Path file) {
    try (Reader in = Files.newBufferedReader(file);
        PEMParser parser = new PEMParser(in)) {
      Object found = parser.readObject();
      JcaPEMKeyConverter converter = new JcaPEMKeyConverter();
      if (found instanceof PrivateKeyInfo info) {
        return converter.getPrivateKey(info);
      }
      if (found instanceof PEMKeyPair pair) {
        return converter.getPrivateKey(pair.getPrivateKeyInfo());
      }
      throw new ConfigException(file + ": holds no unencrypted private key in PEM");
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read as a private key", e);
    }
  }
}
