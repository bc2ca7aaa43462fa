package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/**
 * Finds the policies that can be about a request. For every part that asks for one of some values
 * there is, per value, the set of policies that ask for it; a request's values give the union, all
 * parts the intersection. What it leaves out certainly does not apply; what it leaves in is tested.
 * Immutable.
 */
final class PolicyIndex {
  /** One part: policies by the value they ask for, and those that ask nothing. */
  private final class Part {
    private final Map<Object, long[]> byValue = new HashMap<>();
    private final long[] asksNothing = Bits.none(size);

    void add(int policy, Collection<?> values) {
      if (values.isEmpty()) {
        Bits.set(asksNothing, policy);
      }
      for (Object value : values) {
        Bits.set(byValue.computeIfAbsent(value, v -> Bits.none(size)), policy);
      }
    }

    void narrow(long[] possible, Collection<?> values) {
      long[] any = asksNothing.clone();
      for (Object value : values) {
        Bits.or(any, byValue.get(value));
      }
      Bits.and(possible, any);
    }
  }

  private final int size;
  private final Part roles;
  private final Part departments;
  private final Part people;
  private final Part kinds;
  private final Part ids;
  private final Part tags;
  private final Part owners;
  private final long[][] byRank;
  private final long[][] byAction;

  PolicyIndex(List<AccessPolicy> policies) {
    size = policies.size();
    roles = new Part();
    departments = new Part();
    people = new Part();
    kinds = new Part();
    ids = new Part();
    tags = new Part();
    owners = new Part();
    byRank = new long[LevelRange.HIGHEST + 1][];
    byAction = new long[AccessAction.values().length][];
    for (int rank = 0; rank < byRank.length; rank++) {
      byRank[rank] = Bits.none(size);
    }
    for (int action = 0; action < byAction.length; action++) {
      byAction[action] = Bits.none(size);
    }
    for (int i = 0; i < size; i++) {
      add(i, policies.get(i));
    }
  }

  private void add(int i, AccessPolicy policy) {
    Subjects s = policy.subjects();
    roles.add(i, s.roles());
    departments.add(i, s.departments());
    people.add(i, s.persons().stream().map(PolicyIndex::person).toList());
    // Persons and accounts are one part: either is enough.
    for (String account : s.accounts()) {
      Bits.set(people.byValue.computeIfAbsent(account(account), v -> Bits.none(size)), i);
      Bits.clear(people.asksNothing, i);
    }
    Resources r = policy.resources();
    kinds.add(i, r.kinds());
    ids.add(i, r.ids());
    tags.add(i, r.tags());
    owners.add(i, r.departments());
    for (int rank = 0; rank < byRank.length; rank++) {
      if (r.levels().contains(rank) || r.levels().equals(LevelRange.ALL)) {
        Bits.set(byRank[rank], i);
      }
    }
    policy.actions().forEach(action -> Bits.set(byAction[action.ordinal()], i));
  }

  private static String person(String id) {
    return "p:" + id;
  }

  private static String account(String name) {
    return "a:" + name;
  }

  /** All policies. */
  long[] all() {
    long[] all = Bits.none(size);
    for (int i = 0; i < size; i++) {
      Bits.set(all, i);
    }
    return all;
  }

  /** Not to be changed. */
  long[] byAction(AccessAction action) {
    return byAction[action.ordinal()];
  }

  long[] candidates(Facts f) {
    long[] possible = byAction[f.action().ordinal()].clone();
    narrowBySubject(possible, f);
    narrowByResource(possible, f);
    return possible;
  }

  void narrowBySubject(long[] possible, Facts f) {
    Person person = f.person();
    if (person == null) {
      Arrays.fill(possible, 0);
      return;
    }
    roles.narrow(possible, person.roles());
    departments.narrow(possible, scopes(List.of(f.departments())));
    Set<String> accounts = person.accounts();
    Object[] names = new Object[accounts.size() + 1];
    names[0] = person(person.id());
    int n = 1;
    for (String account : accounts) {
      names[n++] = account(account);
    }
    people.narrow(possible, Arrays.asList(names));
  }

  void narrowByResource(long[] possible, Facts f) {
    Asset asset = f.asset();
    kinds.narrow(possible, List.of(asset.kind()));
    ids.narrow(possible, List.of(asset.id()));
    tags.narrow(possible, asset.tags());
    owners.narrow(possible, scopes(f.owners()));
    if (asset.graded()) {
      Bits.and(possible, byRank[Math.min(asset.rank(), LevelRange.HIGHEST)]);
    }
  }

  /** The scopes that hold a department, each way up given. */
  private static Collection<DepartmentScope> scopes(List<List<String>> ways) {
    List<DepartmentScope> scopes = new ArrayList<>();
    for (List<String> way : ways) {
      if (!way.isEmpty()) {
        scopes.add(new DepartmentScope(way.get(0), false));
      }
      for (String department : way) {
        scopes.add(new DepartmentScope(department, true));
      }
    }
    return scopes;
  }
}
