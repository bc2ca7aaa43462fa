package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.store.StoreConfig;
import org.watchfire.store.index.IndexForm;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.sealing.Sealer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which store a command is about. */
final class StoreOption {
  @Mixin InstallationOption installation;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      descriptionKey = "option.store-config",
      description = "configuration of the store (default: config/store.yaml in the data directory)")
  Path file;

  /** The store's own configuration. */
  StoreConfig config() {
    Path from =
        file != null
            ? file
            : installation.directory().root().resolve("config").resolve("store.yaml");
    if (!Files.isRegularFile(from)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "no store is configured in " + from + "; name its file: --config");
    }
    try {
      return YamlConfig.load(from, StoreConfig.class);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Reader of one stream of the store. */
  StreamReader ledger(StoreConfig config, Stream stream) throws IOException, NoteException {
    NoteSigner site = NoteSigner.parse(Files.readString(config.ledgerKey()));
    return StreamReader.of(config.ledgers(), stream, site.verifier());
  }

  /** What the index of the store holds of each record. */
  IndexForm form(StoreConfig config) throws IOException {
    Optional<Sealer> sealer = Sealer.open(config.sealing(), config.sealingDir(), Clock.systemUTC());
    return sealer.isEmpty()
        ? IndexForm.AS_RECORDED
        : (stream, seq, record) -> sealer.get().indexed(stream, record);
  }
}
