package org.watchfire.console.identity;

import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.integrity.ProtectedRows;

/** What an account may do at this moment, for work that the console does on its behalf. */
public final class Rights {
  private final PermissionMatrix matrix;
  private final AccountStore store;

  public Rights(PermissionMatrix matrix, ProtectedRows rows) {
    this.matrix = matrix;
    this.store = new AccountStore(rows);
  }

  /**
   * The account as a caller without address and session; empty when there is no such account or it
   * may not be used.
   */
  public Optional<Caller> of(Handle handle, String username) {
    return store
        .find(handle, username)
        .filter(Account::enabled)
        .map(account -> new Caller(account, matrix.granted(account.roles()), null, null));
  }
}
