package org.watchfire.collector.parse.auditd;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.watchfire.collector.parse.text.Escapes;

/**
 * A {@code saddr}: the bytes of a {@code struct sockaddr} in hex. The family is in the byte order
 * of the machine (little endian on all that are supported), ports and addresses in network order.
 *
 * @param ip null for a local socket
 * @param port 0 when the family has none
 * @param path of a local socket, otherwise null
 */
record SocketAddress(String ip, int port, String path) {
  private static final int UNIX = 1;
  private static final int INET = 2;
  private static final int INET6 = 10;

  /** Null when the text is no address of a family that is known. */
  static SocketAddress parse(String hex) {
    byte[] bytes = Escapes.hex(hex);
    if (bytes == null || bytes.length < 3) {
      return null;
    }
    int family = (bytes[0] & 0xff) | (bytes[1] & 0xff) << 8;
    if (family == UNIX) {
      int from = bytes[2] == 0 ? 3 : 2;
      int to = from;
      while (to < bytes.length && bytes[to] != 0) {
        to++;
      }
      String path = new String(bytes, from, to - from, StandardCharsets.UTF_8);
      return path.isEmpty() ? null : new SocketAddress(null, 0, from == 3 ? "@" + path : path);
    }
    if (family == INET && bytes.length >= 8) {
      return new SocketAddress(address(bytes, 4, 8), port(bytes), null);
    }
    if (family == INET6 && bytes.length >= 24) {
      return new SocketAddress(address(bytes, 8, 24), port(bytes), null);
    }
    return null;
  }

  private static int port(byte[] bytes) {
    return (bytes[2] & 0xff) << 8 | bytes[3] & 0xff;
  }

  private static String address(byte[] bytes, int from, int to) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, to)).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }
}
