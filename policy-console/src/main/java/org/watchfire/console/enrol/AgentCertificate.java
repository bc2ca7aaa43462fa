package org.watchfire.console.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A certificate that was issued here.
 *
 * @param serial 32 hex digits
 * @param authority that signed it
 * @param pem the certificate
 * @param fingerprint SHA-256 of it, 64 hex digits
 * @param token with which it was asked for; null for a renewal
 * @param renews serial number of the one before; null for a first one
 * @param revokedAt null while it is not revoked
 */
record AgentCertificate(
    String serial,
    String agentId,
    String authority,
    String pem,
    String fingerprint,
    Instant notBefore,
    Instant notAfter,
    Instant issuedAt,
    String token,
    String renews,
    Instant revokedAt,
    String revokedBy,
    String reason,
    String note) {

  static AgentCertificate of(JsonNode row) {
    return new AgentCertificate(
        row.path("serial").asText(),
        row.path("agent_id").asText(),
        row.path("authority").asText(),
        row.path("certificate").asText(),
        row.path("fingerprint").asText(),
        Rows.instant(row, "not_before"),
        Rows.instant(row, "not_after"),
        Rows.instant(row, "issued_at"),
        Rows.text(row, "token"),
        Rows.text(row, "renews"),
        Rows.instant(row, "revoked_at"),
        Rows.text(row, "revoked_by"),
        Rows.text(row, "reason"),
        Rows.text(row, "note"));
  }

  /** {@code live}, {@code expired} or {@code revoked}. */
  String state(Instant now) {
    if (revokedAt != null) {
      return "revoked";
    }
    return now.isBefore(notAfter) ? "live" : "expired";
  }

  /** When an agent does well to renew it: after two thirds of its life. */
  Instant renewAfter() {
    return notBefore.plusSeconds((notAfter.getEpochSecond() - notBefore.getEpochSecond()) * 2 / 3);
  }

  Map<String, Object> view(Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("serial", serial);
    view.put("agentId", agentId);
    view.put("state", state(now));
    view.put("authority", authority);
    view.put("fingerprint", fingerprint);
    view.put("notBefore", notBefore);
    view.put("notAfter", notAfter);
    view.put("renewAfter", renewAfter());
    view.put("issuedAt", issuedAt);
    view.put("token", token);
    view.put("renews", renews);
    view.put("revokedAt", revokedAt);
    view.put("revokedBy", revokedBy);
    view.put("reason", reason);
    view.put("note", note);
    return view;
  }
}
