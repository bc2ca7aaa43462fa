package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;

/**
 * Chooses loopback ports. One instance never gives the same port twice, so that ports chosen before
 * any server listens do not collide. Not thread-safe.
 */
public final class Ports {
  /** 127.0.0.1. */
  public static final InetAddress LOOPBACK = loopback();

  private final Set<Integer> given = new HashSet<>();

  /**
   * A port and whether it is the one that was wanted.
   *
   * @param number TCP port
   * @param preferred the port asked for; 0 when any would do
   */
  public record Choice(int number, int preferred) {
    /** Whether the preferred port was taken and another one was chosen. */
    public boolean moved() {
      return preferred != 0 && number != preferred;
    }
  }

  /**
   * The preferred port when nobody listens on it, else a free one.
   *
   * @param preferred wanted port, 0 for any
   * @throws IOException when the machine has no free port
   */
  public Choice choose(int preferred) throws IOException {
    if (preferred != 0 && !given.contains(preferred) && free(preferred)) {
      given.add(preferred);
      return new Choice(preferred, preferred);
    }
    for (int attempt = 0; attempt < 100; attempt++) {
      try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
        if (given.add(socket.getLocalPort())) {
          return new Choice(socket.getLocalPort(), preferred);
        }
      }
    }
    throw new IOException("no free loopback port found");
  }

  private static boolean free(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      // A listener that ended leaves connections in TIME_WAIT; the servers bind with reuse as well.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(LOOPBACK, port), 1);
      return true;
    } catch (IOException taken) {
      return false;
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new AssertionError("four bytes are an address", e);
    }
  }
}
