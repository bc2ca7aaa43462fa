package org.watchfire.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sigstore.merkle.InclusionProofVerificationException;
import dev.sigstore.merkle.InclusionProofVerifier;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Merkle classes of sigstore-java judge our trees and proofs as we do, good ones and bad. */
class ForeignVerifierTest {
  private static byte[] entry(long seed, int i) {
    return ByteBuffer.allocate(12).putLong(seed).putInt(i).array();
  }

  private static boolean foreign(
      byte[] leaf, long index, long size, List<byte[]> proof, byte[] root) {
    try {
      InclusionProofVerifier.verify(leaf, index, size, proof, root);
      return true;
    } catch (InclusionProofVerificationException e) {
      return false;
    }
  }

  private static boolean ours(byte[] leaf, long index, long size, List<byte[]> proof, byte[] root) {
    try {
      Rfc6962.verifyInclusion(leaf, index, size, proof, root);
      return true;
    } catch (InvalidProofException e) {
      return false;
    }
  }

  /** Random trees as our range builds them, every kind of damage to the proof. */
  @Property(tries = 300)
  void agreesOnRandomTreesAndDamagedProofs(
      @ForAll @IntRange(min = 1, max = 600) int size, @ForAll long seed) {
    List<byte[]> leaves = new ArrayList<>();
    CompactRange range = new CompactRange();
    for (int i = 0; i < size; i++) {
      leaves.add(Rfc6962.leafHash(entry(seed, i)));
      range.append(leaves.get(i), (level, hash) -> {});
    }
    byte[] root = range.root();
    Random random = new Random(seed);
    int index = random.nextInt(size);
    List<byte[]> proof = new ArrayList<>();
    path(leaves, index, proof);
    byte[] leaf = leaves.get(index);
    assertThat(foreign(leaf, index, size, proof, root)).isTrue();
    assertThat(ours(leaf, index, size, proof, root)).isTrue();
    for (int damage = 0; damage < 6; damage++) {
      List<byte[]> bad = new ArrayList<>(proof);
      long at = index;
      long of = size;
      byte[] wrongLeaf = leaf;
      byte[] wrongRoot = root;
      switch (damage) {
        case 0 -> at = random.nextInt(size + 2);
        case 1 -> of = 1 + random.nextInt(size + 5);
        case 2 -> bad.add(leaf);
        case 3 -> bad = bad.subList(0, Math.max(0, bad.size() - 1));
        case 4 -> wrongLeaf = Rfc6962.leafHash(entry(seed + 1, index));
        default -> wrongRoot = Rfc6962.sha256(root);
      }
      if (at >= of) {
        continue; // The foreign class leaves this check to its caller.
      }
      boolean theirs = foreign(wrongLeaf, at, of, bad, wrongRoot);
      // It does not look whether the path is long enough for the size that is claimed; we do.
      boolean expected = theirs && pathLength(at, of) == bad.size();
      assertThat(ours(wrongLeaf, at, of, bad, wrongRoot))
          .as("size %d index %d damage %d", size, index, damage)
          .isEqualTo(expected);
    }
  }

  private static int pathLength(long index, long size) {
    int length = 0;
    for (long last = size - 1, i = index; last > 0; last >>= 1, i >>= 1) {
      length += (i & 1) == 1 || i < last ? 1 : 0;
    }
    return length;
  }

  private static byte[] path(List<byte[]> leaves, int index, List<byte[]> proof) {
    if (leaves.size() == 1) {
      return leaves.get(0);
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    boolean inLeft = index >= 0 && index < k;
    byte[] left = path(leaves.subList(0, k), inLeft ? index : -1, proof);
    byte[] right = path(leaves.subList(k, leaves.size()), index >= k ? index - k : -1, proof);
    if (index >= 0) {
      proof.add(inLeft ? right : left);
    }
    return InclusionProofVerifier.hashChildren(left, right);
  }

  @Test
  void acceptsTheProofsOfALedgerOnDisk(@TempDir Path dir) throws Exception {
    NoteSigner signer = NoteSigner.generate("gov.example/a", new SecureRandom());
    int size = 700;
    try (Ledger ledger = Ledger.open(dir, signer, new FileDisk())) {
      List<byte[]> entries = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        entries.add(entry(1, i));
      }
      ledger.append(entries, Commit.NONE);
      ledger.publish();
    }
    LedgerReader reader = new LedgerReader(dir, signer.verifier());
    byte[] root = reader.checkpoint().root();
    for (int i = 0; i < size; i += 7) {
      byte[] leaf = Rfc6962.leafHash(entry(1, i));
      assertThat(foreign(leaf, i, size, reader.inclusionProof(i, size), root)).isTrue();
    }
  }
}
