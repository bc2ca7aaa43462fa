package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.label.Label;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/**
 * Persons, or assets, that no policy of two sets can tell apart, split by label inside each group.
 * Only what a policy that differs between the sets can be about is kept: the others cannot change.
 *
 * @param <T> person or asset
 */
final class AccessGroups<T> {
  /** Members with one label; their order is that of their ids. */
  record Cell<T>(int label, List<T> members) {}

  /**
   * Those that the same policies are about.
   *
   * @param before by the old set: of persons one set of policies, of assets those that are possibly
   *     and those that are certainly about them
   * @param after by the new set
   */
  record Group<T>(List<long[]> before, List<long[]> after, List<Cell<T>> cells) {}

  /** Words of several sets of policies, compared by content. */
  private record Key(long[] words) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && Arrays.equals(words, k.words);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(words);
    }
  }

  private static final class Collected<T> {
    private final List<long[]> before;
    private final List<long[]> after;
    private final Map<Integer, List<T>> byLabel = new LinkedHashMap<>();

    private Collected(List<long[]> before, List<long[]> after) {
      this.before = before;
      this.after = after;
    }
  }

  private final List<Label> labels = new ArrayList<>();
  private final Map<Label, Integer> labelNumbers = new HashMap<>();
  private final Map<Key, Collected<T>> collected = new LinkedHashMap<>();

  private AccessGroups() {}

  static AccessGroups<Person> ofPersons(
      Collection<Person> persons,
      AccessEvaluator before,
      AccessEvaluator after,
      Changed changed,
      AccessContext context) {
    AccessGroups<Person> groups = new AccessGroups<>();
    Asset none = Asset.unknown("");
    persons.stream()
        .filter(p -> p.at(context.at()).status() == Person.Status.ACTIVE)
        .sorted(Comparator.comparing(Person::id))
        .forEach(
            p -> {
              AccessRequest r =
                  new AccessRequest(p, none, null, AccessAction.READ, AccessContext.UNKNOWN);
              groups.add(
                  p,
                  p.label(),
                  List.of(before.bySubject(before.facts(r))),
                  List.of(after.bySubject(after.facts(r))),
                  changed);
            });
    return groups;
  }

  static AccessGroups<Asset> ofAssets(
      Collection<Asset> assets, AccessEvaluator before, AccessEvaluator after, Changed changed) {
    AccessGroups<Asset> groups = new AccessGroups<>();
    assets.stream()
        .sorted(Comparator.comparing(Asset::id))
        .forEach(
            a -> {
              AccessRequest r =
                  new AccessRequest(null, a, null, AccessAction.READ, AccessContext.UNKNOWN);
              groups.add(
                  a,
                  a.label(),
                  before.byResource(before.facts(r)),
                  after.byResource(after.facts(r)),
                  changed);
            });
    return groups;
  }

  private void add(
      T member, Label label, List<long[]> before, List<long[]> after, Changed changed) {
    if (!changed.before(before.get(0)) && !changed.after(after.get(0))) {
      return;
    }
    List<long[]> all = new ArrayList<>(before);
    all.addAll(after);
    int number =
        labelNumbers.computeIfAbsent(
            label,
            l -> {
              labels.add(l);
              return labels.size() - 1;
            });
    collected
        .computeIfAbsent(key(all), k -> new Collected<>(before, after))
        .byLabel
        .computeIfAbsent(number, n -> new ArrayList<>())
        .add(member);
  }

  private static Key key(List<long[]> sets) {
    long[] words = new long[sets.stream().mapToInt(s -> s.length).sum()];
    int at = 0;
    for (long[] set : sets) {
      System.arraycopy(set, 0, words, at, set.length);
      at += set.length;
    }
    return new Key(words);
  }

  /** By number, as cells name them. */
  List<Label> labels() {
    return labels;
  }

  /** In the order of their first members. */
  List<Group<T>> groups() {
    List<Group<T>> groups = new ArrayList<>();
    for (Collected<T> c : collected.values()) {
      List<Cell<T>> cells = new ArrayList<>();
      c.byLabel.forEach((label, members) -> cells.add(new Cell<>(label, List.copyOf(members))));
      groups.add(new Group<>(c.before, c.after, List.copyOf(cells)));
    }
    return groups;
  }

  /** The policies of each set that the other set does not have, whatever they are called there. */
  record Changed(long[] inBefore, long[] inAfter) {
    static Changed between(AccessEvaluator before, AccessEvaluator after) {
      return new Changed(missing(before, after), missing(after, before));
    }

    private static long[] missing(AccessEvaluator from, AccessEvaluator in) {
      Map<String, AccessPolicy> others = new HashMap<>();
      in.set().policies().forEach(p -> others.put(p.id(), p));
      long[] missing = Bits.none(from.size());
      for (int i = 0; i < from.size(); i++) {
        AccessPolicy other = others.get(from.policy(i).id());
        if (other == null || !other.sameRule(from.policy(i))) {
          Bits.set(missing, i);
        }
      }
      return missing;
    }

    boolean before(long[] policies) {
      return Bits.meet(inBefore, policies);
    }

    boolean after(long[] policies) {
      return Bits.meet(inAfter, policies);
    }
  }
}
