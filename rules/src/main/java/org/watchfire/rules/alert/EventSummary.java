package org.watchfire.rules.alert;

import java.util.List;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * One line that tells what an event was: action and outcome, then {@code name=value} for who,
 * whence and what.
 */
final class EventSummary {
  private static final int MAX = 240;
  private static final int MAX_VALUE = 80;
  private static final List<String> FIELDS =
      List.of(
          "user.name",
          "user.effective.name",
          "source.ip",
          "host.name",
          "destination.ip",
          "file.path",
          "http.request.method",
          "url.original",
          "http.response.status_code",
          "process.command_line",
          "dns.question.name",
          "postgresql.object");

  private EventSummary() {}

  static String of(Event event) {
    StringBuilder out = new StringBuilder(MAX);
    append(out, "", event.text(EcsFields.EVENT_ACTION));
    append(out, "", event.text(EcsFields.EVENT_OUTCOME));
    for (String field : FIELDS) {
      append(out, field + "=", event.text(field));
    }
    if (out.length() == 0) {
      append(out, "", event.text("message"));
    }
    return PlainText.of(out.toString(), MAX);
  }

  private static void append(StringBuilder out, String prefix, String value) {
    if (value != null) {
      out.append(out.length() == 0 ? "" : " ")
          .append(prefix)
          .append(PlainText.of(value, MAX_VALUE));
    }
  }
}
