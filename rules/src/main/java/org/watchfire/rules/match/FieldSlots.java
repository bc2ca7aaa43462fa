package org.watchfire.rules.match;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields that rules look at, numbered, and the way from the names in an event to them: a trie
 * over the keys of nested objects, in which a key may also be several names joined by dots.
 * Immutable once {@link #freeze frozen}.
 */
final class FieldSlots {
  private static final int[] NONE = {};

  /** One place in the nesting. */
  static final class Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private int[] slots = NONE;
    private byte[][] keys;
    private Node[] targets;
    private int mask;

    /** Fields whose value stands here. */
    int[] slots() {
      return slots;
    }

    /** The place under the key in {@code [from, to)}, null when no field is there. */
    Node child(byte[] in, int from, int to) {
      for (int at = hash(in, from, to) & mask; keys[at] != null; at = at + 1 & mask) {
        byte[] key = keys[at];
        if (key.length == to - from && Arrays.equals(key, 0, key.length, in, from, to)) {
          return targets[at];
        }
      }
      return null;
    }

    private static int hash(byte[] in, int from, int to) {
      int n = to - from;
      int h = n * 31;
      if (n > 0) {
        h = (h + in[from]) * 31 + in[to - 1];
        h = (h * 31 + in[from + (n >> 1)]) * 31 + in[from + (n >> 2)];
        h = h * 31 + in[to - 1 - (n >> 2)];
      }
      return h ^ h >>> 15 ^ h >>> 7;
    }

    private void freeze() {
      int capacity = Integer.highestOneBit(children.size() * 4 + 4) << 1;
      keys = new byte[capacity][];
      targets = new Node[capacity];
      mask = capacity - 1;
      children.forEach(
          (name, node) -> {
            byte[] key = name.getBytes(UTF_8);
            int at = hash(key, 0, key.length) & mask;
            while (keys[at] != null) {
              at = at + 1 & mask;
            }
            keys[at] = key;
            targets[at] = node;
          });
    }
  }

  private final Map<String, Integer> numbers = new HashMap<>();
  private final Map<String, int[]> byName = new HashMap<>();
  private final Map<String, Node> places = new LinkedHashMap<>();
  private final Node root = new Node();

  /** Number of a field; the same field has the same number. */
  int slot(String field) {
    Integer known = numbers.get(field);
    if (known != null) {
      return known;
    }
    int slot = numbers.size();
    numbers.put(field, slot);
    for (String name : FieldNames.of(field)) {
      int[] before = byName.getOrDefault(name, NONE);
      int[] slots = Arrays.copyOf(before, before.length + 1);
      slots[before.length] = slot;
      byName.put(name, slots);
      place(name).slots = slots;
    }
    return slot;
  }

  /** The node of a dotted name, reachable in every way in which dots can be nesting. */
  private Node place(String name) {
    Node known = places.get(name);
    if (known != null) {
      return known;
    }
    Node node = new Node();
    places.put(name, node);
    root.children.put(name, node);
    List<Integer> dots = new ArrayList<>();
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      dots.add(dot);
    }
    for (int dot : dots) {
      place(name.substring(0, dot)).children.put(name.substring(dot + 1), node);
    }
    return node;
  }

  /** No more fields. */
  FieldSlots freeze() {
    root.freeze();
    places.values().forEach(Node::freeze);
    return this;
  }

  int size() {
    return numbers.size();
  }

  Node root() {
    return root;
  }

  /** Fields that have this dotted name. */
  int[] named(String name) {
    return byName.getOrDefault(name, NONE);
  }
}
