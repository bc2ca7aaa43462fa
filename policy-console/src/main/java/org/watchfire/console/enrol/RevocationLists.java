package org.watchfire.console.enrol;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;

/**
 * The revocation lists, one an authority, as they were last signed. They are kept, so that they are
 * served while the vault is sealed. Works in the caller's transaction. Thread-safe.
 */
final class RevocationLists {
  static final ProtectedTable PROTECTED =
      ProtectedTable.of("agent_crls", "authority")
          .columns("number", "revoked", "this_update", "next_update")
          .member("der", "encode(t.der, 'base64')");

  /** How long a list is good for, and what is left of that when the next is signed. */
  static final Duration LIFE = Duration.ofHours(24);

  private static final Duration REFRESH = Duration.ofHours(12);

  // RFC 5280: an entry stays until it has been on a list issued after the certificate's end.
  private static final Duration KEPT_AFTER_END = Duration.ofDays(7);

  private final ProtectedRows rows;
  private final Authorities authorities;
  private final CertificateRows certificates;
  private final Issuer issuer;
  private final AuditTrail trail;

  RevocationLists(
      ProtectedRows rows,
      Authorities authorities,
      CertificateRows certificates,
      Issuer issuer,
      AuditTrail trail) {
    this.rows = rows;
    this.authorities = authorities;
    this.certificates = certificates;
    this.issuer = issuer;
    this.trail = trail;
  }

  /**
   * One list.
   *
   * @param revoked hash over what was revoked when it was signed
   */
  @SuppressWarnings("ArrayRecordComponent") // copied in and out, never compared
  record RevocationList(
      String authority,
      long number,
      byte[] der,
      String revoked,
      Instant thisUpdate,
      Instant nextUpdate) {
    RevocationList {
      der = der.clone();
    }

    @Override
    public byte[] der() {
      return der.clone();
    }
  }

  Optional<RevocationList> find(Handle handle, String authority) {
    return rows.find(handle, PROTECTED, authority).map(RevocationLists::list);
  }

  /** The numbers of all lists with their authorities, cheaply. */
  List<String> numbers(Handle handle) {
    return handle
        .createQuery("SELECT authority || ' ' || number FROM agent_crls ORDER BY authority")
        .mapTo(String.class)
        .list();
  }

  /** Whether an authority's list says less than is known, or will end soon. */
  boolean due(Handle handle, Authority authority, Instant now) {
    boolean needed =
        authority.retiredAt() == null
            || certificates.anyEndsAfter(handle, authority.id(), now.minus(KEPT_AFTER_END));
    if (!needed || !now.isBefore(authority.notAfter())) {
      return false;
    }
    return find(handle, authority.id())
        .map(
            list ->
                !list.revoked().equals(certificates.revoked(handle, authority.id()))
                    || list.nextUpdate().isBefore(now.plus(LIFE.minus(REFRESH))))
        .orElse(true);
  }

  /**
   * Signs the next list of an authority. The caller's transaction holds the lock of the protected
   * rows, so that nothing is revoked meanwhile.
   *
   * @throws org.watchfire.console.web.Refusal 503 {@code vault-sealed}; 409 {@code key-state}
   */
  RevocationList sign(Handle handle, Authority authority, Instant time) {
    // What both the list and PostgreSQL keep of a time.
    Instant now = time.truncatedTo(ChronoUnit.SECONDS);
    Optional<RevocationList> before = find(handle, authority.id());
    long number = before.map(RevocationList::number).orElse(0L) + 1;
    String total = certificates.revoked(handle, authority.id());
    List<Issuer.Revoked> listed =
        certificates.listed(
            handle,
            authority.id(),
            now.minus(KEPT_AFTER_END),
            before.map(RevocationLists::serials).orElse(List.of()));
    PrivateKey key = authorities.open(handle, authority, "revocation list " + number);
    Instant next = now.plus(LIFE);
    byte[] der = issuer.crl(authority, key, number, listed, now, next);
    rows.change(
        handle,
        PROTECTED,
        authority.id(),
        () ->
            handle
                .createUpdate(
                    "INSERT INTO agent_crls (authority, number, der, revoked, this_update,"
                        + " next_update) VALUES (:a, :n, :der, :revoked, :now, :next)"
                        + " ON CONFLICT (authority) DO UPDATE SET number = :n, der = :der,"
                        + " revoked = :revoked, this_update = :now, next_update = :next")
                .bind("a", authority.id())
                .bind("n", number)
                .bind("der", der)
                .bind("revoked", total)
                .bind("now", Rows.utc(now))
                .bind("next", Rows.utc(next))
                .execute());
    trail.write(
        handle,
        AuditTrail.SYSTEM,
        List.of(),
        null,
        Act.done(
            "agent-ca.crl",
            Kind.CONFIGURE,
            authority.id(),
            "number " + number + ", " + listed.size() + " certificates, until " + next));
    return new RevocationList(authority.id(), number, der, total, now, next);
  }

  private static List<String> serials(RevocationList list) {
    try {
      X509CRL crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(list.der()));
      return crl.getRevokedCertificates() == null
          ? List.of()
          : crl.getRevokedCertificates().stream()
              .map(entry -> Issuer.hex(entry.getSerialNumber()))
              .toList();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a list that was made here cannot be read", e);
    }
  }

  private static RevocationList list(JsonNode row) {
    return new RevocationList(
        row.path("authority").asText(),
        row.path("number").asLong(),
        Base64.getMimeDecoder().decode(row.path("der").asText()),
        row.path("revoked").asText(),
        Rows.instant(row, "this_update"),
        Rows.instant(row, "next_update"));
  }
}
