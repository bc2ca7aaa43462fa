package org.watchfire.rules.access;

import java.util.List;
import java.util.Map;

/**
 * Counts of a dry run. A cell is one person, one asset and one action.
 *
 * @param gained cells by action that go up (denied, conditional, allowed)
 * @param lost cells that go down
 * @param terms cells that keep their verdict under other conditions or duties
 * @param personsGaining persons with at least one cell that goes up
 * @param persons everybody with a change, most changes first
 * @param assets every asset with a change, most changes first
 * @param policiesAdded ids
 * @param policiesChanged ids whose rule differs
 */
public record DryRunSummary(
    Map<AccessAction, Long> gained,
    Map<AccessAction, Long> lost,
    Map<AccessAction, Long> terms,
    long personsGaining,
    long personsLosing,
    long assetsGained,
    long assetsLost,
    List<Affected> persons,
    List<Affected> assets,
    List<String> policiesAdded,
    List<String> policiesRemoved,
    List<String> policiesChanged) {

  /** What changes for one person or asset, in cells. */
  public record Affected(String id, String name, long gained, long lost, long terms) {
    long all() {
      return gained + lost + terms;
    }
  }

  /** All cells that change. */
  public long cells() {
    return total(gained) + total(lost) + total(terms);
  }

  public static long total(Map<AccessAction, Long> byAction) {
    return byAction.values().stream().mapToLong(Long::longValue).sum();
  }
}
