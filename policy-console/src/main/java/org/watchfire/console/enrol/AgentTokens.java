package org.watchfire.console.enrol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuite;

/**
 * Tokens with which an agent gets its first certificate: for one agent, for one certificate, for a
 * limited time. Only a hash is kept. Works in the caller's transaction. Thread-safe.
 */
final class AgentTokens {
  static final ProtectedTable PROTECTED =
      ProtectedTable.of("agent_tokens", "id")
          .columns(
              "agent_id",
              "note",
              "hash",
              "created_at",
              "created_by",
              "expires_at",
              "revoked_at",
              "revoked_by",
              "used_at",
              "used_from",
              "certificate");

  /** Most tokens that wait to be used. */
  static final int MOST = 10_000;

  private static final Pattern FORM = Pattern.compile("wfe_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");

  private final ProtectedRows rows;
  private final CryptoSuite suite;
  private final SecureRandom random;

  AgentTokens(ProtectedRows rows, CryptoSuite suite, SecureRandom random) {
    this.rows = rows;
    this.suite = suite;
    this.random = random;
  }

  /**
   * A token without its secret.
   *
   * @param revokedAt null while it is not revoked
   * @param usedAt null while it was not used
   * @param certificate serial number of the certificate it was used for; null while it was not
   */
  record Token(
      String id,
      String agentId,
      String note,
      Instant createdAt,
      String createdBy,
      Instant expiresAt,
      Instant revokedAt,
      String revokedBy,
      Instant usedAt,
      String usedFrom,
      String certificate) {

    String state(Instant now) {
      if (usedAt != null) {
        return "used";
      }
      if (revokedAt != null) {
        return "revoked";
      }
      return now.isBefore(expiresAt) ? "open" : "expired";
    }
  }

  /**
   * @param secret the whole token, shown this once
   */
  record Made(Token token, String secret) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Made[" + token.id() + "]";
    }
  }

  /**
   * @throws Refusal 409 {@code too-many-tokens}
   */
  Made make(Handle handle, String agent, String note, String by, Instant now, Duration life) {
    rows.lock(handle);
    long open =
        handle
            .createQuery(
                "SELECT count(*) FROM agent_tokens"
                    + " WHERE used_at IS NULL AND revoked_at IS NULL AND expires_at > :now")
            .bind("now", Rows.utc(now))
            .mapTo(Long.class)
            .one();
    if (open >= MOST) {
      throw new Refusal(409, "too-many-tokens", MOST + " tokens wait to be used already");
    }
    byte[] idBytes = new byte[8];
    byte[] secretBytes = new byte[32];
    random.nextBytes(idBytes);
    random.nextBytes(secretBytes);
    String id = HexFormat.of().formatHex(idBytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
    rows.change(
        handle,
        PROTECTED,
        id,
        () ->
            handle
                .createUpdate(
                    "INSERT INTO agent_tokens (id, agent_id, note, hash, created_at, created_by,"
                        + " expires_at) VALUES (:id, :agent, :note, :hash, :now, :by, :end)")
                .bind("id", id)
                .bind("agent", agent)
                .bind("note", note)
                .bind("hash", hash(id, secret))
                .bind("now", Rows.utc(now))
                .bind("by", by)
                .bind("end", Rows.utc(now.plus(life)))
                .execute());
    return new Made(find(handle, id).orElseThrow(), "wfe_" + id + "_" + secret);
  }

  Optional<Token> find(Handle handle, String id) {
    return rows.find(handle, PROTECTED, id).map(AgentTokens::token);
  }

  /** The token that was presented, whatever its state; empty when it is none of ours. */
  Optional<Token> presented(Handle handle, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    byte[] hash = hash(form.group(1), form.group(2)).getBytes(US_ASCII);
    return rows.find(handle, PROTECTED, form.group(1))
        .filter(row -> MessageDigest.isEqual(hash, row.path("hash").asText().getBytes(US_ASCII)))
        .map(AgentTokens::token);
  }

  /**
   * @throws Refusal 403 {@code token-revoked}, {@code token-expired}; 409 {@code token-used}
   */
  static void requireOpen(Token token, Instant now) {
    switch (token.state(now)) {
      case "used" ->
          throw new Refusal(409, "token-used", "the token was used already; ask for another");
      case "revoked" -> throw new Refusal(403, "token-revoked", "the token was revoked");
      case "expired" -> throw new Refusal(403, "token-expired", "the token has expired");
      default -> {}
    }
  }

  /** Marks it used. The caller holds the lock of the protected rows and has looked at its state. */
  void use(Handle handle, Token token, String address, String serial, Instant now) {
    rows.change(
        handle,
        PROTECTED,
        token.id(),
        () ->
            handle
                .createUpdate(
                    "UPDATE agent_tokens SET used_at = :now, used_from = :from,"
                        + " certificate = :serial WHERE id = :id")
                .bind("now", Rows.utc(now))
                .bind("from", address)
                .bind("serial", serial)
                .bind("id", token.id())
                .execute());
  }

  /**
   * @return whether it was open until now
   * @throws Refusal 404
   */
  boolean revoke(Handle handle, String id, String by, Instant now) {
    rows.lock(handle);
    Token token =
        (id.matches("[0-9a-f]{16}") ? find(handle, id) : Optional.<Token>empty())
            .orElseThrow(() -> Refusal.notFound("there is no such token"));
    if (!token.state(now).equals("open")) {
      return false;
    }
    rows.change(
        handle,
        PROTECTED,
        id,
        () ->
            handle
                .createUpdate(
                    "UPDATE agent_tokens SET revoked_at = :now, revoked_by = :by WHERE id = :id")
                .bind("now", Rows.utc(now))
                .bind("by", by)
                .bind("id", id)
                .execute());
    return true;
  }

  /**
   * A page of the list, the latest first; unverified, as every list is.
   *
   * @param after the last one of the page before; null for the first page
   */
  List<Token> page(Handle handle, Page.Place after, int limit) {
    var query =
        handle
            .createQuery(
                "SELECT to_jsonb(t)::text FROM agent_tokens t"
                    + (after == null ? "" : " WHERE (created_at, id) < (:at, :id)")
                    + " ORDER BY created_at DESC, id DESC LIMIT :limit")
            .bind("limit", limit);
    if (after != null) {
      query.bind("at", Rows.utc(after.at())).bind("id", after.id());
    }
    return query.mapTo(String.class).list().stream()
        .map(row -> token(StrictJson.tree(row.getBytes(java.nio.charset.StandardCharsets.UTF_8))))
        .toList();
  }

  /** The secret has 256 random bits: a plain hash of it cannot be guessed back. */
  private String hash(String id, String secret) {
    byte[] text = ("agent token " + id + " " + secret).getBytes(US_ASCII);
    return HexFormat.of().formatHex(suite.hash(text));
  }

  private static Token token(JsonNode row) {
    return new Token(
        row.path("id").asText(),
        row.path("agent_id").asText(),
        row.path("note").asText(),
        Rows.instant(row, "created_at"),
        row.path("created_by").asText(),
        Rows.instant(row, "expires_at"),
        Rows.instant(row, "revoked_at"),
        Rows.text(row, "revoked_by"),
        Rows.instant(row, "used_at"),
        Rows.text(row, "used_from"),
        Rows.text(row, "certificate"));
  }
}
