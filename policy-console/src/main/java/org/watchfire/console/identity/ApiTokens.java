package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.IdentityException.Reason;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.StrictJson;
import org.watchfire.core.crypto.CryptoSuite;

/**
 * Tokens by which programs call in somebody's name. A token may do what it was made for and what
 * its owner may do at that moment, whichever is less, until it expires or is revoked. Only a hash
 * of it is kept. Thread-safe.
 */
public final class ApiTokens {
  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED =
      ProtectedTable.of("api_tokens", "id")
          .columns(
              "owner", "name", "hash", "permissions", "created_at", "expires_at", "revoked_at");

  /** Most tokens of one owner that have not ended. */
  static final int MOST = 20;

  private static final Pattern FORM = Pattern.compile("wft_([0-9a-f]{16})_([A-Za-z0-9_-]{43})");
  private static final Duration USED_EVERY = Duration.ofMinutes(1);

  private final Database database;
  private final ProtectedRows rows;
  private final Rights rights;
  private final CryptoSuite suite;
  private final AuditTrail trail;
  private final Clock clock;
  private final SecureRandom random;

  public ApiTokens(
      Database database,
      ProtectedRows rows,
      Rights rights,
      CryptoSuite suite,
      AuditTrail trail,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.rows = rows;
    this.rights = rights;
    this.suite = suite;
    this.trail = trail;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A token without its secret.
   *
   * @param permissions what it was made for
   * @param revokedAt null while it is not revoked
   */
  public record Token(
      String id,
      String owner,
      String name,
      Set<String> permissions,
      Instant createdAt,
      Instant expiresAt,
      Instant revokedAt) {
    public Token {
      permissions = Set.copyOf(permissions);
    }
  }

  /**
   * @param secret the whole token, shown this once
   */
  public record Made(Token token, String secret) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Made[" + token.id() + "]";
    }
  }

  /**
   * Makes a token for the caller.
   *
   * @param permissions what it shall be good for: some of what the caller may do
   * @throws IdentityException TOKEN_WIDER, TOO_MANY_TOKENS
   */
  public Made make(Caller caller, String name, Set<String> permissions, Duration life) {
    if (permissions.isEmpty() || !caller.permissions().containsAll(permissions)) {
      throw new IdentityException(
          Reason.TOKEN_WIDER, "a token is good for something that its owner may do, no more");
    }
    byte[] idBytes = new byte[8];
    byte[] secretBytes = new byte[32];
    random.nextBytes(idBytes);
    random.nextBytes(secretBytes);
    String id = HexFormat.of().formatHex(idBytes);
    String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
    Instant now = clock.instant();
    return database.inTransaction(
        handle -> {
          rows.lock(handle);
          long open =
              own(handle, caller.username()).stream()
                  .filter(t -> t.revokedAt() == null && t.expiresAt().isAfter(now))
                  .count();
          if (open >= MOST) {
            throw new IdentityException(
                Reason.TOO_MANY_TOKENS, "nobody has more than " + MOST + " tokens");
          }
          rows.change(
              handle,
              PROTECTED,
              id,
              () ->
                  handle
                      .createUpdate(
                          "INSERT INTO api_tokens (id, owner, name, hash, permissions, created_at,"
                              + " expires_at) VALUES (:id, :o, :n, :h, :p::jsonb, :now, :end)")
                      .bind("id", id)
                      .bind("o", caller.username())
                      .bind("n", name)
                      .bind("h", hash(id, secret))
                      .bind("p", new String(StrictJson.write(new TreeSet<>(permissions)), UTF_8))
                      .bind("now", AccountStore.utc(now))
                      .bind("end", AccountStore.utc(now.plus(life)))
                      .execute());
          trail.write(
              handle,
              caller,
              Act.done(
                  "token.create",
                  Kind.ACCOUNT,
                  id,
                  "until "
                      + now.plus(life)
                      + ": "
                      + String.join(", ", new TreeSet<>(permissions))));
          return new Made(find(handle, id).orElseThrow(), "wft_" + id + "_" + secret);
        });
  }

  /** The caller's tokens, also those that have ended, oldest first. */
  public List<Token> list(Caller caller) {
    return database.inTransaction(handle -> own(handle, caller.username()));
  }

  /**
   * @throws IdentityException UNKNOWN_TOKEN when the caller has no such token
   */
  public void revoke(Caller caller, String id) {
    database.inTransaction(
        handle -> {
          rows.lock(handle);
          Token token =
              find(handle, id)
                  .filter(t -> t.owner().equals(caller.username()))
                  .orElseThrow(
                      () -> new IdentityException(Reason.UNKNOWN_TOKEN, "there is no token " + id));
          if (token.revokedAt() == null) {
            rows.change(
                handle,
                PROTECTED,
                id,
                () ->
                    handle
                        .createUpdate("UPDATE api_tokens SET revoked_at = :now WHERE id = :id")
                        .bind("now", AccountStore.utc(clock.instant()))
                        .bind("id", id)
                        .execute());
            trail.write(handle, caller, Act.done("token.revoke", Kind.ACCOUNT, id, null));
          }
          return null;
        });
  }

  /**
   * Who is behind a token at this moment.
   *
   * @param presented what the client sent, anything
   * @return empty when it is no token, has ended, or its owner may not sign in
   */
  public Optional<Caller> caller(String presented, String address) {
    Matcher form = FORM.matcher(presented);
    if (!form.matches()) {
      return Optional.empty();
    }
    String id = form.group(1);
    String hash = hash(id, form.group(2));
    return database.inTransaction(
        handle -> {
          Optional<JsonNode> row = rows.find(handle, PROTECTED, id);
          if (row.isEmpty()
              || !MessageDigest.isEqual(
                  hash.getBytes(US_ASCII), row.get().path("hash").asText().getBytes(US_ASCII))) {
            return Optional.empty();
          }
          Token token = token(row.get());
          Instant now = clock.instant();
          if (token.revokedAt() != null || !now.isBefore(token.expiresAt())) {
            return Optional.empty();
          }
          Optional<Caller> owner = rights.of(handle, token.owner());
          owner.ifPresent(o -> touch(handle, id, now));
          return owner.map(
              o -> {
                Set<String> both = new TreeSet<>(o.permissions());
                both.retainAll(token.permissions());
                return new Caller(o.account(), both, address, null, id, null);
              });
        });
  }

  private static void touch(Handle handle, String id, Instant now) {
    handle
        .createUpdate(
            "UPDATE api_tokens SET last_used_at = :now"
                + " WHERE id = :id AND (last_used_at IS NULL OR last_used_at < :before)")
        .bind("now", AccountStore.utc(now))
        .bind("before", AccountStore.utc(now.minus(USED_EVERY)))
        .bind("id", id)
        .execute();
  }

  private List<Token> own(Handle handle, String owner) {
    return handle
        .createQuery("SELECT id FROM api_tokens WHERE owner = :o ORDER BY created_at, id")
        .bind("o", owner)
        .mapTo(String.class)
        .list()
        .stream()
        .flatMap(id -> find(handle, id).stream())
        .toList();
  }

  private Optional<Token> find(Handle handle, String id) {
    return rows.find(handle, PROTECTED, id).map(ApiTokens::token);
  }

  /** The secret has 256 random bits: a plain hash of it cannot be guessed back. */
  private String hash(String id, String secret) {
    return HexFormat.of().formatHex(suite.hash(("token " + id + " " + secret).getBytes(US_ASCII)));
  }

  private static Token token(JsonNode row) {
    Set<String> permissions = new TreeSet<>();
    row.path("permissions").forEach(p -> permissions.add(p.asText()));
    return new Token(
        row.path("id").asText(),
        row.path("owner").asText(),
        row.path("name").asText(),
        permissions,
        instant(row.path("created_at")),
        instant(row.path("expires_at")),
        row.path("revoked_at").isNull() ? null : instant(row.path("revoked_at")));
  }

  private static Instant instant(JsonNode time) {
    return OffsetDateTime.parse(time.asText()).toInstant();
  }
}
