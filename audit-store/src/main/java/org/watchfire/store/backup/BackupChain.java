package org.watchfire.store.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.watchfire.store.ledger.LogFiles;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.SignedNote;

/**
 * The generations of a backup, read and checked against the site's key: each note signed, each
 * manifest as its note says, each note naming the one before. Needs no backup key. Immutable.
 */
public final class BackupChain {
  private static final String HEAD = "watchfire.org/backup/v1";
  private static final String FIRST = "-";
  private static final int MAX_GENERATION = 999_999;

  private final Path dir;
  private final List<Manifest> manifests;
  private final String lastNote;

  private BackupChain(Path dir, List<Manifest> manifests, String lastNote) {
    this.dir = dir;
    this.manifests = List.copyOf(manifests);
    this.lastNote = lastNote;
  }

  /**
   * Reads the chain in {@code dir}; empty when there is no generation yet.
   *
   * @param site the site's key
   * @throws BackupDamagedException when a manifest or note is missing or was changed
   */
  public static BackupChain read(Path dir, NoteVerifier site)
      throws IOException, NoteException, BackupDamagedException {
    NoteVerifier key = site.named(site.name() + "/backup");
    List<Manifest> manifests = new ArrayList<>();
    String last = FIRST;
    int count = generations(dir);
    for (int n = 1; n <= count; n++) {
      byte[] note = required(dir, noteName(n));
      byte[] manifest = required(dir, manifestName(n));
      String expected = text(site.name(), n, Section.hex(manifest), last);
      try {
        SignedNote signed = SignedNote.parse(note);
        key.verify(signed);
        if (!signed.text().equals(expected)) {
          String[] lines = signed.text().split("\n", -1);
          throw lines.length == 6 && !lines[3].equals(Section.hex(manifest))
              ? new BackupDamagedException(manifestName(n), "is not what its note says")
              : new BackupDamagedException(
                  noteName(n), "does not follow on the generation before, or is of another site");
        }
      } catch (NoteException e) {
        throw new BackupDamagedException(noteName(n), e.getMessage(), e);
      }
      Manifest parsed = Manifest.parse(manifestName(n), manifest);
      if (parsed.generation() != n || !parsed.site().equals(site.name())) {
        throw new BackupDamagedException(manifestName(n), "is of another generation or site");
      }
      manifests.add(parsed);
      last = Section.hex(note);
    }
    return new BackupChain(dir, manifests, last);
  }

  /** A gap shows as a missing file, a manifest without a note at the end is no generation yet. */
  private static int generations(Path dir) throws IOException {
    int highest = 0;
    try (Stream<Path> files = Files.list(dir.resolve("manifests"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("[0-9]{6}\\.note")) {
          highest = Math.max(highest, Integer.parseInt(name.substring(0, 6)));
        }
      }
    } catch (NoSuchFileException e) {
      return 0;
    }
    return highest;
  }

  private static byte[] required(Path dir, String name) throws IOException, BackupDamagedException {
    try {
      return Files.readAllBytes(dir.resolve(name));
    } catch (NoSuchFileException e) {
      throw new BackupDamagedException(name, "is missing", e);
    }
  }

  private static String text(String site, int generation, String manifest, String before) {
    return String.join("\n", HEAD, site, Integer.toString(generation), manifest, before, "");
  }

  /** The note that makes {@code manifest} the next generation. */
  byte[] note(NoteSigner site, byte[] manifest) throws NoteException {
    return site.named(site.name() + "/backup")
        .sign(new SignedNote(text(site.name(), next(), Section.hex(manifest), lastNote), List.of()))
        .bytes();
  }

  static String noteName(int generation) {
    return String.format("manifests/%06d.note", generation);
  }

  static String manifestName(int generation) {
    return String.format("manifests/%06d.ndjson", generation);
  }

  /** Number of generations. */
  public int size() {
    return manifests.size();
  }

  int next() {
    if (manifests.size() == MAX_GENERATION) {
      throw new IllegalStateException("the backup is full: begin a new directory");
    }
    return manifests.size() + 1;
  }

  /** When the newest generation was made; empty without one. */
  public Optional<String> created() {
    return newest().map(Manifest::created);
  }

