package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.watchfire.core.config.KafkaClientConfig;

/**
 * How clients reach Kafka: the address and, per principal, certificate files.
 *
 * <p>A principal that is none of {@link KafkaTopics#ROLES} counts as an agent: its certificate is
 * issued and its rights are granted when it is first asked for, for which the broker must be up.
 * Thread-safe.
 */
public final class KafkaAccess {
  private final String bootstrapServers;
  private final Certificates certificates;
  private final Path crlFile;
  private final Set<String> enrolled = ConcurrentHashMap.newKeySet();

  /**
   * @param crlFile null when the broker looks at none
   */
  KafkaAccess(String bootstrapServers, Certificates certificates, Path crlFile) {
    this.bootstrapServers = bootstrapServers;
    this.certificates = certificates;
    this.crlFile = crlFile;
  }

  /** {@code host:port}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** PEM certificate of the authority that signed the broker and every client. */
  public Path caFile() {
    return certificates.caFile();
  }

  /** PEM key of that authority; for an authority that takes it over. */
  public Path caKeyFile() {
    return certificates.caFile().resolveSibling("ca.key");
  }

  /** Where the broker looks for revocation lists; empty when it does not. */
  public Optional<Path> crlFile() {
    return Optional.ofNullable(crlFile);
  }

  /** PEM certificate of a principal, issued and enrolled if it does not exist. */
  public Path certFile(String principal) {
    return enrolled(principal).certFile();
  }

  /** PEM PKCS#8 key of a principal, issued and enrolled if it does not exist. */
  public Path keyFile(String principal) {
    return enrolled(principal).keyFile();
  }

  /** The same as configuration of a process. */
  public KafkaClientConfig config(String principal) {
    return config(enrolled(principal));
  }

  /**
   * Connection properties of a Kafka client acting as {@code principal}; {@code supervisor} may do
   * everything. Serialisers and group are the caller's.
   */
  public Properties clientProperties(String principal) {
    return config(principal).properties();
  }

  /** Connection properties with a certificate of the authority, but with no rights granted. */
  public Properties strangerProperties(String principal) {
    return config(issue(principal)).properties();
  }

  /** An administrative client as {@code supervisor}; the caller closes it. */
  public Admin admin() {
    return Admin.create(clientProperties(KafkaTopics.SUPERVISOR));
  }

  /** Deletes and creates the product's topics again, empty: isolation between test classes. */
  public void resetTopics() {
    try (Admin admin = admin()) {
      KafkaTopics.drop(admin);
      KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, List.copyOf(enrolled));
    }
  }

  private KafkaClientConfig config(Certificates.Leaf leaf) {
    return new KafkaClientConfig(bootstrapServers, caFile(), leaf.certFile(), leaf.keyFile());
  }

  private synchronized Certificates.Leaf enrolled(String principal) {
    Certificates.Leaf leaf = issue(principal);
    if (!KafkaTopics.ROLES.contains(principal) && !enrolled.contains(principal)) {
      try (Admin admin = admin()) {
        KafkaTopics.grant(admin, List.of(principal));
      }
      enrolled.add(principal);
    }
    return leaf;
  }

  private Certificates.Leaf issue(String principal) {
    try {
      return certificates.leaf(principal);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot issue the certificate of " + principal, e);
    }
  }
}
