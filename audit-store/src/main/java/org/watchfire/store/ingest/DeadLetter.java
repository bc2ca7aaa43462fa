package org.watchfire.store.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.json.Json;
import org.watchfire.core.topic.Topics;

/**
 * A record that was not taken, as it goes to {@code wf.deadletter}. Everything in it follows from
 * the record, its time included, so a replay gives the same bytes and the same id.
 */
record DeadLetter(String topic, byte[] value) {
  private static final int SAMPLE = 256;
  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i)((?:pass(?:wor)?d|pwd|secret|token|authorization|cookie|api_?key)[\"']?\\s*[=:]\\s*)"
              + "[^\\s,;&}]{1,256}");
  private static final Pattern LONG_NUMBER = Pattern.compile("[0-9]{6,}[0-9Xx]?");

  /** As it is written to the topic. */
  ProducerRecord<byte[], byte[]> record() {
    return new ProducerRecord<>(Topics.DEADLETTER, topic.getBytes(StandardCharsets.UTF_8), value);
  }

  /**
   * @param reason why, one of the names of {@code Admission.Reason} or of those that {@code
   *     RecordIntake} gives
   * @param agent who the record says wrote it, may be null
   */
  static DeadLetter of(
      ConsumerRecord<byte[], byte[]> record, String reason, String message, String agent) {
    byte[] value = record.value() == null ? new byte[0] : record.value();
    Map<String, Object> letter = new LinkedHashMap<>();
    letter.put("topic", record.topic());
    letter.put("partition", record.partition());
    letter.put("offset", record.offset());
    if (agent != null) {
      letter.put("agent", agent);
    }
    letter.put("size", value.length);
    letter.put("sample", sample(value));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("id", id(record));
    event.put("kind", EcsFields.KIND_PIPELINE_ERROR);
    event.put("dataset", "watchfire.deadletter");
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("type", reason);
    error.put("message", message);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(EcsFields.TIMESTAMP, Instant.ofEpochMilli(record.timestamp()).toString());
    json.put("ecs", Map.of("version", EcsFields.VERSION));
    json.put("event", event);
    json.put("error", error);
    json.put("watchfire", Map.of("deadletter", letter));
    return new DeadLetter(record.topic(), Json.write(json));
  }

  private static String id(ConsumerRecord<byte[], byte[]> record) {
    String place = record.topic() + "\n" + record.partition() + "\n" + record.offset();
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(place.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The beginning of the value, printable, with numbers and credentials covered. */
  static String sample(byte[] value) {
    String text = new String(value, 0, Math.min(value.length, SAMPLE), StandardCharsets.UTF_8);
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c ->
                printable.appendCodePoint(
                    Character.isISOControl(c)
                            || !Character.isDefined(c)
                            || Character.getType(c) == Character.FORMAT
                            || (c >= 0xD800 && c <= 0xDFFF)
                        ? '.'
                        : c));
    String covered = CREDENTIAL.matcher(printable).replaceAll("$1***");
    covered = LONG_NUMBER.matcher(covered).replaceAll("***");
    byte[] bytes = covered.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= SAMPLE
        ? covered
        : new String(bytes, 0, SAMPLE, StandardCharsets.UTF_8).replace("\uFFFD", "");
  }
}
