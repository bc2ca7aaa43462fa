package org.watchfire.store.ledger;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;

/** Bytes from a disk or a stranger: read whole, or refused with the exception that says so. */
class LedgerFuzzTest {
  @FuzzTest
  void note(byte[] data) {
    try {
      SignedNote note = SignedNote.parse(data);
      if (!Arrays.equals(note.bytes(), data)) {
        throw new AssertionError("a note was read as another one");
      }
      Checkpoint.parse(note.text());
    } catch (NoteException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void key(byte[] data) {
    String text = new String(data, java.nio.charset.StandardCharsets.UTF_8);
    try {
      NoteVerifier key = NoteVerifier.parse(text);
      if (!key.text().equals(text.strip())) {
        throw new AssertionError("a key was read as another one");
      }
    } catch (NoteException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void bundle(byte[] data) {
    for (int count : new int[] {1, 2, 256}) {
      try {
        int bytes =
            EntryBundle.parse("bundle", data, count).stream().mapToInt(e -> e.length + 2).sum();
        if (bytes != data.length) {
          throw new AssertionError("bytes were lost");
        }
      } catch (LedgerCorruptException e) {
        requireMessage(e);
      }
    }
  }

  @FuzzTest
  void state(byte[] data) {
    try {
      LedgerState.parse(data);
    } catch (LedgerCorruptException e) {
      requireMessage(e);
    }
  }

  private static void requireMessage(Exception e) {
    if (e.getMessage().isEmpty()) {
      throw new AssertionError("no reason given", e);
    }
  }
}
