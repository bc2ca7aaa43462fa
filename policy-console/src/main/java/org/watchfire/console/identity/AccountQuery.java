package org.watchfire.console.identity;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Set;

/**
 * A page of the accounts, by name.
 *
 * @param text a part of name, display name or natural person, in any case; null for any
 * @param roles accounts that were granted one of these; empty for any
 * @param person the natural person they belong to, in any case; null for any
 * @param after name behind which the page begins; empty for the first
 */
public record AccountQuery(String text, Set<Role> roles, String person, String after, int limit) {
  public AccountQuery {
    roles = Role.setOf(roles);
    requireNonNull(after, "after");
  }

  /**
   * @param next name to go on behind, null on the last page
   */
  public record Page(List<Account> items, String next) {}
}
