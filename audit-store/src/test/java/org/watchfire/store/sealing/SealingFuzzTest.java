package org.watchfire.store.sealing;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.core.event.EventFormatException;

/** Any bytes as a record: the places found are true, or the record is refused with a reason. */
class SealingFuzzTest {
  @FuzzTest
  void places(byte[] data) {
    try {
      int last = 0;
      for (JsonValues.Value value : JsonValues.find(data, f -> f.length() == 1, t -> true)) {
        if (value.start() < last || value.end() <= value.start() || value.end() > data.length) {
          throw new AssertionError("a value at " + value.start() + " to " + value.end());
        }
        if (value.text() != null && (data[value.start()] != '"' || data[value.end() - 1] != '"')) {
          throw new AssertionError("a text that is none");
        }
        last = value.end();
      }
    } catch (EventFormatException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("no reason given", e);
      }
    }
    var unused = Sealer.kids(data);
  }
}
