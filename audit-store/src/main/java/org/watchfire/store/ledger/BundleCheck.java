package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** The part of {@link Fsck} that derives leaf hashes from entry bundles and their payloads. */
final class BundleCheck {
  private final Disk disk;
  private final Path dir;
  private final long minimumIndex;
  private final Findings findings;

  BundleCheck(Disk disk, Path dir, long minimumIndex, Findings findings) {
    this.disk = disk;
    this.dir = dir;
    this.minimumIndex = minimumIndex;
    this.findings = findings;
  }

  static boolean same(List<byte[]> one, List<byte[]> other) {
    boolean same = one.size() == other.size();
    for (int i = 0; same && i < one.size(); i++) {
      same = MessageDigest.isEqual(one.get(i), other.get(i));
    }
    return same;
  }

  /**
   * Leaf hashes of a bundle. Where bundle and tile contradict each other, those that the hash above
   * them, or the signed root, agrees with; the other one is the finding.
   *
   * @return empty when neither can be read
   */
  List<byte[]> leafHashes(
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
          findings.report(
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
      findings.files++;
    } catch (LedgerCorruptException e) {
      boolean missing = e.getCause() instanceof NoSuchFileException;
      if (missing && (n + 1) * TilePath.WIDTH <= minimumIndex) {
        findings.pruned += width;
      } else {
        findings.report(
            path, missing ? "is missing" : e.getMessage().substring(e.file().length() + 2));
      }
      return List.of();
    }
    for (int partial : findings.partials(disk, dir, full)) {
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
      findings.files++;
      for (int i = 0; i < width; i++) {
        if (!Arrays.equals(some.get(i), entries.get(i))) {
          findings.report(path, "entry " + i + " is not that of " + whole);
        }
      }
    } catch (NoSuchFileException e) {
      findings.report(path, "went away during the check: the log is being written");
    } catch (LedgerCorruptException e) {
      findings.report(path, e.getMessage().substring(path.length() + 2));
    }
  }

  private void payload(byte[] leaf, long index) throws IOException {
    Optional<DigestEntry> digest = DigestEntry.parse(leaf);
    if (digest.isEmpty()) {
      return;
    }
    findings.payloads++;
    String path = DigestEntry.path(digest.get().sha256());
    try {
      byte[] content = disk.read(dir.resolve(path));
      findings.files++;
      if (content.length != digest.get().size()
          || !HexFormat.of().formatHex(Rfc6962.sha256(content)).equals(digest.get().sha256())) {
        findings.report(path, "is not what entry " + index + " is the digest of");
      }
    } catch (NoSuchFileException e) {
      findings.report(path, "is missing; entry " + index + " is its digest");
    }
  }
}
