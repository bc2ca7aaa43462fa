package org.watchfire.rules.correlate;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.watchfire.rules.alert.Episode;
import org.watchfire.rules.alert.Signal;

/** Bytes of a damaged checkpoint are refused with one kind of exception. */
class StateFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void state(byte[] bytes) {
    for (Runnable reader :
        new Runnable[] {
          () -> Window.fromBytes(bytes),
          () -> Episode.fromBytes(bytes),
          () -> Signal.fromBytes(bytes)
        }) {
      try {
        reader.run();
      } catch (IllegalArgumentException refused) {
        if (refused.getClass() != IllegalArgumentException.class) {
          throw refused;
        }
      }
    }
  }
}
