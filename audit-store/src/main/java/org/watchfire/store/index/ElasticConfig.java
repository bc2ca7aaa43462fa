package org.watchfire.store.index;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.watchfire.core.config.Default;

/**
 * How a process reaches Elasticsearch.
 *
 * @param uri base address, {@code http://} only on loopback
 * @param username with {@code passwordFile} for HTTP basic authentication; null for none
 * @param passwordFile file whose first line is the password
 * @param caFile PEM certificate of the authority behind {@code https}; null takes the platform's
 * @param timeout longest wait for an answer
 */
public record ElasticConfig(
    URI uri,
    @Default("null") String username,
    @Default("null") Path passwordFile,
    @Default("null") Path caFile,
    @Default("30s") Duration timeout) {
  /** Checks that what belongs together is there. */
  public ElasticConfig {
    if (uri.getHost() == null || !uri.getScheme().matches("https?")) {
      throw new IllegalArgumentException("uri must look like http://127.0.0.1:9200");
    }
    if ((username == null) != (passwordFile == null)) {
      throw new IllegalArgumentException("username and password-file belong together");
    }
    boolean loopback =
        uri.getHost().equals("localhost")
            || uri.getHost().startsWith("127.")
            || uri.getHost().equals("[::1]");
    if (uri.getScheme().equals("http") && !loopback) {
      throw new IllegalArgumentException("uri must be https for a host that is not on loopback");
    }
  }

  /** Plain access to a node on this machine. */
  public static ElasticConfig local(URI uri) {
    return new ElasticConfig(uri, null, null, null, Duration.ofSeconds(30));
  }
}
