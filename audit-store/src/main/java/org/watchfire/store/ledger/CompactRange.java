package org.watchfire.store.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The right frontier of a growing Merkle tree: the roots of its complete subtrees, largest first,
 * one per set bit of the size. Enough to append and to compute the root; at most 63 hashes. Not
 * thread-safe.
 */
final class CompactRange {
  /** Told about every subtree that an append completes, from the leaf (level 0) upwards. */
  @FunctionalInterface
  interface Completed {
    void subtree(int level, byte[] hash);
  }

  private final Deque<byte[]> roots = new ArrayDeque<>();
  private long size;

  CompactRange() {}

  /**
   * A frontier as {@link #hashes()} gave it.
   *
   * @throws IllegalArgumentException when the number of hashes does not fit the size
   */
  CompactRange(long size, List<byte[]> hashes) {
    if (size < 0 || hashes.size() != Long.bitCount(size)) {
      throw new IllegalArgumentException(
          "a tree of size " + size + " does not have " + hashes.size() + " frontier hashes");
    }
    this.size = size;
    roots.addAll(hashes);
  }

  long size() {
    return size;
  }

  void append(byte[] leafHash, Completed completed) {
    byte[] hash = leafHash;
    completed.subtree(0, hash);
    int level = 0;
    for (long n = size; (n & 1) == 1; n >>= 1) {
      hash = Rfc6962.nodeHash(roots.removeLast(), hash);
      completed.subtree(++level, hash);
    }
    roots.addLast(hash);
    size++;
  }

  byte[] root() {
    if (size == 0) {
      return Rfc6962.emptyRoot();
    }
    Iterator<byte[]> smallestFirst = roots.descendingIterator();
    byte[] root = smallestFirst.next();
    while (smallestFirst.hasNext()) {
      root = Rfc6962.nodeHash(smallestFirst.next(), root);
    }
    return root;
  }

  /** Largest subtree first. */
  List<byte[]> hashes() {
    return new ArrayList<>(roots);
  }
}
