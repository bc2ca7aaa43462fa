package org.watchfire.deploy.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.topic.Topics;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KafkaServerIT {
  private static final String AGENT = "agent-1";

  private TestStack stack;
  private KafkaAccess kafka;

  @BeforeAll
  void startBroker(@TempDir(cleanup = CleanupMode.ALWAYS) Path directory) {
    stack = TestStack.embedded(directory);
    kafka = stack.kafka();
  }

  @AfterAll
  void stopBroker() {
    stack.close();
  }

  @Test
  void everyPrincipalMayWriteExactlyWhatTheMatrixSays() {
    List<String> topics = KafkaTopics.topics(1).stream().map(KafkaTopics.Topic::name).toList();
    for (String principal : List.of(AGENT, "engine", "store", "console")) {
      try (KafkaProducer<byte[], byte[]> producer = producer(kafka.clientProperties(principal))) {
        for (String topic : topics) {
          assertThat(mayWrite(producer, topic))
              .as("%s writes %s", principal, topic)
              .isEqualTo(granted(principal, KafkaTopics.Right.WRITE_TOPIC, topic));
        }
      }
    }
  }

  @Test
  void everyPrincipalMayReadExactlyWhatTheMatrixSays() throws Exception {
    List<String> topics = KafkaTopics.topics(1).stream().map(KafkaTopics.Topic::name).toList();
    try (KafkaProducer<byte[], byte[]> producer = producer(kafka.clientProperties("supervisor"))) {
      for (String topic : topics) {
        byte[] value = "x".getBytes(UTF_8);
        producer.send(new ProducerRecord<>(topic, 0, value, value)).get(30, TimeUnit.SECONDS);
      }
    }
    for (String principal : List.of(AGENT, "engine", "store", "console")) {
      try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka.clientProperties(principal))) {
        for (String topic : topics) {
          assertThat(mayRead(consumer, topic))
              .as("%s reads %s", principal, topic)
              .isEqualTo(granted(principal, KafkaTopics.Right.READ_TOPIC, topic));
        }
      }
    }
  }

  @Test
  void refusesCertifiedStrangerOnEveryTopic() {
    try (KafkaProducer<byte[], byte[]> producer = producer(kafka.strangerProperties("mallory"))) {
      assertThat(mayWrite(producer, Topics.EVENTS)).isFalse();
      assertThat(mayWrite(producer, Topics.POLICY)).isFalse();
    }
  }

  @Test
  void refusesRevokedAgent() {
    Properties properties = kafka.clientProperties("agent-revoked");
    try (KafkaProducer<byte[], byte[]> producer = producer(properties);
        Admin admin = kafka.admin()) {
      assertThat(mayWrite(producer, Topics.EVENTS)).isTrue();
      KafkaTopics.revoke(admin, "agent-revoked");
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(mayWrite(producer, Topics.EVENTS)).isFalse());
    }
  }

  @Test
  void refusesForeignConsumerGroup() {
    Properties properties = kafka.clientProperties("store");
    properties.setProperty("group.id", "engine-1");
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(properties)) {
      consumer.subscribe(List.of(Topics.EVENTS));
      assertThatThrownBy(() -> consumer.poll(Duration.ofSeconds(20)))
          .isInstanceOf(AuthorizationException.class)
          .hasMessageContaining("engine-1");
    }
  }

  @Test
  void refusesClientWithoutCertificate() {
    Properties properties = kafka.clientProperties(AGENT);
    properties.remove("ssl.keystore.type");
    properties.remove("ssl.keystore.certificate.chain");
    properties.remove("ssl.keystore.key");
    assertThatThrownBy(() -> describe(properties))
        .hasCauseInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void refusesCertificateOfAnotherAuthority(@TempDir Path other) throws Exception {
    Certificates foreign = new Certificates(other);
    Certificates.Leaf leaf = foreign.leaf("supervisor");
    Properties properties = kafka.clientProperties(AGENT);
    properties.setProperty("ssl.keystore.certificate.chain", Files.readString(leaf.certFile()));
    properties.setProperty("ssl.keystore.key", Files.readString(leaf.keyFile()));
    assertThatThrownBy(() -> describe(properties))
        .hasCauseInstanceOf(SslAuthenticationException.class);
  }

  @Test
  void refusesPlaintextClient() {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", kafka.bootstrapServers());
    assertThatThrownBy(() -> describe(properties)).isInstanceOf(ExecutionException.class);
  }

  @Test
  void topicsAreAsTheContractSays() throws Exception {
    try (Admin admin = kafka.admin()) {
      KafkaTopics.ensure(admin, 6, List.of(AGENT));
      assertThat(admin.listTopics().names().get())
          .contains(Topics.EVENTS, Topics.ALERTS, Topics.AUDIT, Topics.POLICY, Topics.DEADLETTER);
      assertThat(partitions(admin, Topics.EVENTS)).isEqualTo(6);
      assertThat(partitions(admin, Topics.POLICY)).isEqualTo(1);
      assertThat(setting(admin, Topics.POLICY, "cleanup.policy")).isEqualTo("compact");
      assertThat(setting(admin, Topics.EVENTS, "message.timestamp.type"))
          .isEqualTo("LogAppendTime");
      assertThat(setting(admin, Topics.EVENTS, "retention.ms"))
          .isEqualTo(Long.toString(Duration.ofDays(7).toMillis()));
    }
  }

  @Test
  void correctsSettingThatWasChanged() throws Exception {
    try (Admin admin = kafka.admin()) {
      ConfigResource deadletter = new ConfigResource(ConfigResource.Type.TOPIC, Topics.DEADLETTER);
      admin
          .incrementalAlterConfigs(
              Map.of(
                  deadletter,
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry(TopicConfig.RETENTION_MS_CONFIG, "1000"),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
      KafkaTopics.ensure(admin, KafkaTopics.DEFAULT_EVENT_PARTITIONS, List.of());
      assertThat(setting(admin, Topics.DEADLETTER, "retention.ms"))
          .isEqualTo(Long.toString(Duration.ofDays(30).toMillis()));
    }
  }

  @Test
  void carriesEventOfOneMebibyteWithHeadersAndRefusesTwo() throws Exception {
    Properties properties = kafka.clientProperties(AGENT);
    properties.setProperty("max.request.size", Integer.toString(4 << 20));
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      ProducerRecord<byte[], byte[]> largest =
          new ProducerRecord<>(Topics.EVENTS, AGENT.getBytes(UTF_8), incompressible(1 << 20));
      largest.headers().add("wf-mac", new byte[64]).add("wf-agent", AGENT.getBytes(UTF_8));
      assertThat(producer.send(largest).get(30, TimeUnit.SECONDS).hasOffset()).isTrue();
      assertThatThrownBy(
              () ->
                  producer
                      .send(new ProducerRecord<>(Topics.EVENTS, incompressible(2 << 20)))
                      .get(30, TimeUnit.SECONDS))
          .hasCauseInstanceOf(RecordTooLargeException.class);
    }
  }

  @Test
  void keepsRecordsTopicsAndRightsWhenKilled() throws Exception {
    Properties properties = kafka.clientProperties("agent-killed");
    properties.setProperty("delivery.timeout.ms", "120000");
    RecordMetadata before;
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      before = send(producer, "before");
      stack.kill9(TestStack.Server.KAFKA);
      stack.start(TestStack.Server.KAFKA);
      RecordMetadata after = send(producer, "after");
      assertThat(after.partition()).isEqualTo(before.partition());
      assertThat(after.offset()).isGreaterThan(before.offset());
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka.clientProperties("store"))) {
      TopicPartition partition = new TopicPartition(Topics.EVENTS, before.partition());
      consumer.assign(List.of(partition));
      consumer.seek(partition, before.offset());
      List<String> values = new ArrayList<>();
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                for (ConsumerRecord<byte[], byte[]> r : consumer.poll(Duration.ofMillis(200))) {
                  assertThat(r.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
                  values.add(new String(r.value(), UTF_8));
                }
                return values.contains("after");
              });
      assertThat(values).startsWith("before").doesNotHaveDuplicates();
    }
  }

  @Test
  void frozenBrokerAnswersNothingAndRunsOn() throws Exception {
    Properties properties = kafka.clientProperties(AGENT);
    properties.setProperty("max.block.ms", "1500");
    properties.setProperty("request.timeout.ms", "1000");
    properties.setProperty("delivery.timeout.ms", "1500");
    stack.pause(TestStack.Server.KAFKA);
    try (KafkaProducer<byte[], byte[]> producer = producer(properties)) {
      assertThatThrownBy(() -> send(producer, "frozen"))
          .isInstanceOfAny(ExecutionException.class, KafkaException.class);
    } finally {
      stack.resume(TestStack.Server.KAFKA);
    }
    try (KafkaProducer<byte[], byte[]> producer = producer(kafka.clientProperties(AGENT))) {
      assertThat(send(producer, "thawed").hasOffset()).isTrue();
    }
  }

  private static boolean granted(String principal, KafkaTopics.Right right, String topic) {
    List<KafkaTopics.Grant> grants =
        principal.equals(AGENT) ? KafkaTopics.agentGrants(AGENT) : KafkaTopics.roleGrants();
    return grants.contains(new KafkaTopics.Grant(principal, right, topic));
  }

  private static boolean mayWrite(KafkaProducer<byte[], byte[]> producer, String topic) {
    byte[] value = "x".getBytes(UTF_8);
    try {
      producer.send(new ProducerRecord<>(topic, value, value)).get(30, TimeUnit.SECONDS);
      return true;
    } catch (ExecutionException e) {
      assertThat(e).hasCauseInstanceOf(TopicAuthorizationException.class);
      return false;
    } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
      throw new AssertionError("no answer for " + topic, e);
    }
  }

  private static boolean mayRead(KafkaConsumer<byte[], byte[]> consumer, String topic) {
    try {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> !consumer.poll(Duration.ofMillis(200)).isEmpty());
      return true;
    } catch (TopicAuthorizationException e) {
      return false;
    }
  }

  private static void describe(Properties properties) throws Exception {
    properties.setProperty("request.timeout.ms", "3000");
    properties.setProperty("default.api.timeout.ms", "3000");
    try (Admin admin = Admin.create(properties)) {
      admin.describeCluster().nodes().get(20, TimeUnit.SECONDS);
    }
  }

  private static RecordMetadata send(KafkaProducer<byte[], byte[]> producer, String value)
      throws Exception {
    return producer
        .send(new ProducerRecord<>(Topics.EVENTS, "one".getBytes(UTF_8), value.getBytes(UTF_8)))
        .get(120, TimeUnit.SECONDS);
  }

  private static byte[] incompressible(int length) {
    byte[] bytes = new byte[length];
    new java.util.Random(7).nextBytes(bytes);
    return bytes;
  }

  private static int partitions(Admin admin, String topic) throws Exception {
    return admin
        .describeTopics(List.of(topic))
        .allTopicNames()
        .get()
        .get(topic)
        .partitions()
        .size();
  }

  private static String setting(Admin admin, String topic, String name) throws Exception {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(Arrays.asList(resource))
        .all()
        .get()
        .get(resource)
        .get(name)
        .value();
  }

  private static KafkaProducer<byte[], byte[]> producer(Properties properties) {
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static KafkaConsumer<byte[], byte[]> consumer(Properties properties) {
    return new KafkaConsumer<>(
        properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
