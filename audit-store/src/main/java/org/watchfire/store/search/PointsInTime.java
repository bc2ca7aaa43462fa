package org.watchfire.store.search;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The points in time that pages are being read from. Elasticsearch names each with a text that
 * grows with the number of indices; here it has a number that fits into a cursor. The longest
 * unused are forgotten, and a page that comes back to a forgotten one gets a new one. Thread-safe.
 */
final class PointsInTime {
  private static final int MOST = 1000;

  private record Point(String alias, String id) {}

  private final SecureRandom random = new SecureRandom();
  private final Map<Long, Point> points =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Point> eldest) {
          return size() > MOST;
        }
      };

  /** The number of a new one. */
  synchronized long add(String alias, String id) {
    long number = random.nextLong();
    points.put(number, new Point(alias, id));
    return number;
  }

  /** Its name, if it is known and of this alias. */
  synchronized Optional<String> id(long number, String alias) {
    return Optional.ofNullable(points.get(number))
        .filter(point -> point.alias().equals(alias))
        .map(Point::id);
  }

  /** Elasticsearch may name it anew with each answer. */
  synchronized void renamed(long number, String id) {
    points.computeIfPresent(number, (n, point) -> new Point(point.alias(), id));
  }

  synchronized void remove(long number) {
    points.remove(number);
  }
}
