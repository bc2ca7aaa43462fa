package org.watchfire.store.query;

import java.util.Arrays;
import java.util.Optional;

/**
 * An IP address as 16 bytes; IPv4 as {@code ::ffff:a.b.c.d} (RFC 4291, section 2.5.5.2). Reading
 * never asks a name server. Immutable.
 */
public final class IpAddress implements Comparable<IpAddress> {
  private static final int GROUPS = 8;

  private final byte[] bytes;

  private IpAddress(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * Reads {@code 192.0.2.1} or {@code 2001:db8::1}; parts of IPv4 have no leading zero. Empty when
   * it is no address.
   */
  public static Optional<IpAddress> parse(String text) {
    boolean v6 = text.indexOf(':') >= 0;
    byte[] bytes = v6 ? v6(text) : v4(text);
    return Optional.ofNullable(bytes).map(IpAddress::new);
  }

  private static byte[] v4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    for (int i = 0; i < 4; i++) {
      String part = parts[i];
      if (!part.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(part) > 255) {
        return null;
      }
      bytes[12 + i] = (byte) Integer.parseInt(part);
    }
    return bytes;
  }

  private static byte[] v6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      byte[] all = groups(text);
      return all != null && all.length == 2 * GROUPS ? all : null;
    }
    byte[] head = groups(text.substring(0, gap));
    byte[] tail = groups(text.substring(gap + 2));
    // The gap stands for at least one group; IPv4 may only stand at the very end.
    if (head == null
        || tail == null
        || head.length + tail.length > 2 * GROUPS - 2
        || text.substring(0, gap).indexOf('.') >= 0) {
      return null;
    }
    byte[] bytes = new byte[2 * GROUPS];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
    return bytes;
  }

  /** Groups without a gap between them, null when one is wrong. */
  private static byte[] groups(String text) {
    if (text.isEmpty()) {
      return new byte[0];
    }
    String[] parts = text.split(":", -1);
    byte[] bytes = new byte[2 * parts.length + 2];
    int length = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        byte[] v4 = v4(parts[i]);
        if (v4 == null) {
          return null;
        }
        System.arraycopy(v4, 12, bytes, length, 4);
        length += 4;
      } else if (parts[i].matches("[0-9a-fA-F]{1,4}")) {
        int group = Integer.parseInt(parts[i], 16);
        bytes[length++] = (byte) (group >> 8);
        bytes[length++] = (byte) group;
      } else {
        return null;
      }
    }
    return Arrays.copyOf(bytes, length);
  }

  boolean isV4() {
    for (int i = 0; i < 10; i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
  }

  /** The address with all bits after the first {@code prefix} (of 128) cleared or set. */
  IpAddress edge(int prefix, boolean set) {
    byte[] edge = bytes.clone();
    for (int bit = prefix; bit < 128; bit++) {
      int mask = 1 << (7 - bit % 8);
      edge[bit / 8] = (byte) (set ? edge[bit / 8] | mask : edge[bit / 8] & ~mask);
    }
    return new IpAddress(edge);
  }

  /** The next or the previous address; empty beyond the last. */
  Optional<IpAddress> step(boolean up) {
    byte[] next = bytes.clone();
    for (int i = next.length - 1; i >= 0; i--) {
      next[i] += up ? (byte) 1 : (byte) -1;
      if (next[i] != (up ? 0 : (byte) 0xff)) {
        return Optional.of(new IpAddress(next));
      }
    }
    return Optional.empty();
  }

  static IpAddress lowest() {
    return new IpAddress(new byte[16]);
  }

  static IpAddress highest() {
    return lowest().edge(0, true);
  }

  @Override
  public int compareTo(IpAddress other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof IpAddress ip && Arrays.equals(bytes, ip.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Text that {@link #parse} reads, IPv4 with dots. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int i = isV4() ? 12 : 0; i < 16; i += isV4() ? 1 : 2) {
      out.append(out.isEmpty() ? "" : isV4() ? "." : ":");
      out.append(
          isV4()
              ? Integer.toString(bytes[i] & 0xff)
              : Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff));
    }
    return out.toString();
  }
}
