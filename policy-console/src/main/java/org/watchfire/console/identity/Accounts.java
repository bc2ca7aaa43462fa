package org.watchfire.console.identity;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.IdentityException.Reason;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;

/**
 * The administration of accounts: the system administrator creates them without rights, the
 * security administrator grants roles, neither touches what is his own. Who may call which method
 * is decided before, by permission; the rules here hold for everybody. Thread-safe.
 */
public final class Accounts {
  /** The rows that must be sealed. */
  public static final ProtectedTable PROTECTED = AccountStore.TABLE;

  private static final Set<Role> COLLEAGUES =
      EnumSet.of(Role.ANALYST, Role.SHIFT_LEAD, Role.DATA_OWNER);

  private final Database database;
  private final AccountStore store;
  private final Sessions sessions;
  private final Passwords passwords;
  private final AuditTrail trail;
  private final Clock clock;

  public Accounts(
      Database database,
      ProtectedRows rows,
      Sessions sessions,
      Passwords passwords,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.store = new AccountStore(rows);
    this.sessions = sessions;
    this.passwords = passwords;
    this.trail = trail;
    this.clock = clock;
  }

  /** The accounts that were asked for, on record. */
  public AccountQuery.Page list(Caller caller, AccountQuery query) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("user.list", Kind.READ, null, null));
          return store.page(handle, query);
        });
  }

  /** Enabled accounts of those who triage alerts or work on cases, by name. */
  public List<Account> colleagues() {
    return database.inTransaction(
        handle ->
            store.all(handle).stream()
                .filter(Account::enabled)
                .filter(account -> account.roles().stream().anyMatch(COLLEAGUES::contains))
                .toList());
  }

  /**
   * @param password shown once to whoever created the account
   */
  public record Created(Account account, String password) {
    /** Never shows the password. */
    @Override
    public String toString() {
      return "Created[" + account.username() + "]";
    }
  }

  /**
   * Creates an account without any role.
   *
   * @param username checked by the caller to be well formed
   * @param personId the natural person it belongs to, well formed
   * @param password null to have one made
   * @throws IdentityException USERNAME_TAKEN, WEAK_PASSWORD
   */
  public Created create(
      Caller caller, String username, String displayName, String personId, String password) {
    if (password != null) {
      Passwords.weakness(password, username)
          .ifPresent(
              why -> {
                throw new IdentityException(Reason.WEAK_PASSWORD, why);
              });
    }
    String secret = password == null ? passwords.generate() : password;
    String hash = passwords.encryptPassword(secret);
    String person = personId.toLowerCase(Locale.ROOT);
    return database.inTransaction(
        handle -> {
          store.lockChanges(handle);
          if (!store.insert(
              handle,
              username,
              displayName,
              person,
              hash,
              true,
              caller.username(),
              clock.instant())) {
            throw new IdentityException(
                Reason.USERNAME_TAKEN, "the user name " + username + " is taken");
          }
          trail.write(
              handle,
              caller,
              Act.done("user.create", Kind.ACCOUNT, username, "natural person " + person));
          return new Created(store.find(handle, username).orElseThrow(), secret);
        });
  }

  /**
   * @throws IdentityException UNKNOWN_ACCOUNT, OWN_ACCOUNT, LAST_OFFICER, APPROVAL_REQUIRED for an
   *     officer's account
   */
  public Account setEnabled(Caller caller, String username, boolean enabled) {
    Account changed =
        database.inTransaction(
            handle -> {
              store.lockChanges(handle);
              Account account = notOwn(handle, caller, username);
              if (!enabled && account.enabled()) {
                account.roles().forEach(role -> requireAnother(handle, role, username));
              }
              if (account.roles().stream().anyMatch(Role::officer)) {
                throw new IdentityException(
                    Reason.APPROVAL_REQUIRED,
                    "nobody manages an officer's account alone: ask for officer.revoke first");
              }
              store.setEnabled(handle, username, enabled, clock.instant());
              trail.write(
                  handle,
                  caller,
                  Act.done(enabled ? "user.enable" : "user.disable", Kind.ACCOUNT, username, null));
              return store.find(handle, username).orElseThrow();
            });
    if (!enabled) {
      sessions.endOthers(username, null);
    }
    return changed;
  }

  /**
   * Replaces the roles of an account. Officers' roles stay as they are: those need approval.
   *
   * @throws IdentityException UNKNOWN_ACCOUNT, OWN_ACCOUNT, OFFICER_EXCLUSIVE, LAST_OFFICER,
   *     APPROVAL_REQUIRED
   */
  public Account setRoles(Caller caller, String username, Set<Role> roles) {
    return database.inTransaction(
        handle -> {
          store.lockChanges(handle);
          Account account = notOwn(handle, caller, username);
          Set<Role> together = EnumSet.noneOf(Role.class);
          together.addAll(roles);
          store.ofPerson(handle, account.personId()).stream()
              .filter(other -> !other.username().equals(username))
              .forEach(other -> together.addAll(other.roles()));
          Separation.conflict(together)
              .ifPresent(
                  why -> {
                    throw new IdentityException(Reason.OFFICER_EXCLUSIVE, why);
                  });
          if (account.enabled()) {
            account.roles().stream()
                .filter(role -> !roles.contains(role))
                .forEach(role -> requireAnother(handle, role, username));
          }
          if (!officers(account.roles()).equals(officers(roles))) {
            throw new IdentityException(
                Reason.APPROVAL_REQUIRED,
                "officers are appointed and dismissed with approval: ask for officer.grant or"
                    + " officer.revoke");
          }
          Instant now = clock.instant();
          store.replaceRoles(handle, username, roles, caller.username(), now);
          trail.write(
              handle,
              caller,
              Act.done(
                  "role.grant",
                  Kind.ACCOUNT,
                  username,
                  "before: " + words(account.roles()) + "; after: " + words(roles)));
          return store.find(handle, username).orElseThrow();
        });
  }

  /**
   * Changes the caller's own password and ends his other sessions.
   *
   * @throws IdentityException WRONG_CREDENTIALS, WEAK_PASSWORD
   */
  public void changePassword(Caller caller, String current, String wanted) {
    String username = caller.username();
    String hash =
        database.inTransaction(handle -> store.passwordHash(handle, username)).orElseThrow();
    if (current.length() > Passwords.MAX_LENGTH || !passwords.passwordsMatch(current, hash)) {
      database.inTransaction(
          handle -> {
            trail.write(
                handle,
                caller,
                Act.failed("password.change", Kind.ACCOUNT, username, "wrong password"));
            return null;
          });
      throw new IdentityException(Reason.WRONG_CREDENTIALS, "the current password is wrong");
    }
    Passwords.weakness(wanted, username)
        .or(
            () ->
                wanted.equals(current)
                    ? java.util.Optional.of("the new password is the old one")
                    : java.util.Optional.empty())
        .ifPresent(
            why -> {
              throw new IdentityException(Reason.WEAK_PASSWORD, why);
            });
    String replacement = passwords.encryptPassword(wanted);
    database.inTransaction(
        handle -> {
          store.setPassword(handle, username, replacement);
          trail.write(handle, caller, Act.done("password.change", Kind.ACCOUNT, username, null));
          return null;
        });
    sessions.endOthers(username, caller.sessionId());
  }

  /** Own means of the same natural person, whatever the account. */
  private Account notOwn(Handle handle, Caller caller, String username) {
    Account account =
        store
            .find(handle, username)
            .orElseThrow(
                () ->
                    new IdentityException(
                        Reason.UNKNOWN_ACCOUNT, "there is no account " + username));
    if (account.personId().equals(caller.account().personId())) {
      throw new IdentityException(
          Reason.OWN_ACCOUNT, "nobody changes roles or state of his own accounts");
    }
    return account;
  }

  private void requireAnother(Handle handle, Role role, String username) {
    if (role.officer() && store.othersHolding(handle, role, username) == 0) {
      throw new IdentityException(
          Reason.LAST_OFFICER,
          username + " is the last enabled " + role.name() + "; appoint another one first");
    }
  }

  private static Set<Role> officers(Set<Role> roles) {
    return roles.stream().filter(Role::officer).collect(Collectors.toSet());
  }

  static String words(Set<Role> roles) {
    return roles.isEmpty()
        ? "no role"
        : Role.setOf(roles).stream().map(Role::name).collect(Collectors.joining(", "));
  }
}
