package org.watchfire.rules.access;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What several allows that apply at once ask together.
 *
 * <ol>
 *   <li>An allow that shows no more than another one and asks no less is left out.
 *   <li>What is shown is the union of what each of the others shows: a record that the row filter
 *       of none of them lets through is not shown, and a field of a record is masked when every one
 *       that lets the record through masks it. So nothing is shown that no single allow shows, and
 *       one more allow never hides anything.
 *   <li>Justification, watermark and notices are due as soon as one of them asks.
 * </ol>
 *
 * @param views what each shows, in the order of the policies
 */
public record Duties(
    List<View> views, boolean justification, boolean watermark, Set<String> notified) {

  /** Nothing is hidden and nothing is due. */
  public static final Duties NONE = new Duties(List.of(View.ALL), false, false, Set.of());

  /** Of a denied access: nothing is shown. */
  public static final Duties NOTHING_SHOWN = new Duties(List.of(), false, false, Set.of());

  /** Of an emergency: everything is shown, it is justified, marked and told to the owner. */
  static final Duties EMERGENCY = new Duties(List.of(View.ALL), true, true, Set.of("owner"));

  /**
   * What one allow shows.
   *
   * @param rowFilter empty = all records
   */
  public record View(String rowFilter, Set<String> maskFields) {
    static final View ALL = new View("", Set.of());

    public View {
      maskFields = Set.copyOf(maskFields);
    }

    boolean shows(Predicate<String> holds) {
      return rowFilter.isEmpty() || holds.test(rowFilter);
    }
  }

  public Duties {
    views = List.copyOf(views);
    notified = Set.copyOf(notified);
  }

  static Duties of(Collection<Obligations> grants) {
    if (grants.contains(Obligations.NONE)) {
      return NONE;
    }
    List<Obligations> all = List.copyOf(grants);
    List<View> views = new ArrayList<>();
    boolean justification = false;
    boolean watermark = false;
    Set<String> notified = new TreeSet<>();
    for (int i = 0; i < all.size(); i++) {
      if (!redundant(all, i)) {
        Obligations o = all.get(i);
        views.add(new View(o.rowFilter(), o.maskFields()));
        justification |= o.justification();
        watermark |= o.watermark();
        notified.addAll(o.notified());
      }
    }
    return new Duties(views, justification, watermark, notified);
  }

  /** Of several alike the first one stays. */
  private static boolean redundant(List<Obligations> all, int i) {
    Obligations mine = all.get(i);
    for (int j = 0; j < all.size(); j++) {
      Obligations other = all.get(j);
      if (j != i && other.atMost(mine) && (j < i || !mine.atMost(other))) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a record is shown.
   *
   * @param holds whether the record passes a row filter
   */
  public boolean shows(Predicate<String> holds) {
    return views.stream().anyMatch(v -> v.shows(holds));
  }

  /** Whether a field of a record that is shown is masked. */
  public boolean masks(String field, Predicate<String> holds) {
    return views.stream().filter(v -> v.shows(holds)).allMatch(v -> v.maskFields().contains(field));
  }
}
