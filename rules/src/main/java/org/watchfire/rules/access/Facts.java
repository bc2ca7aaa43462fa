package org.watchfire.rules.access;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.directory.Person;
import org.watchfire.rules.directory.Selector;

/**
 * A request with what the directory's tree of departments adds to it.
 *
 * @param departments the person's department and those it is part of
 * @param owners the same of each department of the asset
 */
record Facts(
    Person person,
    List<String> departments,
    Asset asset,
    List<List<String>> owners,
    Selector target,
    AccessAction action,
    AccessContext context) {

  static Facts of(AccessRequest request, Departments tree) {
    return new Facts(
        request.person(),
        departments(request.person(), tree),
        request.asset(),
        owners(request.asset(), tree),
        request.target(),
        request.action(),
        request.context());
  }

  private static List<String> departments(Person person, Departments tree) {
    return person == null ? List.of() : tree.upwards(person.department());
  }

  private static List<List<String>> owners(Asset asset, Departments tree) {
    Set<String> departments = asset.departments();
    if (departments.isEmpty()) {
      return List.of();
    }
    Set<List<String>> owners = new LinkedHashSet<>();
    departments.forEach(d -> owners.add(tree.upwards(d)));
    return List.copyOf(owners);
  }
}
