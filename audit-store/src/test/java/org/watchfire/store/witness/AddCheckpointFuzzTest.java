package org.watchfire.store.witness;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.watchfire.store.ledger.NoteException;

class AddCheckpointFuzzTest {
  @FuzzTest
  void request(byte[] data) {
    try {
      if (!Arrays.equals(AddCheckpoint.parse(data).bytes(), data)) {
        throw new AssertionError("a request was read as another one");
      }
    } catch (NoteException e) {
      if (e.getMessage().isEmpty()) {
        throw new AssertionError("no reason given", e);
      }
    }
  }
}
