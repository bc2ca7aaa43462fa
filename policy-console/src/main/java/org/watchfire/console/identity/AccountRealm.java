package org.watchfire.console.identity;

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

/**
 * Shiro's view of the accounts. Nothing is cached: a changed grant or a disabled account counts
 * from the next request on.
 */
final class AccountRealm extends AuthorizingRealm {
  static final String NAME = "accounts";

  private final Database database;
  private final PermissionMatrix matrix;
  private final Passwords passwords;

  AccountRealm(Database database, PermissionMatrix matrix, Passwords passwords) {
    this.database = database;
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
    String hash =
        database
            .inTransaction(handle -> AccountStore.passwordHash(handle, username))
            // An unknown name costs the same time as a known one.
            .orElse(passwords.decoy());
    return new SimpleAuthenticationInfo(username, hash, NAME);
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
            .inTransaction(handle -> AccountStore.find(handle, username))
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
