package org.watchfire.console.identity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.shiro.authc.AuthenticationException;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.IdentityException.Reason;

/** Signing in and out, with lock-out, and with each attempt on record. Thread-safe. */
public final class SignIn {
  private static final Pattern USERNAME = Pattern.compile("[a-z][a-z0-9._-]{1,31}");

  private final Database database;
  private final Sessions sessions;
  private final LockOut lockOut;
  private final SecondFactors factors;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * @param maxFailures wrong passwords in a row that lock a name
   * @param lock how long it stays locked
   */
  public SignIn(
      Database database,
      Sessions sessions,
      SecondFactors factors,
      int maxFailures,
      Duration lock,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.sessions = sessions;
    this.factors = factors;
    this.lockOut = new LockOut(maxFailures, lock);
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * @param sessionId the new session's id; a secret
   * @param csrfToken what changing requests must carry; a secret
   */
  public record SignedIn(Caller caller, String sessionId, String csrfToken) {
    /** Never shows the secrets. */
    @Override
    public String toString() {
      return "SignedIn[" + caller + "]";
    }
  }

  /**
   * @param code one-time code; null when none was given
   * @throws IdentityException WRONG_CREDENTIALS, LOCKED or BUSY; the same for a name that does not
   *     exist as for one that does; SECOND_FACTOR when the password is right and a code is needed
   */
  public SignedIn signIn(String givenName, String password, String code, String address) {
    String username = givenName.toLowerCase(Locale.ROOT);
    if (!USERNAME.matcher(username).matches() || password.length() > Passwords.MAX_LENGTH) {
      // Such an account cannot exist; the given text may be anything, even a mistyped password.
      database.inTransaction(
          handle -> attempt(handle, "(not a user name)", address, "malformed name or password"));
      throw wrong();
    }
    Instant now = clock.instant();
    Instant lockedUntil =
        database.inTransaction(
            handle -> {
              Instant until = lockOut.begin(handle, username, now);
              if (until != null) {
                attempt(handle, username, address, "the name is locked");
              }
              return until;
            });
    if (lockedUntil != null) {
      throw new IdentityException(
          Reason.LOCKED,
          "too many wrong passwords, the name is locked for a while",
          Math.max(1, Duration.between(now, lockedUntil).toSeconds()));
    }
    Sessions.Opened opened;
    try {
      opened = sessions.open(username, password, address);
    } catch (AuthenticationException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        // Shiro wraps what is no judgement about the password: database away, too busy.
        throw cause;
      }
      database.inTransaction(
          handle -> {
            boolean locked = lockOut.failed(handle, username, clock.instant());
            return attempt(
                handle,
                username,
                address,
                locked ? "wrong credentials, the name is locked now" : "wrong credentials");
          });
      throw wrong();
    }
    Caller caller = sessions.caller(opened.id(), address).orElseThrow(SignIn::wrong);
    if (caller.account().secondFactor()) {
      requireCode(caller, code, address);
    }
    database.inTransaction(
        handle -> {
          lockOut.succeeded(handle, username);
          lockOut.sweep(handle, now);
          AccountStore.touchLogin(handle, username, now);
          trail.write(handle, caller, Act.done("login", Kind.SIGN_IN, username, null));
          return null;
        });
    return new SignedIn(caller, opened.id(), opened.csrfToken());
  }

  /** The session exists already, but nobody has been told its id; without the code it ends. */
  private void requireCode(Caller caller, String code, String address) {
    String username = caller.username();
    boolean right = false;
    try {
      right =
          code != null
              && database.inTransaction(
                  handle -> {
                    boolean used = factors.use(handle, username, code);
                    if (!used) {
                      boolean locked = lockOut.failed(handle, username, clock.instant());
                      attempt(
                          handle,
                          username,
                          address,
                          locked ? "wrong code, the name is locked now" : "wrong code");
                    }
                    return used;
                  });
    } finally {
      if (!right) {
        sessions.end(caller);
      }
    }
    if (code == null) {
      throw new IdentityException(Reason.SECOND_FACTOR, "a one-time code is needed as well");
    }
    if (!right) {
      throw wrong();
    }
    sessions.shownSecondFactor(caller);
  }

  /**
   * A code of the second factor once more, for what a session alone is not enough for. Wrong codes
   * count towards the lock-out and are on record.
   *
   * @throws IdentityException LOCKED
   */
  public boolean provesAgain(Caller caller, String code) {
    String username = caller.username();
    Instant now = clock.instant();
    boolean right =
        database.inTransaction(
            handle -> {
              Instant until = lockOut.begin(handle, username, now);
              if (until != null) {
                throw new IdentityException(
                    Reason.LOCKED,
                    "too many wrong codes, the name is locked for a while",
                    Math.max(1, Duration.between(now, until).toSeconds()));
              }
              boolean used = caller.account().secondFactor() && factors.use(handle, username, code);
              if (used) {
                lockOut.succeeded(handle, username);
              } else {
                boolean locked = lockOut.failed(handle, username, now);
                attempt(
                    handle,
                    username,
                    caller.address(),
                    locked ? "wrong code, the name is locked now" : "wrong code");
              }
              return used;
            });
    if (right) {
      sessions.shownSecondFactor(caller);
    }
    return right;
  }

  public void signOut(Caller caller) {
    sessions.end(caller);
    database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("logout", Kind.SIGN_OUT, caller.username(), null));
          return null;
        });
  }

  private Void attempt(Handle handle, String name, String address, String why) {
    trail.write(handle, name, Set.of(), address, Act.failed("login", Kind.SIGN_IN, name, why));
    return null;
  }

  private static IdentityException wrong() {
    return new IdentityException(Reason.WRONG_CREDENTIALS, "user name or password is wrong");
  }
}
