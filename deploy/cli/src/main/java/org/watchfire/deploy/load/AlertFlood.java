package org.watchfire.deploy.load;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.watchfire.core.json.Json;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.KafkaAccess;

/**
 * Made-up alerts in the form of docs/contracts.md §4, written to their topic as the engine does: 60
 * days of them, from 40 rules on 20,000 entities. The same seed makes the same alerts.
 */
public final class AlertFlood {
  /** From the oldest alert to the newest. */
  public static final Duration SPAN = Duration.ofDays(60);

  private static final int RULES = 40;
  private static final int ENTITIES = 20_000;
  private static final int BATCH = 2_000;
  private static final long SEED = 20_261_122;
  private static final List<String> SEVERITIES =
      List.of("critical", "high", "high", "medium", "medium", "medium", "low", "low", "low", "low");

  private final Random random;
  private final Instant end;

  /**
   * @param end time of the newest
   */
  public AlertFlood(Instant end) {
    this(end, SEED);
  }

  /**
   * @param end time of the newest
   * @param seed another one for more alerts where some were sent before
   */
  public AlertFlood(Instant end, long seed) {
    this.end = end;
    this.random = new Random(seed);
  }

  /**
   * Sends so many and waits until the broker has them.
   *
   * @param progress told how many were sent
   */
  public void send(KafkaAccess kafka, long count, LongConsumer progress)
      throws ExecutionException, InterruptedException {
    Properties properties = kafka.clientProperties("engine");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
    properties.put(
        ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class.getName());
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "20");
    properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(properties)) {
      List<Future<RecordMetadata>> sent = new ArrayList<>(BATCH);
      for (long i = 0; i < count; i++) {
        Map<String, Object> alert = alert(i, count);
        String entity =
            (String) ((Map<?, ?>) ((Map<?, ?>) alert.get("alert")).get("entity")).get("value");
        sent.add(producer.send(new ProducerRecord<>(Topics.ALERTS, entity, Json.write(alert))));
        if (sent.size() == BATCH) {
          for (Future<RecordMetadata> future : sent) {
            future.get();
          }
          sent.clear();
          progress.accept(i + 1);
        }
      }
      for (Future<RecordMetadata> future : sent) {
        future.get();
      }
      progress.accept(count);
    }
  }

  private Map<String, Object> alert(long i, long count) {
    int rule = random.nextInt(RULES);
    String entity = "user" + random.nextInt(ENTITIES);
    Instant last = end.minus(SPAN.multipliedBy(count - i).dividedBy(count));
    byte[] id = new byte[16];
    random.nextBytes(id);
    String hex = HexFormat.of().formatHex(id);
    int matches = 1 + random.nextInt(20);
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", hex + "-0");
    event.put("kind", "alert");
    event.put("dataset", "watchfire.alert");
    event.put("created", last.toString());
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("id", hex);
    alert.put("revision", 0);
    alert.put("kind", "sigma");
    alert.put("severity", SEVERITIES.get(random.nextInt(SEVERITIES.size())));
    alert.put("entity", Map.of("type", "user", "value", entity));
    alert.put("first_seen", last.minusSeconds(random.nextInt(3600)).toString());
    alert.put("last_seen", last.toString());
    alert.put("count", matches);
    alert.put("title", Map.of("zh", "规则 " + rule + " 命中", "en", "Rule " + rule + " matched"));
    alert.put(
        "reason",
        Map.of(
            "zh",
            entity + " 在一小时内触发 " + matches + " 次",
            "en",
            entity + " matched " + matches + " times within an hour"));
    alert.put("evidence_total", matches);
    return Map.of(
        "@timestamp",
        last.toString(),
        "ecs",
        Map.of("version", "8.17.0"),
        "event",
        event,
        "alert",
        alert,
        "rule",
        Map.of(
            "id",
            String.format("00000000-0000-4000-8000-%012d", rule),
            "version",
            "0123456789ab",
            "name",
            "bench rule " + rule));
  }
}
