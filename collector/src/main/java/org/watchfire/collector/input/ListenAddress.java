package org.watchfire.collector.input;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where a listener binds: {@code host:port}, {@code [v6]:port}, or {@code :port} for loopback. */
public final class ListenAddress {

  private ListenAddress() {}

  /** Refuses what is no address, naming what was expected. */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      String host = colon <= 0 ? "" : text.substring(0, colon);
      if (host.startsWith("[") && host.endsWith("]")) {
        host = host.substring(1, host.length() - 1);
      }
      if (colon >= 0 && port >= 0 && port <= 65535) {
        InetAddress address =
            host.isEmpty() ? InetAddress.getLoopbackAddress() : InetAddress.getByName(host);
        return new InetSocketAddress(address, port);
      }
    } catch (NumberFormatException | UnknownHostException e) {
      throw new IllegalArgumentException(
          "listen address '" + text + "' is not host:port (" + e.getMessage() + ")", e);
    }
    throw new IllegalArgumentException("listen address '" + text + "' is not host:port");
  }
}
