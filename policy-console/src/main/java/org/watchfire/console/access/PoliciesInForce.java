package org.watchfire.console.access;

import java.util.Optional;
import org.watchfire.console.database.Database;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.directory.Departments;

/**
 * What the console itself decides by: the published set and the directory. Thread-safe; not to be
 * asked within a transaction that has taken the lock of the protected rows.
 */
final class PoliciesInForce {
  private final Database database;
  private final PolicySets sets;
  private final DirectoryView directory;
  private volatile Made last;

  private record Made(AccessPolicySet set, Departments departments, AccessEvaluator evaluator) {}

  /**
   * @param evaluator of version 0 when nothing was published
   * @param picture who and what it decides about
   */
  record InForce(AccessEvaluator evaluator, Picture picture) {
    boolean published() {
      return evaluator.version() > 0;
    }
  }

  PoliciesInForce(Database database, PolicySets sets, DirectoryView directory) {
    this.database = database;
    this.sets = sets;
    this.directory = directory;
  }

  /** As things stand at this moment. */
  InForce now() {
    return of(directory.now());
  }

  /** For what is asked often: people and assets may be a little behind, policies never are. */
  InForce lately() {
    return of(directory.lately());
  }

  /** Version of the set that the next decision is made by. */
  long version() {
    return database.inTransaction(sets::current).map(AccessPolicySet::version).orElse(0L);
  }

  private InForce of(Picture picture) {
    Optional<AccessPolicySet> set = database.inTransaction(sets::current);
    return new InForce(
        set.map(s -> evaluator(s, picture.directory().departments()))
            .orElseGet(AccessEvaluator::ofNoPolicies),
        picture);
  }

  private AccessEvaluator evaluator(AccessPolicySet set, Departments departments) {
    Made made = last;
    if (made != null && made.set() == set && made.departments() == departments) {
      return made.evaluator();
    }
    AccessEvaluator evaluator = AccessEvaluator.of(set, departments);
    last = new Made(set, departments, evaluator);
    return evaluator;
  }
}
