package org.watchfire.engine.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.watchfire.core.topic.Topics;
import org.watchfire.engine.state.PolicyEntry;

/** The compacted policy topic, which has one partition. */
public final class PolicyTopic {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.POLICY, 0);
  private static final Duration POLL = Duration.ofMillis(500);

  private PolicyTopic() {}

  /**
   * @param entries objects that the gate let through, in order
   * @param nextOffset where reading goes on
   */
  public record Preload(List<PolicyEntry> entries, long nextOffset) {}

  /**
   * Reads from the beginning to what is the end now.
   *
   * @param deadline how long Kafka may give no answer
   * @throws KafkaException when it cannot be read; the caller tries again
   */
  public static Preload readToEnd(Properties connection, PolicyGate gate, Duration deadline) {
    Properties p = new Properties();
    p.putAll(connection);
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    p.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    p.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    List<PolicyEntry> entries = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(List.of(PARTITION));
      consumer.seekToBeginning(List.of(PARTITION));
      Map<TopicPartition, Long> end = consumer.endOffsets(List.of(PARTITION), deadline);
      long last = end.get(PARTITION);
      long start = System.nanoTime();
      while (consumer.position(PARTITION, deadline) < last) {
        for (ConsumerRecord<byte[], byte[]> r : consumer.poll(POLL)) {
          gate.admit(r.offset(), r.value()).ifPresent(entries::add);
          start = System.nanoTime();
        }
        if (System.nanoTime() - start > deadline.toNanos()) {
          throw new KafkaException("the policy topic gave no record for " + deadline);
        }
      }
      return new Preload(List.copyOf(entries), last);
    }
  }
}
