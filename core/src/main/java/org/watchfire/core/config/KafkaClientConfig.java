package org.watchfire.core.config;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * How a process reaches Kafka. With {@code ca-file} the connection is mutual TLS 1.3 with PEM files
 * (key in PKCS#8); without it the connection is plain and every server must be a loopback address.
 *
 * @param bootstrapServers {@code host:port,…}
 */
public record KafkaClientConfig(
    String bootstrapServers,
    @Default("null") Path caFile,
    @Default("null") Path certFile,
    @Default("null") Path keyFile) {

  public KafkaClientConfig {
    if (bootstrapServers == null || bootstrapServers.isBlank()) {
      throw new IllegalArgumentException("bootstrap-servers must name at least one host:port");
    }
    if (caFile == null && !loopbackOnly(bootstrapServers)) {
      throw new IllegalArgumentException(
          "ca-file, cert-file and key-file are required for servers that are not on loopback");
    }
    if (caFile != null && (certFile == null || keyFile == null)) {
      throw new IllegalArgumentException("ca-file needs cert-file and key-file beside it");
    }
  }

  /**
   * Connection properties for any Kafka client.
   *
   * @throws ConfigException when a PEM file cannot be read
   */
  public Properties properties() {
    Properties p = new Properties();
    p.setProperty("bootstrap.servers", bootstrapServers);
    if (caFile != null) {
      p.setProperty("security.protocol", "SSL");
      p.setProperty("ssl.enabled.protocols", "TLSv1.3");
      p.setProperty("ssl.truststore.type", "PEM");
      p.setProperty("ssl.truststore.certificates", read(caFile));
      p.setProperty("ssl.keystore.type", "PEM");
      p.setProperty("ssl.keystore.certificate.chain", read(certFile));
      p.setProperty("ssl.keystore.key", read(keyFile));
    }
    return p;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }

  private static boolean loopbackOnly(String servers) {
    for (String server : servers.split(",", -1)) {
      int colon = server.lastIndexOf(':');
      try {
        String host = colon < 0 ? server.strip() : server.substring(0, colon).strip();
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
          return false;
        }
      } catch (UnknownHostException e) {
        return false;
      }
    }
    return true;
  }
}
