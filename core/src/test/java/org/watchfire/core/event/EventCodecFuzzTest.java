package org.watchfire.core.event;

import com.code_intelligence.jazzer.junit.FuzzTest;

class EventCodecFuzzTest {
  /** Any bytes either decode to an event that survives a round trip, or are refused. */
  @FuzzTest(maxDuration = "20s")
  void decodeRefusesOrRoundTrips(byte[] bytes) throws Exception {
    Event event;
    try {
      event = EventCodec.decode(bytes);
    } catch (EventFormatException refused) {
      return;
    }
    byte[] again = EventCodec.encode(event);
    if (again.length <= EventCodec.MAX_BYTES && !EventCodec.decode(again).equals(event)) {
      throw new AssertionError("round trip changed the event");
    }
  }
}
