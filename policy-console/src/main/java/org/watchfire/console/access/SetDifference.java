package org.watchfire.console.access;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What differs between two lists of policies, by id. Works on their JSON trees, so that every
 * member that a policy has is compared.
 *
 * @param added policies that only the second has
 * @param removed policies that only the first has
 * @param changed policies that both have, with what differs
 */
record SetDifference(
    List<Map<String, Object>> added,
    List<Map<String, Object>> removed,
    List<ChangedPolicy> changed) {

  /** One policy that both have. */
  record ChangedPolicy(String id, Object title, List<Member> members) {}

  /**
   * One member that differs.
   *
   * @param path such as {@code conditions.purposes}
   * @param before null when it was not there
   * @param after null when it is not there any more
   */
  record Member(String path, Object before, Object after) {}

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
  }

  /**
   * @param before trees of policies
   * @param after trees of policies
   */
  static SetDifference between(List<?> before, List<?> after) {
    Map<String, Map<String, Object>> old = byId(before);
    Map<String, Map<String, Object>> now = byId(after);
    List<Map<String, Object>> added = new ArrayList<>();
    List<Map<String, Object>> removed = new ArrayList<>();
    List<ChangedPolicy> changed = new ArrayList<>();
    now.forEach(
        (id, policy) -> {
          if (!old.containsKey(id)) {
            added.add(policy);
          }
        });
    old.forEach(
        (id, policy) -> {
          if (!now.containsKey(id)) {
            removed.add(policy);
            return;
          }
          List<Member> members = new ArrayList<>();
          compare("", policy, now.get(id), members);
          if (!members.isEmpty()) {
            changed.add(new ChangedPolicy(id, now.get(id).get("title"), members));
          }
        });
    return new SetDifference(added, removed, changed);
  }

  private static void compare(String path, Object before, Object after, List<Member> members) {
    if (before instanceof Map<?, ?> old && after instanceof Map<?, ?> now) {
      TreeSet<String> names = new TreeSet<>();
      old.keySet().forEach(name -> names.add((String) name));
      now.keySet().forEach(name -> names.add((String) name));
      for (String name : names) {
        compare(path.isEmpty() ? name : path + "." + name, old.get(name), now.get(name), members);
      }
    } else if (!Objects.equals(before, after)) {
      members.add(new Member(path, before, after));
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Map<String, Object>> byId(List<?> policies) {
    Map<String, Map<String, Object>> byId = new TreeMap<>();
    for (Object policy : policies) {
      Map<String, Object> tree = new LinkedHashMap<>((Map<String, Object>) policy);
      byId.put((String) tree.get("id"), tree);
    }
    return byId;
  }
}
