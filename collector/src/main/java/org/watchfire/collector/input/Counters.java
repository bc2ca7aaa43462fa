package org.watchfire.collector.input;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What inputs have done since the start; shared by all of them, thread-safe. */
public final class Counters {

  /** Names that one labelled counter keeps; what comes after is counted as {@code other}. */
  private static final int MAX_NAMES = 256;

  public final LongAdder lines = new LongAdder();
  public final LongAdder bytes = new LongAdder();
  public final LongAdder events = new LongAdder();
  public final LongAdder structured = new LongAdder();
  public final LongAdder truncatedLines = new LongAdder();
  public final LongAdder oversizedEvents = new LongAdder();
  public final LongAdder readErrors = new LongAdder();
  public final LongAdder rotations = new LongAdder();
  public final LongAdder truncations = new LongAdder();
  public final LongAdder filesLostSight = new LongAdder();
  public final LongAdder parserFailures = new LongAdder();
  public final LongAdder refusedConnections = new LongAdder();
  public final LongAdder framingErrors = new LongAdder();

  private final Map<String, LongAdder> unparsed = new ConcurrentHashMap<>();
  private final Map<String, LongAdder> drops = new ConcurrentHashMap<>();

  /** Counts a line that no parser could read. */
  public void unparsed(String reason) {
    count(unparsed, reason);
  }

  /** Counts an event that was dropped because its sender cannot be made to wait. */
  public void drop(String source) {
    count(drops, source);
  }

  public Map<String, Long> unparsed() {
    return copy(unparsed);
  }

  public Map<String, Long> drops() {
    return copy(drops);
  }

  private static void count(Map<String, LongAdder> map, String name) {
    LongAdder n = map.get(name);
    if (n == null) {
      n = map.computeIfAbsent(map.size() < MAX_NAMES ? name : "other", k -> new LongAdder());
    }
    n.increment();
  }

  private static Map<String, Long> copy(Map<String, LongAdder> map) {
    Map<String, Long> out = new TreeMap<>();
    map.forEach((k, v) -> out.put(k, v.sum()));
    return out;
  }
}
