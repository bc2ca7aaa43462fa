package org.watchfire.console.health;

import java.util.Map;

/**
 * How one component is doing.
 *
 * @param name as in docs/contracts.md §7, or {@code postgresql}, {@code kafka}, {@code ledger}
 * @param status {@code up}, {@code starting}, {@code degraded} or {@code down}
 * @param detail the reason, or what else is worth saying; null when it is up and that is all
 * @param metrics a few figures; empty when none
 */
public record Component(String name, String status, Detail detail, Map<String, Object> metrics) {
  public static final String UP = "up";
  public static final String STARTING = "starting";
  public static final String DEGRADED = "degraded";
  public static final String DOWN = "down";

  public static Component up(String name, Detail detail) {
    return new Component(name, UP, detail, Map.of());
  }

  public static Component down(String name, Detail detail) {
    return new Component(name, DOWN, detail, Map.of());
  }

  /** Up when the problem is null, else degraded with it. */
  public static Component of(String name, Detail problem, Map<String, Object> metrics) {
    return new Component(name, problem == null ? UP : DEGRADED, problem, metrics);
  }
}
