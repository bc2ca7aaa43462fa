package org.watchfire.collector.input;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashSet;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.Certificates;

class NetworkInputTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final TcpInput.Limits LIMITS = new TcpInput.Limits(1000, 2, 0);

  private final MemorySink sink = new MemorySink();
  private final Counters counters = new Counters();

  private static void run(Input input) {
    Thread t =
        new Thread(
            () -> {
              try {
                input.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    t.setDaemon(true);
    t.start();
  }

  private TcpInput tcp() throws IOException {
    TcpInput input =
        new TcpInput(
            "tcp", ANY_PORT, null, false, LIMITS, Specs.of("syslog", counters), sink, "run1");
    run(input);
    return input;
  }

  private static Socket connect(TcpInput input) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), input.port());
  }

  @Test
  void receivesDatagramsAndNamesTheSender() throws Exception {
    try (UdpInput input =
            new UdpInput("udp", ANY_PORT, Specs.of("syslog", counters), sink, "run1");
        DatagramSocket sender = new DatagramSocket()) {
      run(input);
      for (int i = 0; i < 50; i++) {
        send(sender, input.port(), "<34>Nov 20 10:00:00 web01 app: message " + i + "\n");
      }
      await().until(() -> sink.events().size() == 50);
      assertThat(sink.events().get(0).text("log.source.address")).isEqualTo("127.0.0.1");
      assertThat(new HashSet<>(sink.ids())).hasSize(50);
    }
  }

  private static void send(DatagramSocket s, int port, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    s.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  @Test
  void countsDatagramsThatFindNoRoomBySender() throws Exception {
    try (UdpInput input =
            new UdpInput("udp", ANY_PORT, Specs.of("syslog", counters), sink, "run1");
        DatagramSocket sender = new DatagramSocket()) {
      run(input);
      sink.full(true);
      send(sender, input.port(), "<34>Nov 20 10:00:00 web01 app: lost");
      await().until(() -> counters.drops().getOrDefault("127.0.0.1", 0L) == 1);
      sink.full(false);
      send(sender, input.port(), "<34>Nov 20 10:00:00 web01 app: kept");
      await().until(() -> sink.events().size() == 1);
    }
  }

  @Test
  void readsCountedAndPlainMessagesOverTcp() throws Exception {
    try (TcpInput input = tcp();
        Socket s = connect(input)) {
      String counted = "<34>Nov 20 10:00:00 web01 app: a\nb";
      s.getOutputStream()
          .write(
              (counted.length() + " " + counted + "<34>Nov 20 10:00:00 web01 app: c\n")
                  .getBytes(UTF_8));
      await().until(() -> sink.events().size() == 2);
      assertThat(sink.events().get(1).text("message")).isEqualTo("c");
      assertThat(sink.events().get(1).text("log.source.address")).startsWith("127.0.0.1:");
    }
  }

  @Test
  void takesTheLastMessageOfAConnectionThatEnds() throws Exception {
    try (TcpInput input = tcp()) {
      try (Socket s = connect(input)) {
        s.getOutputStream().write("<34>Nov 20 10:00:00 web01 app: no end".getBytes(UTF_8));
      }
      await().until(() -> sink.events().size() == 1);
    }
  }

  @Test
  void refusesConnectionsBeyondTheLimit() throws Exception {
    try (TcpInput input = tcp();
        Socket a = connect(input);
        Socket b = connect(input);
        Socket c = connect(input)) {
      await().until(() -> counters.refusedConnections.sum() == 1);
      assertThat(c.getInputStream().read()).isEqualTo(-1);
      a.getOutputStream().write("<34>Nov 20 10:00:00 web01 app: x\n".getBytes(UTF_8));
      b.getOutputStream().write("<34>Nov 20 10:00:00 web01 app: y\n".getBytes(UTF_8));
      await().until(() -> sink.events().size() == 2);
    }
  }

  @Test
  void takesTlsSendersThatShowACertificateAndNoOthers(@TempDir Path dir) throws Exception {
    Certificates authority = new Certificates(dir);
    authority.ensure();
    Certificates.Leaf own = authority.leaf("syslog");
    Certificates.Leaf sender = authority.leaf("sender");
    SSLContext server = PemTls.server(own.certFile(), own.keyFile(), authority.caFile());
    SSLContext client = PemTls.server(sender.certFile(), sender.keyFile(), authority.caFile());
    try (TcpInput input =
        new TcpInput(
            "tls", ANY_PORT, server, true, LIMITS, Specs.of("syslog", counters), sink, "r")) {
      run(input);
      try (Socket plain = connect(input)) {
        plain.getOutputStream().write("<34>Nov 20 10:00:00 web01 app: plain\n".getBytes(UTF_8));
        await().until(() -> counters.readErrors.sum() > 0);
      }
      try (Socket s =
          client.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), input.port())) {
        s.getOutputStream().write("<34>Nov 20 10:00:00 web01 app: sealed\n".getBytes(UTF_8));
        await().until(() -> !sink.events().isEmpty());
      }
      assertThat(sink.events()).extracting(e -> e.text("message")).containsExactly("sealed");
    }
  }

  @Test
  void saysWhichFileIsNoKey(@TempDir Path dir) throws Exception {
    Certificates authority = new Certificates(dir);
    authority.ensure();
    Certificates.Leaf own = authority.leaf("syslog");
    assertThatThrownBy(() -> PemTls.server(own.certFile(), own.certFile(), null))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds no PKCS#8 private key");
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (TcpInput input = tcp()) {
      InetSocketAddress taken =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), input.port());
      assertThatThrownBy(
              () -> new TcpInput("two", taken, null, false, LIMITS, Specs.of("syslog"), sink, "r"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("input two cannot listen on tcp")
          .hasMessageContaining(Integer.toString(input.port()));
    }
  }

  @Test
  void readsListenAddresses() {
    assertThat(ListenAddress.parse(":5514").getAddress().isLoopbackAddress()).isTrue();
    assertThat(ListenAddress.parse("[::1]:514").getPort()).isEqualTo(514);
    assertThatThrownBy(() -> ListenAddress.parse("5514x")).hasMessageContaining("host:port");
    assertThatThrownBy(() -> ListenAddress.parse("localhost:99999"))
        .hasMessageContaining("host:port");
  }
}
