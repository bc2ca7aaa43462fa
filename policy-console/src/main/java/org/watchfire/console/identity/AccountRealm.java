package org.watchfire.console.identity;

import java.util.Optional;
import org.apache.shiro.authc.AuthenticationException;
import org.apache.shiro.authc.AuthenticationInfo;
import org.apache.shiro.authc.AuthenticationToken;
import org.apache.shiro.authc.DisabledAccountException;
import org.apache.shiro.authc.SimpleAuthenticationInfo;
import org.apache.shiro.authc.UnknownAccountException;
import org.apache.shiro.authc.UsernamePasswordToken;
import org.apache.shiro.authc.credential.PasswordMatcher;
import org.apache.shiro.authz.AuthorizationInfo;
import org.apache.shiro.authz.SimpleAuthorizationInfo;
import org.apache.shiro.realm.AuthorizingRealm;
import org.apache.shiro.subject.PrincipalCollection;
import org.watchfire.console.database.Database;
import org.watchfire.console.integrity.TamperedRowException;

/**
 * Shiro's view of the accounts. Nothing is cached: a changed grant or a disabled account counts
 * from the next request on.
 */
final class AccountRealm extends AuthorizingRealm {
  static final String NAME = "accounts";

  private final Database database;
  private final AccountStore store;
  private final PermissionMatrix matrix;
  private final Passwords passwords;

  AccountRealm(
      Database database, AccountStore store, PermissionMatrix matrix, Passwords passwords) {
    this.database = database;
    this.store = store;
    this.matrix = matrix;
    this.passwords = passwords;
    PasswordMatcher matcher = new PasswordMatcher();
    matcher.setPasswordService(passwords);
    setName(NAME);
    setCredentialsMatcher(matcher);
    setAuthenticationTokenClass(UsernamePasswordToken.class);
    setAuthenticationCachingEnabled(false);
    setAuthorizationCachingEnabled(false);
  }

  @Override
  protected AuthenticationInfo doGetAuthenticationInfo(AuthenticationToken token) {
    String username = (String) token.getPrincipal();
    // An unknown name costs the same time as a known one.
    return new SimpleAuthenticationInfo(
        username, passwordHash(username).orElse(passwords.decoy()), NAME);
  }

  /** Nobody signs in to an account that was altered; that has been told where it was found. */
  private Optional<String> passwordHash(String username) {
    try {
      return database.inTransaction(handle -> store.passwordHash(handle, username));
    } catch (TamperedRowException e) {
      return Optional.empty();
    }
  }

  /**
   * The state of the account is looked at after the password, so that it is not told to a guesser.
   */
  @Override
  protected void assertCredentialsMatch(AuthenticationToken token, AuthenticationInfo info)
      throws AuthenticationException {
    super.assertCredentialsMatch(token, info);
    String username = (String) token.getPrincipal();
    Account account =
        database
            .inTransaction(handle -> store.find(handle, username))
            .orElseThrow(UnknownAccountException::new);
    if (!account.enabled()) {
      throw new DisabledAccountException();
    }
  }

  /** Expects the {@link Account} as it was read for this request as the principal. */
  @Override
  protected AuthorizationInfo doGetAuthorizationInfo(PrincipalCollection principals) {
    SimpleAuthorizationInfo info = new SimpleAuthorizationInfo();
    Account account = principals.oneByType(Account.class);
    if (account != null && account.enabled()) {
      info.addStringPermissions(matrix.granted(account.roles()));
      account.roles().forEach(role -> info.addRole(role.name()));
    }
    return info;
  }
}