  /** Entries of each log, by {@code <stream>/<period>}, in the newest generation. */
  public Map<String, Long> logs() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    newest().ifPresent(m -> m.logs().forEach((name, log) -> sizes.put(name, log.size())));
    return sizes;
  }

  /** Id of the key that it is encrypted with; empty without a generation. */
  public String keyId() {
    return newest().map(Manifest::key).orElse("");
  }

  Optional<Manifest> newest() {
    return manifests.isEmpty()
        ? Optional.empty()
        : Optional.of(manifests.get(manifests.size() - 1));
  }

  /** A section and the generation it is in. */
  record Placed(int generation, Section section) {}

  /**
   * What the newest state consists of, by path: of each file the newest copy, without what was
   * deleted since: entries of pruned logs, keys, and changing files that a later generation has no
   * more.
   */
  Map<String, Placed> newestFiles() {
    Map<String, Placed> files = new LinkedHashMap<>();
    if (manifests.isEmpty()) {
      return files;
    }
    Manifest newest = manifests.get(manifests.size() - 1);
    for (Manifest manifest : manifests) {
      for (Section section : manifest.sections()) {
        if (manifest == newest || (isImmutable(section.path()) && !pruned(newest, section))) {
          files.put(section.path(), new Placed(manifest.generation(), section));
        }
      }
    }
    return files;
  }

  private static boolean pruned(Manifest newest, Section section) {
    String[] path = section.path().split("/", 4);
    if (!path[0].equals("ledger") || path.length < 4 || !LogFiles.isContent(path[3])) {
      return false;
    }
    Manifest.Log log = newest.logs().get(path[1] + "/" + path[2]);
    return log != null && log.pruned();
  }

  /** Files that are written once: backed up in one generation only. */
  static boolean isImmutable(String path) {
    return path.matches("ledger/[^/]+/[^/]+/(tile|payload)/.*") && !path.contains(".p/")
        || path.matches("holds/[^/]+/vault/.*");
  }

  /** Paths of files that are in some generation and never change. */
  Set<String> immutablePaths() {
    Set<String> paths = new HashSet<>();
    for (Manifest manifest : manifests) {
      for (Section section : manifest.sections()) {
        if (isImmutable(section.path())) {
          paths.add(section.path());
        }
      }
    }
    return paths;
  }

  /** Sections that should be there: all but keys that a later generation has replaced. */
  List<Placed> sections() {
    List<Placed> all = new ArrayList<>();
    for (Manifest manifest : manifests) {
      for (Section section : manifest.sections()) {
        if (!section.pack().startsWith("keys/") || manifest.generation() == manifests.size()) {
          all.add(new Placed(manifest.generation(), section));
        }
      }
    }
    return all;
  }

  byte[] read(Section section) throws IOException, BackupDamagedException {
    try (FileChannel pack =
        FileChannel.open(dir.resolve(section.pack()), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(section.length());
      while (buffer.hasRemaining()) {
        if (pack.read(buffer, section.offset() + buffer.position()) < 0) {
          throw new BackupDamagedException(section.pack(), "ends inside " + section.path());
        }
      }
      return buffer.array();
    } catch (NoSuchFileException e) {
      throw new BackupDamagedException(section.pack(), "is missing", e);
    }
  }

  /**
   * Reads every byte of the backup and checks it, without the backup key.
   *
   * @return all that is wrong, one line each, naming the file; empty when nothing is
   */
  public List<String> damages() throws IOException {
    List<String> damages = new ArrayList<>();
    Map<String, Long> ends = new HashMap<>();
    for (Placed placed : sections()) {
      Section section = placed.section();
      if (ends.merge(section.pack(), 0L, Long::sum) != section.offset()) {
        damages.add(section.pack() + ": the manifest leaves a hole at " + section.offset());
      }
      ends.put(section.pack(), section.offset() + section.length());
      try {
        section.requireIntact(read(section));
      } catch (BackupDamagedException e) {
        damages.add(e.getMessage());
      }
    }
    for (Map.Entry<String, Long> end : ends.entrySet()) {
      Path pack = dir.resolve(end.getKey());
      if (Files.exists(pack) && Files.size(pack) != end.getValue()) {
        damages.add(
            end.getKey()
                + ": has "
                + Files.size(pack)
                + " bytes, the manifest knows "
                + end.getValue());
      }
    }
    return Collections.unmodifiableList(damages);
  }
}
