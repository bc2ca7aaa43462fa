package org.watchfire.deploy.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.KafkaPrincipalSerde;
import org.apache.kafka.common.security.auth.SslAuthenticationContext;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.security.ssl.SslPrincipalMapper;

/**
 * Who a client is: what its certificate says, unless that was revoked; then it is nobody ({@code
 * User:ANONYMOUS}), who has no rights. The broker asks at each request, so a connection that is
 * open when its certificate is revoked can do nothing any more either.
 *
 * <p>Settings: {@value #CRL_FILE}; {@code ssl.truststore.location} (PEM) says whose lists count;
 * {@code ssl.principal.mapping.rules} as usual. Thread-safe once configured.
 */
public final class RevocationPrincipalBuilder
    implements KafkaPrincipalBuilder, KafkaPrincipalSerde, Configurable {
  /** Setting: file with the revocation lists, PEM or DER; need not exist. */
  public static final String CRL_FILE = "watchfire.crl.file";

  private DefaultKafkaPrincipalBuilder named;
  private RevocationLists revoked;

  @Override
  public void configure(Map<String, ?> settings) {
    Object rules = settings.get(BrokerSecurityConfigs.SSL_PRINCIPAL_MAPPING_RULES_CONFIG);
    named =
        new DefaultKafkaPrincipalBuilder(
            null, SslPrincipalMapper.fromRules(rules == null ? "DEFAULT" : rules.toString()));
    try {
      revoked =
          new RevocationLists(
              path(settings, CRL_FILE),
              RevocationLists.certificates(
                  path(settings, SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)),
              System::nanoTime,
              Clock.systemUTC());
    } catch (IOException e) {
      throw new ConfigException("the trusted authorities cannot be read: " + e);
    }
  }

  @Override
  public KafkaPrincipal build(AuthenticationContext context) {
    if (context instanceof SslAuthenticationContext tls && isRevoked(tls)) {
      return KafkaPrincipal.ANONYMOUS;
    }
    return named.build(context);
  }

  @Override
  public byte[] serialize(KafkaPrincipal principal) {
    return named.serialize(principal);
  }

  @Override
  public KafkaPrincipal deserialize(byte[] bytes) {
    return named.deserialize(bytes);
  }

  private boolean isRevoked(SslAuthenticationContext tls) {
    try {
      for (Certificate one : tls.session().getPeerCertificates()) {
        if (one instanceof X509Certificate certificate && revoked.names(certificate)) {
          return true;
        }
      }
      return false;
    } catch (SSLPeerUnverifiedException e) {
      // Without a certificate it is nobody anyway.
      return true;
    }
  }

  private static Path path(Map<String, ?> settings, String name) {
    Object value = settings.get(name);
    if (value == null || value.toString().isBlank()) {
      throw new ConfigException(name + " is required by the principal builder");
    }
    return Path.of(value.toString());
  }
}
