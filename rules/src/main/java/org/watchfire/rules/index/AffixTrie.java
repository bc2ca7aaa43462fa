package org.watchfire.rules.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Finds the texts that a text begins with, or ends with: a trie read from one end. */
public final class AffixTrie {
  private static final int WIDE = 6;

  private final boolean fromEnd;
  private final byte[][] edgeBytes;
  private final int[][] edgeTargets;
  private final int[][] numbers;

  private AffixTrie(boolean fromEnd, byte[][] edgeBytes, int[][] edgeTargets, int[][] numbers) {
    this.fromEnd = fromEnd;
    this.edgeBytes = edgeBytes;
    this.edgeTargets = edgeTargets;
    this.numbers = numbers;
  }

  /** Finds the beginnings. */
  public static AffixTrie prefixes(NumberedTexts texts) {
    return build(texts, false);
  }

  /** Finds the endings. */
  public static AffixTrie suffixes(NumberedTexts texts) {
    return build(texts, true);
  }

  private static AffixTrie build(NumberedTexts texts, boolean fromEnd) {
    List<TrieNode> nodes = new ArrayList<>();
    nodes.add(new TrieNode());
    for (NumberedTexts.Entry e : texts.entries()) {
      int at = 0;
      for (int i = 0; i < e.text().length; i++) {
        byte b = e.text()[fromEnd ? e.text().length - 1 - i : i];
        int next = nodes.get(at).child(b);
        if (next < 0) {
          next = nodes.size();
          nodes.add(new TrieNode());
          nodes.get(at).add(b, next);
        }
        at = next;
      }
      nodes.get(at).numbers = e.numbers();
    }
    int n = nodes.size();
    byte[][] edgeBytes = new byte[n][];
    int[][] edgeTargets = new int[n][];
    int[][] numbers = new int[n][];
    for (int i = 0; i < n; i++) {
      TrieNode node = nodes.get(i);
      numbers[i] = node.numbers;
      if (node.edges > WIDE) {
        // One place for each byte.
        int[] wide = new int[256];
        for (int e = 0; e < node.edges; e++) {
          wide[node.bytes[e] & 0xff] = node.targets[e];
        }
        edgeTargets[i] = wide;
      } else {
        edgeBytes[i] = Arrays.copyOf(node.bytes, node.edges);
        edgeTargets[i] = Arrays.copyOf(node.targets, node.edges);
      }
    }
    return new AffixTrie(fromEnd, edgeBytes, edgeTargets, numbers);
  }

  /** 0, which is never a target, when there is none. */
  private int next(int node, byte b) {
    byte[] bytes = edgeBytes[node];
    if (bytes == null) {
      return edgeTargets[node][b & 0xff];
    }
    for (int e = 0; e < bytes.length; e++) {
      if (bytes[e] == b) {
        return edgeTargets[node][e];
      }
    }
    return 0;
  }

  /** Adds the numbers of all that fit {@code [from, to)}. */
  public void find(byte[] in, int from, int to, Found out) {
    if (numbers[0] != null) {
      out.add(numbers[0]);
    }
    int node = 0;
    int length = to - from;
    for (int i = 0; i < length; i++) {
      node = next(node, in[fromEnd ? to - 1 - i : from + i]);
      if (node == 0) {
        return;
      }
      if (numbers[node] != null) {
        out.add(numbers[node]);
      }
    }
  }

  public boolean any(byte[] in, int from, int to) {
    int node = 0;
    int length = to - from;
    for (int i = 0; numbers[node] == null; i++) {
      node = i < length ? next(node, in[fromEnd ? to - 1 - i : from + i]) : 0;
      if (node == 0) {
        return false;
      }
    }
    return true;
  }
}
