package org.watchfire.store.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.stamp.Admission;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Ledger;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;

/**
 * What the lanes of a site are made from.
 *
 * @param kafka connection
 * @param ledgers directory that holds a directory per stream
 * @param site the site's key; each stream signs under {@code <site>/<stream>}
 * @param agentsFile keys of the enrolled agents
 * @param foreignSources producers that may write events without a stamp
 * @param settings of every lane
 */
public record Lanes(
    KafkaClientConfig kafka,
    Path ledgers,
    NoteSigner site,
    Path agentsFile,
    Set<String> foreignSources,
    LaneSettings settings) {

  /** One lane per stream, not started. */
  public List<Lane> create() throws NoteException {
    List<Lane> lanes = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      NoteSigner signer = site.named(site.name() + "/" + stream.id());
      lanes.add(new Lane(stream, kafka, settings, opening(stream, signer)));
    }
    return lanes;
  }

  private Lane.Opening opening(Stream stream, NoteSigner signer) {
    Path dir = ledgers.resolve(stream.id());
    return new Lane.Opening() {
      @Override
      public Ledger ledger() throws IOException, LedgerException {
        return Ledger.open(dir, signer, new FileDisk());
      }

      @Override
      public Intake intake(Ledger ledger) throws IOException, LedgerException {
        if (stream == Stream.EVENTS) {
          AgentKeys keys = new AgentKeys(agentsFile, System::nanoTime);
          return new EventIntake(new Admission(keys, foreignSources), ledger.commit().memory());
        }
        return new RecordIntake(stream, new LedgerReader(dir, signer.verifier()));
      }
    };
  }
}
