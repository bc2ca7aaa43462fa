package org.watchfire.store.ledger;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a stranger hands over to be believed: read whole, or refused with a reason. */
class TrustFuzzTest {
  @FuzzTest
  void policy(byte[] data) {
    try {
      TrustPolicy policy = TrustPolicy.parse(new String(data, StandardCharsets.UTF_8));
      if (!TrustPolicy.parse(policy.text()).text().equals(policy.text())) {
        throw new AssertionError("a policy was written as another one");
      }
    } catch (NoteException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void proof(byte[] data) {
    try {
      if (!Arrays.equals(TlogProof.parse(data).bytes(), data)) {
        throw new AssertionError("a proof was read as another one");
      }
    } catch (NoteException e) {
      requireMessage(e);
    }
  }

  @FuzzTest
  void privateKey(byte[] data) {
    String text = "PRIVATE+KEY+" + new String(data, StandardCharsets.UTF_8);
    try {
      if (!NoteSigner.parse(text).text().equals(text.strip())) {
        throw new AssertionError("a key was read as another one");
      }
    } catch (NoteException e) {
      requireMessage(e);
    }
  }

  private static void requireMessage(Exception e) {
    if (e.getMessage().isEmpty()) {
      throw new AssertionError("no reason given", e);
    }
  }
}
