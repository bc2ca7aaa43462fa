package org.watchfire.console.enrol;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.keys.Keys;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;

/** The authorities with their keys. Works in the caller's transaction. Thread-safe. */
final class Authorities {
  static final ProtectedTable PROTECTED =
      ProtectedTable.of("agent_authorities", "id")
          .columns("certificate", "source", "approval", "set_up_at", "set_up_by", "retired_at");

  private final ProtectedRows rows;
  private final Keys keys;
  private final AuthorityKeys sealed = new AuthorityKeys();

  Authorities(ProtectedRows rows, Keys keys) {
    this.rows = rows;
    this.keys = keys;
  }

  /** The one that signs new certificates. */
  Optional<Authority> current(Handle handle) {
    return handle
        .createQuery("SELECT id FROM agent_authorities WHERE retired_at IS NULL")
        .mapTo(String.class)
        .findOne()
        .flatMap(id -> find(handle, id));
  }

  /**
   * @throws Refusal 409 {@code no-agent-ca}, {@code agent-ca-ended}
   */
  Authority require(Handle handle, Instant now) {
    Authority current =
        current(handle)
            .orElseThrow(
                () ->
                    new Refusal(
                        409,
                        "no-agent-ca",
                        "there is no authority for agents; it is set up by the approval of"
                            + " agent-ca.set-up"));
    if (!now.isBefore(current.notAfter())) {
      throw new Refusal(
          409, "agent-ca-ended", "the certificate of the authority for agents has ended");
    }
    return current;
  }

  Optional<Authority> find(Handle handle, String id) {
    return rows.find(handle, PROTECTED, id).map(Authority::of);
  }

  /** All there ever were, the latest first. */
  List<Authority> all(Handle handle) {
    return handle
        .createQuery("SELECT id FROM agent_authorities ORDER BY set_up_at DESC, id")
        .mapTo(String.class)
        .list()
        .stream()
        .flatMap(id -> find(handle, id).stream())
        .toList();
  }

  /**
   * The key of an authority, with a record that it was opened.
   *
   * @throws Refusal 503 {@code vault-sealed}; 409 {@code key-state}; 422 {@code sealed-value}
   */
  PrivateKey open(Handle handle, Authority authority, String why) {
    String text =
        sealed
            .find(handle, authority.id())
            .orElseThrow(() -> new Refusal(422, "sealed-value", "the authority's key is gone"));
    byte[] plain =
        keys.vault().openForConsole(handle, text, AuthorityKeys.binding(authority.id()), why);
    try {
      KeyKind kind = KeyKind.of(authority.certificate().getPublicKey()).orElseThrow();
      return KeyFactory.getInstance(kind.factory()).generatePrivate(new PKCS8EncodedKeySpec(plain));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key of the authority cannot be read", e);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** Puts a new one in the place of the current one. */
  Authority replace(
      Handle handle,
      Caller by,
      String approval,
      String source,
      X509Certificate certificate,
      PrivateKey key,
      Instant now) {
    keys.ensureDataKey(
        handle,
        by,
        AuthorityKeys.DOMAIN,
        AuthorityKeys.KEY,
        "enrolment",
        "seals the signing keys of the authorities for agents");
    String id = Authority.id(certificate);
    rows.lock(handle);
    current(handle).ifPresent(old -> retire(handle, old, now));
    rows.change(
        handle,
        PROTECTED,
        id,
        () ->
            handle
                .createUpdate(
                    "INSERT INTO agent_authorities (id, certificate, source, approval, set_up_at,"
                        + " set_up_by) VALUES (:id, :c, :source, :approval, :now, :by)")
                .bind("id", id)
                .bind("c", Certificates.pem(certificate))
                .bind("source", source)
                .bind("approval", approval)
                .bind("now", Rows.utc(now))
                .bind("by", by.username())
                .execute());
    byte[] plain = key.getEncoded();
    try {
      String text = keys.vault().seal(handle, AuthorityKeys.KEY, AuthorityKeys.binding(id), plain);
      sealed.add(handle, id, version(text), text);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
    return find(handle, id).orElseThrow();
  }

  private void retire(Handle handle, Authority old, Instant now) {
    rows.change(
        handle,
        PROTECTED,
        old.id(),
        () ->
            handle
                .createUpdate("UPDATE agent_authorities SET retired_at = :now WHERE id = :id")
                .bind("now", Rows.utc(now))
                .bind("id", old.id())
                .execute());
  }

  private static int version(String text) {
    try {
      return Envelope.parse(text).version();
    } catch (CryptoException e) {
      throw new IllegalStateException("what was just sealed is not an envelope", e);
    }
  }
}
