package org.watchfire.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EventIdTest {
  @Test
  void isStableAndDependsOnEveryPart() {
    String id = EventId.of("agent-1", "gen", 42, 0);
    assertThat(id).matches("[0-9a-f]{32}").isEqualTo(EventId.of("agent-1", "gen", 42, 0));
    assertThat(
            java.util.Set.of(
                id,
                EventId.of("agent-2", "gen", 42, 0),
                EventId.of("agent-1", "gen2", 42, 0),
                EventId.of("agent-1", "gen", 43, 0),
                EventId.of("agent-1", "gen", 42, 1)))
        .hasSize(5);
    assertThat(EventId.of("ab", "c", 0, 0)).isNotEqualTo(EventId.of("a", "bc", 0, 0));
  }
}
