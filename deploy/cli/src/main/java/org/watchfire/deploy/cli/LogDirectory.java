package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.Ledger;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogSigner;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;

/**
 * A log that the command line keeps: the C2SP files and {@code log.json}, which names its origin,
 * the files of its private keys, and the public keys:
 *
 * <pre>
 * {"origin":…,"key-files":[absolute path…],"keys":[vkey…]}
 * </pre>
 *
 * The private keys stay where they are: the directory of a log is made to be published.
 *
 * @param root the directory
 * @param origin of the log
 * @param keyFiles of its private note keys, in the order of signing
 */
record LogDirectory(Path root, String origin, List<Path> keyFiles) {
  private static final String FILE = "log.json";

  /** Begins a log. */
  static LogDirectory create(Path root, String origin, List<Path> keyFiles)
      throws IOException, LedgerException {
    if (Files.exists(root.resolve(FILE)) || Files.exists(root.resolve("checkpoint"))) {
      throw new CommandFailure(ExitCode.FAILED, root + " holds a log already");
    }
    LogDirectory log =
        new LogDirectory(root, origin, keyFiles.stream().map(Path::toAbsolutePath).toList());
    LogSigner signer = log.signer();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("origin", origin);
    json.put("key-files", log.keyFiles.stream().map(Path::toString).toList());
    json.put("keys", signer.verifiers().stream().map(v -> v.text()).toList());
    Files.createDirectories(root);
    new FileDisk().replace(root.resolve(FILE), Json.write(json));
    log.ledger().close();
    return log;
  }

  /** The log that {@code ledger init} began in a directory. */
  static LogDirectory open(Path root) throws IOException {
    if (!Files.isRegularFile(root.resolve(FILE))) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          root + " holds no log of ours to be written (begin one with 'watchfire ledger init')");
    }
    Map<String, Object> json = read(root);
    List<Path> files = new ArrayList<>();
    texts(json, "key-files", root).forEach(f -> files.add(Path.of(f)));
    return new LogDirectory(root, String.valueOf(json.get("origin")), files);
  }

  private static Map<String, Object> read(Path root) throws IOException {
    try {
      return Json.parseObject(Files.readAllBytes(root.resolve(FILE)));
    } catch (JsonFormatException e) {
      throw new IOException(root.resolve(FILE) + " is damaged: " + e.getMessage(), e);
    }
  }

  private static List<String> texts(Map<String, Object> json, String name, Path root)
      throws IOException {
    if (!(json.get(name) instanceof List<?> list)) {
      throw new IOException(root.resolve(FILE) + " has no list '" + name + "'");
    }
    return list.stream().map(String::valueOf).toList();
  }

  /** The public keys of a log that {@code ledger init} began; empty for any other. */
  static List<String> publicKeys(Path root) throws IOException {
    return Files.isRegularFile(root.resolve(FILE)) ? texts(read(root), "keys", root) : List.of();
  }

  /** Exactly the keys that it was begun with. */
  LogSigner signer() throws IOException, NoteException {
    List<NoteSigner> keys = new ArrayList<>();
    for (Path file : keyFiles) {
      if (!Files.isRegularFile(file)) {
        throw new CommandFailure(ExitCode.NOT_FOUND, "there is no key file " + file);
      }
      for (String line : Files.readString(file, StandardCharsets.UTF_8).split("\n")) {
        if (!line.isBlank()) {
          keys.add(privateKey(file, line));
        }
      }
    }
    return LogSigner.of(origin, keys);
  }

  private static NoteSigner privateKey(Path file, String line) throws NoteException {
    try {
      return NoteSigner.parse(line);
    } catch (NoteException e) {
      throw new NoteException(file + ": " + e.getMessage(), e);
    }
  }

  /** The writer. */
  Ledger ledger() throws IOException, LedgerException {
    return Ledger.open(root, signer(), new FileDisk());
  }

  /**
   * A reader that makes proofs, of our logs and of those made elsewhere. Who signed is for those to
   * check who are given the proofs.
   */
  static LedgerReader reader(Path root) throws IOException, LedgerException {
    if (!Files.isRegularFile(root.resolve("checkpoint"))) {
      throw new CommandFailure(ExitCode.NOT_FOUND, root + " holds no log: it has no checkpoint");
    }
    return LedgerReader.unauthenticated(root);
  }
}
