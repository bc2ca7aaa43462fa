package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.watchfire.rules.access.AccessChange.Kind;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/** Adds the rows of a dry run up. */
final class DryRunCounts {
  private static final int KINDS = Kind.values().length;

  private final List<AccessMatrix.Column> columns;
  private final Map<Kind, Map<AccessAction, Long>> cells = new EnumMap<>(Kind.class);
  private final long[][] byColumn;
  private final IdentityHashMap<List<Asset>, long[]> byAssets = new IdentityHashMap<>();

  DryRunCounts(List<AccessMatrix.Column> columns) {
    this.columns = columns;
    this.byColumn = new long[KINDS][columns.size()];
    for (Kind kind : Kind.values()) {
      cells.put(kind, new EnumMap<>(AccessAction.class));
    }
  }

  /**
   * @param what assets that are alike
   * @param who columns for which each of the actions changes
   */
  void add(List<Asset> what, List<AccessAction> actions, Kind kind, BitSet who) {
    if (who.isEmpty()) {
      return;
    }
    long[] counts = byColumn[kind.ordinal()];
    long each = (long) what.size() * actions.size();
    long persons = 0;
    for (int i = who.nextSetBit(0); i >= 0; i = who.nextSetBit(i + 1)) {
      counts[i] += each;
      persons += columns.get(i).members().size();
    }
    for (AccessAction action : actions) {
      cells.get(kind).merge(action, persons * what.size(), Long::sum);
    }
    byAssets.computeIfAbsent(what, w -> new long[KINDS])[kind.ordinal()] +=
        persons * actions.size();
  }

  DryRunSummary summary(
      AccessEvaluator before, AccessEvaluator after, AccessGroups.Changed changed) {
    IdentityHashMap<List<Person>, long[]> byPersons = new IdentityHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      long[] counts = new long[KINDS];
      long all = 0;
      for (int kind = 0; kind < KINDS; kind++) {
        counts[kind] = byColumn[kind][i];
        all += counts[kind];
      }
      if (all > 0) {
        byPersons.put(columns.get(i).members(), counts);
      }
    }
    List<DryRunSummary.Affected> people = affected(byPersons, Person::id, Person::name);
    List<DryRunSummary.Affected> things = affected(byAssets, Asset::id, Asset::name);
    Map<String, AccessPolicy> old = byId(before);
    Map<String, AccessPolicy> now = byId(after);
    return new DryRunSummary(
        cells.get(Kind.GAINED),
        cells.get(Kind.LOST),
        cells.get(Kind.TERMS),
        people.stream().filter(a -> a.gained() > 0).count(),
        people.stream().filter(a -> a.lost() > 0).count(),
        things.stream().filter(a -> a.gained() > 0).count(),
        things.stream().filter(a -> a.lost() > 0).count(),
        people,
        things,
        now.keySet().stream().filter(id -> !old.containsKey(id)).sorted().toList(),
        old.keySet().stream().filter(id -> !now.containsKey(id)).sorted().toList(),
        changedIds(after, changed).stream().filter(old::containsKey).sorted().toList());
  }

  private static List<String> changedIds(AccessEvaluator after, AccessGroups.Changed changed) {
    List<String> ids = new ArrayList<>();
    for (int i = Bits.next(changed.inAfter(), 0); i >= 0; i = Bits.next(changed.inAfter(), i + 1)) {
      ids.add(after.policy(i).id());
    }
    return ids;
  }

  private static Map<String, AccessPolicy> byId(AccessEvaluator evaluator) {
    return evaluator.set().policies().stream()
        .collect(Collectors.toMap(AccessPolicy::id, Function.identity()));
  }

  private static <T> List<DryRunSummary.Affected> affected(
      IdentityHashMap<List<T>, long[]> counts, Function<T, String> id, Function<T, String> name) {
    List<DryRunSummary.Affected> all = new ArrayList<>();
    counts.forEach(
        (members, c) ->
            members.forEach(
                m ->
                    all.add(
                        new DryRunSummary.Affected(
                            id.apply(m),
                            name.apply(m),
                            c[Kind.GAINED.ordinal()],
                            c[Kind.LOST.ordinal()],
                            c[Kind.TERMS.ordinal()]))));
    all.sort(
        Comparator.comparingLong(DryRunSummary.Affected::all)
            .reversed()
            .thenComparing(DryRunSummary.Affected::id));
    return List.copyOf(all);
  }
}
