package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.watchfire.rules.access.AccessChange.Kind;
import org.watchfire.rules.access.AccessGroups.Cell;
import org.watchfire.rules.access.AccessGroups.Changed;
import org.watchfire.rules.access.AccessMatrix.Row;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Person;

/**
 * Who gains and who loses when one policy set follows another, over every person, every asset and
 * every action. Nothing is sampled. Persons and assets that no policy tells apart are looked at
 * once; who is about what comes from the evaluator's own tests, and each change that is listed was
 * decided by the evaluator. What labels forbid is forbidden before and after and so never listed.
 *
 * <p>Circumstances that are left open count as any: {@link Verdict#CONDITIONAL} is what some of
 * them allow. Time grows with the different assets, times the policies about one of them, times the
 * different persons / 64; memory with policies times different persons / 8 bytes, never with
 * persons times assets. Not thread-safe.
 */
public final class DryRun {
  private final AccessEvaluator before;
  private final AccessEvaluator after;
  private final AccessContext context;
  private final Changed changed;
  private final AccessMatrix matrix;

  /**
   * @param context what is known of the circumstances; null parts count as any
   */
  public DryRun(
      AccessEvaluator before,
      AccessEvaluator after,
      Collection<Person> persons,
      Collection<Asset> assets,
      AccessContext context) {
    this.before = before;
    this.after = after;
    this.context = context;
    this.changed = Changed.between(before, after);
    this.matrix = new AccessMatrix(before, after, changed, persons, assets, context);
  }

  /** Is told how far a summary has come. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done kinds of assets that were looked at
     * @param of all of them
     * @return whether to go on
     */
    boolean at(int done, int of);
  }

  /** Counts over the whole matrix. */
  public DryRunSummary summary() {
    return summary((done, of) -> true).orElseThrow();
  }

  /** As {@link #summary()}; empty when it was not to go on. */
  public Optional<DryRunSummary> summary(Progress progress) {
    DryRunCounts counts = new DryRunCounts(matrix.columns());
    for (int row = 0; row < matrix.rows().size(); row++) {
      if (!progress.at(row, matrix.rows().size())) {
        return Optional.empty();
      }
      List<Row> changes = matrix.changes(row);
      if (changes.isEmpty()) {
        continue;
      }
      for (Cell<Asset> cell : matrix.rows().get(row).cells()) {
        BitSet cleared = matrix.cleared(cell.label());
        for (Row r : changes) {
          counts.add(cell.members(), r.actions(), Kind.GAINED, both(r.gained(), cleared));
          counts.add(cell.members(), r.actions(), Kind.LOST, both(r.lost(), cleared));
          counts.add(cell.members(), r.actions(), Kind.TERMS, both(r.terms(), cleared));
        }
      }
    }
    return Optional.of(counts.summary(before, after, changed));
  }

  private static BitSet both(BitSet a, BitSet b) {
    BitSet both = (BitSet) a.clone();
    both.and(b);
    return both;
  }

  /**
   * One page of the list.
   *
   * @param items changes, asset by asset, then person by person, in an order that stays
   * @param next where the next page begins, empty when there is none
   */
  public record Page(List<AccessChange> items, String next) {}

  /**
   * @param cursor {@link Page#next} of the page before; empty = from the beginning
   * @param limit how many at most, at least 1
   * @throws IllegalArgumentException when the cursor is none
   */
  public Page page(String cursor, int limit) {
    Lister lister = new Lister(Cursor.parse(cursor), Math.max(limit, 1));
    for (int row = 0; row < matrix.rows().size() && lister.next.isEmpty(); row++) {
      if (!lister.from.isAfter(row)) {
        lister.row(row);
      }
    }
    return new Page(List.copyOf(lister.items), lister.next);
  }

  /** Writes changes down from a place on, until the page is full. */
  private final class Lister {
    private final Cursor from;
    private final int limit;
    private final List<AccessChange> items = new ArrayList<>();
    private String next = "";

    private Lister(Cursor from, int limit) {
      this.from = from;
      this.limit = limit;
    }

    void row(int row) {
      List<Row> changes = matrix.changes(row);
      List<Cell<Asset>> cells = matrix.rows().get(row).cells();
      for (int c = 0; c < cells.size() && !changes.isEmpty() && next.isEmpty(); c++) {
        Cell<Asset> cell = cells.get(c);
        BitSet any = new BitSet();
        for (Row r : changes) {
          any.or(r.gained());
          any.or(r.lost());
          any.or(r.terms());
        }
        any.and(matrix.cleared(cell.label()));
        for (int a = 0; a < cell.members().size() && next.isEmpty(); a++) {
          if (!from.isAfter(row, c, a)) {
            asset(row, c, a, cell.members().get(a), any, changes);
          }
        }
      }
    }

    private void asset(int row, int c, int a, Asset asset, BitSet columns, List<Row> changes) {
      for (int col = columns.nextSetBit(0);
          col >= 0 && next.isEmpty();
          col = columns.nextSetBit(col + 1)) {
        List<Person> members = matrix.columns().get(col).members();
        for (int m = 0; m < members.size() && next.isEmpty(); m++) {
          if (from.isAfter(row, c, a, col, m)) {
            continue;
          }
          for (AccessAction action : AccessAction.values()) {
            int number = action.ordinal();
            if (!from.isAfter(row, c, a, col, m, number) && changes(changes, action, col)) {
              if (items.size() == limit) {
                next = Cursor.of(row, c, a, col, m, number).text();
                return;
              }
              items.add(change(members.get(m), asset, action));
            }
          }
        }
      }
    }

    private boolean changes(List<Row> changes, AccessAction action, int column) {
      for (Row r : changes) {
        if (r.actions().contains(action)) {
          return r.gained().get(column) || r.lost().get(column) || r.terms().get(column);
        }
      }
      return false;
    }
  }

  private AccessChange change(Person person, Asset asset, AccessAction action) {
    AccessRequest request = new AccessRequest(person, asset, null, action, context);
    Standing was = Standing.of(before, request);
    Standing is = Standing.of(after, request);
    return new AccessChange(
        person.id(), asset.id(), action, was.verdict(), is.verdict(), was.policy(), is.policy());
  }
}
