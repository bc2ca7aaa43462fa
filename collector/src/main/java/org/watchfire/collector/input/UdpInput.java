package org.watchfire.collector.input;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Syslog over UDP. A sender cannot be made to wait: what finds no room is counted per source, and
 * the agent reports the counts as an event. One thread, {@link #run}.
 */
public final class UdpInput implements Input {

  private static final Logger LOG = LoggerFactory.getLogger(UdpInput.class);
  private static final int LARGEST = 65_536;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int SENDERS = 512;
  private static final int IDLE_MILLIS = 500;

  private final String id;
  private final SourceSpec source;
  private final EventSink sink;
  private final String run;
  private final DatagramSocket socket;
  private final Map<InetAddress, Sender> senders = new LinkedHashMap<>(64, 0.75f, true);
  private volatile boolean closed;
  private long senderNumber;

  private static final class Sender {
    final ParsedStream stream;
    long messages;
    long last;

    Sender(ParsedStream stream) {
      this.stream = stream;
    }
  }

  /**
   * Binds at once, so that a taken port is a start error.
   *
   * @param run differs from every earlier run of this agent; event ids of datagrams depend on it
   */
  public UdpInput(
      String id, InetSocketAddress listen, SourceSpec source, EventSink sink, String run)
      throws IOException {
    this.id = id;
    this.source = source;
    this.sink = sink;
    this.run = run;
    this.socket = new DatagramSocket(null);
    try {
      socket.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
      socket.setSoTimeout(IDLE_MILLIS);
      socket.bind(listen);
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "input " + id + " cannot listen on udp " + listen + ": " + e.getMessage(), e);
    }
  }

  @Override
  public String name() {
    return id;
  }

  public int port() {
    return socket.getLocalPort();
  }

  @Override
  public void run() throws InterruptedException {
    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
    while (!closed) {
      try {
        packet.setLength(LARGEST);
        socket.receive(packet);
        take(packet);
      } catch (SocketTimeoutException e) {
        flushIdle();
      } catch (SocketException e) {
        if (!closed) {
          source.encoder().counters().readErrors.increment();
          LOG.warn("input {}: {}", id, e.getMessage());
        }
      } catch (IOException e) {
        source.encoder().counters().readErrors.increment();
        LOG.warn("input {}: {}", id, e.getMessage());
      }
    }
  }

  private void take(DatagramPacket packet) throws InterruptedException {
    byte[] bytes =
        SyslogFramer.trimmed(
            Arrays.copyOfRange(
                packet.getData(), packet.getOffset(), packet.getOffset() + packet.getLength()));
    source.encoder().counters().bytes.add(packet.getLength());
    if (bytes.length == 0) {
      return;
    }
    Sender sender = sender(packet.getAddress());
    long n = sender.messages++;
    sender.last = System.nanoTime();
    List<byte[]> out = new ArrayList<>(2);
    sender.stream.line(bytes, n, n + 1, false, out);
    give(packet.getAddress(), out);
  }

  private Sender sender(InetAddress address) throws InterruptedException {
    Sender sender = senders.get(address);
    if (sender == null) {
      if (senders.size() >= SENDERS) {
        Map.Entry<InetAddress, Sender> eldest = senders.entrySet().iterator().next();
        flush(eldest.getKey(), eldest.getValue());
        senders.remove(eldest.getKey());
      }
      String host = address.getHostAddress();
      sender =
          new Sender(source.sender(id + "/" + run + "/" + host + "/" + senderNumber++, host, host));
      senders.put(address, sender);
    }
    return sender;
  }

  private void flushIdle() throws InterruptedException {
    long now = System.nanoTime();
    for (Map.Entry<InetAddress, Sender> e : senders.entrySet()) {
      Sender s = e.getValue();
      if (s.stream.holding() && now - s.last >= s.stream.holdNanos()) {
        flush(e.getKey(), s);
      }
    }
  }

  private void flush(InetAddress address, Sender s) throws InterruptedException {
    List<byte[]> out = new ArrayList<>();
    s.stream.flush(s.messages, out);
    give(address, out);
  }

  private void give(InetAddress address, List<byte[]> out) throws InterruptedException {
    if (!out.isEmpty() && !sink.offer(out)) {
      for (int i = 0; i < out.size(); i++) {
        source.encoder().counters().drop(address.getHostAddress());
      }
    }
  }

  /**
   * Datagrams that the kernel dropped because they were not read in time; 0 where it does not tell.
   */
  public long kernelDrops() {
    long drops = 0;
    String port = String.format(":%04X", socket.getLocalPort());
    for (String table : new String[] {"/proc/net/udp", "/proc/net/udp6"}) {
      try {
        for (String row : Files.readAllLines(Path.of(table))) {
          String[] columns = row.trim().split("\\s+");
          if (columns.length > 12 && columns[1].endsWith(port)) {
            drops += Long.parseLong(columns[columns.length - 1]);
          }
        }
      } catch (IOException | NumberFormatException e) {
        LOG.debug("{} tells nothing: {}", table, e.getMessage());
      }
    }
    return drops;
  }

  @Override
  public void close() {
    closed = true;
    socket.close();
  }
}
