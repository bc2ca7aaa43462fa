package org.watchfire.deploy.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.topic.Topics;

/** The stack as the other modules use it; runs on containers too where there is an engine. */
class TestStackIT {
  @Test
  void sharedStackIsTheSameEverywhere() {
    assertThat(TestStack.shared()).isSameAs(TestStack.shared());
    assertThat(TestStack.shared().kafka()).isSameAs(TestStack.shared().kafka());
  }

  @Test
  void resetLeavesEmptyTopicsAndTheRights() throws Exception {
    KafkaAccess kafka = TestStack.shared().kafka();
    Properties agent = kafka.clientProperties("agent-reset");
    send(agent);
    send(agent);
    kafka.resetTopics();
    try (Admin admin = kafka.admin()) {
      assertThat(endOfEvents(admin)).isZero();
    }
    send(agent);
    try (Admin admin = kafka.admin()) {
      assertThat(endOfEvents(admin)).isOne();
    }
  }

  @Test
  void configurationOfAProcessNamesTheSameFiles() {
    KafkaAccess kafka = TestStack.shared().kafka();
    assertThat(kafka.config("engine").certFile()).isEqualTo(kafka.certFile("engine"));
    assertThat(kafka.config("engine").properties()).isEqualTo(kafka.clientProperties("engine"));
  }

  @Test
  void serverThatWasNeverAskedForCannotBeKilled(@TempDir Path directory) {
    try (TestStack stack = TestStack.embedded(directory)) {
      assertThatThrownBy(() -> stack.kill9(TestStack.Server.ELASTICSEARCH))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ELASTICSEARCH");
    }
  }

  private static void send(Properties agent) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(agent, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(Topics.EVENTS, 0, null, "x".getBytes(UTF_8))).get();
    }
  }

  private static long endOfEvents(Admin admin) throws Exception {
    TopicPartition partition = new TopicPartition(Topics.EVENTS, 0);
    return admin
        .listOffsets(Map.of(partition, OffsetSpec.latest()))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
