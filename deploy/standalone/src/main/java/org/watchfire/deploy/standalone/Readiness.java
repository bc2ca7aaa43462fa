package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Tells whether a process does its work yet. Called repeatedly; must return within seconds. */
@FunctionalInterface
public interface Readiness {
  /**
   * Empty when the process is ready, else what is still missing, for the reader of an error.
   *
   * @throws InterruptedException when the waiting thread is told to stop
   */
  Optional<String> missing() throws InterruptedException;

  /** Ready as soon as the process runs. */
  static Readiness running() {
    return Optional::empty;
  }

  /** Ready when a TCP connection to a loopback port is accepted. */
  static Readiness port(int port) {
    return () -> {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(Ports.LOOPBACK, port), 1000);
        return Optional.empty();
      } catch (IOException e) {
        return Optional.of("port " + port + " does not answer: " + e.getMessage());
      }
    };
  }

  /** Ready when a GET is answered with status 200. */
  static Readiness http(URI uri) {
    HttpClient client = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(3)).build();
    return () -> {
      try {
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 200) {
          return Optional.empty();
        }
        String body = response.body().strip();
        return Optional.of(
            uri
                + " answers "
                + response.statusCode()
                + (body.isEmpty() ? "" : ": " + body.substring(0, Math.min(300, body.length()))));
      } catch (IOException e) {
        return Optional.of(uri + " does not answer: " + e);
      }
    };
  }
}
