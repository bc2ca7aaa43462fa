package org.watchfire.store.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.stamp.Admission;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamLedger;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.sealing.Sealer;
import org.watchfire.store.witness.Witnesses;

/**
 * What the lanes of a site are made from.
 *
 * @param kafka connection
 * @param ledgers directory that holds a directory per stream
 * @param marks directory for what was signed last, outside of {@code ledgers}
 * @param site the site's keys; each log signs under {@code <site>/<stream>/<period>}
 * @param witnesses agree before a log is written, and cosign its checkpoints
 * @param agentsFile keys of the enrolled agents
 * @param foreignSources producers that may write events without a stamp
 * @param settings of every lane
 * @param sealer of personal fields; empty seals nothing
 */
public record Lanes(
    KafkaClientConfig kafka,
    Path ledgers,
    Path marks,
    LogSigner site,
    Witnesses witnesses,
    Path agentsFile,
    Set<String> foreignSources,
    LaneSettings settings,
    Optional<Sealer> sealer) {

  /** One lane per stream, not started. */
  public List<Lane> create() throws NoteException {
    List<Lane> lanes = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      StreamReader reader = StreamReader.of(ledgers, stream, site.verifiers().get(0));
      lanes.add(new Lane(stream, kafka, settings, opening(stream, reader), Clock.systemUTC()));
    }
    return lanes;
  }

  private Lane.Opening opening(Stream stream, StreamReader reader) {
    return new Lane.Opening() {
      @Override
      public StreamLedger ledger() throws IOException, LedgerException {
        return StreamLedger.of(ledgers, marks, stream, site).guard(witnesses).open();
      }

      @Override
      public Optional<SignedNote> cosigned() {
        return witnesses.takeCosigned(stream);
      }

      @Override
      public Intake intake(StreamLedger ledger) throws IOException, LedgerException {
        Intake intake = plain(ledger);
        return sealer.isPresent() && sealer.get().covers(stream)
            ? new SealedIntake(stream, intake, sealer.get())
            : intake;
      }

      private Intake plain(StreamLedger ledger) throws IOException, LedgerException {
        if (stream == Stream.EVENTS) {
          AgentKeys keys = new AgentKeys(agentsFile, System::nanoTime);
          return new EventIntake(new Admission(keys, foreignSources), ledger.commit().memory());
        }
        return new RecordIntake(stream, reader);
      }
    };
  }
}
