package org.watchfire.console.identity;

import java.time.Instant;
import java.util.Set;

/**
 * One account as it stands in the database at this moment.
 *
 * @param username lower case, the name to sign in with
 * @param displayName for people
 * @param personId the natural person behind it
 * @param enabled whether it may be used
 * @param passwordChangeDue whether somebody else has known the password
 * @param secondFactor whether signing in needs a one-time code as well
 * @param roles what was granted
 * @param lastLogin null when never
 */
public record Account(
    String username,
    String displayName,
    String personId,
    boolean enabled,
    boolean passwordChangeDue,
    boolean secondFactor,
    Set<Role> roles,
    Instant lastLogin) {
  public Account {
    roles = Role.setOf(roles);
  }
}
