package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.IdentityException.Reason;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;

/**
 * One-time codes as the second factor of a sign-in. The secret is shown once, at the enrolment, and
 * counts when the first code of it was given; then it is needed at every sign-in. Thread-safe.
 */
public final class SecondFactors {
  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED =
      ProtectedTable.of("second_factors", "username").columns("secret", "confirmed_at");

  private static final int SECRET_BYTES = 20;

  private final Database database;
  private final ProtectedRows rows;
  private final AeadKey key;
  private final CryptoSuite suite;
  private final Set<Role> requiredFor;
  private final AuditTrail trail;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param key seals the secrets at rest
   * @param requiredFor roles that may do nothing without a second factor
   */
  public SecondFactors(
      Database database,
      ProtectedRows rows,
      AeadKey key,
      Set<Role> requiredFor,
      AuditTrail trail,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.rows = rows;
    this.key = key;
    this.suite = CryptoSuites.named(key.suite());
    this.requiredFor = Role.setOf(requiredFor);
    this.trail = trail;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A secret that was just made. It is shown this once.
   *
   * @param secret base 32, to be typed
   * @param uri {@code otpauth://…}, to be shown as a QR code
   */
  public record Enrolment(String secret, String uri) {
    /** Never shows the secret. */
    @Override
    public String toString() {
      return "Enrolment[]";
    }
  }

  /** Whether an account must have one and has none. */
  public boolean due(Account account) {
    return !account.secondFactor() && account.roles().stream().anyMatch(requiredFor::contains);
  }

  /**
   * Begins an enrolment; an unfinished one is replaced.
   *
   * @throws IdentityException SECOND_FACTOR_EXISTS
   */
  public Enrolment enrol(Caller caller) {
    byte[] secret = new byte[SECRET_BYTES];
    random.nextBytes(secret);
    String username = caller.username();
    String sealed = suite.seal(key, secret, aad(username)).text();
    return database.inTransaction(
        handle -> {
          rows.lock(handle);
          if (confirmed(handle, username)) {
            throw new IdentityException(
                Reason.SECOND_FACTOR_EXISTS, "there is a second factor; take it away first");
          }
          rows.change(
              handle,
              PROTECTED,
              username,
              () ->
                  handle
                      .createUpdate(
                          "INSERT INTO second_factors (username, secret, last_step)"
                              + " VALUES (:u, :s, 0) ON CONFLICT (username) DO UPDATE SET"
                              + " secret = excluded.secret, last_step = 0, confirmed_at = NULL")
                      .bind("u", username)
                      .bind("s", sealed)
                      .execute());
          trail.write(
              handle, caller, Act.done("second-factor.enrol", Kind.ACCOUNT, username, null));
          String text = Totp.base32(secret);
          return new Enrolment(text, uri(username, text));
        });
  }

  /**
   * Ends an enrolment with its first code.
   *
   * @throws IdentityException WRONG_CREDENTIALS, SECOND_FACTOR_EXISTS
   */
  public void confirm(Caller caller, String code) {
    String username = caller.username();
    boolean right =
        database.inTransaction(
            handle -> {
              rows.lock(handle);
              if (confirmed(handle, username)) {
                throw new IdentityException(
                    Reason.SECOND_FACTOR_EXISTS, "the second factor is in use already");
              }
              boolean matched = use(handle, username, code);
              if (matched) {
                // The account's seal covers whether it has one.
                rows.change(
                    handle,
                    AccountStore.TABLE,
                    username,
                    () ->
                        rows.change(handle, PROTECTED, username, () -> confirm(handle, username)));
              }
              trail.write(
                  handle,
                  caller,
                  matched
                      ? Act.done("second-factor.confirm", Kind.ACCOUNT, username, null)
                      : Act.failed("second-factor.confirm", Kind.ACCOUNT, username, "wrong code"));
              return matched;
            });
    if (!right) {
      throw new IdentityException(Reason.WRONG_CREDENTIALS, "the code is wrong or was used");
    }
  }

  /**
   * Takes the second factor of the caller away, for which a code of it is needed.
   *
   * @throws IdentityException WRONG_CREDENTIALS
   */
  public void remove(Caller caller, String code) {
    String username = caller.username();
    boolean right =
        database.inTransaction(
            handle -> {
              rows.lock(handle);
              boolean matched = confirmed(handle, username) && use(handle, username, code);
              if (matched) {
                rows.change(
                    handle,
                    AccountStore.TABLE,
                    username,
                    () ->
                        rows.change(
                            handle,
                            PROTECTED,
                            username,
                            () ->
                                handle.execute(
                                    "DELETE FROM second_factors WHERE username = ?", username)));
              }
              trail.write(
                  handle,
                  caller,
                  matched
                      ? Act.done("second-factor.remove", Kind.ACCOUNT, username, null)
                      : Act.failed("second-factor.remove", Kind.ACCOUNT, username, "wrong code"));
              return matched;
            });
    if (!right) {
      throw new IdentityException(Reason.WRONG_CREDENTIALS, "the code is wrong or was used");
    }
  }

  /** Whether the code is right and was not used before; it is used now. */
  boolean use(Handle handle, String username, String code) {
    Optional<byte[]> secret =
        rows.find(handle, PROTECTED, username)
            .map(row -> open(username, row.path("secret").asText()));
    if (secret.isEmpty() || code == null) {
      return false;
    }
    long last =
        handle
            .createQuery("SELECT last_step FROM second_factors WHERE username = :u FOR UPDATE")
            .bind("u", username)
            .mapTo(Long.class)
            .one();
    OptionalLong step = Totp.match(secret.get(), code, clock.instant(), last);
    if (step.isEmpty()) {
      return false;
    }
    handle.execute(
        "UPDATE second_factors SET last_step = ? WHERE username = ?", step.getAsLong(), username);
    return true;
  }

  private boolean confirmed(Handle handle, String username) {
    return rows.find(handle, PROTECTED, username)
        .filter(row -> !row.path("confirmed_at").isNull())
        .isPresent();
  }

  private int confirm(Handle handle, String username) {
    return handle
        .createUpdate("UPDATE second_factors SET confirmed_at = :now WHERE username = :u")
        .bind("now", AccountStore.utc(clock.instant()))
        .bind("u", username)
        .execute();
  }

  private byte[] open(String username, String sealed) {
    try {
      return suite.open(key, Envelope.parse(sealed), aad(username));
    } catch (CryptoException e) {
      throw new IllegalStateException("the second factor of " + username + " cannot be opened", e);
    }
  }

  private static byte[] aad(String username) {
    return ("second factor of " + username).getBytes(UTF_8);
  }

  private static String uri(String username, String secret) {
    return "otpauth://totp/Watchfire:"
        + URLEncoder.encode(username, UTF_8)
        + "?secret="
        + secret
        + "&issuer=Watchfire&algorithm=SHA1&digits="
        + Totp.DIGITS
        + "&period="
        + Totp.STEP_SECONDS;
  }
}
