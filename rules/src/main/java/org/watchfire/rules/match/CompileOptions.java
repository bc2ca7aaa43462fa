package org.watchfire.rules.match;

import static java.util.Objects.requireNonNull;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.watchfire.rules.sigma.Placeholders;

/**
 * What rules are compiled with, beside their text.
 *
 * @param overrides what policy says about single rules
 * @param routing what events a log source means
 * @param zone for {@code hour} and the other time modifiers, when an event has no {@code
 *     event.timezone}
 * @param placeholders values for {@code expand}
 */
public record CompileOptions(
    List<RuleOverride> overrides,
    Routing routing,
    ZoneId zone,
    Placeholders placeholders,
    Engine engine) {

  /** How events are matched; both find the same. */
  public enum Engine {
    /** Work per event does not grow with the number of rules. */
    INDEXED,
    /** One rule after the other: slow and obviously right. */
    LINEAR
  }

  public CompileOptions {
    overrides = List.copyOf(overrides);
    requireNonNull(routing, "routing");
    requireNonNull(zone, "zone");
    requireNonNull(placeholders, "placeholders");
    requireNonNull(engine, "engine");
  }

  /** No overrides, UTC, no placeholders, indexed. */
  public static CompileOptions of(Routing routing) {
    return new CompileOptions(
        List.of(), routing, ZoneOffset.UTC, Placeholders.NONE, Engine.INDEXED);
  }

  public CompileOptions with(List<RuleOverride> other) {
    return new CompileOptions(other, routing, zone, placeholders, engine);
  }

  public CompileOptions with(ZoneId other) {
    return new CompileOptions(overrides, routing, other, placeholders, engine);
  }

  public CompileOptions with(Placeholders other) {
    return new CompileOptions(overrides, routing, zone, other, engine);
  }

  public CompileOptions with(Engine other) {
    return new CompileOptions(overrides, routing, zone, placeholders, other);
  }
}
