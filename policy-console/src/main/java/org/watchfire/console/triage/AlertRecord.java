package org.watchfire.console.triage;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.directory.Person;

/**
 * What the queue needs of one record of {@code wf.alerts} (docs/contracts.md §4), and its exact
 * bytes.
 *
 * @param id the alert, the same in every revision
 * @param revision 0, 1, 2…; the highest one counts
 * @param suppression the exception that covers it, in words; empty = none
 * @param subject what else it can be looked for by
 */
record AlertRecord(
    String id,
    int revision,
    String severity,
    String kind,
    String entityType,
    String entityValue,
    String ruleId,
    String ruleName,
    String titleZh,
    String titleEn,
    String reasonZh,
    String reasonEn,
    Instant firstSeen,
    Instant lastSeen,
    long count,
    String suppression,
    Subject subject,
    byte[] document) {

  /**
   * Members are null when the alert does not say.
   *
   * @param account user name as the engine compares it
   * @param asset id of the asset whose protection was broken
   * @param exception id of the exception that covers it
   */
  record Subject(String host, String account, String asset, String exception) {}

  static final Set<String> SEVERITIES =
      Set.of("critical", "high", "medium", "low", "informational");

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int MAX_TEXT = 4_000;
  private static final int MAX_KEY = 256;

  /** Why a record is no alert; the message never holds its content. */
  static final class NotAnAlert extends Exception {
    private static final long serialVersionUID = 1L;

    NotAnAlert(String message) {
      super(message);
    }
  }

  static AlertRecord parse(byte[] json) throws NotAnAlert {
    Event event;
    try {
      event = EventCodec.decode(json);
    } catch (EventFormatException e) {
      throw new NotAnAlert(e.getMessage());
    }
    String id = text(event, "alert.id");
    if (!ID.matcher(id).matches()) {
      throw new NotAnAlert("alert.id is not 32 hex digits");
    }
    String severity = text(event, "alert.severity");
    if (!SEVERITIES.contains(severity)) {
      throw new NotAnAlert("alert.severity is none of the known ones");
    }
    long revision = number(event, "alert.revision", 0);
    if (revision > Integer.MAX_VALUE) {
      throw new NotAnAlert("alert.revision is too large");
    }
    String ruleId = text(event, "rule.id");
    String kind = text(event, "alert.kind");
    if (ruleId.length() > MAX_KEY || kind.length() > MAX_KEY) {
      throw new NotAnAlert("rule.id or alert.kind is longer than " + MAX_KEY);
    }
    return new AlertRecord(
        id,
        (int) revision,
        severity,
        kind,
        text(event, "alert.entity.type"),
        text(event, "alert.entity.value"),
        ruleId,
        either(event.text("rule.name"), ruleId),
        text(event, "alert.title.zh"),
        text(event, "alert.title.en"),
        either(event.text("alert.reason.zh"), ""),
        either(event.text("alert.reason.en"), ""),
        instant(event, "alert.first_seen"),
        instant(event, "alert.last_seen"),
        number(event, "alert.count", 1),
        suppression(event),
        subject(event),
        json);
  }

  private static Subject subject(Event event) {
    boolean user = "user".equals(event.text("alert.entity.type"));
    String account = event.text(user ? "alert.entity.value" : "user.name");
    return new Subject(
        key(event.text("host.name")),
        account == null ? null : key(Person.account(account)),
        key(event.text("alert.explanation.label.asset")),
        key(event.text("alert.suppression.filter")));
  }

  /** Short enough for an index of PostgreSQL, whatever somebody calls himself. */
  private static String key(String value) {
    return value == null ? null : cut(storable(value));
  }

  private static String cut(String value) {
    return value.length() <= MAX_KEY ? value : value.substring(0, MAX_KEY);
  }

  private static String suppression(Event event) {
    String filter = event.text("alert.suppression.filter");
    if (filter == null) {
      return "";
    }
    StringBuilder words = new StringBuilder(storable(filter));
    for (String part : List.of("title", "owner", "reason", "approval", "expires")) {
      String value = event.text("alert.suppression." + part);
      if (value != null) {
        words.append("; ").append(part).append(": ").append(storable(value));
      }
    }
    return words.toString();
  }

  /** Lower case, what free text is looked for in. */
  String searchText() {
    return String.join(
            "\n", titleZh, titleEn, reasonZh, reasonEn, entityValue, ruleName, ruleId, id)
        .toLowerCase(Locale.ROOT);
  }

  /** Ids of the events that are the evidence, in the alert's order. */
  static List<String> evidence(byte[] document) throws NotAnAlert {
    try {
      return EventCodec.decode(document).texts("alert.evidence.event_id").stream()
          .distinct()
          .toList();
    } catch (EventFormatException e) {
      throw new NotAnAlert(e.getMessage());
    }
  }

  private static String text(Event event, String field) throws NotAnAlert {
    String value = event.text(field);
    if (value == null) {
      throw new NotAnAlert(field + " is missing");
    }
    return storable(value);
  }

  private static String either(String value, String fallback) {
    return value == null ? fallback : storable(value);
  }

  /** PostgreSQL text holds no NUL; and no single value may fill the queue. */
  private static String storable(String value) {
    String clean = value.replace('\0', '\uFFFD');
    return clean.length() <= MAX_TEXT ? clean : clean.substring(0, MAX_TEXT) + "…";
  }

  private static long number(Event event, String field, long min) throws NotAnAlert {
    if (event.get(field) instanceof Long n && n >= min) {
      return n;
    }
    throw new NotAnAlert(field + " is missing or not a whole number from " + min);
  }

  private static Instant instant(Event event, String field) throws NotAnAlert {
    try {
      return java.time.OffsetDateTime.parse(Objects.toString(event.text(field), "")).toInstant();
    } catch (java.time.format.DateTimeParseException e) {
      throw new NotAnAlert(field + " is missing or not a time");
    }
  }
}
