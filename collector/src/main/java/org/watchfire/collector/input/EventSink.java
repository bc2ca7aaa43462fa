package org.watchfire.collector.input;

import java.util.List;
import java.util.Map;

/** Takes encoded events together with the input positions behind them, as one unit. */
public interface EventSink {

  /**
   * Waits while there is no room.
   *
   * @param positions new position by key; an empty value removes the key
   */
  void append(List<byte[]> events, Map<String, byte[]> positions) throws InterruptedException;

  /** For inputs that cannot wait: false when there is no room now, and nothing happened. */
  boolean offer(List<byte[]> events) throws InterruptedException;
}
