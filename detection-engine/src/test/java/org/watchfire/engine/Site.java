package org.watchfire.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.core.policy.PolicyObject;
import org.watchfire.core.policy.PolicySigner;
import org.watchfire.core.stamp.Stamp;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.TestStack;

/**
 * A small site around the engine: one enrolled agent, the console's signing key, and the topics.
 */
final class Site implements AutoCloseable {
  static final String AGENT = "agent-1";

  final Path folder;
  private final TestStack stack = TestStack.shared();
  private final MacKey agentKey = CryptoSuites.intl().newMacKey();
  private final SigningKey policyKey = CryptoSuites.intl().newSigningKey();
  private final Map<String, PolicyObject> published = new LinkedHashMap<>();
  private final KafkaProducer<byte[], byte[]> producer;
  private long seq;

  Site(Path folder) throws IOException {
    this.folder = folder;
    stack.kafka().resetTopics();
    Files.write(folder.resolve("agents.json"), Json.write(Map.of(AGENT, agentKey.text())));
    Files.writeString(folder.resolve("policy.pub"), policyKey.verifyKey().text() + "\n");
    Properties p = stack.kafka().clientProperties("supervisor");
    p.put("linger.ms", "2");
    producer = new KafkaProducer<>(p, new ByteArraySerializer(), new ByteArraySerializer());
  }

  TestStack stack() {
    return stack;
  }

  EngineProcess engine(Path rulesDir, String more) throws IOException {
    return new EngineProcess(folder, stack.kafka().config("engine"), rulesDir, more);
  }

  /** An sshd event of the agent. */
  static Event login(String id, Instant time, String outcome, String user, String ip) {
    return Event.builder()
        .put("@timestamp", time)
        .put("ecs.version", "8.17.0")
        .put("agent.id", AGENT)
        .put("event.id", id)
        .put("event.kind", "event")
        .put("event.dataset", "sshd.auth")
        .put("event.module", "sshd")
        .put("event.category", List.of("authentication"))
        .put("event.action", "ssh_login")
        .put("event.outcome", outcome)
        .put("user.name", user)
        .put("source.ip", ip)
        .put("host.name", "web01")
        .build();
  }

  /** Sends an event with the agent's next stamp. */
  void send(Event e) {
    send(e, ++seq);
  }

  void send(Event e, long number) {
    byte[] value = EventCodec.encode(e);
    record(AGENT, StampHeaders.write(new Stamp(AGENT, 1, number), value, agentKey), value);
    seq = Math.max(seq, number);
  }

  /** Sends any record. */
  void record(String key, Map<String, byte[]> headers, byte[] value) {
    ProducerRecord<byte[], byte[]> r =
        new ProducerRecord<>(Topics.EVENTS, key == null ? null : key.getBytes(UTF_8), value);
    headers.forEach((k, v) -> r.headers().add(k, v));
    producer.send(r);
  }

  Map<String, byte[]> headers(long number, byte[] value) {
    return StampHeaders.write(new Stamp(AGENT, 1, number), value, agentKey);
  }

  void flush() {
    producer.flush();
  }

  /** Signs and publishes the next version of an object. */
  void publish(String type, String id, boolean deleted, Map<String, Object> body)
      throws InterruptedException, ExecutionException {
    PolicyObject before = published.get(type + "/" + id);
    PolicyObject next =
        new PolicyObject(
            type,
            id,
            before == null ? 1 : before.version() + 1,
            before == null ? "" : before.hash(),
            Instant.now().toString(),
            "secadmin",
            deleted,
            body);
    published.put(next.key(), next);
    publish(next.key(), PolicySigner.sign(next, policyKey));
  }

  void publish(String key, byte[] value) throws InterruptedException, ExecutionException {
    producer.send(new ProducerRecord<>(Topics.POLICY, key.getBytes(UTF_8), value)).get();
  }

  /** All records of the alerts topic so far. */
  List<Map<String, Object>> alerts() throws JsonFormatException {
    List<Map<String, Object>> out = new ArrayList<>();
    alerts(out::add);
    return out;
  }

  /** Shows each record of the alerts topic so far. */
  void alerts(Consumer<Map<String, Object>> each) throws JsonFormatException {
    Properties p = stack.kafka().clientProperties("supervisor");
    TopicPartition partition = new TopicPartition(Topics.ALERTS, 0);
    try (KafkaConsumer<byte[], byte[]> c =
        new KafkaConsumer<>(p, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      c.assign(List.of(partition));
      c.seekToBeginning(List.of(partition));
      long end = c.endOffsets(List.of(partition)).get(partition);
      while (c.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> r : c.poll(Duration.ofMillis(200))) {
          each.accept(Json.parseObject(r.value()));
        }
      }
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
