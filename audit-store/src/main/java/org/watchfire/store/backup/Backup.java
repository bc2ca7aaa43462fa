package org.watchfire.store.backup;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.LogFiles;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Rfc6962;

/**
 * Adds a generation to a backup. The store may run meanwhile: what is copied of a log is what one
 * commit covers.
 */
public final class Backup {
  private static final int ATTEMPTS = 20;
  private static final String MINIMUM_INDEX = "minimum-index";

  private final Path data;
  private final NoteSigner site;
  private final AeadKey key;
  private final Clock clock;
  private final Disk disk = new FileDisk();

  /**
   * @param data data directory of the store
   * @param site signs the generations, under {@code <site>/backup}
   * @param key encrypts them
   */
  public Backup(Path data, NoteSigner site, AeadKey key, Clock clock) {
    this.data = data;
    this.site = site;
    this.key = key;
    this.clock = clock;
  }

  /**
   * What a run has done.
   *
   * @param generation that it made
   * @param files copied
   * @param bytes written, compressed and sealed
   * @param logs entries covered, by {@code <stream>/<period>}
   */
  public record Report(int generation, int files, long bytes, Map<String, Long> logs) {}

  /**
   * Copies what is new since the last generation in {@code to}.
   *
   * @param progress lines for people
   * @throws BackupDamagedException when an earlier generation is damaged, or the ledger is older
   *     than it
   */
  public Report run(Path to, Consumer<String> progress)
      throws IOException, LedgerException, BackupDamagedException {
    try (Closeable lock = disk.lock(to.resolve("lock"))) {
      BackupChain chain = BackupChain.read(to, site.verifier());
      return run(to, chain, progress);
    }
  }

  private Report run(Path to, BackupChain chain, Consumer<String> progress)
      throws IOException, LedgerException, BackupDamagedException {
    int generation = chain.next();
    if (chain.size() > 0 && !chain.keyId().equals(key.id())) {
      throw new IllegalArgumentException(
          "the backup was begun with key " + chain.keyId() + ", this is key " + key.id());
    }
    Map<String, Long> before = chain.logs();
    Set<String> known = chain.immutablePaths();
    Map<String, Manifest.Log> logs = new TreeMap<>();
    List<Section> sections = new ArrayList<>();
    long bytes;
    try (PackWriter packs =
        new PackWriter(
            to, key, generation, n -> String.format("packs/%06d-%d.pack", generation, n))) {
      for (Path log : logs()) {
        String name = log.getParent().getFileName() + "/" + log.getFileName();
        requireContinuation(chain, log, name);
        logs.put(name, copyLog(log, name, before.getOrDefault(name, 0L), known, packs, sections));
        progress.accept(name + ": " + logs.get(name).size() + " entries");
      }
      for (String missing : before.keySet()) {
        if (!logs.containsKey(missing)) {
          throw new BackupDamagedException(
              "ledger/" + missing, "is in the backup but not in the data directory any more");
        }
      }
      copyTree("holds", known, packs, sections);
      copyTree("outbox", known, packs, sections);
      bytes = packs.bytes();
    }
    try (PackWriter keys =
        new PackWriter(to, key, generation, n -> String.format("keys/%06d.pack", generation))) {
      copyTree("sealing", known, keys, sections);
      bytes += keys.bytes();
    }
    syncDirectories(to);
    Manifest manifest =
        new Manifest(
            generation,
            clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
            site.name(),
            key.id(),
            logs,
            sections);
    byte[] text = manifest.bytes();
    disk.replace(to.resolve(BackupChain.manifestName(generation)), text);
    disk.replace(to.resolve(BackupChain.noteName(generation)), chain.note(site, text));
    forgetOldKeys(to, generation);
    Map<String, Long> sizes = new LinkedHashMap<>();
    logs.forEach((name, log) -> sizes.put(name, log.size()));
    return new Report(generation, sections.size(), bytes, sizes);
  }

  private void syncDirectories(Path to) throws IOException {
    for (String name : List.of("packs", "keys", "manifests")) {
      Files.createDirectories(to.resolve(name));
      disk.syncDirectory(to.resolve(name));
    }
    disk.syncDirectory(to);
  }

  /** Directories {@code ledger/<stream>/<period>}. */
  private List<Path> logs() throws IOException {
    List<Path> logs = new ArrayList<>();
    for (String stream : sorted(disk.list(data.resolve("ledger")))) {
      for (String period : sorted(disk.list(data.resolve("ledger").resolve(stream)))) {
        Path log = data.resolve("ledger").resolve(stream).resolve(period);
        if (Files.exists(log.resolve("checkpoint"))) {
          logs.add(log);
        }
      }
    }
    return logs;
  }

  private static List<String> sorted(List<String> names) {
    return names.stream().sorted().toList();
  }

