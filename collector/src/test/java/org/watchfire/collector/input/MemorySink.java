package org.watchfire.collector.input;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/**
 * Keeps what inputs hand on, like a spool without a disk; positions survive a new input, as after a
 * crash.
 */
final class MemorySink implements EventSink {

  private final List<Event> events = new ArrayList<>();
  private final Map<String, byte[]> positions = new HashMap<>();
  private boolean full;
  private int appends;

  @Override
  public synchronized void append(List<byte[]> encoded, Map<String, byte[]> changes) {
    appends++;
    take(encoded);
    changes.forEach(
        (k, v) -> {
          if (v.length == 0) {
            positions.remove(k);
          } else {
            positions.put(k, v);
          }
        });
  }

  @Override
  public synchronized boolean offer(List<byte[]> encoded) {
    if (full) {
      return false;
    }
    take(encoded);
    return true;
  }

  private void take(List<byte[]> encoded) {
    for (byte[] e : encoded) {
      try {
        events.add(EventCodec.decode(e));
      } catch (EventFormatException x) {
        throw new AssertionError(x);
      }
    }
  }

  synchronized void full(boolean value) {
    full = value;
  }

  synchronized int appends() {
    return appends;
  }

  synchronized Map<String, byte[]> positions() {
    return new HashMap<>(positions);
  }

  synchronized List<Event> events() {
    return new ArrayList<>(events);
  }

  /** Original lines in the order in which they came. */
  synchronized List<String> lines() {
    return events.stream().map(e -> e.text("event.original")).toList();
  }

  synchronized List<String> ids() {
    return events.stream().map(Event::id).toList();
  }
}
