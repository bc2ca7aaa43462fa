package org.watchfire.rules.match;

import org.watchfire.core.event.EventFormatException;

/** Makes of a recorded event what rules are to see of it. */
@FunctionalInterface
public interface EventReader {
  /** The event as it was recorded. */
  EventReader AS_RECORDED = RawEvent::decode;

  /**
   * @throws EventFormatException when the bytes are not exactly one event within the limits
   */
  RawEvent read(byte[] json) throws EventFormatException;
}
