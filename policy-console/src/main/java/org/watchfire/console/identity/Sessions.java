package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Serializable;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.mgt.DefaultSecurityManager;
import org.apache.shiro.session.InvalidSessionException;
import org.apache.shiro.session.Session;
import org.apache.shiro.session.mgt.DefaultSessionManager;
import org.apache.shiro.session.mgt.eis.MemorySessionDAO;
import org.apache.shiro.subject.ImmutablePrincipalCollection;
import org.apache.shiro.subject.Subject;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.ProtectedRows;

/**
 * Sessions, kept in memory by Shiro without servlets: a restart of the console signs everybody out.
 * Each sign-in gets a new random id of 256 bits; a session ends after a time without requests, and
 * after an absolute time. Thread-safe.
 */
public final class Sessions implements AutoCloseable {
  private static final String CSRF = "csrf";
  private static final String SECOND_FACTOR = "second-factor";
  private static final int ID_BYTES = 32;
  private static final int MAX_ID_LENGTH = 64;

  private final Database database;
  private final AccountStore store;
  private final PermissionMatrix matrix;
  private final DefaultSecurityManager security;
  private final DefaultSessionManager manager;
  private final Duration absolute;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param idle a session without requests ends after this time
   * @param absolute every session ends after this time
   */
  public Sessions(
      Database database,
      ProtectedRows rows,
      PermissionMatrix matrix,
      Passwords passwords,
      Duration idle,
      Duration absolute,
      Clock clock,
      SecureRandom random) {
    this.database = database;
    this.store = new AccountStore(rows);
    this.matrix = matrix;
    this.absolute = absolute;
    this.clock = clock;
    this.random = random;
    MemorySessionDAO memory = new MemorySessionDAO();
    memory.setSessionIdGenerator(session -> token());
    this.manager = new DefaultSessionManager();
    this.manager.setSessionDAO(memory);
    this.manager.setGlobalSessionTimeout(idle.toMillis());
    this.manager.setSessionValidationInterval(Duration.ofMinutes(1).toMillis());
    this.security =
        new DefaultSecurityManager(new AccountRealm(database, store, matrix, passwords));
    this.security.setSessionManager(manager);
    this.security.setRememberMeManager(null);
  }

  /** A session that has just begun. Both texts are secrets. */
  record Opened(String id, String csrfToken) {}

  /**
   * Checks name and password and opens a session.
   *
   * @throws AuthenticationException when they are wrong or the account is disabled
   */
  Opened open(String username, String password, String address) {
    Subject subject = new Subject.Builder(security).host(address).buildSubject();
    subject.login(new UsernamePasswordToken(username, password, false, address));
    Session session = subject.getSession();
    String csrf = token();
    session.setAttribute(CSRF, csrf);
    return new Opened((String) session.getId(), csrf);
  }

  /**
   * Who is behind a session id, and marks the session as used.
   *
   * @param sessionId what the client sent, may be null or anything
   * @param address where the request comes from
   * @return empty when there is no such session any more, or its account may not be used any more
   */
  public Optional<Caller> caller(String sessionId, String address) {
    if (sessionId == null || sessionId.isEmpty() || sessionId.length() > MAX_ID_LENGTH) {
      return Optional.empty();
    }
    Subject subject = new Subject.Builder(security).sessionId(sessionId).buildSubject();
    Session session = subject.getSession(false);
    if (!subject.isAuthenticated() || session == null) {
      return Optional.empty();
    }
    String username = (String) subject.getPrincipal();
    try {
      if (session.getStartTimestamp().toInstant().plus(absolute).isBefore(clock.instant())) {
        subject.logout();
        return Optional.empty();
      }
      session.touch();
    } catch (InvalidSessionException e) {
      return Optional.empty();
    }
    Optional<Account> account = database.inTransaction(handle -> store.find(handle, username));
    if (account.isEmpty() || !account.get().enabled()) {
      subject.logout();
      return Optional.empty();
    }
    Instant secondFactorAt = (Instant) session.getAttribute(SECOND_FACTOR);
    return account.map(
        a -> new Caller(a, matrix.granted(a.roles()), address, sessionId, null, secondFactorAt));
  }

  /** A code of the second factor was shown in the caller's session just now. */
  void shownSecondFactor(Caller caller) {
    if (!caller.machine()) {
      session(caller.sessionId()).setAttribute(SECOND_FACTOR, clock.instant());
    }
  }

  /** Whether Shiro allows it, by the rights the caller had when the request began. */
  public boolean permits(Caller caller, String permission) {
    return security.isPermitted(
        ImmutablePrincipalCollection.ofSinglePrincipal(caller.account(), AccountRealm.NAME),
        permission);
  }

  /** The token that every changing request of this session must carry. */
  public String csrfToken(Caller caller) {
    return (String) session(caller.sessionId()).getAttribute(CSRF);
  }

  /** Compares in constant time; false for null. */
  public boolean csrfMatches(Caller caller, String presented) {
    return presented != null
        && MessageDigest.isEqual(
            presented.getBytes(US_ASCII), csrfToken(caller).getBytes(US_ASCII));
  }

  public void end(Caller caller) {
    new Subject.Builder(security).sessionId(caller.sessionId()).buildSubject().logout();
  }

  /** Ends every session of an account except the given one (null: all). */
  public void endOthers(String username, String keepSessionId) {
    for (Session session : ((MemorySessionDAO) manager.getSessionDAO()).getActiveSessions()) {
      Serializable id = session.getId();
      Subject subject = new Subject.Builder(security).sessionId(id).buildSubject();
      if (username.equals(subject.getPrincipal()) && !id.equals(keepSessionId)) {
        subject.logout();
      }
    }
  }

  /** Sessions that have not ended. */
  public int active() {
    return ((MemorySessionDAO) manager.getSessionDAO()).getActiveSessions().size();
  }

  @Override
  public void close() {
    security.destroy();
  }

  private Session session(String id) {
    return security.getSession(() -> id);
  }

  private String token() {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
