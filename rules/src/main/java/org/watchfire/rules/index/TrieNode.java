package org.watchfire.rules.index;

import java.util.Arrays;

/** A node of a trie in the making: few edges, looked through one by one. */
final class TrieNode {
  byte[] bytes = new byte[1];
  int[] targets = new int[1];
  int edges;

  /** What to tell here, null for nothing. */
  int[] numbers;

  /** Of {@link Needles}: where to go on when no edge fits. */
  int fail;

  /** -1 when there is none. */
  int child(byte b) {
    for (int e = 0; e < edges; e++) {
      if (bytes[e] == b) {
        return targets[e];
      }
    }
    return -1;
  }

  void add(byte b, int target) {
    if (edges == bytes.length) {
      bytes = Arrays.copyOf(bytes, edges * 2);
      targets = Arrays.copyOf(targets, edges * 2);
    }
    bytes[edges] = b;
    targets[edges++] = target;
  }
}
