package org.watchfire.rules.alert;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.function.UnaryOperator;
import org.watchfire.rules.sigma.EntityType;

/** Whom or what an alert is about. */
public record Entity(EntityType type, String value) {
  /** The order in which an event's entity is looked for when its rule names none. */
  public static final List<String> DEFAULT_FIELDS =
      List.of("user.name", "source.ip", "host.name", "agent.id");

  private static final int MAX_VALUE = 256;

  public Entity {
    requireNonNull(type, "type");
    value = PlainText.of(value, MAX_VALUE);
  }

  /**
   * The rule's own entity field if it has a value, else the first of the default fields that has.
   *
   * @param ownField field the rule names, empty when it names none
   * @param fields gives the value of a field, or null
   */
  public static Entity of(String ownField, UnaryOperator<String> fields) {
    if (!ownField.isEmpty() && fields.apply(ownField) != null) {
      return new Entity(
          EntityType.ofField(ownField).orElse(EntityType.HOST), fields.apply(ownField));
    }
    for (String field : DEFAULT_FIELDS) {
      String value = fields.apply(field);
      if (value != null) {
        return new Entity(EntityType.ofField(field).orElseThrow(), value);
      }
    }
    return new Entity(EntityType.HOST, "unknown");
  }
}
