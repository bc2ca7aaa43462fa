package org.watchfire.console.enrol;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.watchfire.core.config.Default;

/**
 * The part of the configuration file about certificates of agents.
 *
 * @param caCertificate PEM certificate of an authority that may be taken over; null for none
 * @param caKey its unencrypted PEM key; needed until it has been taken over
 * @param crlFile where the revocation lists are put for a broker on this host; null for nowhere
 * @param certificateLife how long a certificate is good for
 * @param liveCertificates most certificates of one agent that are good at a time
 * @param requestsPerMinute enrolments and renewals of one address
 * @param reserved names beside those of the product's own parts that no agent may have
 */
public record EnrolConfig(
    @Default("null") Path caCertificate,
    @Default("null") Path caKey,
    @Default("null") Path crlFile,
    @Default("90d") Duration certificateLife,
    @Default("3") int liveCertificates,
    @Default("60") int requestsPerMinute,
    @Default("[]") List<String> reserved) {
  public EnrolConfig {
    require((caCertificate == null) == (caKey == null), "ca-certificate and ca-key go together");
    require(
        certificateLife.toHours() >= 1 && certificateLife.toDays() <= 398,
        "certificate-life expects 1h to 398d");
    require(liveCertificates >= 2 && liveCertificates <= 20, "live-certificates expects 2 to 20");
    require(requestsPerMinute >= 1, "requests-per-minute expects at least 1");
    reserved = List.copyOf(reserved);
  }

  private static void require(boolean condition, String expectation) {
    if (!condition) {
      throw new IllegalArgumentException(expectation);
    }
  }
}
