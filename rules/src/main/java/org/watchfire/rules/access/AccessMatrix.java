package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.core.label.Label;
import org.watchfire.rules.access.AccessGroups.Cell;
import org.watchfire.rules.access.AccessGroups.Changed;
import org.watchfire.rules.access.AccessGroups.Group;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/**
 * Persons against assets under two policy sets. A column is everybody whom no policy and no label
 * tells apart; a row is everything that no policy tells apart. For a policy the columns it is about
 * are one set of bits, so a row is decided for all columns at once by joining the sets of the few
 * policies that are about it. Which policy is about whom and what is asked of the evaluator's own
 * tests. Not thread-safe.
 */
final class AccessMatrix {
  /** Bits that sets of columns by label may take together: 256 MiB. */
  private static final long MAX_DOMINANCE = 1L << 31;

  /** Persons with one label whom the same policies are about. */
  record Column(int label, List<Person> members) {}

  /**
   * What changes in one row for some actions, before labels are looked at: sets of columns.
   *
   * @param actions that both sets treat alike
   */
  record Row(List<AccessAction> actions, BitSet gained, BitSet lost, BitSet terms) {
    boolean empty() {
      return gained.isEmpty() && lost.isEmpty() && terms.isEmpty();
    }
  }

  private record Terms(Effect effect, Conditions conditions, Obligations obligations) {}

  /** One of the two sets. */
  private static final class Side {
    private final AccessEvaluator evaluator;
    private final BitSet[] columns;
    private final long[] sure;
    private final long[] maybe;
    private final int[] terms;

    private Side(AccessEvaluator evaluator, AccessContext context, Map<Terms, Integer> numbers) {
      this.evaluator = evaluator;
      this.columns = new BitSet[evaluator.size()];
      this.terms = new int[evaluator.size()];
      for (int i = 0; i < terms.length; i++) {
        AccessPolicy p = evaluator.policy(i);
        columns[i] = new BitSet();
        terms[i] =
            numbers.computeIfAbsent(
                new Terms(p.effect(), p.conditions(), p.obligations()), t -> numbers.size());
      }
      AccessRequest r =
          new AccessRequest(null, Asset.unknown(""), null, AccessAction.READ, context);
      Facts facts = evaluator.facts(r);
      this.sure = evaluator.byCircumstances(facts, Truth.TRUE);
      this.maybe = evaluator.byCircumstances(facts, Truth.UNKNOWN);
    }

    void column(int column, long[] policies) {
      for (int i = Bits.next(policies, 0); i >= 0; i = Bits.next(policies, i + 1)) {
        columns[i].set(column);
      }
    }

    /** The policies that may be about a row and an action, in these circumstances. */
    long[] possible(long[] resource, AccessAction action) {
      long[] policies = evaluator.byAction(action).clone();
      Bits.and(policies, resource);
      Bits.and(policies, maybe);
      return policies;
    }
  }

  private final Changed changed;
  private final Side before;
  private final Side after;
  private final List<Column> columns = new ArrayList<>();
  private final List<Group<Asset>> rows;
  private final List<Label> personLabels;
  private final List<Label> assetLabels;
  private final List<List<AccessAction>> actions;
  private final Map<Integer, BitSet> dominance = new HashMap<>();

  AccessMatrix(
      AccessEvaluator old,
      AccessEvaluator now,
      Changed changed,
      Collection<Person> persons,
      Collection<Asset> assets,
      AccessContext context) {
    this.changed = changed;
    Map<Terms, Integer> terms = new HashMap<>();
    this.before = new Side(old, context, terms);
    this.after = new Side(now, context, terms);
    AccessGroups<Person> byPerson = AccessGroups.ofPersons(persons, old, now, changed, context);
    for (Group<Person> group : byPerson.groups()) {
      for (Cell<Person> cell : group.cells()) {
        before.column(columns.size(), group.before().get(0));
        after.column(columns.size(), group.after().get(0));
        columns.add(new Column(cell.label(), cell.members()));
      }
    }
    AccessGroups<Asset> byAsset = AccessGroups.ofAssets(assets, old, now, changed);
    this.rows = byAsset.groups();
    this.personLabels = byPerson.labels();
    this.assetLabels = byAsset.labels();
    this.actions = alike(old, now);
  }

  private static List<List<AccessAction>> alike(AccessEvaluator old, AccessEvaluator now) {
    Map<List<BitSet>, List<AccessAction>> alike = new HashMap<>();
    List<List<AccessAction>> inOrder = new ArrayList<>();
    for (AccessAction action : AccessAction.values()) {
      List<BitSet> key =
          List.of(BitSet.valueOf(old.byAction(action)), BitSet.valueOf(now.byAction(action)));
      alike
          .computeIfAbsent(
              key,
              k -> {
                inOrder.add(new ArrayList<>());
                return inOrder.get(inOrder.size() - 1);
              })
          .add(action);
    }
    return inOrder;
  }

