package org.watchfire.console.access;

import java.time.Instant;
import java.util.Optional;
import org.watchfire.rules.access.EmergencyGrant;

/** Where rights for emergencies come from. */
@FunctionalInterface
public interface EmergencyRights {
  /** Nobody has one. */
  EmergencyRights NONE = (person, at) -> Optional.empty();

  /** The right that a natural person holds at a time; empty when he holds none. */
  Optional<EmergencyGrant> of(String person, Instant at);
}
