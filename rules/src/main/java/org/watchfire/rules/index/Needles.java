package org.watchfire.rules.index;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds the texts that a text contains, in one pass over it: the automaton of Aho and Corasick
 * (1975).
 *
 * <p>States near the root, where nearly all time is spent, have a full row of transitions; the
 * others have their edges and a failure link. States are numbered by depth, so that the rows in use
 * lie together. A state is written as the place of its row, or behind all rows when it has none; a
 * transition into a state that tells something as the complement of that.
 */
public final class Needles {
  private static final int MAX_DENSE_CELLS = 1 << 17;

  private final char[] classOf = new char[256];
  private final int classes;
  private final int dense;
  private final int rows;
  private final int[] table;
  private final int[] edgeFrom;
  private final byte[] edgeClass;
  private final int[] edgeTo;
  private final int[] fail;
  private final int[][] numbers;

  /**
   * @throws IllegalArgumentException when a text is empty
   */
  public static Needles of(NumberedTexts texts) {
    return new Needles(texts.entries());
  }

  private Needles(NumberedTexts.Entry[] entries) {
    List<TrieNode> trie = new ArrayList<>();
    trie.add(new TrieNode());
    int used = 1;
    for (NumberedTexts.Entry e : entries) {
      if (e.text().length == 0) {
        throw new IllegalArgumentException("a needle is empty");
      }
      int at = 0;
      for (byte b : e.text()) {
        if (classOf[b & 0xff] == 0) {
          if (used > 255) {
            throw new IllegalArgumentException("not UTF-8: more than 255 different bytes");
          }
          classOf[b & 0xff] = (char) used++;
        }
        int next = trie.get(at).child(b);
        if (next < 0) {
          next = trie.size();
          trie.add(new TrieNode());
          trie.get(at).add(b, next);
        }
        at = next;
      }
      trie.get(at).numbers = e.numbers();
    }
    classes = used;
    List<TrieNode> nodes = byDepth(trie);
    link(nodes);
    int n = nodes.size();
    dense = Math.min(n, Math.max(1, MAX_DENSE_CELLS / classes));
    rows = dense * classes;
    numbers = new int[n][];
    for (int s = 0; s < n; s++) {
      numbers[s] = nodes.get(s).numbers;
    }
    table = new int[rows];
    for (int s = 0; s < dense; s++) {
      TrieNode node = nodes.get(s);
      if (s > 0) {
        System.arraycopy(table, node.fail * classes, table, s * classes, classes);
      }
      for (int e = 0; e < node.edges; e++) {
        table[s * classes + classOf[node.bytes[e] & 0xff]] = target(node.targets[e]);
      }
    }
    int edges = 0;
    for (int s = dense; s < n; s++) {
      edges += nodes.get(s).edges;
    }
    edgeFrom = new int[n - dense + 1];
    fail = new int[n - dense];
    edgeClass = new byte[edges];
    edgeTo = new int[edges];
    int k = 0;
    for (int s = dense; s < n; s++) {
      TrieNode node = nodes.get(s);
      fail[s - dense] = written(node.fail);
      for (int e = 0; e < node.edges; e++) {
        edgeClass[k] = (byte) classOf[node.bytes[e] & 0xff];
        edgeTo[k++] = target(node.targets[e]);
      }
      edgeFrom[s - dense + 1] = k;
    }
  }

  private int written(int state) {
    return state < dense ? state * classes : rows + state - dense;
  }

  private int target(int state) {
    return numbers[state] == null ? written(state) : ~written(state);
  }

  private int[] told(int written) {
    return numbers[written < rows ? written / classes : written - rows + dense];
  }

  /** The same nodes in order of depth, targets renumbered. */
  private static List<TrieNode> byDepth(List<TrieNode> trie) {
    int[] order = new int[trie.size()];
    int[] place = new int[trie.size()];
    int n = 0;
    ArrayDeque<Integer> queue = new ArrayDeque<>();
    queue.add(0);
    while (!queue.isEmpty()) {
      int at = queue.poll();
      place[at] = n;
      order[n++] = at;
      TrieNode node = trie.get(at);
      for (int e = 0; e < node.edges; e++) {
        queue.add(node.targets[e]);
      }
    }
    List<TrieNode> nodes = new ArrayList<>(n);
    for (int i = 0; i < n; i++) {
      TrieNode node = trie.get(order[i]);
      for (int e = 0; e < node.edges; e++) {
        node.targets[e] = place[node.targets[e]];
      }
      nodes.add(node);
    }
    return nodes;
  }

  /** Failure links, and at each state the numbers of all that end there. */
  private static void link(List<TrieNode> nodes) {
    for (int s = 0; s < nodes.size(); s++) {
      TrieNode node = nodes.get(s);
      for (int e = 0; e < node.edges; e++) {
        TrieNode child = nodes.get(node.targets[e]);
        int f = s;
        int target = -1;
        while (f != 0 && target < 0) {
          f = nodes.get(f).fail;
          target = nodes.get(f).child(node.bytes[e]);
        }
        child.fail = Math.max(target, 0);
        int[] inherited = nodes.get(child.fail).numbers;
        if (inherited != null) {
          child.numbers =
              child.numbers == null
                  ? inherited
                  : IntStream.concat(IntStream.of(child.numbers), IntStream.of(inherited))
                      .sorted()
                      .distinct()
                      .toArray();
        }
      }
    }
  }

  /** Adds the numbers of all that occur in {@code [from, to)}. */
  public void find(byte[] in, int from, int to, Found out) {
    int s = 0;
    for (int i = from; i < to; i++) {
      int c = classOf[in[i] & 0xff];
      s = s < rows ? table[s + c] : deep(s, c);
      if (s < 0) {
        s = ~s;
        out.add(told(s));
      }
    }
  }

  public boolean any(byte[] in, int from, int to) {
    int s = 0;
    for (int i = from; i < to; i++) {
      int c = classOf[in[i] & 0xff];
      s = s < rows ? table[s + c] : deep(s, c);
      if (s < 0) {
        return true;
      }
    }
    return false;
  }

  private int deep(int state, int c) {
    int s = state;
    while (s >= rows) {
      int k = s - rows;
      int to = edgeFrom[k + 1];
      for (int e = edgeFrom[k]; e < to; e++) {
        if ((edgeClass[e] & 0xff) == c) {
          return edgeTo[e];
        }
      }
      s = fail[k];
    }
    return table[s + c];
  }
}
