package org.watchfire.rules.index;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Collects texts with the numbers to tell when one is found; the start of every structure. */
public final class NumberedTexts {
  private final Map<Key, TreeSet<Integer>> numbers = new LinkedHashMap<>();

  /** Bytes as a map key. */
  private record Key(byte[] bytes) {
    @Override
    public boolean equals(Object o) {
      return o instanceof Key k && Arrays.equals(bytes, k.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }

  /** One text and its numbers, ascending. */
  record Entry(byte[] text, int[] numbers) {}

  public void add(byte[] text, int number) {
    numbers.computeIfAbsent(new Key(text), k -> new TreeSet<>()).add(number);
  }

  public boolean isEmpty() {
    return numbers.isEmpty();
  }

  public int size() {
    return numbers.size();
  }

  /** The texts, in the order in which they were first added. */
  public List<byte[]> texts() {
    return numbers.keySet().stream().map(Key::bytes).toList();
  }

  Entry[] entries() {
    return numbers.entrySet().stream()
        .map(
            e ->
                new Entry(
                    e.getKey().bytes(),
                    e.getValue().stream().mapToInt(Integer::intValue).toArray()))
        .toArray(Entry[]::new);
  }
}
