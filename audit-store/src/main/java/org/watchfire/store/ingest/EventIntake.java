package org.watchfire.store.ingest;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.watchfire.core.stamp.Admission;
import org.watchfire.core.stamp.Admission.Verdict;
import org.watchfire.core.stamp.StampTracker;
import org.watchfire.core.stamp.StampTracker.Outcome;

/**
 * Events: only those of enrolled agents and allow-listed sources, each stamp once, gaps taken note
 * of.
 */
final class EventIntake implements Intake {
  private static final String STAMPS = "stamps";

  private final Admission admission;
  private final StampTracker tracker;

  /**
   * @param memory what {@link #memory} gave before; empty at the beginning
   */
  EventIntake(Admission admission, Map<String, byte[]> memory) {
    this.admission = admission;
    byte[] stamps = memory.get(STAMPS);
    this.tracker = stamps == null ? new StampTracker() : StampTracker.fromBytes(stamps);
  }

  @Override
  public Decision decide(ConsumerRecord<byte[], byte[]> record, Counters counters) {
    Map<String, byte[]> headers = new HashMap<>();
    for (Header header : record.headers()) {
      if (header.value() != null) {
        headers.put(header.key(), header.value());
      }
    }
    Verdict verdict = admission.admit(record.key(), headers, record.value());
    if (verdict instanceof Verdict.Rejected r) {
      return new Decision.Reject(
          DeadLetter.of(record, r.reason().name(), r.detail(), r.claimedAgent()));
    }
    if (verdict instanceof Verdict.Accepted accepted) {
      Outcome outcome = tracker.observe(accepted.stamp());
      if (!outcome.isNew()) {
        return DUPLICATE;
      }
      if (outcome instanceof Outcome.Gap gap) {
        counters.add(Counters.GAPS, 1);
        counters.add(Counters.MISSING, gap.lastMissing() - gap.firstMissing() + 1);
      } else if (outcome instanceof Outcome.NewEpoch epoch) {
        counters.add(Counters.EPOCHS, 1);
        counters.add(Counters.MISSING, epoch.missing());
      }
    } else {
      counters.add(Counters.FOREIGN, 1);
    }
    return new Decision.Append(record.value());
  }

  @Override
  public Map<String, byte[]> memory() {
    return Map.of(STAMPS, tracker.toBytes());
  }
}
