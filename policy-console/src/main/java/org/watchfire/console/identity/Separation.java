package org.watchfire.console.identity;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * 三员分立: which roles may meet in one natural person, over all his accounts.
 *
 * <p>The three officers exclude each other, and an officer holds no business role.
 */
public final class Separation {
  private Separation() {}

  /**
   * @param roles every role the person would hold
   * @return why they may not meet, in words; empty when they may
   */
  public static Optional<String> conflict(Set<Role> roles) {
    Set<Role> officers = roles.stream().filter(Role::officer).collect(Collectors.toSet());
    if (officers.size() > 1) {
      return Optional.of("one natural person cannot be " + words(officers) + " at the same time");
    }
    if (officers.size() == 1 && roles.size() > 1) {
      Set<Role> business =
          roles.stream().filter(role -> !role.officer()).collect(Collectors.toSet());
      return Optional.of(
          words(officers) + " cannot hold the business role " + words(business) + " as well");
    }
    return Optional.empty();
  }

  private static String words(Set<Role> roles) {
    return Role.setOf(roles).stream().map(Role::name).collect(Collectors.joining(" and "));
  }
}
