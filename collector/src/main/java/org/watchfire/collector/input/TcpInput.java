package org.watchfire.collector.input;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over TCP, with TLS when a context is given. One thread per connection; a sender waits when
 * there is no room, because nothing more is read from it.
 */
public final class TcpInput implements Input {

  /**
   * Limits of a listener.
   *
   * @param maxMessage longest message that is delivered whole, in bytes
   * @param maxConnections connections at the same time; further ones are closed and counted
   * @param idleSeconds silence after which a connection is closed; 0 = never
   */
  public record Limits(int maxMessage, int maxConnections, int idleSeconds) {}

  private static final Logger LOG = LoggerFactory.getLogger(TcpInput.class);
  private static final int TICK_MILLIS = 500;

  private final String id;
  private final Limits limits;
  private final SourceSpec source;
  private final EventSink sink;
  private final String run;
  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong connections = new AtomicLong();
  private volatile boolean closed;

  /**
   * Binds at once, so that a taken port is a start error.
   *
   * @param tls null for plain TCP
   * @param clientAuth whether a sender must show a certificate that the context trusts
   * @param run differs from every earlier run of this agent
   */
  public TcpInput(
      String id,
      InetSocketAddress listen,
      SSLContext tls,
      boolean clientAuth,
      Limits limits,
      SourceSpec source,
      EventSink sink,
      String run)
      throws IOException {
    this.id = id;
    this.limits = limits;
    this.source = source;
    this.sink = sink;
    this.run = run;
    this.server =
        tls == null ? new ServerSocket() : tls.getServerSocketFactory().createServerSocket();
    if (server instanceof SSLServerSocket secure) {
      secure.setNeedClientAuth(clientAuth);
    }
    try {
      server.setReuseAddress(true);
      server.bind(listen);
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "input " + id + " cannot listen on tcp " + listen + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return id;
  }

  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void run() {
    while (!closed) {
      try {
        accept(server.accept());
      } catch (IOException e) {
        if (!closed) {
          source.encoder().counters().readErrors.increment();
          LOG.warn("input {}: {}", id, e.getMessage());
        }
      }
    }
  }

  private void accept(Socket socket) throws IOException {
    if (open.size() >= limits.maxConnections()) {
      source.encoder().counters().refusedConnections.increment();
      LOG.warn(
          "input {}: connection from {} refused, {} are open",
          id,
          socket.getInetAddress(),
          open.size());
      socket.close();
      return;
    }
    open.add(socket);
    Thread reader =
        new Thread(
            () -> serve(socket), "tcp-" + id + "-" + socket.getInetAddress().getHostAddress());
    reader.setDaemon(true);
    reader.start();
  }

  private void serve(Socket socket) {
    String host = socket.getInetAddress().getHostAddress();
    String address = host + ":" + socket.getPort();
    try (socket) {
      socket.setSoTimeout(TICK_MILLIS);
      Connection c =
          new Connection(
              source.sender(
                  id + "/" + run + "/" + address + "/" + connections.incrementAndGet(),
                  host,
                  address));
      c.read(socket);
    } catch (IOException e) {
      if (!closed) {
        source.encoder().counters().readErrors.increment();
        LOG.info("input {}: connection of {} ended: {}", id, address, e.getMessage());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(socket);
    }
  }

  private final class Connection {
    private final ParsedStream stream;
    private final SyslogFramer framer = new SyslogFramer(limits.maxMessage());
    private List<byte[]> out = new ArrayList<>();
    private long messages;

    Connection(ParsedStream stream) {
      this.stream = stream;
    }

    void read(Socket socket) throws IOException, InterruptedException {
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[16 << 10];
      long last = System.nanoTime();
      try {
        while (!closed) {
          int n;
          try {
            n = in.read(buffer);
          } catch (SocketTimeoutException e) {
            long idle = System.nanoTime() - last;
            if (limits.idleSeconds() > 0 && idle > limits.idleSeconds() * 1_000_000_000L) {
              return;
            }
            if (stream.holding() && idle >= stream.holdNanos()) {
              stream.flush(messages, out);
              give();
            }
            continue;
          }
          if (n < 0) {
            return;
          }
          last = System.nanoTime();
          counters().bytes.add(n);
          framer.feed(buffer, 0, n, this::message);
          give();
        }
      } finally {
        framer.finish(this::message);
        stream.flush(messages, out);
        give();
        counters().framingErrors.add(framer.malformed());
      }
    }

    private Counters counters() {
      return source.encoder().counters();
    }

    private void message(byte[] bytes, boolean truncated) throws InterruptedException {
      stream.line(bytes, messages, ++messages, truncated, out);
      if (out.size() >= 1024) {
        give();
      }
    }

    private void give() throws InterruptedException {
      if (!out.isEmpty()) {
        List<byte[]> events = out;
        out = new ArrayList<>();
        sink.append(events, java.util.Map.of());
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
      for (Socket s : open) {
        s.close();
      }
    } catch (IOException e) {
      LOG.warn("input {} did not close: {}", id, e.getMessage());
    }
  }
}
