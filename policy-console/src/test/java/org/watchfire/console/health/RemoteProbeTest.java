package org.watchfire.console.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteProbeTest {
  private HttpServer server;
  private URI uri;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    server.start();
    uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void namesTheChecksThatFailAndLeavesTheirWordsAsTheyAre() {
    answers(
        503,
        "{\"status\":\"degraded\",\"checks\":{"
            + "\"kafka\":{\"status\":\"up\",\"detail\":\"ok\"},"
            + "\"ledger\":{\"status\":\"degraded\",\"detail\":\"disk is full\"},"
            + "\"index\":{\"status\":\"down\",\"detail\":\"没有应答\"}}}");
    assertThat(ready())
        .isEqualTo(
            Component.of(
                "store",
                new Detail(
                    "自检未通过：ledger、index",
                    "its own checks fail: ledger, index",
                    "ledger: disk is full; index: 没有应答"),
                Map.of()));
  }

  @Test
  void saysNothingOfWhatIsUp() {
    answers(
        200, "{\"status\":\"up\",\"checks\":{\"kafka\":{\"status\":\"up\",\"detail\":\"ok\"}}}");
    assertThat(ready()).isEqualTo(Component.up("store", null));
  }

  @Test
  void takesAnUnknownStatusForDegraded() {
    answers(200, "{\"status\":\"splendid\"}");
    assertThat(ready().status()).isEqualTo(Component.DEGRADED);
  }

  @Test
  void isDownWhenNobodyAnswers() {
    stop();
    Component component = ready();
    assertThat(component.status()).isEqualTo(Component.DOWN);
    assertThat(component.detail().zh()).isEqualTo("不应答");
    assertThat(component.detail().en()).isEqualTo("does not answer");
    assertThat(component.detail().line())
        .isEqualTo("does not answer: " + component.detail().ownWords());
    assertThat(component.detail().ownWords()).isNotEmpty();
  }

  private Component ready() {
    return new RemoteProbe().ready("store", uri);
  }

  private void answers(int status, String json) {
    server.createContext(
        "/readyz",
        exchange -> {
          byte[] body = json.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
          }
        });
  }
}
