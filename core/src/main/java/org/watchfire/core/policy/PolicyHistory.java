package org.watchfire.core.policy;

import java.util.HashMap;
import java.util.Map;
import org.watchfire.core.policy.PolicyException.Reason;

/**
 * Remembers the last version of each object, so that nobody can bring back an older one. The topic
 * is compacted: a reader may first meet an object at any version, and versions between may be gone;
 * the previous hash is checked whenever the version before was seen. Not thread-safe.
 */
public final class PolicyHistory {
  private record Last(long version, String hash) {}

  private final Map<String, Last> last = new HashMap<>();

  /**
   * Takes the object as the newest of its key. The very same version again is accepted (a repeated
   * record).
   *
   * @return whether it is newer than what was known
   * @throws PolicyException ROLLED_BACK or BROKEN_CHAIN; the history is unchanged then
   */
  public boolean accept(PolicyObject object) throws PolicyException {
    Last before = last.get(object.key());
    String hash = object.hash();
    if (before != null) {
      if (object.version() == before.version() && hash.equals(before.hash())) {
        return false;
      }
      if (object.version() <= before.version()) {
        throw new PolicyException(
            Reason.ROLLED_BACK,
            object.key()
                + " version "
                + object.version()
                + " comes after version "
                + before.version());
      }
      if (object.version() == before.version() + 1
          && !object.previousHash().equals(before.hash())) {
        throw new PolicyException(
            Reason.BROKEN_CHAIN,
            object.key() + " version " + object.version() + " does not follow the one before");
      }
    }
    last.put(object.key(), new Last(object.version(), hash));
    return true;
  }
}
