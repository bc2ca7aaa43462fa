package org.watchfire.console.triage;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.triage.AlertFilter.Condition;

/**
 * A page of the queue.
 *
 * @param now what overdue is measured by
 * @param limit most alerts of the page
 * @param after where the page begins, empty for the newest
 */
record AlertQuery(AlertFilter filter, Instant now, int limit, Optional<Position> after) {

  /** The place of one alert in the queue: newest first, the id decides between equals. */
  record Position(Instant lastSeen, String id) {
    private static final String SEPARATOR = " ";

    /** Opaque for clients. */
    String cursor() {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString((lastSeen + SEPARATOR + id).getBytes(StandardCharsets.UTF_8));
    }

    /** Empty when the text was not made by {@link #cursor}. */
    static Optional<Position> parse(String cursor) {
      try {
        String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        int cut = text.indexOf(SEPARATOR);
        String id = text.substring(cut + 1);
        if (cut < 0 || !id.matches("[0-9a-f]{32}")) {
          return Optional.empty();
        }
        return Optional.of(new Position(Instant.parse(text.substring(0, cut)), id));
      } catch (IllegalArgumentException | DateTimeException e) {
        return Optional.empty();
      }
    }
  }

  /** The filters without the place of the page: what is counted. */
  Condition filters() {
    return filter.condition(now);
  }

  /** Everything, with the place of the page. */
  Condition page() {
    Condition filters = filters();
    if (after.isEmpty()) {
      return filters;
    }
    Map<String, Object> values = new LinkedHashMap<>(filters.values());
    values.put("afterSeen", after.get().lastSeen().atOffset(ZoneOffset.UTC));
    values.put("afterId", after.get().id());
    return new Condition(filters.sql() + " AND (last_seen, id) < (:afterSeen, :afterId)", values);
  }
}
