package org.watchfire.console.triage;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.watchfire.console.web.Refusal;
import org.watchfire.rules.directory.Person;

/**
 * Which alerts are meant; the same for the queue, the counts and bulk acts. Lists are empty and
 * other members null for "all". Every value ends as a bound parameter.
 *
 * @param ids of alerts
 * @param rule rule id
 * @param assignee user names, comma separated; {@code -} for alerts that are nobody's
 * @param entity exact value of the entity
 * @param entityType {@code user}, {@code source}, {@code host} and so on
 * @param host name of the host
 * @param user account on the monitored systems, compared as the engine does
 * @param person id of a person of the directory: any of his accounts
 * @param asset id of an asset
 * @param caseId number of the case it was escalated to
 * @param exceptionId the exception that covers it
 * @param overdue {@code acknowledge}, {@code resolve} or {@code any}
 * @param q free text
 * @param from last seen at or after, ISO-8601
 * @param to last seen before, ISO-8601
 */
record AlertFilter(
    List<String> ids,
    List<String> status,
    List<String> severity,
    List<String> kind,
    List<String> disposition,
    String rule,
    String assignee,
    String entity,
    String entityType,
    String host,
    String user,
    String person,
    String asset,
    String caseId,
    String exceptionId,
    String overdue,
    String q,
    String from,
    String to) {

  static final List<String> STATUSES = List.of("new", "acknowledged", "closed");
  static final Set<String> DISPOSITIONS =
      Set.of("true_positive", "benign", "false_positive", "duplicate", "suppressed");
  static final String NOBODY = "-";

  private static final Set<String> OVERDUE = Set.of("acknowledge", "resolve", "any");
  private static final int MAX_TEXT = 2_000;
  private static final int MAX_KINDS = 20;
  private static final int MAX_IDS = 500;

  /** An SQL condition and the values of its parameters. */
  record Condition(String sql, Map<String, Object> values) {}

  AlertFilter {
    ids = ids == null ? List.of() : List.copyOf(ids);
    if (ids.size() > MAX_IDS || ids.stream().anyMatch(id -> !id.matches("[0-9a-f]{32}"))) {
      throw Refusal.invalid("ids expects ids of alerts, at most " + MAX_IDS);
    }
    status = known("status", status, Set.copyOf(STATUSES));
    severity = known("severity", severity, AlertRecord.SEVERITIES);
    disposition = known("disposition", disposition, DISPOSITIONS);
    kind = kind == null ? List.of() : List.copyOf(kind);
    if (kind.size() > MAX_KINDS || kind.stream().anyMatch(k -> !k.matches("[a-z_-]{1,40}"))) {
      throw Refusal.invalid("kind expects some kinds of alerts such as sigma");
    }
    if (overdue != null && !OVERDUE.contains(overdue)) {
      throw Refusal.invalid("overdue expects acknowledge, resolve or any");
    }
    String[] texts = {
      rule, assignee, entity, entityType, host, user, person, asset, caseId, exceptionId, q
    };
    for (String text : texts) {
      if (text != null && (text.length() > MAX_TEXT || text.indexOf('\0') >= 0)) {
        throw Refusal.invalid("a text is longer than " + MAX_TEXT + " or holds a NUL");
      }
    }
    instant("from", from);
    instant("to", to);
  }

  private static List<String> known(String name, List<String> values, Set<String> allowed) {
    if (values == null) {
      return List.of();
    }
    if (!values.stream().allMatch(v -> v != null && allowed.contains(v))) {
      throw Refusal.invalid(
          "parameter "
              + name
              + " expects some of "
              + String.join(", ", allowed.stream().sorted().toList()));
    }
    return values.stream().distinct().toList();
  }

  private static OffsetDateTime instant(String name, String text) {
    try {
      return text == null ? null : OffsetDateTime.parse(text).withOffsetSameInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw Refusal.invalid("parameter " + name + " expects a time such as 2026-11-21T08:00:00Z");
    }
  }

  /** Whether nothing is asked of the alerts. */
  boolean everything() {
    return condition(Instant.EPOCH).sql().equals("TRUE");
  }

  /**
   * @param now what overdue is measured by
   */
  Condition condition(Instant now) {
    List<String> parts = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    any(parts, values, "id", ids);
    statuses(parts, values);
    any(parts, values, "severity", severity);
    any(parts, values, "kind", kind);
    any(parts, values, "disposition", disposition);
    equal(parts, values, "rule_id", rule);
    if (entity != null) {
      // The index is over what PostgreSQL can always index.
      parts.add("left(entity_value, 256) = left(:entity, 256)");
    }
    equal(parts, values, "entity_value", "entity", entity);
    equal(parts, values, "entity_type", entityType);
    equal(parts, values, "host_name", host);
    equal(parts, values, "user_account", user == null ? null : Person.account(user));
    equal(parts, values, "asset_id", asset);
    equal(parts, values, "case_id", caseId);
    equal(parts, values, "exception_id", exceptionId);
    given(assignee, names -> assignees(parts, values, List.of(names.split(","))));
    given(
        person,
        p -> {
          parts.add(
              "user_account IN (SELECT account FROM person_accounts WHERE person_id = :person)");
          values.put("person", p);
        });
    given(
        overdue,
        o -> {
          parts.add(overdue(o));
          values.put("now", now.atOffset(ZoneOffset.UTC));
        });
    given(
        q,
        text -> {
          parts.add("search_text LIKE :text");
          values.put("text", "%" + escaped(text.toLowerCase(Locale.ROOT)) + "%");
        });
    given(
        instant("from", from),
        at -> {
          parts.add("last_seen >= :from");
          values.put("from", at);
        });
    given(
        instant("to", to),
        at -> {
          parts.add("last_seen < :to");
          values.put("to", at);
        });
    return new Condition(parts.isEmpty() ? "TRUE" : String.join(" AND ", parts), values);
  }

  /** Written so that PostgreSQL finds the index that is in the order of the queue. */
  private void statuses(List<String> parts, Map<String, Object> values) {
    if (status.size() == 2 && !status.contains("closed")) {
      parts.add("status <> 'closed'");
    } else if (!status.isEmpty() && status.size() < STATUSES.size()) {
      any(parts, values, "status", status);
    }
  }

  private static void assignees(
      List<String> parts, Map<String, Object> values, List<String> names) {
    List<String> somebody = names.stream().filter(name -> !name.equals(NOBODY)).toList();
    if (somebody.size() == names.size()) {
      any(parts, values, "assignee", somebody);
    } else if (somebody.isEmpty()) {
      parts.add("assignee IS NULL");
    } else {
      parts.add("(assignee IS NULL OR assignee = ANY(:assignee))");
      values.put("assignee", somebody.toArray(new String[0]));
    }
  }

  private static String overdue(String what) {
    String acknowledge = "(status = 'new' AND acknowledge_due < :now)";
    String resolve = "(status <> 'closed' AND resolve_due < :now)";
    return switch (what) {
      case "acknowledge" -> acknowledge;
      case "resolve" -> resolve;
      default -> "(" + acknowledge + " OR " + resolve + ")";
    };
  }

  private static void any(
      List<String> parts, Map<String, Object> values, String column, List<String> wanted) {
    if (wanted.size() == 1) {
      equal(parts, values, column, wanted.get(0));
    } else if (!wanted.isEmpty()) {
      parts.add(column + " = ANY(:" + column + ")");
      values.put(column, wanted.toArray(new String[0]));
    }
  }

  private static void equal(
      List<String> parts, Map<String, Object> values, String column, String wanted) {
    equal(parts, values, column, column, wanted);
  }

  private static void equal(
      List<String> parts, Map<String, Object> values, String column, String name, String wanted) {
    if (wanted != null) {
      parts.add(column + " = :" + name);
      values.put(name, wanted);
    }
  }

  private static <T> void given(T value, Consumer<T> then) {
    if (value != null) {
      then.accept(value);
    }
  }

  /** The characters that mean something in LIKE mean themselves. */
  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
  }
}
