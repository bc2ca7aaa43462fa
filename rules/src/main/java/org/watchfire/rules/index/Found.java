package org.watchfire.rules.index;

import java.util.Arrays;

/** Collects numbers from 0 to a limit, each once per round. Not thread-safe. */
public final class Found {
  private final int[] seen;
  private final int[] list;
  private int round;
  private int size;

  public Found(int limit) {
    seen = new int[limit];
    list = new int[limit];
    round = 1;
  }

  /** Begins a new round. */
  public void clear() {
    size = 0;
    if (++round == Integer.MAX_VALUE) {
      Arrays.fill(seen, 0);
      round = 1;
    }
  }

  public void add(int number) {
    if (seen[number] != round) {
      seen[number] = round;
      list[size++] = number;
    }
  }

  public void add(int[] numbers) {
    for (int n : numbers) {
      add(n);
    }
  }

  public int size() {
    return size;
  }

  /** The numbers in the order in which they were first added. */
  public int get(int index) {
    return list[index];
  }
}
