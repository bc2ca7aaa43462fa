package org.watchfire.engine.job;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.watchfire.core.stamp.StampHeaders;
import org.watchfire.core.topic.Topics;
import org.watchfire.engine.EngineConfig;
import org.watchfire.engine.policy.PolicyTopic;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.Correlated;
import org.watchfire.engine.state.Incoming;
import org.watchfire.engine.state.Outgoing;
import org.watchfire.engine.state.PolicyEntry;
import org.watchfire.rules.alert.Signal;
import org.watchfire.rules.match.CorrelationLink;

/**
 * Puts the operators together. Every one has a uid, so that a checkpoint finds its operator in the
 * next version too.
 */
public final class DetectionJob {
  public static final String NAME = "watchfire-detection";

  private DetectionJob() {}

  /**
   * @param policyKey text of the key that policy objects are signed with
   */
  public static void define(
      StreamExecutionEnvironment env,
      EngineConfig config,
      String policyKey,
      PolicyTopic.Preload preload) {
    Properties connection = config.kafka().properties();
    JobSettings settings = JobSettings.of(config, preload.entries());
    DataStream<Incoming> events =
        env.fromSource(
                eventSource(config, connection),
                eventTime(config, settings.maxSkewMillis()),
                "events",
                ByteFormType.of(ByteForm.INCOMING, Incoming.class))
            .uid("events");
    BroadcastStream<PolicyEntry> policy =
        env.fromSource(
                policySource(connection, policyKey, preload),
                beyondTime(),
                "policy",
                ByteFormType.of(ByteForm.POLICY, PolicyEntry.class))
            .uid("policy")
            .setParallelism(1)
            .broadcast(PolicyBroadcast.STATE);

    TypeInformation<Signal> signalType = ByteFormType.of(ByteForm.SIGNAL, Signal.class);
    SingleOutputStreamOperator<Signal> found =
        events
            .keyBy(Detect::key, Types.STRING)
            .connect(policy)
            .process(new Detect(settings), signalType)
            .name("detect")
            .uid("detect");
    correlate(found, found.getSideOutput(Detect.CORRELATED), policy, settings)
        .keyBy(Signal::alertId, Types.STRING)
        .process(new Episodes(settings), ByteFormType.of(ByteForm.OUTGOING, Outgoing.class))
        .name("episodes")
        .uid("episodes")
        .sinkTo(alertSink(config, connection))
        .name("alerts")
        .uid("alerts");
  }

  /**
   * Adds the operators of all levels of correlations.
   *
   * @param matched what correlations count
   * @return what was found already and what fires
   */
  static DataStream<Signal> correlate(
      DataStream<Signal> found,
      DataStream<Correlated> matched,
      BroadcastStream<PolicyEntry> policy,
      JobSettings settings) {
    DataStream<Signal> signals = found;
    for (int level = 1; level <= CorrelationLink.MAX_LEVEL; level++) {
      String name = level == 1 ? "correlate" : "correlate-" + level;
      SingleOutputStreamOperator<Signal> fired =
          matched
              .keyBy(Correlated::key, Types.STRING)
              .connect(policy)
              .process(
                  new Correlate(settings, level), ByteFormType.of(ByteForm.SIGNAL, Signal.class))
              .name(name)
              .uid(name);
      signals = signals.union(fired);
      matched = fired.getSideOutput(Correlate.CHAINED);
    }
    return signals;
  }

  private static KafkaSource<Incoming> eventSource(EngineConfig config, Properties connection) {
    Properties p = new Properties();
    p.putAll(connection);
    p.put("partition.discovery.interval.ms", "30000");
    // The broker's limit per record is what bounds memory here: a small total is enough for a few
    // partitions.
    p.put("fetch.max.bytes", Integer.toString(8 << 20));
    p.put("max.partition.fetch.bytes", Integer.toString(2 << 20));
    return KafkaSource.<Incoming>builder()
        .setProperties(p)
        .setTopics(Topics.EVENTS)
        .setGroupId(config.groupId())
        .setClientIdPrefix(config.groupId() + "-events")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setDeserializer(new EventRecords())
        .build();
  }

