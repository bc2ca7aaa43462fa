package org.watchfire.console.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * Who makes a request, with the rights he has at this moment.
 *
 * @param account the account, read from the database for this request
 * @param permissions everything his roles allow
 * @param address where the request comes from
 * @param sessionId the session it is made in; a secret; null when it is made in none
 * @param tokenId the API token it is made with; null when it is made by a person
 * @param secondFactorAt when a code of the second factor was last shown in the session; null when
 *     none was
 */
public record Caller(
    Account account,
    Set<String> permissions,
    String address,
    String sessionId,
    String tokenId,
    Instant secondFactorAt) {
  /** The console on somebody's behalf. */
  public Caller(Account account, Set<String> permissions, String address, String sessionId) {
    this(account, permissions, address, sessionId, null, null);
  }

  /** Whether a program calls, with a token. */
  public boolean machine() {
    return tokenId != null;
  }

  /** How long ago a code was shown in the session; null when none was. */
  public Duration secondFactorAge(Instant at) {
    // A clock that was set back must not make a code look shown in the future.
    return secondFactorAt == null || at.isBefore(secondFactorAt)
        ? null
        : Duration.between(secondFactorAt, at);
  }

  public String username() {
    return account.username();
  }

  /** Never shows the session id. */
  @Override
  public String toString() {
    return "Caller[" + account.username() + " from " + address + "]";
  }
}
