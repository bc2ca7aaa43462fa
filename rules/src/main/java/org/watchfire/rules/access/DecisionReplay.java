package org.watchfire.rules.access;

import java.util.Optional;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Directory;
import org.watchfire.rules.directory.Person;

/**
 * Makes recorded decisions again under another policy set, with the people and assets of today.
 * Counts as it goes; not thread-safe.
 */
public final class DecisionReplay {
  /**
   * A decision that would be another one.
   *
   * @param now what the set decides
   */
  public record Changed(RecordedDecision recorded, Decision now) {}

  private final AccessEvaluator evaluator;
  private final Directory directory;
  private long decisions;
  private long nowAllowed;
  private long nowDenied;

  public DecisionReplay(AccessEvaluator evaluator, Directory directory) {
    this.evaluator = evaluator;
    this.directory = directory;
  }

  /** The change, empty when the set decides the same. */
  public Optional<Changed> replay(RecordedDecision recorded) {
    Person person = directory.person(recorded.person()).orElse(null);
    Asset asset =
        directory.asset(recorded.asset()).orElseGet(() -> Asset.unknown(recorded.asset()));
    Decision now =
        evaluator.decide(
            new AccessRequest(
                person, asset, recorded.target(), recorded.action(), recorded.context()));
    decisions++;
    if (now.allowed() == recorded.allowed()) {
      return Optional.empty();
    }
    if (now.allowed()) {
      nowAllowed++;
    } else {
      nowDenied++;
    }
    return Optional.of(new Changed(recorded, now));
  }

  public long decisions() {
    return decisions;
  }

  /** Recorded as denied, allowed by the set. */
  public long nowAllowed() {
    return nowAllowed;
  }

  /** Recorded as allowed, denied by the set. */
  public long nowDenied() {
    return nowDenied;
  }
}
