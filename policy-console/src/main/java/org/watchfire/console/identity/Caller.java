package org.watchfire.console.identity;

import java.util.Set;

/**
 * Who makes a request, with the rights he has at this moment.
 *
 * @param account the account, read from the database for this request
 * @param permissions everything his roles allow
 * @param address where the request comes from
 * @param sessionId the session it is made in; a secret
 */
public record Caller(Account account, Set<String> permissions, String address, String sessionId) {
  public String username() {
    return account.username();
  }

  /** Never shows the session id. */
  @Override
  public String toString() {
    return "Caller[" + account.username() + " from " + address + "]";
  }
}
