package org.watchfire.store.retention;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.watchfire.core.config.Default;
import org.watchfire.store.ledger.Stream;

/**
 * How long records stay, from the last day of their period on.
 *
 * @param streams by stream; one that is not named keeps the default
 * @param levels by data level ({@code gov.data.level}) where longer than the stream's: a log is
 *     kept as long as the longest of what it holds
 */
public record RetentionSettings(
    @Default("{}") Map<String, Duration> streams, @Default("{}") Map<String, Duration> levels) {
  /** The law's six months; no configuration is below it. */
  public static final Duration FLOOR = Duration.ofDays(183);

  private static final Map<Stream, Duration> STANDARD =
      Map.of(
          Stream.EVENTS, Duration.ofDays(365),
          Stream.ALERTS, Duration.ofDays(1095),
          Stream.AUDIT, Duration.ofDays(1095),
          Stream.DEADLETTER, FLOOR);

  /** Checks names and the floor. */
  public RetentionSettings {
    streams = Map.copyOf(streams);
    levels = Map.copyOf(levels);
    streams.forEach(
        (name, time) -> {
          if (Stream.of(name).isEmpty()) {
            throw new IllegalArgumentException("streams: there is no stream '" + name + "'");
          }
          requireFloor("streams." + name, time);
        });
    levels.forEach((name, time) -> requireFloor("levels." + name, time));
  }

  private static void requireFloor(String name, Duration time) {
    if (time.compareTo(FLOOR) < 0) {
      throw new IllegalArgumentException(
          name + " is " + time.toDays() + " days; the law asks for at least " + FLOOR.toDays());
    }
  }

  /** What holds when the file says nothing. */
  public static RetentionSettings standard() {
    return new RetentionSettings(Map.of(), Map.of());
  }

  /** Retention of a stream. */
  public Duration of(Stream stream) {
    return streams.getOrDefault(stream.id(), STANDARD.get(stream));
  }

  /** Retention of a log of a stream that holds records of these levels: the longest. */
  public Duration of(Stream stream, Iterable<String> present) {
    Duration longest = of(stream);
    for (String level : present) {
      Duration time = levels.getOrDefault(level, longest);
      longest = time.compareTo(longest) > 0 ? time : longest;
    }
    return longest;
  }

  /** The policy in one line, as it is published beside a pruned log. */
  public String text(Stream stream) {
    Map<String, String> days = new LinkedHashMap<>();
    new TreeMap<>(levels).forEach((level, time) -> days.put(level, time.toDays() + " d"));
    return stream.id()
        + " are kept "
        + of(stream).toDays()
        + " days after the last day of their quarter, longer by level "
        + days
        + ", never less than "
        + FLOOR.toDays()
        + " days";
  }
}
