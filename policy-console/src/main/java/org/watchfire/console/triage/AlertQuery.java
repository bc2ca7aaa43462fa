package org.watchfire.console.triage;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which alerts of the queue are wanted; every value ends as a bound parameter.
 *
 * @param statuses empty for all
 * @param severities empty for all
 * @param rule rule id, null for all
 * @param entity exact value of the entity, null for all
 * @param text free text, null for none
 * @param from last seen at or after, null for open
 * @param to last seen before, null for open
 * @param limit most alerts of the page
 * @param after where the page begins, empty for the newest
 */
record AlertQuery(
    List<String> statuses,
    List<String> severities,
    String rule,
    String entity,
    String text,
    Instant from,
    Instant to,
    int limit,
    Optional<Position> after) {

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

  /** An SQL condition and the values of its parameters. */
  record Condition(String sql, Map<String, Object> values) {}

  /** The filters without the place of the page: what {@code total} counts. */
  Condition filters() {
    List<String> parts = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    if (!statuses.isEmpty()) {
      parts.add("status = ANY(:statuses)");
      values.put("statuses", statuses.toArray(new String[0]));
    }
    if (!severities.isEmpty()) {
      parts.add("severity = ANY(:severities)");
      values.put("severities", severities.toArray(new String[0]));
    }
    if (rule != null) {
      parts.add("rule_id = :rule");
      values.put("rule", rule);
    }
    if (entity != null) {
      parts.add("entity_value = :entity");
      values.put("entity", entity);
    }
    if (text != null) {
      parts.add("search_text LIKE :text");
      values.put("text", "%" + escaped(text.toLowerCase(Locale.ROOT)) + "%");
    }
    if (from != null) {
      parts.add("last_seen >= :from");
      values.put("from", from.atOffset(java.time.ZoneOffset.UTC));
    }
    if (to != null) {
      parts.add("last_seen < :to");
      values.put("to", to.atOffset(java.time.ZoneOffset.UTC));
    }
    return new Condition(parts.isEmpty() ? "TRUE" : String.join(" AND ", parts), values);
  }

  /** Everything, with the place of the page. */
  Condition page() {
    Condition filters = filters();
    if (after.isEmpty()) {
      return filters;
    }
    Map<String, Object> values = new LinkedHashMap<>(filters.values());
    values.put("afterSeen", after.get().lastSeen().atOffset(java.time.ZoneOffset.UTC));
    values.put("afterId", after.get().id());
    return new Condition(filters.sql() + " AND (last_seen, id) < (:afterSeen, :afterId)", values);
  }

  /** The characters that mean something in LIKE mean themselves. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
