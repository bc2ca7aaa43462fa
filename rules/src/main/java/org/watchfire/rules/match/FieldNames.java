package org.watchfire.rules.match;

import java.util.List;
import java.util.Map;

/**
 * The names one field of a rule can have in an event: itself, and for Windows events that come in
 * Winlogbeat's shape the place there.
 */
final class FieldNames {
  private static final Map<String, String> SYSTEM =
      Map.of(
          "EventID", "winlog.event_id",
          "Channel", "winlog.channel",
          "Provider_Name", "winlog.provider_name",
          "Computer", "winlog.computer_name");

  private FieldNames() {}

  /** The name itself comes first. */
  static List<String> of(String field) {
    if (field.indexOf('.') >= 0 || field.startsWith("@")) {
      return List.of(field);
    }
    String system = SYSTEM.get(field);
    return system == null
        ? List.of(field, "winlog.event_data." + field, "winlog.user_data." + field)
        : List.of(field, system, "winlog.event_data." + field);
  }
}
