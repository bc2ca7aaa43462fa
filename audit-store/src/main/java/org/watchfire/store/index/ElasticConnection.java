package org.watchfire.store.index;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import org.elasticsearch.client.RestClientBuilder;

/** Opens connections to Elasticsearch; nothing is sent before the first request. */
public final class ElasticConnection {
  private static final int CONNECT_MILLIS = 3000;

  private ElasticConnection() {}

  /**
   * A client that the caller closes.
   *
   * @throws IOException when the password or certificate file cannot be read
   */
  public static RestClient open(ElasticConfig config) throws IOException {
    int port = config.uri().getPort();
    RestClientBuilder builder =
        RestClient.builder(new HttpHost(config.uri().getHost(), port, config.uri().getScheme()));
    if (config.username() != null) {
      String password = Files.readAllLines(config.passwordFile()).get(0);
      String pair = config.username() + ":" + password;
      String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      builder.setDefaultHeaders(
          new BasicHeader[] {new BasicHeader("Authorization", "Basic " + encoded)});
    }
    SSLContext tls = config.caFile() == null ? null : trusting(config.caFile());
    builder.setHttpClientConfigCallback(http -> tls == null ? http : http.setSSLContext(tls));
    builder.setRequestConfigCallback(
        request ->
            request
                .setConnectTimeout(CONNECT_MILLIS)
                .setSocketTimeout((int) config.timeout().toMillis()));
    return builder.build();
  }

  /**
   * A TLS context that trusts the authorities in a PEM file, and no others.
   *
   * @throws IOException when the file cannot be read or holds none
   */
  public static SSLContext trusting(Path caFile) throws IOException {
    try (InputStream pem = Files.newInputStream(caFile)) {
      KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
      trusted.load(null, null);
      int n = 0;
      for (Certificate c : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        trusted.setCertificateEntry("ca" + n++, c);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(caFile + " is not a PEM certificate", e);
    }
  }
}