  // The connector's interface takes the deprecated enum of the Kafka client.
  @SuppressWarnings("deprecation")
  private static KafkaSource<PolicyEntry> policySource(
      Properties connection, String policyKey, PolicyTopic.Preload preload) {
    TopicPartition partition = new TopicPartition(Topics.POLICY, 0);
    Properties p = new Properties();
    p.putAll(connection);
    p.put("commit.offsets.on.checkpoint", "false");
    return KafkaSource.<PolicyEntry>builder()
        .setProperties(p)
        .setPartitions(Set.of(partition))
        .setGroupId("engine-policy")
        .setClientIdPrefix("engine-policy")
        .setStartingOffsets(
            OffsetsInitializer.offsets(
                Map.of(partition, preload.nextOffset()), OffsetResetStrategy.EARLIEST))
        .setDeserializer(new PolicyRecords(policyKey))
        .build();
  }

  private static WatermarkStrategy<Incoming> eventTime(EngineConfig config, long maxSkew) {
    return WatermarkStrategy.<Incoming>forBoundedOutOfOrderness(config.outOfOrderness())
        .withTimestampAssigner(
            (r, before) -> Math.min(EventTime.of(r.value(), r.logTime()), r.logTime() + maxSkew))
        .withIdleness(config.idleness());
  }

  /** Policy is not part of event time and must never hold it back. */
  private static WatermarkStrategy<PolicyEntry> beyondTime() {
    return WatermarkStrategy.forGenerator(
        context ->
            new WatermarkGenerator<>() {
              @Override
              public void onEvent(PolicyEntry e, long timestamp, WatermarkOutput output) {}

              @Override
              public void onPeriodicEmit(WatermarkOutput output) {
                output.emitWatermark(Watermark.MAX_WATERMARK);
              }
            });
  }

  private static KafkaSink<Outgoing> alertSink(EngineConfig config, Properties connection) {
    Properties p = new Properties();
    p.putAll(connection);
    p.put("acks", "all");
    p.put("compression.type", "lz4");
    p.put("linger.ms", "5");
    p.put("buffer.memory", Integer.toString(8 << 20));
    p.put("client.id", config.groupId() + "-alerts");
    return KafkaSink.<Outgoing>builder()
        .setKafkaProducerConfig(p)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(new AlertRecords())
        .build();
  }

  /** Records of the events topic, unread. */
  private static final class EventRecords implements KafkaRecordDeserializationSchema<Incoming> {
    private static final long serialVersionUID = 1L;
    private static final Set<String> STAMP =
        Set.of(
            StampHeaders.AGENT,
            StampHeaders.EPOCH,
            StampHeaders.SEQ,
            StampHeaders.SCHEMA,
            StampHeaders.MAC);

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> r, Collector<Incoming> out) {
      Map<String, byte[]> headers = new HashMap<>();
      for (Header h : r.headers()) {
        if (STAMP.contains(h.key())) {
          headers.put(h.key(), h.value());
        }
      }
      out.collect(
          new Incoming(r.partition(), r.offset(), r.timestamp(), r.key(), headers, r.value()));
    }

    @Override
    public TypeInformation<Incoming> getProducedType() {
      return ByteFormType.of(ByteForm.INCOMING, Incoming.class);
    }
  }

  /** Alerts for the alerts topic. */
  private static final class AlertRecords implements KafkaRecordSerializationSchema<Outgoing> {
    private static final long serialVersionUID = 1L;

    @Override
    public ProducerRecord<byte[], byte[]> serialize(
        Outgoing o, KafkaSinkContext context, Long timestamp) {
      return new ProducerRecord<>(Topics.ALERTS, o.key(), o.value());
    }
  }
}
