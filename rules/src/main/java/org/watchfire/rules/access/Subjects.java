package org.watchfire.rules.access;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Whom a policy is about. A part that is empty asks nothing; a person must pass every other part:
 * have one of the roles, belong to one of the departments, be one of the persons or have one of the
 * accounts, and have one of the values of every attribute. What the directory does not say of a
 * person is not so.
 *
 * @param accounts in the form of {@link org.watchfire.rules.directory.Person#account}
 */
public record Subjects(
    Set<String> roles,
    Set<DepartmentScope> departments,
    Set<String> persons,
    Set<String> accounts,
    Map<String, Set<String>> attributes) {

  /** Everybody who is known. */
  public static final Subjects ANY = new Subjects(Set.of(), Set.of(), Set.of(), Set.of(), Map.of());

  public Subjects {
    roles = Set.copyOf(roles);
    departments = Set.copyOf(departments);
    persons = Set.copyOf(persons);
    accounts = Set.copyOf(accounts);
    Map<String, Set<String>> copy = new TreeMap<>();
    attributes.forEach((name, values) -> copy.put(name, Set.copyOf(values)));
    attributes = Map.copyOf(copy);
  }

  /** Whether everybody is meant. */
  public boolean any() {
    return equals(ANY);
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    if (any()) {
      tree.put("any", true);
    }
    Trees.texts(tree, "roles", roles);
    Trees.departments(tree, "departments", departments);
    Trees.texts(tree, "persons", persons);
    Trees.texts(tree, "accounts", accounts);
    if (!attributes.isEmpty()) {
      Map<String, Object> map = new TreeMap<>();
      attributes.forEach((name, values) -> Trees.texts(map, name, values));
      tree.put("attributes", map);
    }
    return tree;
  }
}
