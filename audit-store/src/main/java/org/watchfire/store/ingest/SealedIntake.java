package org.watchfire.store.ingest;

import java.io.IOException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.sealing.Sealer;

/**
 * Seals the personal fields of what another intake takes. After a crash the same record is sealed
 * anew and looks different; the earlier form was never committed.
 */
final class SealedIntake implements Intake {
  private final Stream stream;
  private final Intake intake;
  private final Sealer sealer;

  SealedIntake(Stream stream, Intake intake, Sealer sealer) {
    this.stream = stream;
    this.intake = intake;
    this.sealer = sealer;
  }

  @Override
  public Decision decide(ConsumerRecord<byte[], byte[]> record, Counters counters)
      throws IOException {
    Decision decision = intake.decide(record, counters);
    if (!(decision instanceof Decision.Append append)) {
      return decision;
    }
    try {
      return new Decision.Append(sealer.seal(stream, append.entry()));
    } catch (EventFormatException e) {
      // In the clear it must not be recorded, and without a trace it must not be dropped.
      return new Decision.Reject(DeadLetter.of(record, "NOT_SEALABLE", e.getMessage(), null));
    }
  }

  @Override
  public void beforeCommit() throws IOException {
    intake.beforeCommit();
    sealer.keys().sync();
  }

  @Override
  public Map<String, byte[]> memory() {
    return intake.memory();
  }
}
