package org.watchfire.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.core.config.Default;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.store.backup.BackupSettings;
import org.watchfire.store.index.ElasticConfig;
import org.watchfire.store.index.IndexSettings;
import org.watchfire.store.ingest.LaneSettings;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.retention.RetentionSettings;
import org.watchfire.store.sealing.SealingSettings;

/**
 * Configuration of the store; {@code store.yaml} documents each key.
 *
 * @param dataDir holds {@code ledger/}, {@code signed/} and {@code index/}
 * @param ledgerKey file with the site's private note key; the key's name is the site
 * @param ledgerKeys files with more private keys of the site, such as an SM2 one; each checkpoint
 *     is signed with all of them
 * @param trustPolicy which keys and witnesses make a checkpoint believed, and where the witnesses
 *     are asked; null for the site's own keys and no witness
 * @param witnessCaFile authorities of the witnesses' certificates, PEM; null for the platform's
 * @param reportFont TrueType file with Chinese characters for the report in exports; null for
 *     exports without a report
 * @param agentsFile file with the keys of the enrolled agents
 * @param foreignSources names of producers that may write events without a stamp
 * @param healthPort on loopback; 0 takes a free one
 */
public record StoreConfig(
    KafkaClientConfig kafka,
    ElasticConfig elasticsearch,
    Path dataDir,
    Path ledgerKey,
    @Default("[]") List<Path> ledgerKeys,
    @Default("null") Path trustPolicy,
    @Default("null") Path witnessCaFile,
    @Default("null") Path reportFont,
    Path agentsFile,
    @Default("[]") List<String> foreignSources,
    @Default("7404") int healthPort,
    @Default("{}") LaneSettings ingest,
    @Default("{}") IndexSettings index,
    @Default("{}") RetentionSettings retention,
    @Default("{}") SealingSettings sealing,
    @Default("{}") BackupSettings backup) {
  /** Checks the port. */
  public StoreConfig {
    if (healthPort < 0 || healthPort > 65_535) {
      throw new IllegalArgumentException("health-port must be between 0 and 65535");
    }
    ledgerKeys = List.copyOf(ledgerKeys);
    foreignSources = List.copyOf(foreignSources);
  }

  /**
   * All keys that the site signs with, from their files.
   *
   * @throws NoteException when one is malformed
   */
  public LogSigner signer() throws IOException, NoteException {
    List<NoteSigner> keys = new ArrayList<>();
    keys.add(NoteSigner.parse(Files.readString(ledgerKey)));
    for (Path more : ledgerKeys) {
      keys.add(NoteSigner.parse(Files.readString(more)));
    }
    return LogSigner.ofSite(keys);
  }

  /** Where the ledgers are, a directory per stream. */
  public Path ledgers() {
    return dataDir.resolve("ledger");
  }

  /** Where the keys of sealed personal fields are. */
  public Path sealingDir() {
    return dataDir.resolve("sealing");
  }

  /** Where records of acts on the store wait to be sent. */
  public Path outboxDir() {
    return dataDir.resolve("outbox");
  }

  /** Where the marks of what was signed last are: not among the ledgers, which may be restored. */
  public Path marks() {
    return dataDir.resolve("signed");
  }

  /** Where it is kept how far each stream is indexed. */
  public Path indexDir() {
    return dataDir.resolve("index");
  }
}
