package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Checks a whole log by deriving everything again from its entry bundles: leaf hashes, every hash
 * tile of every level, full and partial, the roots of checkpoint, state and mark, and the payloads.
 * Works on any C2SP {@code tlog-tiles} directory; what only our writer keeps is checked when it is
 * there. Damage is a finding, not an exception, and the check goes on behind it. Memory does not
 * grow with the log. Of a log that is being written, check a copy.
 */
public final class Fsck {
  private final Disk disk;
  private final Path dir;
  private final Path mark;
  private final Optional<TrustPolicy> policy;
  private final BundleCheck bundles;
  private final Progress progress;
  private final Findings findings = new Findings();
  private final Map<Long, byte[]> roots = new TreeMap<>();

  /**
   * Something that is not as it must be.
   *
   * @param file path inside the log
   * @param problem what is wrong, and where in the file
   */
  public record Finding(String file, String problem) {
    @Override
    public String toString() {
      return file + ": " + problem;
    }
  }

  /**
   * What the check has shown.
   *
   * @param origin of the log; empty when no checkpoint can be read
   * @param size entries that were checked
   * @param root base64 root that follows from them
   * @param files tiles, bundles and payloads that were compared byte by byte
   * @param pruned entries whose bundles are gone as the published policy says
   * @param findings the first thousand problems
   * @param problems how many there are
   */
  public record Report(
      String origin,
      long size,
      String root,
      long files,
      long payloads,
      long pruned,
      List<Finding> findings,
      long problems) {
    /** Copies the list. */
    public Report {
      findings = List.copyOf(findings);
    }

    /** Whether everything fits. */
    public boolean sound() {
      return problems == 0;
    }
  }

