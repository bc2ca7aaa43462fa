package org.watchfire.collector.parse.text;

/** IP addresses and ports as text; never resolves a name. */
public final class Addresses {
  private Addresses() {}

  /**
   * The address in the form fit for an {@code ip} field, or null when {@code text} is none. A zone
   * index ({@code fe80::1%eth0}) and an IPv4-mapped prefix ({@code ::ffff:10.0.0.1}) are taken off.
   */
  public static String ip(String text) {
    if (text == null || text.isEmpty() || text.length() > 64) {
      return null;
    }
    if (isV4(text, 0, text.length())) {
      return text;
    }
    String address = text;
    if (address.charAt(0) == '[' && address.charAt(address.length() - 1) == ']') {
      address = address.substring(1, address.length() - 1);
    }
    int zone = address.indexOf('%');
    if (zone >= 0) {
      address = address.substring(0, zone);
    }
    if (address.length() > 7
        && address.regionMatches(true, 0, "::ffff:", 0, 7)
        && isV4(address, 7, address.length())) {
      return address.substring(7);
    }
    return isV6(address) ? address : null;
  }

  /** A port number, or -1 when {@code text} is none. 0 is none: it means "unknown" in logs. */
  public static int port(String text) {
    if (text == null || text.isEmpty() || text.length() > 5) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value >= 1 && value <= 65535 ? value : -1;
  }

  private static boolean isV4(String text, int from, int to) {
    int parts = 0;
    int value = -1;
    int digits = 0;
    for (int i = from; i <= to; i++) {
      char c = i < to ? text.charAt(i) : '.';
      if (c == '.') {
        if (value < 0 || value > 255) {
          return false;
        }
        parts++;
        value = -1;
        digits = 0;
      } else if (c >= '0' && c <= '9') {
        // A leading zero is octal to some readers and decimal to others: no address.
        if ((digits > 0 && value == 0) || ++digits > 3) {
          return false;
        }
        value = Math.max(value, 0) * 10 + (c - '0');
      } else {
        return false;
      }
    }
    return parts == 4;
  }

  private static boolean isV6(String text) {
    int length = text.length();
    if (length < 2 || length > 45) {
      return false;
    }
    int groups = 0;
    boolean compressed = false;
    int at = 0;
    if (text.startsWith("::")) {
      compressed = true;
      at = 2;
    }
    while (at < length) {
      int start = at;
      while (at < length && Character.digit(text.charAt(at), 16) >= 0 && text.charAt(at) < 0x80) {
        at++;
      }
      if (at < length && text.charAt(at) == '.') {
        return isV4(text, start, length) && complete(groups + 2, compressed);
      }
      if (at == start || at - start > 4) {
        return false;
      }
      groups++;
      if (at == length) {
        break;
      }
      if (text.charAt(at) != ':') {
        return false;
      }
      at++;
      if (at == length) {
        return false;
      }
      if (text.charAt(at) == ':') {
        if (compressed) {
          return false;
        }
        compressed = true;
        at++;
      }
    }
    return complete(groups, compressed);
  }

  private static boolean complete(int groups, boolean compressed) {
    return compressed ? groups <= 7 : groups == 8;
  }
}
