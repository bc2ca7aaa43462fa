package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
  /** More findings than a person reads; the count goes on. */
  static final int MOST_FINDINGS = 1000;

  private final Disk disk;
  private final Path dir;
  private final Path mark;
  private final Optional<TrustPolicy> policy;
  private final long minimumIndex;
  private final Progress progress;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<Long, byte[]> roots = new TreeMap<>();
  private long found;
  private long files;
  private long payloads;
  private long pruned;

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
   * @param findings the first {@link #MOST_FINDINGS} problems
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
    this.minimumIndex = minimumIndex;
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
      if (state.get().size() == range.size() && !same(state.get().frontier(), range.hashes())) {
        report(LedgerState.FILE, "its frontier does not follow from the entries");
      }
      if (checkpoint.isPresent() && checkpoint.get().size() > state.get().size()) {
        report(
            LedgerState.FILE,
            "has size " + state.get().size() + ", but " + checkpoint.get().size() + " was signed");
      }
    }
    new Surplus().look();
    return new Report(
        checkpoint.map(Checkpoint::origin).orElse(""),
        range.size(),
        Rfc6962.base64(range.root()),
        files,
        payloads,
        pruned,
        findings,
        found);
  }

  private static boolean same(List<byte[]> one, List<byte[]> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = MessageDigest.isEqual(one.get(i), other.get(i));
    }
    return same;
  }

  private void report(String file, String problem) {
    found++;
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(file, problem));
    }
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
        report(name, "is missing");
      }
      return Optional.empty();
    }
    files++;
    Checkpoint checkpoint;
    try {
      checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
    } catch (NoteException e) {
      report(name, e.getMessage());
      return Optional.empty();
    }
    try {
      if (policy.isPresent()) {
        policy.get().open(note, state.map(LedgerState::origin).orElse(checkpoint.origin()));
      }
      return Optional.of(checkpoint);
    } catch (NoteException e) {
      report(name, e.getMessage());
      return required && state.isEmpty() ? Optional.of(checkpoint) : Optional.empty();
    }
  }

  private Optional<LedgerState> state() throws IOException {
    try {
      LedgerState state = LedgerState.parse(disk.read(dir.resolve(LedgerState.FILE)));
      files++;
      return Optional.of(state);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (LedgerCorruptException e) {
      report(LedgerState.FILE, e.getMessage().substring(e.file().length() + 2));
      return Optional.empty();
    }
  }

  private void requireRoot(String file, long size, byte[] root) {
    byte[] derived = roots.get(size);
    if (derived == null) {
      report(file, "has size " + size + ", which the entries do not reach");
    } else if (!MessageDigest.isEqual(derived, root)) {
      report(
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
      List<byte[]> leaves = leafHashes(n, width, size, range, checkpoint);
      if (leaves.isEmpty()) {
        report(TilePath.entries(n, width), "the check ends here: nothing behind it can be derived");
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
    for (int width : partials(full)) {
      compare(tile, TilePath.hashes(tile.level, tile.index, width), width);
    }
    if (tile.width > 0 && tile.width < TilePath.WIDTH) {
      String path = TilePath.hashes(tile.level, tile.index, tile.width);
      if (!disk.exists(dir.resolve(path)) && !disk.exists(dir.resolve(full))) {
        report(path, "is missing");
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
      report(path, "is missing");
      return;
    } catch (IOException e) {
      report(path, "cannot be read: " + e.getMessage());
      return;
    }
    files++;
    if (onDisk.length != width * Rfc6962.HASH_LENGTH) {
      report(path, "has " + onDisk.length + " bytes, expected " + width * Rfc6962.HASH_LENGTH);
      return;
    }
    for (int i = 0; i < width; i++) {
      int at = i * Rfc6962.HASH_LENGTH;
      if (!Arrays.equals(
          onDisk, at, at + Rfc6962.HASH_LENGTH, tile.hashes, at, at + Rfc6962.HASH_LENGTH)) {
        long hash = tile.index * TilePath.WIDTH + i;
        report(
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

  /** Widths of the partial files beside a full one; other names are found as surplus. */
  private List<Integer> partials(String full) {
    List<Integer> widths = new ArrayList<>();
    try {
      for (String name : disk.list(dir.resolve(TilePath.partials(full)))) {
        if (name.matches("[1-9][0-9]{0,2}") && Integer.parseInt(name) < TilePath.WIDTH) {
          widths.add(Integer.parseInt(name));
        }
      }
    } catch (IOException e) {
      report(TilePath.partials(full), "cannot be listed: " + e.getMessage());
    }
    return widths;
  }

  /**
   * Leaf hashes of a bundle. Where bundle and tile contradict each other, those that the hash above
   * them, or the signed root, agrees with; the other one is the finding.
   *
   * @return empty when neither can be read
   */
  private List<byte[]> leafHashes(
      long n, int width, long size, CompactRange range, Optional<Checkpoint> checkpoint)
      throws IOException {
    List<byte[]> fromBundle = bundle(n, width);
    List<byte[]> fromTile = tile(n, width);
    if (fromBundle.isEmpty()) {
      return fromTile;
    }
    if (fromTile.isEmpty() || same(fromBundle, fromTile)) {
      return fromBundle;
    }
    // The tile of the derived hashes is compared later, which names it; so blame the bundle here.
    if (agreesWithAbove(fromTile, n, width, size, range, checkpoint)) {
      for (int i = 0; i < width; i++) {
        if (!MessageDigest.isEqual(fromBundle.get(i), fromTile.get(i))) {
          report(
              TilePath.entries(n, width),
              "entry " + (n * TilePath.WIDTH + i) + " is not what was recorded");
        }
      }
      return fromTile;
    }
    return fromBundle;
  }

  private boolean agreesWithAbove(
      List<byte[]> leaves,
      long n,
      int width,
      long size,
      CompactRange range,
      Optional<Checkpoint> checkpoint)
      throws IOException {
    CompactRange copy = new CompactRange(range.size(), range.hashes());
    byte[][] subtree = new byte[1][];
    for (byte[] leaf : leaves) {
      copy.append(leaf, (level, hash) -> subtree[0] = level == TilePath.HEIGHT ? hash : subtree[0]);
      if (checkpoint.isPresent() && checkpoint.get().size() == copy.size()) {
        return MessageDigest.isEqual(copy.root(), checkpoint.get().root());
      }
    }
    if (width < TilePath.WIDTH) {
      return false;
    }
    try {
      byte[] above =
          new TreeReader(disk, dir, size)
              .tile(1, n / TilePath.WIDTH, TilePath.width(1, n / TilePath.WIDTH, size));
      int at = (int) (n % TilePath.WIDTH) * Rfc6962.HASH_LENGTH;
      return subtree[0] != null
          && Arrays.equals(above, at, at + Rfc6962.HASH_LENGTH, subtree[0], 0, Rfc6962.HASH_LENGTH);
    } catch (LedgerCorruptException e) {
      return false;
    }
  }

  private List<byte[]> tile(long n, int width) throws IOException {
    List<byte[]> hashes = new ArrayList<>(width);
    try {
      byte[] tile = new TreeReader(disk, dir, Long.MAX_VALUE).tile(0, n, width);
      for (int i = 0; i < width; i++) {
        int at = i * Rfc6962.HASH_LENGTH;
        hashes.add(Arrays.copyOfRange(tile, at, at + Rfc6962.HASH_LENGTH));
      }
    } catch (LedgerCorruptException e) {
      // Compared again, and named, when the derived tile is complete.
      return List.of();
    }
    return hashes;
  }

  private List<byte[]> bundle(long n, int width) throws IOException {
    String full = TilePath.entries(n, TilePath.WIDTH);
    String path = TilePath.entries(n, width);
    List<byte[]> entries;
    try {
      entries = new TreeReader(disk, dir, Long.MAX_VALUE).entries(n, width);
      files++;
    } catch (LedgerCorruptException e) {
      boolean missing = e.getCause() instanceof NoSuchFileException;
      if (missing && (n + 1) * TilePath.WIDTH <= minimumIndex) {
        pruned += width;
      } else {
        report(path, missing ? "is missing" : e.getMessage().substring(e.file().length() + 2));
      }
      return List.of();
    }
    for (int partial : partials(full)) {
      comparePartial(TilePath.entries(n, partial), partial, path, entries);
    }
    List<byte[]> hashes = new ArrayList<>(width);
    for (int i = 0; i < entries.size(); i++) {
      payload(entries.get(i), n * TilePath.WIDTH + i);
      hashes.add(Rfc6962.leafHash(entries.get(i)));
    }
    return hashes;
  }

  private void comparePartial(String path, int width, String whole, List<byte[]> entries)
      throws IOException {
    if (path.equals(whole) || width > entries.size()) {
      return;
    }
    try {
      List<byte[]> some = EntryBundle.parse(path, disk.read(dir.resolve(path)), width);
      files++;
      for (int i = 0; i < width; i++) {
        if (!Arrays.equals(some.get(i), entries.get(i))) {
          report(path, "entry " + i + " is not that of " + whole);
        }
      }
    } catch (NoSuchFileException e) {
      report(path, "went away during the check: the log is being written");
    } catch (LedgerCorruptException e) {
      report(path, e.getMessage().substring(path.length() + 2));
    }
  }

  private void payload(byte[] leaf, long index) throws IOException {
    Optional<DigestEntry> digest = DigestEntry.parse(leaf);
    if (digest.isEmpty()) {
      return;
    }
    payloads++;
    String path = DigestEntry.path(digest.get().sha256());
    try {
      byte[] content = disk.read(dir.resolve(path));
      files++;
      if (content.length != digest.get().size()
          || !HexFormat.of().formatHex(Rfc6962.sha256(content)).equals(digest.get().sha256())) {
        report(path, "is not what entry " + index + " is the digest of");
      }
    } catch (NoSuchFileException e) {
      report(path, "is missing; entry " + index + " is its digest");
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
        report(path, "does not belong to a log");
      }
      for (String name : names) {
        look(path + "/" + name);
      }
    }
  }
}
