package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.outbox.Outbox;
import org.watchfire.store.outbox.StoreAct;
import org.watchfire.store.retention.Holds;
import org.watchfire.store.retention.Pruner;
import org.watchfire.store.retention.Shredder;
import org.watchfire.store.sealing.Sealer;

/** What commands on retention and backups are made from, out of the store's configuration. */
record StoreParts(StoreConfig config, NoteSigner site, Optional<Sealer> sealer, Outbox outbox) {
  /** How long shredding waits for the index of the running store. */
  private static final Duration INDEX_PATIENCE = Duration.ofMinutes(10);

  static StoreParts of(StoreConfig config) throws IOException, NoteException {
    return new StoreParts(
        config,
        NoteSigner.parse(Files.readString(config.ledgerKey())),
        Sealer.open(config.sealing(), config.sealingDir(), Clock.systemUTC()),
        new Outbox(config.outboxDir(), new FileDisk(), Clock.systemUTC()));
  }

  Path data() {
    return config.dataDir();
  }

  Holds holds() {
    return new Holds(data(), site.verifier(), sealer, outbox, new FileDisk(), Clock.systemUTC());
  }

  Pruner pruner() throws IOException, NoteException {
    return new Pruner(
        config.ledgers(),
        config.signer(),
        config.retention(),
        holds(),
        outbox,
        new FileDisk(),
        Clock.systemUTC());
  }

  Shredder shredder(Sealer present) {
    return new Shredder(
        config.ledgers(),
        config.indexDir(),
        site.verifier(),
        present,
        holds(),
        outbox,
        Clock.systemUTC(),
        INDEX_PATIENCE);
  }

  AeadKey backupKey() throws IOException {
    Path file = config.backup().keyFile();
    if (file == null) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "backup.key-file is not configured; make one: watchfire store keygen --kind aead");
    }
    try {
      return AeadKey.parse(Files.readString(file));
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(ExitCode.USAGE, file + ": " + e.getMessage(), e);
    }
  }

  void act(String action, String outcome, String by, String target, Map<String, Object> detail)
      throws IOException {
    outbox.add(new StoreAct(action, outcome, by, target, detail));
  }
}
