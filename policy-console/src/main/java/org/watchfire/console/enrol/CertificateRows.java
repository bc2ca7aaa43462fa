package org.watchfire.console.enrol;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.StrictJson;

/** The SQL of issued certificates. Works in the caller's transaction. Thread-safe. */
final class CertificateRows {
  static final ProtectedTable PROTECTED =
      ProtectedTable.of("agent_certificates", "serial")
          .columns(
              "agent_id",
              "authority",
              "certificate",
              "fingerprint",
              "key_hash",
              "not_before",
              "not_after",
              "issued_at",
              "token",
              "renews",
              "revoked_at",
              "revoked_by",
              "reason",
              "note");

  private final ProtectedRows rows;

  CertificateRows(ProtectedRows rows) {
    this.rows = rows;
  }

  Optional<AgentCertificate> find(Handle handle, String serial) {
    return rows.find(handle, PROTECTED, serial).map(AgentCertificate::of);
  }

  /** The one whose encoding has this SHA-256; the row is verified, and so is the hash in it. */
  Optional<AgentCertificate> withFingerprint(Handle handle, String fingerprint) {
    return handle
        .createQuery("SELECT serial FROM agent_certificates WHERE fingerprint = :f")
        .bind("f", fingerprint)
        .mapTo(String.class)
        .findOne()
        .flatMap(serial -> find(handle, serial))
        .filter(certificate -> certificate.fingerprint().equals(fingerprint));
  }

  boolean keyCertified(Handle handle, String keyHash) {
    return handle
            .createQuery("SELECT count(*) FROM agent_certificates WHERE key_hash = :h")
            .bind("h", keyHash)
            .mapTo(Long.class)
            .one()
        > 0;
  }

  /** How many of an agent's certificates are good. */
  int live(Handle handle, String agent, Instant now) {
    return handle
        .createQuery(
            "SELECT count(*) FROM agent_certificates"
                + " WHERE agent_id = :agent AND not_after > :now AND revoked_at IS NULL")
        .bind("agent", agent)
        .bind("now", Rows.utc(now))
        .mapTo(Integer.class)
        .one();
  }

  /**
   * @param token that was used, or null
   * @param renews serial number of the present one, or null
   */
  AgentCertificate add(
      Handle handle,
      Authority authority,
      String agent,
      X509Certificate certificate,
      String keyHash,
      String token,
      String renews,
      Instant now) {
    String serial = Issuer.hex(certificate);
    rows.change(
        handle,
        PROTECTED,
        serial,
        () ->
            handle
                .createUpdate(
                    "INSERT INTO agent_certificates (serial, agent_id, authority, certificate,"
                        + " fingerprint, key_hash, not_before, not_after, issued_at, token, renews)"
                        + " VALUES (:serial, :agent, :authority, :pem, :f, :key, :begin, :end,"
                        + " :now, :token, :renews)")
                .bind("serial", serial)
                .bind("agent", agent)
                .bind("authority", authority.id())
                .bind("pem", Certificates.pem(certificate))
                .bind("f", Certificates.fingerprint(Certificates.der(certificate)))
                .bind("key", keyHash)
                .bind("begin", Rows.utc(certificate.getNotBefore().toInstant()))
                .bind("end", Rows.utc(certificate.getNotAfter().toInstant()))
                .bind("now", Rows.utc(now))
                .bind("token", token)
                .bind("renews", renews)
                .execute());
    return find(handle, serial).orElseThrow();
  }

  void revoke(
      Handle handle, String serial, RevocationReason reason, String note, String by, Instant now) {
    rows.change(
        handle,
        PROTECTED,
        serial,
        () ->
            handle
                .createUpdate(
                    "UPDATE agent_certificates SET revoked_at = :now, revoked_by = :by,"
                        + " reason = :reason, note = :note WHERE serial = :serial")
                .bind("now", Rows.utc(now))
                .bind("by", by)
                .bind("reason", reason.text())
                .bind("note", note)
                .bind("serial", serial)
                .execute());
  }

