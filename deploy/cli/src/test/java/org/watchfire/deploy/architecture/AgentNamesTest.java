package org.watchfire.deploy.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.watchfire.console.enrol.AgentNames;
import org.watchfire.deploy.standalone.KafkaTopics;

class AgentNamesTest {
  /** An agent by such a name would have that part's rights at the broker. */
  @Test
  void noAgentMayHaveTheNameOfAPartOfTheSystem() {
    assertThat(AgentNames.RESERVED).containsAll(KafkaTopics.ROLES);
  }
}
