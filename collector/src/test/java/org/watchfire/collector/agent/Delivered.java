package org.watchfire.collector.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.deploy.standalone.KafkaAccess;

/** What arrived in a topic from one agent, taken the way the engine and the store take it. */
final class Delivered implements AutoCloseable {

  /** Events that were new, in order. */
  final List<Event> events = new ArrayList<>();

  final List<Stamp> stamps = new ArrayList<>();
  final List<String> wrong = new ArrayList<>();
  long records;
  long duplicates;

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final StampTracker tracker = new StampTracker();
  private final Admission admission;
  private final String agent;

  Delivered(KafkaAccess kafka, String topic, String agent, MacKey key) {
    this.agent = agent;
    this.admission = new Admission(id -> id.equals(agent) ? key : null, Set.of());
    Properties p = kafka.clientProperties("supervisor");
    p.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    p.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class.getName());
    p.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    this.consumer = new KafkaConsumer<>(p);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(i -> new TopicPartition(topic, i.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
  }

  /** Reads until the condition holds or the time is over. */
  boolean readUntil(Duration time, Predicate<Delivered> condition) {
    long end = System.nanoTime() + time.toNanos();
    while (!condition.test(this)) {
      if (System.nanoTime() > end) {
        return false;
      }
      for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(100))) {
        take(r);
      }
    }
    return true;
  }

  private void take(ConsumerRecord<byte[], byte[]> r) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header h : r.headers()) {
      headers.put(h.key(), h.value());
    }
    Admission.Verdict verdict = admission.admit(r.key(), headers, r.value());
    if (verdict instanceof Admission.Verdict.Accepted a) {
      records++;
      StampTracker.Outcome outcome = tracker.observe(a.stamp());
      if (!outcome.isNew()) {
        duplicates++;
        return;
      }
      if (!(outcome instanceof StampTracker.Outcome.InOrder)) {
        wrong.add(outcome.toString());
      }
      events.add(a.event());
      stamps.add(a.stamp());
    } else if (verdict instanceof Admission.Verdict.Rejected x && agent.equals(x.claimedAgent())) {
      wrong.add(x.toString());
    }
  }

  /** How often each value of a field came, for events of one dataset. */
  Map<String, Integer> count(String dataset, String field) {
    Map<String, Integer> out = new LinkedHashMap<>();
    for (Event e : events) {
      if (dataset.equals(e.text("event.dataset"))) {
        out.merge(e.text(field), 1, Integer::sum);
      }
    }
    return out;
  }

  long of(String dataset) {
    return events.stream().filter(e -> dataset.equals(e.text("event.dataset"))).count();
  }

  @Override
  public void close() {
    consumer.close(
        org.apache.kafka.clients.consumer.CloseOptions.timeout(
            Duration.of(1, TimeUnit.SECONDS.toChronoUnit())));
  }
}
