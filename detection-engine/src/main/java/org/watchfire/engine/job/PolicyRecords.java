package org.watchfire.engine.job;

import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.watchfire.engine.EngineMetrics;
import org.watchfire.engine.EngineMetrics.Counter;
import org.watchfire.engine.policy.PolicyGate;
import org.watchfire.engine.state.ByteForm;
import org.watchfire.engine.state.ByteFormType;
import org.watchfire.engine.state.PolicyEntry;

/** Records of the policy topic: only what is signed gets into the job. */
final class PolicyRecords implements KafkaRecordDeserializationSchema<PolicyEntry> {
  private static final long serialVersionUID = 1L;

  private final String key;
  private transient PolicyGate gate;

  PolicyRecords(String key) {
    this.key = key;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    // A history of its own: after a restore older records come again, and to the operators they are
    // stale, not forged.
    gate = new PolicyGate(key, EngineMetrics.process());
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> r, Collector<PolicyEntry> out) {
    gate.admit(r.offset(), r.value())
        .ifPresent(
            entry -> {
              EngineMetrics.process().add(Counter.POLICY_APPLIED);
              out.collect(entry);
            });
  }

  @Override
  public TypeInformation<PolicyEntry> getProducedType() {
    return ByteFormType.of(ByteForm.POLICY, PolicyEntry.class);
  }
}
