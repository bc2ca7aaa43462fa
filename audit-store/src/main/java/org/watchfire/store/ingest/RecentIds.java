package org.watchfire.store.ingest;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Remembers the last ids of a stream: at least {@code capacity}, at most twice as many, in 32 bytes
 * each. Keeps 128 bits of their SHA-256, so nobody can make one id pass for another. Not
 * thread-safe.
 */
final class RecentIds {
  private final int capacity;
  private final MessageDigest sha256;
  private Table current;
  private Table previous;

  RecentIds(int capacity) {
    this.capacity = capacity;
    this.current = new Table(16);
    this.previous = new Table(16);
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** False when the id was there already. */
  boolean add(String id) {
    ByteBuffer hash = ByteBuffer.wrap(sha256.digest(id.getBytes(StandardCharsets.UTF_8)));
    long a = hash.getLong();
    long b = hash.getLong();
    if (previous.contains(a, b) || current.contains(a, b)) {
      return false;
    }
    if (current.size == capacity) {
      previous = current;
      current = new Table(16);
    }
    current.add(a, b);
    return true;
  }

  /** Open addressing; a pair of zeros marks a free place, which no hash is. */
  private static final class Table {
    private long[] pairs;
    private int size;

    Table(int places) {
      pairs = new long[places * 2];
    }

    boolean contains(long a, long b) {
      int at = place(a, b);
      return pairs[at] == a && pairs[at + 1] == b;
    }

    void add(long a, long b) {
      if (size * 4 >= pairs.length) {
        grow();
      }
      int at = place(a, b);
      pairs[at] = a;
      pairs[at + 1] = b;
      size++;
    }

    private int place(long a, long b) {
      int places = pairs.length / 2;
      int at = (int) (a & (places - 1));
      while ((pairs[2 * at] != 0 || pairs[2 * at + 1] != 0)
          && (pairs[2 * at] != a || pairs[2 * at + 1] != b)) {
        at = (at + 1) & (places - 1);
      }
      return 2 * at;
    }

    private void grow() {
      long[] old = pairs;
      pairs = new long[old.length * 2];
      for (int i = 0; i < old.length; i += 2) {
        if (old[i] != 0 || old[i + 1] != 0) {
          int at = place(old[i], old[i + 1]);
          pairs[at] = old[i];
          pairs[at + 1] = old[i + 1];
        }
      }
    }
  }
}