  private Manifest.Log copyLog(
      Path log,
      String name,
      long before,
      Set<String> known,
      PackWriter packs,
      List<Section> sections)
      throws IOException, LedgerException, BackupDamagedException {
    Snapshot snapshot = snapshot(log);
    if (snapshot.size < before) {
      throw new BackupDamagedException(
          "ledger/" + name,
          "has "
              + snapshot.size
              + " entries, but the backup "
              + before
              + ": the data directory is older than its backup");
    }
    String prefix = "ledger/" + name + "/";
    for (String file : LogFiles.full(before, snapshot.size)) {
      if (!(snapshot.pruned && LogFiles.isContent(file))) {
        sections.add(packs.add(prefix + file, Files.readAllBytes(log.resolve(file))));
      }
    }
    if (!snapshot.pruned) {
      for (String payload : sorted(disk.list(log.resolve("payload")))) {
        String path = prefix + "payload/" + payload;
        if (payload.matches("[0-9a-f]{64}") && !known.contains(path)) {
          sections.add(
              packs.add(path, Files.readAllBytes(log.resolve("payload").resolve(payload))));
        }
      }
    }
    for (Map.Entry<String, byte[]> file : snapshot.changing.entrySet()) {
      sections.add(packs.add(prefix + file.getKey(), file.getValue()));
    }
    return new Manifest.Log(snapshot.size, snapshot.pruned);
  }

  /** What was signed when the last generation was made must be the beginning of the log now. */
  private void requireContinuation(BackupChain chain, Path log, String name)
      throws IOException, LedgerException, BackupDamagedException {
    BackupChain.Placed placed = chain.newestFiles().get("ledger/" + name + "/checkpoint");
    if (placed == null) {
      return;
    }
    byte[] note = placed.section().open(key, placed.generation(), chain.read(placed.section()));
    NoteVerifier verifier = site.verifier().named(site.name() + "/" + name);
    Checkpoint then = Checkpoint.open(note, verifier);
    LedgerReader reader = new LedgerReader(log, verifier);
    Checkpoint now = reader.checkpoint();
    if (then.size() == 0) {
      return; // every log continues the empty one
    }
    if (now.size() < then.size()) {
      throw new BackupDamagedException(
          "ledger/" + name,
          "is signed for "
              + now.size()
              + " entries, but in the backup for "
              + then.size()
              + ": the data directory is older than its backup");
    }
    try {
      Rfc6962.verifyConsistency(
          then.size(),
          then.root(),
          now.size(),
          now.root(),
          reader.consistencyProof(then.size(), now.size()));
    } catch (InvalidProofException e) {
      throw new BackupDamagedException(
          "ledger/" + name, "is not the continuation of what was backed up", e);
    }
  }

  /** What changes of a log, all of one commit. */
  private record Snapshot(long size, boolean pruned, Map<String, byte[]> changing) {}

  private Snapshot snapshot(Path log) throws IOException, LedgerException {
    for (int attempt = 1; ; attempt++) {
      Map<String, byte[]> changing = new TreeMap<>();
      try {
        // The checkpoint first: a state read later covers at least what it signs.
        byte[] checkpoint = Files.readAllBytes(log.resolve("checkpoint"));
        long size = LogFiles.stated(checkpoint);
        changing.put("checkpoint", checkpoint);
        if (Files.exists(log.resolve("state.json"))) {
          byte[] state = Files.readAllBytes(log.resolve("state.json"));
          changing.put("state.json", state);
          size = LogFiles.committed(state);
        }
        boolean pruned = Files.exists(log.resolve(MINIMUM_INDEX));
        for (String file : LogFiles.partial(size)) {
          if (!(pruned && LogFiles.isContent(file))) {
            changing.put(file, Files.readAllBytes(log.resolve(file)));
          }
        }
        for (String other : disk.list(log)) {
          if (!changing.containsKey(other)
              && !other.equals("lock")
              && !other.endsWith(".tmp")
              && Files.isRegularFile(log.resolve(other))) {
            changing.put(other, Files.readAllBytes(log.resolve(other)));
          }
        }
        return new Snapshot(size, pruned, changing);
      } catch (NoSuchFileException e) {
        // The writer has gone on and removed a partial tile: look again.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private void copyTree(String name, Set<String> known, PackWriter packs, List<Section> sections)
      throws IOException {
    Path root = data.resolve(name);
    if (!Files.isDirectory(root)) {
      return;
    }
    List<Path> files;
    try (Stream<Path> tree = Files.walk(root)) {
      files = tree.filter(Files::isRegularFile).sorted().toList();
    }
    for (Path file : files) {
      String path = name + "/" + root.relativize(file).toString().replace('\\', '/');
      // Fresh keys are also in files of their own, which are copied.
      if (path.endsWith(".tmp")
          || path.endsWith("/lock")
          || path.startsWith("sealing/fresh/")
          || known.contains(path)) {
        continue;
      }
      byte[] content;
      try {
        content = Files.readAllBytes(file);
      } catch (NoSuchFileException e) {
        continue; // shredded or sent while we looked
      }
      sections.add(packs.add(path, content));
    }
  }

  /** A destroyed data key must not live on in an older generation. */
  private void forgetOldKeys(Path to, int generation) throws IOException {
    for (String name : disk.list(to.resolve("keys"))) {
      if (!name.equals(String.format("%06d.pack", generation))) {
        Path old = to.resolve("keys").resolve(name);
        long size = Files.size(old);
        byte[] zeros = new byte[(int) Math.min(size, 1 << 20)];
        try (var channel =
            java.nio.channels.FileChannel.open(old, java.nio.file.StandardOpenOption.WRITE)) {
          for (long at = 0; at < size; at += zeros.length) {
            int length = (int) Math.min(zeros.length, size - at);
            channel.write(java.nio.ByteBuffer.wrap(zeros, 0, length), at);
          }
          channel.force(true);
        }
        disk.delete(old);
      }
    }
    disk.syncDirectory(to.resolve("keys"));
  }
}