  /** A hash over the numbers of all certificates of an authority that are revoked. */
  String revoked(Handle handle, String authority) {
    return handle
        .createQuery(
            "SELECT encode(sha256(convert_to(coalesce(string_agg(serial, ',' ORDER BY serial), ''),"
                + " 'UTF8')), 'hex') FROM agent_certificates"
                + " WHERE authority = :a AND revoked_at IS NOT NULL")
        .bind("a", authority)
        .mapTo(String.class)
        .one();
  }

  /** Whether a certificate of the authority ends after that time. */
  boolean anyEndsAfter(Handle handle, String authority, Instant time) {
    return handle
        .createQuery(
            "SELECT EXISTS (SELECT 1 FROM agent_certificates"
                + " WHERE authority = :a AND not_after > :t)")
        .bind("a", authority)
        .bind("t", Rows.utc(time))
        .mapTo(Boolean.class)
        .one();
  }

  /**
   * What the list of an authority names: everything revoked that ends after {@code since}. Every
   * row is verified, and so are those of the list before, so that nobody takes one off by SQL.
   *
   * @param before serial numbers on the list before
   */
  List<Issuer.Revoked> listed(
      Handle handle, String authority, Instant since, Collection<String> before) {
    Set<String> serials = new TreeSet<>(before);
    serials.addAll(
        handle
            .createQuery(
                "SELECT serial FROM agent_certificates WHERE authority = :a"
                    + " AND revoked_at IS NOT NULL AND not_after > :since")
            .bind("a", authority)
            .bind("since", Rows.utc(since))
            .mapTo(String.class)
            .list());
    if (serials.isEmpty()) {
      return List.of();
    }
    return rows.findMany(handle, PROTECTED, serials).values().stream()
        .map(AgentCertificate::of)
        .filter(one -> one.revokedAt() != null && one.notAfter().isAfter(since))
        .map(
            one ->
                new Issuer.Revoked(
                    new BigInteger(one.serial(), 16),
                    one.revokedAt(),
                    RevocationReason.of(one.reason()).orElse(RevocationReason.UNSPECIFIED)))
        .toList();
  }

  /**
   * Which certificates are wanted.
   *
   * @param agent null for all
   * @param state {@code live}, {@code expired}, {@code revoked}; null for all
   * @param before those that end before; null for all
   */
  record Wanted(String agent, String state, Instant before) {}

  /** A page of the list, what ends first comes first; unverified, as every list is. */
  List<AgentCertificate> page(
      Handle handle, Wanted wanted, Page.Place after, int limit, Instant now) {
    List<String> parts = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("limit", limit);
    if (wanted.agent() != null) {
      parts.add("agent_id = :agent");
      values.put("agent", wanted.agent());
    }
    if (wanted.state() != null) {
      parts.add(
          switch (wanted.state()) {
            case "live" -> "revoked_at IS NULL AND not_after > :now";
            case "expired" -> "revoked_at IS NULL AND not_after <= :now";
            default -> "revoked_at IS NOT NULL";
          });
      if (!wanted.state().equals("revoked")) {
        values.put("now", Rows.utc(now));
      }
    }
    if (wanted.before() != null) {
      parts.add("not_after < :before");
      values.put("before", Rows.utc(wanted.before()));
    }
    if (after != null) {
      parts.add("(not_after, serial) > (:afterEnd, :afterSerial)");
      values.put("afterEnd", Rows.utc(after.at()));
      values.put("afterSerial", after.id());
    }
    var query =
        handle.createQuery(
            "SELECT to_jsonb(t)::text FROM agent_certificates t WHERE "
                + (parts.isEmpty() ? "TRUE" : String.join(" AND ", parts))
                + " ORDER BY not_after, serial LIMIT :limit");
    values.forEach(query::bind);
    return query.mapTo(String.class).list().stream()
        .map(row -> AgentCertificate.of(StrictJson.tree(row.getBytes(StandardCharsets.UTF_8))))
        .toList();
  }
}
