package org.watchfire.console.search;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.console.identity.Caller;
import org.watchfire.store.ledger.Stream;

/** Decides what somebody is shown of records. Thread-safe. */
public interface RecordScreen {
  /** What one caller is shown in one request. */
  Viewer of(Caller caller);

  /**
   * A record as it is shown.
   *
   * @param masked names of the fields whose values are hidden; empty when nothing is
   * @param access what decided, as JSON; null when nothing had to be decided
   */
  record Shown(JsonNode record, List<String> masked, Map<String, Object> access) {
    /** As it is. */
    public static Shown whole(JsonNode record) {
      return new Shown(record, List.of(), null);
    }
  }

  /** Not thread-safe. */
  interface Viewer {
    /**
     * Fields of which some policy hides the value from somebody: no more than whole values may be
     * asked of them, and nothing counted.
     */
    Set<String> guarded(Stream stream);

    /**
     * @param record null when the ledger cannot give it any more
     */
    Shown show(Stream stream, long seq, JsonNode record);

    /**
     * Puts on record what was decided for all that was shown, and tells whom the policies say;
     * before anything is given out. Nothing when nothing had to be decided.
     */
    void putOnRecord();
  }
}
