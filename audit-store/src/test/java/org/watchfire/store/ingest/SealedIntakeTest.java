package org.watchfire.store.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.sealing.SealingSettings;
import org.watchfire.store.sealing.SubjectKeys;

class SealedIntakeTest {
  @TempDir Path dir;

  private final Intake asTheyCome =
      (record, counters) ->
          record.offset() == 9 ? Intake.DUPLICATE : new Intake.Decision.Append(record.value());

  private static ConsumerRecord<byte[], byte[]> record(long offset, byte[] value) {
    return new ConsumerRecord<>("wf.events", 0, offset, null, value);
  }

  @Test
  void sealsWhatIsTakenPassesTheRestAndRejectsWhatItCannotRead() throws Exception {
    SealingSettings settings =
        new SealingSettings(List.of("user.name"), "user.name", List.of("events"), dir, dir, true);
    SubjectKeys keys = SubjectKeys.open(dir, CryptoSuites.sm().newAeadKey(), new FileDisk());
    Sealer sealer = new Sealer(settings, keys, CryptoSuites.sm().newMacKey(), Clock.systemUTC());
    SealedIntake intake = new SealedIntake(Stream.EVENTS, asTheyCome, sealer);
    Counters counters = new Counters(Map.of());
    byte[] event = "{\"event.id\":\"1\",\"user.name\":\"li.na\"}".getBytes(StandardCharsets.UTF_8);

    Intake.Decision.Append taken =
        (Intake.Decision.Append) intake.decide(record(1, event), counters);
    assertThat(new String(taken.entry(), StandardCharsets.UTF_8)).contains("SM4GCM");
    assertThat(sealer.unsealed(Stream.EVENTS, taken.entry())).isEqualTo(event);
    intake.beforeCommit();
    assertThat(
            SubjectKeys.open(dir, CryptoSuites.sm().newAeadKey(), new FileDisk())
                .living(sealer.pseudonym("li.na"), "0000q1", "9999q4"))
        .hasSize(1);

    assertThat(intake.decide(record(9, event), counters)).isSameAs(Intake.DUPLICATE);
    byte[] wide = "{\"user.name\":\"a\"}".getBytes(StandardCharsets.UTF_16LE);
    Intake.Decision.Reject refused =
        (Intake.Decision.Reject) intake.decide(record(2, wide), counters);
    assertThat(new String(refused.letter().value(), StandardCharsets.UTF_8))
        .contains("NOT_SEALABLE");
  }
}
