package org.watchfire.rules.sigma;

import java.util.Arrays;
import java.util.Optional;

/**
 * An IPv4 or IPv6 network in CIDR notation. Addresses are read from their text only: a name is
 * never looked up. IPv4-mapped IPv6 addresses ({@code ::ffff:10.0.0.1}) count as IPv4.
 */
public final class IpNetwork {
  private final byte[] address;
  private final int prefix;
  private final String text;

  private IpNetwork(byte[] address, int prefix, String text) {
    this.address = address;
    this.prefix = prefix;
    this.text = text;
  }

  /**
   * Accepts {@code 10.0.0.0/8}, {@code fe80::/10} and single addresses; bits behind the prefix must
   * be zero.
   */
  public static Optional<IpNetwork> parse(String text) {
    int slash = text.indexOf('/');
    byte[] address = address(slash < 0 ? text : text.substring(0, slash));
    if (address == null) {
      return Optional.empty();
    }
    int bits = address.length * 8;
    int prefix = bits;
    if (slash >= 0) {
      String digits = text.substring(slash + 1);
      if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > bits) {
        return Optional.empty();
      }
      prefix = Integer.parseInt(digits);
    }
    for (int i = prefix; i < bits; i++) {
      if ((address[i / 8] & (0x80 >> (i % 8))) != 0) {
        return Optional.empty();
      }
    }
    return Optional.of(new IpNetwork(address, prefix, text));
  }

  /** False for text that is not an address and for an address of the other family. */
  public boolean contains(String ip) {
    byte[] other = address(ip);
    if (other == null || other.length != address.length) {
      return false;
    }
    int whole = prefix / 8;
    for (int i = 0; i < whole; i++) {
      if (other[i] != address[i]) {
        return false;
      }
    }
    int rest = prefix % 8;
    int mask = 0xff00 >> rest;
    return rest == 0 || ((other[whole] ^ address[whole]) & mask) == 0;
  }

  /** 4 or 16 bytes, null when the text is not an address. */
  static byte[] address(String text) {
    int zone = text.indexOf('%');
    String s = zone < 0 ? text : text.substring(0, zone);
    if (s.length() > 45) {
      return null;
    }
    if (s.indexOf(':') < 0) {
      return v4(s);
    }
    byte[] v6 = v6(s);
    if (v6 != null && isMapped(v6)) {
      return Arrays.copyOfRange(v6, 12, 16);
    }
    return v6;
  }

  private static boolean isMapped(byte[] a) {
    for (int i = 0; i < 10; i++) {
      if (a[i] != 0) {
        return false;
      }
    }
    return a[10] == (byte) 0xff && a[11] == (byte) 0xff;
  }

  private static byte[] v4(String s) {
    byte[] out = new byte[4];
    int part = 0;
    int value = -1;
    for (int i = 0; i <= s.length(); i++) {
      char c = i < s.length() ? s.charAt(i) : '.';
      if (c == '.') {
        if (value < 0 || part > 3) {
          return null;
        }
        out[part++] = (byte) value;
        value = -1;
      } else if (c >= '0' && c <= '9') {
        value = Math.max(value, 0) * 10 + (c - '0');
        if (value > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return part == 4 ? out : null;
  }

  private static byte[] v6(String s) {
    int gap = s.indexOf("::");
    if (gap >= 0 && s.indexOf("::", gap + 1) >= 0) {
      return null;
    }
    byte[] head = groups(gap < 0 ? s : s.substring(0, gap));
    byte[] tail = gap < 0 ? new byte[0] : groups(s.substring(gap + 2));
    if (head == null || tail == null) {
      return null;
    }
    int length = head.length + tail.length;
    if (gap < 0 ? length != 16 : length > 14) {
      return null;
    }
    byte[] out = Arrays.copyOf(head, 16);
    System.arraycopy(tail, 0, out, 16 - tail.length, tail.length);
    return out;
  }

  /** Colon-separated groups, the last one may be an IPv4 address. */
  private static byte[] groups(String s) {
    if (s.isEmpty()) {
      return new byte[0];
    }
    String[] parts = s.split(":", -1);
    byte[] out = new byte[parts.length * 2 + 2];
    int n = 0;
    for (int i = 0; i < parts.length; i++) {
      String p = parts[i];
      if (i == parts.length - 1 && p.indexOf('.') >= 0) {
        byte[] v4 = v4(p);
        if (v4 == null) {
          return null;
        }
        System.arraycopy(v4, 0, out, n, 4);
        n += 4;
        continue;
      }
      if (!p.matches("[0-9a-fA-F]{1,4}")) {
        return null;
      }
      int value = Integer.parseInt(p, 16);
      out[n++] = (byte) (value >> 8);
      out[n++] = (byte) value;
    }
    return n > 16 ? null : Arrays.copyOf(out, n);
  }

  @Override
  public String toString() {
    return text;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof IpNetwork n && prefix == n.prefix && Arrays.equals(address, n.address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + prefix;
  }
}
