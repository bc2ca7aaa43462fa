package org.watchfire.deploy.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.KafkaTopics.Grant;
import org.watchfire.deploy.standalone.KafkaTopics.Right;

/** The access matrix, written down a second time by hand. */
class KafkaTopicsTest {
  @Test
  void onlyAgentsWriteEvents() {
    assertThat(writers(Topics.EVENTS)).containsExactly("agent-1");
  }

  @Test
  void alertsComeFromTheEngineAndFromThoseWhoCheckWhatTheyKeep() {
    assertThat(writers(Topics.ALERTS)).containsExactlyInAnyOrder("engine", "store", "console");
  }

  @Test
  void onlyTheConsoleWritesPolicy() {
    assertThat(writers(Topics.POLICY)).containsExactly("console");
  }

  @Test
  void onlyTheStoreWritesDeadLetters() {
    assertThat(writers(Topics.DEADLETTER)).containsExactly("store");
  }

  @Test
  void agentsWriteEventsAndReadPolicyAndNothingElse() {
    assertThat(KafkaTopics.agentGrants("agent-1"))
        .containsExactlyInAnyOrder(
            new Grant("agent-1", Right.WRITE_TOPIC, Topics.EVENTS),
            new Grant("agent-1", Right.READ_TOPIC, Topics.POLICY));
  }

  @Test
  void noPartUsesTheGroupOfAnother() {
    assertThat(KafkaTopics.roleGrants())
        .filteredOn(grant -> grant.right() == Right.GROUP_PREFIX)
        .allSatisfy(grant -> assertThat(grant.resource()).isEqualTo(grant.principal()));
  }

  @Test
  void policyIsCompactedInOnePartition() {
    KafkaTopics.Topic policy =
        KafkaTopics.topics(8).stream()
            .filter(topic -> topic.name().equals(Topics.POLICY))
            .findFirst()
            .orElseThrow();
    assertThat(policy.partitions()).isOne();
    assertThat(policy.settings()).containsEntry("cleanup.policy", "compact");
  }

  private static Set<String> writers(String topic) {
    return everyGrant()
        .filter(grant -> grant.right() == Right.WRITE_TOPIC && grant.resource().equals(topic))
        .map(Grant::principal)
        .collect(Collectors.toSet());
  }

  private static Stream<Grant> everyGrant() {
    return Stream.of(KafkaTopics.roleGrants(), KafkaTopics.agentGrants("agent-1"))
        .flatMap(List::stream);
  }
}
