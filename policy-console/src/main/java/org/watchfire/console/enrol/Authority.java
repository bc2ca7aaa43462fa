package org.watchfire.console.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * An authority whose certificate agents' certificates are signed with.
 *
 * @param id the first 128 bits of the SHA-256 of its certificate, hex
 * @param source {@code made} here or taken over from {@code files}
 * @param approval request by which it was set up
 * @param retiredAt when another took its place; null for the current one
 */
record Authority(
    String id,
    X509Certificate certificate,
    String source,
    String approval,
    Instant setUpAt,
    String setUpBy,
    Instant retiredAt) {

  static Authority of(JsonNode row) {
    return new Authority(
        row.path("id").asText(),
        Certificates.read(row.path("certificate").asText()),
        row.path("source").asText(),
        row.path("approval").asText(),
        Rows.instant(row, "set_up_at"),
        row.path("set_up_by").asText(),
        Rows.instant(row, "retired_at"));
  }

  static String id(X509Certificate certificate) {
    return Certificates.fingerprint(Certificates.der(certificate)).substring(0, 32);
  }

  /** Its subject as people read it. */
  String subject() {
    return certificate.getSubjectX500Principal().getName();
  }

  Instant notAfter() {
    return certificate.getNotAfter().toInstant();
  }
}
