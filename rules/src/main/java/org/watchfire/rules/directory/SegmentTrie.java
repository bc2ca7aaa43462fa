package org.watchfire.rules.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Patterns of segments, found by a list of segments in time proportional to its length and the
 * patterns that stay possible. Built once, then read by any number of threads.
 */
final class SegmentTrie {
  private final Node root = new Node();

  private static final class Node {
    private final Map<String, Node> literal = new HashMap<>();
    private final Map<String, Node> glob = new HashMap<>();
    private final List<Asset> assets = new ArrayList<>();

    /** Reached by {@code **}: stays possible whatever segment comes. */
    private Node deep;

    private boolean isDeep;
  }

  void add(List<String> pattern, Asset asset) {
    Node node = root;
    for (String segment : pattern) {
      if (segment.equals(Selector.DEEP)) {
        if (node.deep == null) {
          node.deep = new Node();
          node.deep.isDeep = true;
        }
        node = node.deep;
      } else {
        Map<String, Node> next = segment.indexOf('*') >= 0 ? node.glob : node.literal;
        node = next.computeIfAbsent(segment, s -> new Node());
      }
    }
    node.assets.add(asset);
  }

  /** All assets with a pattern that these segments fit. */
  void find(List<String> segments, Set<Asset> out) {
    Set<Node> possible = new LinkedHashSet<>();
    reach(root, possible);
    for (String segment : segments) {
      Set<Node> next = new LinkedHashSet<>();
      for (Node node : possible) {
        if (node.isDeep) {
          reach(node, next);
        }
        Node exact = node.literal.get(segment);
        if (exact != null) {
          reach(exact, next);
        }
        for (Map.Entry<String, Node> glob : node.glob.entrySet()) {
          if (matches(glob.getKey(), segment)) {
            reach(glob.getValue(), next);
          }
        }
      }
      if (next.isEmpty()) {
        return;
      }
      possible = next;
    }
    possible.forEach(node -> out.addAll(node.assets));
  }

  private static void reach(Node node, Set<Node> possible) {
    for (Node at = node; at != null && possible.add(at); at = at.deep) {
      // Every ** behind a node may stand for nothing.
    }
  }

  /**
   * Whether a segment fits a pattern with {@code *}; greedy with one point to return to, so never
   * exponential.
   */
  static boolean matches(String pattern, String segment) {
    int p = 0;
    int s = 0;
    int star = -1;
    int retry = 0;
    while (s < segment.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = s;
      } else if (p < pattern.length() && pattern.charAt(p) == segment.charAt(s)) {
        p++;
        s++;
      } else if (star >= 0) {
        p = star + 1;
        s = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
