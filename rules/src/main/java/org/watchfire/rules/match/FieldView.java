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

  private final RawEvent event;
  private final ZoneId defaultZone;
  private final Map<String, Values> byField = new HashMap<>();
  private Values everything;
  private ZoneId zone;

  FieldView(RawEvent event, ZoneId defaultZone) {
    this.event = event;
    this.defaultZone = defaultZone;
  }

  /** Values of a field; those of all fields when {@code field} is null. */
  Values values(String field) {
    if (field == null) {
      if (everything == null) {
        List<String> out = new ArrayList<>();
        event.values().values().forEach(v -> collect(v, out));
        everything = new Values(out);
      }
      return everything;
    }
    return byField.computeIfAbsent(field, this::read);
  }

  boolean present(String field) {
    return values(field).plain().length > 0;
  }

  private Values read(String field) {
    List<Object> all = event.all(field);
    if (all.isEmpty()) {
      return ABSENT;
    }
    List<String> out = new ArrayList<>();
    for (Object value : all) {
      // An object is not a value; its fields have names of their own.
      if (!(value instanceof Map)) {
        collect(value, out);
      }
    }
    return new Values(out);
  }

  private static void collect(Object value, List<String> out) {
    if (value instanceof String s) {
      out.add(s);
    } else if (value instanceof List<?> list) {
      list.forEach(v -> collect(v, out));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(v -> collect(v, out));
    } else if (value != null) {
      out.add(text(value));
    }
  }

  /**
   * Whether the event happened before an instant; one without a time only before the end of time.
   */
  boolean isBefore(Instant end) {
    if (end.equals(Instant.MAX)) {
      return true;
    }
    Instant time = event.timestamp();
    return time != null && time.isBefore(end);
  }

  /** A value that is not a list or map, as the text that rules see. */
  static String text(Object value) {
    if (value instanceof Double d && d == Math.rint(d) && Math.abs(d) < 1e15) {
      // 22.0 in JSON is the number that a rule writes as 22.
      return Long.toString(d.longValue());
    }
    return value.toString();
  }

  /** A value as a point in time where the event happened; null when it is not one. */
  ZonedDateTime time(String text) {
    return time(text, zone());
  }

  static ZonedDateTime time(String text, ZoneId zone) {
    try {
      return Instant.parse(text).atZone(zone);
    } catch (DateTimeParseException e) {
      try {
        return OffsetDateTime.parse(text).atZoneSameInstant(zone);
      } catch (DateTimeParseException notATime) {
        return null;
      }
    }
  }

  private ZoneId zone() {
    if (zone == null) {
      String[] own = values(EcsFields.EVENT_TIMEZONE).plain();
      zone = zone(own.length == 0 ? null : own[0], defaultZone);
    }
    return zone;
  }

  /** The zone that an event names, the other one when it names none. */
  static ZoneId zone(String own, ZoneId otherwise) {
    if (own == null) {
      return otherwise;
    }
    try {
      return ZoneId.of(own);
    } catch (DateTimeException e) {
      return otherwise;
    }
  }
}