  /** Hears how far it is. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param done entries that were checked
     * @param total of how many
     */
    void at(long done, long total);
  }

  private Fsck(
      Disk disk,
      Path dir,
      Path mark,
      Optional<TrustPolicy> policy,
      long minimumIndex,
      Progress progress) {
    this.disk = disk;
    this.dir = dir;
    this.mark = mark;
    this.policy = policy;
    this.bundles = new BundleCheck(disk, dir, minimumIndex, findings);
    this.progress = progress;
  }

  /**
   * Checks a log.
   *
   * @param dir directory of the log
   * @param mark file with what was signed last; checked when it is there
   * @param policy who must have signed; empty to leave signatures unchecked
   * @param minimumIndex bundles of entries below it may be missing (C2SP tlog-tiles, pruning); 0
   *     when nothing was pruned
   * @throws IOException when a file is there but cannot be read
   */
  public static Report run(
      Path dir, Path mark, Optional<TrustPolicy> policy, long minimumIndex, Progress progress)
      throws IOException {
    return new Fsck(new FileDisk(), dir, mark, policy, minimumIndex, progress).run();
  }

  static Report run(Disk disk, Path dir, Optional<TrustPolicy> policy) throws IOException {
    return new Fsck(disk, dir, dir.resolve(Ledger.MARK), policy, 0, (done, total) -> {}).run();
  }

  private Report run() throws IOException {
    Optional<LedgerState> state = state();
    Optional<Checkpoint> checkpoint = signed(dir.resolve(LedgerReader.CHECKPOINT), true, state);
    Optional<Checkpoint> marked = signed(mark, false, state);
    long size = checkpoint.map(Checkpoint::size).orElse(0L);
    if (state.isPresent()) {
      // What the state does not cover is left over from a crash, whatever a note says.
      size = Math.max(size, state.get().size());
    }
    checkpoint.ifPresent(c -> roots.put(c.size(), null));
    marked.ifPresent(m -> roots.put(m.size(), null));
    state.ifPresent(s -> roots.put(s.size(), null));
    CompactRange range = derive(size, checkpoint);
    checkpoint.ifPresent(c -> requireRoot(LedgerReader.CHECKPOINT, c.size(), c.root()));
    marked.ifPresent(m -> requireRoot(mark.getFileName().toString(), m.size(), m.root()));
    if (state.isPresent()) {
      requireRoot(LedgerState.FILE, state.get().size(), state.get().root());
      if (state.get().size() == range.size()
          && !BundleCheck.same(state.get().frontier(), range.hashes())) {
        findings.report(LedgerState.FILE, "its frontier does not follow from the entries");
      }
      if (checkpoint.isPresent() && checkpoint.get().size() > state.get().size()) {
        findings.report(
            LedgerState.FILE,
            "has size " + state.get().size() + ", but " + checkpoint.get().size() + " was signed");
      }
    }
    new Surplus().look();
    return new Report(
        checkpoint.map(Checkpoint::origin).orElse(""),
        range.size(),
        Rfc6962.base64(range.root()),
        findings.files,
        findings.payloads,
        findings.pruned,
        findings.first(),
        findings.count());
  }

  /** A note that nobody trusts says nothing about the log, unless nothing else does. */
  private Optional<Checkpoint> signed(Path file, boolean required, Optional<LedgerState> state)
      throws IOException {
    String name = file.getFileName().toString();
    byte[] note;
    try {
      note = disk.read(file);
    } catch (NoSuchFileException e) {
      if (required) {
        findings.report(name, "is missing");
      }
      return Optional.empty();
    }
    findings.files++;
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
    } catch (NoteException e) {
      findings.report(name, e.getMessage());
      return Optional.empty();
    }
    try {
      if (policy.isPresent()) {
        policy.get().open(note, state.map(LedgerState::origin).orElse(checkpoint.origin()));
      }
      return Optional.of(checkpoint);
    } catch (NoteException e) {
      findings.report(name, e.getMessage());
      return required && state.isEmpty() ? Optional.of(checkpoint) : Optional.empty();
    }
  }

  private Optional<LedgerState> state() throws IOException {
    try {
      LedgerState state = LedgerState.parse(disk.read(dir.resolve(LedgerState.FILE)));
      findings.files++;
      return Optional.of(state);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (LedgerCorruptException e) {
      findings.report(LedgerState.FILE, e.getMessage().substring(e.file().length() + 2));
      return Optional.empty();
    }
  }

  private void requireRoot(String file, long size, byte[] root) {
    byte[] derived = roots.get(size);
    if (derived == null) {
      findings.report(file, "has size " + size + ", which the entries do not reach");
    } else if (!MessageDigest.isEqual(derived, root)) {
      findings.report(
          file,
          "root "
              + Rfc6962.base64(root)
              + " at size "
              + size
              + " does not follow from the entries, which give "
              + Rfc6962.base64(derived));
    }
  }

  private CompactRange derive(long size, Optional<Checkpoint> checkpoint) throws IOException {
    CompactRange range = new CompactRange();
    List<DerivedTile> tiles = new ArrayList<>();
    noteRoot(range);
    for (long n = 0; n * TilePath.WIDTH < size; n++) {
      int width = TilePath.width(0, n, size);
      List<byte[]> leaves = bundles.leafHashes(n, width, size, range, checkpoint);
      if (leaves.isEmpty()) {
        findings.report(
            TilePath.entries(n, width), "the check ends here: nothing behind it can be derived");
        return range;
      }
      for (byte[] leaf : leaves) {
        range.append(leaf, (level, hash) -> completed(tiles, level, hash, size));
        noteRoot(range);
      }
      progress.at(range.size(), size);
    }
    for (DerivedTile tile : tiles) {
      compare(tile);
    }
    return range;
  }

  private void noteRoot(CompactRange range) {
    if (roots.containsKey(range.size())) {
      roots.put(range.size(), range.root());
    }
  }

  /** A hash tile as it must be. */
  private static final class DerivedTile {
    final int level;
    final byte[] hashes = new byte[TilePath.WIDTH * Rfc6962.HASH_LENGTH];
    long index;
    int width;

    DerivedTile(int level) {
      this.level = level;
    }
  }

  private void completed(List<DerivedTile> tiles, int level, byte[] hash, long size) {
    if (level % TilePath.HEIGHT != 0) {
      return;
    }
    int tileLevel = level / TilePath.HEIGHT;
    if (tiles.size() == tileLevel) {
      tiles.add(new DerivedTile(tileLevel));
    }
    DerivedTile tile = tiles.get(tileLevel);
    System.arraycopy(hash, 0, tile.hashes, tile.width * Rfc6962.HASH_LENGTH, Rfc6962.HASH_LENGTH);
    tile.width++;
    if (tile.width == TilePath.WIDTH) {
      compare(tile);
      tile.index++;
      tile.width = 0;
    }
  }

  /** The tile itself and every partial one that is still there. */
  private void compare(DerivedTile tile) {
    String full = TilePath.hashes(tile.level, tile.index, TilePath.WIDTH);
    if (tile.width == TilePath.WIDTH) {
      compare(tile, full, tile.width);
    }
    for (int width : findings.partials(disk, dir, full)) {
      compare(tile, TilePath.hashes(tile.level, tile.index, width), width);
    }
    if (tile.width > 0 && tile.width < TilePath.WIDTH) {
      String path = TilePath.hashes(tile.level, tile.index, tile.width);
      if (!disk.exists(dir.resolve(path)) && !disk.exists(dir.resolve(full))) {
        findings.report(path, "is missing");
      }
    }
  }

  private void compare(DerivedTile tile, String path, int width) {
    if (width > tile.width) {
      return;
    }
    byte[] onDisk;
    try {
      onDisk = disk.read(dir.resolve(path));
    } catch (NoSuchFileException e) {
      findings.report(path, "is missing");
      return;
    } catch (IOException e) {
      findings.report(path, "cannot be read: " + e.getMessage());
      return;
    }
    findings.files++;
    if (onDisk.length != width * Rfc6962.HASH_LENGTH) {
      findings.report(
          path, "has " + onDisk.length + " bytes, expected " + width * Rfc6962.HASH_LENGTH);
      return;
    }
    for (int i = 0; i < width; i++) {
      int at = i * Rfc6962.HASH_LENGTH;
      if (!Arrays.equals(
          onDisk, at, at + Rfc6962.HASH_LENGTH, tile.hashes, at, at + Rfc6962.HASH_LENGTH)) {
        long hash = tile.index * TilePath.WIDTH + i;
        findings.report(
            path,
            "hash "
                + i
                + " at byte "
                + at
                + (tile.level == 0 ? " (entry " + hash + ")" : " (subtree " + hash + ")")
                + " does not follow from what is below it");
      }
    }
  }

  /** Files in {@code tile/} that belong to no tree. */
  private final class Surplus {
    private static final Pattern TILE =
        Pattern.compile(
            "tile/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\\.p/[1-9][0-9]{0,2})?");

    void look() throws IOException {
      look("tile");
    }

    private void look(String path) throws IOException {
      List<String> names = disk.list(dir.resolve(path));
      if (names.isEmpty()
          && disk.exists(dir.resolve(path))
          && !TILE.matcher(path).matches()
          && !path.endsWith(".p")
          && !path.equals("tile")) {
        findings.report(path, "does not belong to a log");
      }
      for (String name : names) {
        look(path + "/" + name);
      }
    }
  }
}
