package org.watchfire.console.directory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.web.Refusal;

/**
 * Whose accounts are whose. One account of the monitored systems means one person, or nobody could
 * be held to account. Every method works in the caller's transaction.
 */
final class AccountClaims {
  static final ProtectedTable TABLE =
      ProtectedTable.of("person_accounts", "account").columns("person_id");

  private final ProtectedRows rows;

  AccountClaims(ProtectedRows rows) {
    this.rows = rows;
  }

  /** As the engine compares them: zhang, ZHANG and OFFICE\\zhang are one account. */
  static List<String> compared(Collection<String> accounts) {
    return accounts.stream().map(org.watchfire.rules.directory.Person::account).toList();
  }

  /**
   * Whose each of these accounts is, of those that are somebody's.
   *
   * @param accounts as they are compared
   */
  static Map<String, String> owners(Handle handle, Collection<String> accounts) {
    Map<String, String> owners = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT account, person_id FROM person_accounts WHERE account = ANY(:accounts)")
        .bindArray("accounts", String.class, Set.copyOf(accounts))
        .map((rs, c) -> Map.entry(rs.getString("account"), rs.getString("person_id")))
        .forEach(e -> owners.put(e.getKey(), e.getValue()));
    return owners;
  }

  /**
   * Gives each of these persons exactly these accounts.
   *
   * @param claims accounts as they are compared, by person
   * @throws Refusal when one is listed twice or another's
   */
  void claim(Handle handle, Map<String, List<String>> claims) {
    List<String> persons = List.copyOf(claims.keySet());
    Map<String, Set<String>> before = new LinkedHashMap<>();
    handle
        .createQuery(
            "SELECT account, person_id FROM person_accounts WHERE person_id = ANY(:persons)")
        .bindArray("persons", String.class, persons)
        .map((rs, c) -> Map.entry(rs.getString("person_id"), rs.getString("account")))
        .forEach(e -> before.computeIfAbsent(e.getKey(), p -> new HashSet<>()).add(e.getValue()));
    Map<String, List<String>> changed = new LinkedHashMap<>();
    Set<String> touched = new HashSet<>();
    claims.forEach(
        (person, accounts) -> {
          Set<String> had = before.getOrDefault(person, Set.of());
          if (!had.equals(new HashSet<>(accounts)) || had.size() != accounts.size()) {
            changed.put(person, accounts);
            touched.addAll(accounts);
            touched.addAll(had);
          }
        });
    if (touched.isEmpty()) {
      return;
    }
    rows.changeMany(
        handle,
        TABLE,
        touched,
        found -> {
          replace(handle, changed);
          return null;
        });
  }

  private static void replace(Handle handle, Map<String, List<String>> claims) {
    handle
        .createUpdate("DELETE FROM person_accounts WHERE person_id = ANY(:persons)")
        .bindArray("persons", String.class, claims.keySet())
        .execute();
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO person_accounts (account, person_id) VALUES (:a, :p)"
                + " ON CONFLICT DO NOTHING");
    List<String> claimed = new ArrayList<>();
    claims.forEach(
        (person, accounts) ->
            accounts.forEach(
                account -> {
                  batch.bind("a", account).bind("p", person).add();
                  claimed.add(account);
                }));
    if (claimed.isEmpty()) {
      return;
    }
    int[] inserted = batch.execute();
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] == 0) {
        throw new Refusal(
                409,
                "account-taken",
                "the account " + claimed.get(i) + " is listed twice or another's")
            .with("account", claimed.get(i));
      }
    }
  }
}
