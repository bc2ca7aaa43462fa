package org.watchfire.store.ledger;

import java.io.IOException;

/**
 * One proof for many entries of a log. Walk the tree of RFC 6962 depth first, left to right: a
 * subtree without a selected entry is one hash of the proof, a selected entry is its leaf hash, all
 * else is computed. A single entry gives the hashes of its audit path, a run of entries the hashes
 * left and right of it, and no inner node is stated twice. Pure functions; thread-safe.
 */
public final class SubsetProof {
  /** What {@link Leaves#index} says behind the last one. */
  public static final long NONE = Long.MAX_VALUE;

  private SubsetProof() {}

  /** The selected entries, in rising order of their index. */
  public interface Leaves {
    /** Leaf index of the entry that comes next, {@link #NONE} behind the last. */
    long index() throws IOException, LedgerException;

    /** Its leaf hash; moves on to the entry after it. */
    byte[] take() throws IOException, LedgerException;
  }

  /** The hashes of the subtrees without a selected entry, asked for from left to right. */
  @FunctionalInterface
  public interface Gaps {
    /**
     * Hash of the subtree over the entries {@code [from, to)}; who makes a proof computes it, who
     * checks one takes the next hash of the proof.
     */
    byte[] hash(long from, long to) throws IOException, LedgerException;
  }

  /**
   * The root that follows for a tree of {@code size} entries.
   *
   * @throws InvalidProofException when the leaves do not rise or lie outside the tree
   */
  public static byte[] root(long size, Leaves leaves, Gaps gaps)
      throws IOException, LedgerException {
    byte[] root = size == 0 ? Rfc6962.emptyRoot() : node(0, size, leaves, gaps);
    if (leaves.index() != NONE) {
      throw new InvalidProofException(
          "leaf index " + leaves.index() + " does not rise or is outside a tree of size " + size);
    }
    return root;
  }

  private static byte[] node(long from, long to, Leaves leaves, Gaps gaps)
      throws IOException, LedgerException {
    long next = leaves.index();
    if (next >= to) {
      return gaps.hash(from, to);
    }
    if (next < from) {
      throw new InvalidProofException("leaf index " + next + " does not rise");
    }
    if (to - from == 1) {
      return leaves.take();
    }
    long split = from + Long.highestOneBit(to - from - 1);
    byte[] left = node(from, split, leaves, gaps);
    return Rfc6962.nodeHash(left, node(split, to, leaves, gaps));
  }
}
