package org.watchfire.rules.sigma;

import java.util.Locale;
import java.util.Optional;

/** What kind of thing an alert is about. */
public enum EntityType {
  USER,
  SOURCE,
  HOST,
  AGENT,
  PROCESS,
  DOMAIN;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The kind of thing an ECS field names; empty for fields that name none of these. */
  public static Optional<EntityType> ofField(String field) {
    int dot = field.indexOf('.');
    String head = dot < 0 ? field : field.substring(0, dot);
    if (field.endsWith(".domain") || field.endsWith(".registered_domain")) {
      return Optional.of(DOMAIN);
    }
    return switch (head) {
      case "user" -> Optional.of(USER);
      case "source", "client" -> Optional.of(SOURCE);
      case "host", "destination", "server" -> Optional.of(HOST);
      case "agent" -> Optional.of(AGENT);
      case "process" -> Optional.of(PROCESS);
      case "dns", "url" -> Optional.of(DOMAIN);
      default -> Optional.empty();
    };
  }
}
