package org.watchfire.rules.match;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.rules.sigma.Fold;

/**
 * The values of one event as text, read and folded once per field. Not thread-safe; lives as long
 * as one match call.
 */
final class FieldView {
  /** Values of a field: as they are, and case-folded on first use. */
  static final class Values {
    private final String[] plain;
    private String[] folded;

    Values(List<String> plain) {
      this.plain = plain.toArray(String[]::new);
    }

    String[] plain() {
      return plain;
    }

    String[] folded() {
      if (folded == null) {
        folded = new String[plain.length];
        for (int i = 0; i < plain.length; i++) {
          folded[i] = Fold.fold(plain[i]);
        }
      }
      return folded;
    }
  }

  private static final Values ABSENT = new Values(List.of());

  private final Event event;
  private final ZoneId defaultZone;
  private final Map<String, Values> byField = new HashMap<>();
  private Values everything;
  private ZoneId zone;

  FieldView(Event event, ZoneId defaultZone) {
    this.event = event;
    this.defaultZone = defaultZone;
  }

  /** Values of a field; those of all fields when {@code field} is null. */
  Values values(String field) {
    if (field == null) {
      if (everything == null) {
        List<String> out = new ArrayList<>();
        event.asMap().values().forEach(v -> collect(v, out));
        everything = new Values(out);
      }
      return everything;
    }
    return byField.computeIfAbsent(field, this::read);
  }

  boolean present(String field) {
    return event.get(field) != null;
  }

  private Values read(String field) {
    Object value = event.get(field);
    if (value == null) {
      return ABSENT;
    }
    if (value instanceof String s) {
      return new Values(List.of(s));
    }
    List<String> out = new ArrayList<>();
    collect(value, out);
    return new Values(out);
  }

  private static void collect(Object value, List<String> out) {
    if (value instanceof String s) {
      out.add(s);
    } else if (value instanceof List<?> list) {
      list.forEach(v -> collect(v, out));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(v -> collect(v, out));
    } else if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
      // 22.0 in JSON is the number that a rule writes as 22.
      out.add(Long.toString(d.longValue()));
    } else if (value != null) {
      out.add(value.toString());
    }
  }

  /** A value as a point in time where the event happened; null when it is not one. */
  ZonedDateTime time(String text) {
    try {
      return Instant.parse(text).atZone(zone());
    } catch (DateTimeParseException e) {
      try {
        return OffsetDateTime.parse(text).atZoneSameInstant(zone());
      } catch (DateTimeParseException notATime) {
        return null;
      }
    }
  }

  private ZoneId zone() {
    if (zone == null) {
      zone = defaultZone;
      String own = event.text(EcsFields.EVENT_TIMEZONE);
      if (own != null) {
        try {
          zone = ZoneId.of(own);
        } catch (DateTimeException e) {
          zone = defaultZone;
        }
      }
    }
    return zone;
  }
}
