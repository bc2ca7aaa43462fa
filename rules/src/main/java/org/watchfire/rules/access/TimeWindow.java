package org.watchfire.rules.access;

import static java.util.Objects.requireNonNull;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Hours of the week by the clock of a zone.
 *
 * @param days on which it begins; empty = every day
 * @param from included
 * @param to not included; at or before {@code from} it is on the day after
 */
public record TimeWindow(Set<DayOfWeek> days, LocalTime from, LocalTime to, ZoneId zone)
    implements Comparable<TimeWindow> {

  public TimeWindow {
    days = days.isEmpty() ? Set.of(DayOfWeek.values()) : Set.copyOf(days);
    requireNonNull(from, "from");
    requireNonNull(to, "to");
    requireNonNull(zone, "zone");
  }

  boolean contains(Instant at) {
    ZonedDateTime local = at.atZone(zone);
    LocalTime time = local.toLocalTime();
    DayOfWeek day = local.getDayOfWeek();
    if (from.isBefore(to)) {
      return days.contains(day) && !time.isBefore(from) && time.isBefore(to);
    }
    return (days.contains(day) && !time.isBefore(from))
        || (days.contains(day.minus(1)) && time.isBefore(to));
  }

  /** {@code mon}, {@code tue}, … */
  static String dayText(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }

  private List<String> dayTexts() {
    return Arrays.stream(DayOfWeek.values())
        .filter(days::contains)
        .map(TimeWindow::dayText)
        .toList();
  }

  String text() {
    return String.join(",", dayTexts()) + " " + from + "-" + to + " " + zone;
  }

  Map<String, Object> tree() {
    Map<String, Object> tree = new TreeMap<>();
    tree.put("days", dayTexts());
    tree.put("from", from.toString());
    tree.put("to", to.toString());
    tree.put("zone", zone.getId());
    return tree;
  }

  @Override
  public int compareTo(TimeWindow other) {
    return text().compareTo(other.text());
  }
}