  List<Column> columns() {
    return columns;
  }

  List<Group<Asset>> rows() {
    return rows;
  }

  /** What changes in a row; actions without any change are left out. */
  List<Row> changes(int row) {
    List<Row> changes = new ArrayList<>();
    for (List<AccessAction> alike : actions) {
      Row one = row(rows.get(row), alike);
      if (!one.empty()) {
        changes.add(one);
      }
    }
    return changes;
  }

  private Row row(Group<Asset> assets, List<AccessAction> alike) {
    long[] old = before.possible(assets.before().get(0), alike.get(0));
    long[] now = after.possible(assets.after().get(0), alike.get(0));
    if (!changed.before(old) && !changed.after(now)) {
      return new Row(alike, new BitSet(), new BitSet(), new BitSet());
    }
    Verdicts was = verdicts(before, old, assets.before().get(1));
    Verdicts is = verdicts(after, now, assets.after().get(1));
    BitSet gained = risen(was, is);
    BitSet lost = risen(is, was);
    BitSet terms = otherTerms(old, now);
    terms.and(was.possible());
    terms.and(is.possible());
    terms.andNot(gained);
    terms.andNot(lost);
    return new Row(alike, gained, lost, terms);
  }

  /** Columns that have access in some circumstances, and those that have it in any. */
  private record Verdicts(BitSet possible, BitSet sure) {}

  /** Whoever has access in any circumstances has it in some: both sets rise together. */
  private static BitSet risen(Verdicts from, Verdicts to) {
    BitSet risen = (BitSet) to.possible().clone();
    risen.andNot(from.possible());
    BitSet surely = (BitSet) to.sure().clone();
    surely.andNot(from.sure());
    risen.or(surely);
    return risen;
  }

  private static Verdicts verdicts(Side side, long[] policies, long[] certain) {
    BitSet allow = new BitSet();
    BitSet allowSure = new BitSet();
    BitSet deny = new BitSet();
    BitSet denySure = new BitSet();
    for (int i = Bits.next(policies, 0); i >= 0; i = Bits.next(policies, i + 1)) {
      boolean sure = Bits.get(certain, i) && Bits.get(side.sure, i);
      if (side.evaluator.policy(i).effect() == Effect.DENY) {
        deny.or(side.columns[i]);
        if (sure) {
          denySure.or(side.columns[i]);
        }
      } else {
        allow.or(side.columns[i]);
        if (sure) {
          allowSure.or(side.columns[i]);
        }
      }
    }
    allow.andNot(denySure);
    allowSure.andNot(deny);
    return new Verdicts(allow, allowSure);
  }

  /** Columns whose policies do not ask the same before and after. */
  private BitSet otherTerms(long[] old, long[] now) {
    Set<Integer> suspects = new HashSet<>();
    suspects(before, old, changed.inBefore(), suspects);
    suspects(after, now, changed.inAfter(), suspects);
    BitSet other = new BitSet();
    for (int terms : suspects) {
      BitSet differs = about(before, old, terms);
      differs.xor(about(after, now, terms));
      other.or(differs);
    }
    return other;
  }

  private static void suspects(Side side, long[] policies, long[] differ, Set<Integer> suspects) {
    for (int i = Bits.next(policies, 0); i >= 0; i = Bits.next(policies, i + 1)) {
      if (Bits.get(differ, i)) {
        suspects.add(side.terms[i]);
      }
    }
  }

  private static BitSet about(Side side, long[] policies, int terms) {
    BitSet about = new BitSet();
    for (int i = Bits.next(policies, 0); i >= 0; i = Bits.next(policies, i + 1)) {
      if (side.terms[i] == terms) {
        about.or(side.columns[i]);
      }
    }
    return about;
  }

  /** The columns whose labels let them at assets of this label; not to be changed. */
  BitSet cleared(int assetLabel) {
    if ((long) assetLabels.size() * columns.size() > MAX_DOMINANCE) {
      return clearedNow(assetLabel);
    }
    return dominance.computeIfAbsent(assetLabel, this::clearedNow);
  }

  private BitSet clearedNow(int assetLabel) {
    Label asset = assetLabels.get(assetLabel);
    BitSet labels = new BitSet(personLabels.size());
    for (int i = 0; i < personLabels.size(); i++) {
      labels.set(i, personLabels.get(i).dominates(asset));
    }
    BitSet cleared = new BitSet(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      if (labels.get(columns.get(i).label())) {
        cleared.set(i);
      }
    }
    return cleared;
  }
}
