package org.watchfire.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;

/** The engine as its own JVM, started, killed and asked from a test. */
final class EngineProcess implements AutoCloseable {
  private static final HttpClient HTTP =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();

  private final Path folder;
  private final int port;
  private Process process;

  /** Writes the configuration into the folder, which holds agents.json and policy.pub already. */
  EngineProcess(Path folder, KafkaClientConfig kafka, Path rulesDir, String more)
      throws IOException {
    this.folder = folder;
    try (ServerSocket free = new ServerSocket(0)) {
      this.port = free.getLocalPort();
    }
    String rules = rulesDir == null ? "" : "rules-dir: " + rulesDir + "\n";
    Files.writeString(
        folder.resolve("engine.yaml"),
        "kafka:\n  bootstrap-servers: "
            + kafka.bootstrapServers()
            + "\n  ca-file: "
            + kafka.caFile()
            + "\n  cert-file: "
            + kafka.certFile()
            + "\n  key-file: "
            + kafka.keyFile()
            + "\nagents-file: agents.json\npolicy-key: policy.pub\ncheckpoint-dir: checkpoints\n"
            + "health-port: "
            + port
            + "\ncheckpoint-interval: 500ms\nquiet: 2s\nout-of-orderness: 5s\nidleness: 2s\n"
            + rules
            + more);
  }

  void start() throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Engine.class.getName(),
                    "--config",
                    folder.resolve("engine.yaml").toString()))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("engine.log").toFile()))
            .start();
  }

  void awaitReady() {
    Awaitility.await("engine ready")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(250))
        .until(
            () -> {
              if (!process.isAlive()) {
                throw new IllegalStateException("engine ended: " + log());
              }
              return status() == 200;
            });
  }

  /** HTTP status of /readyz, 0 when it does not answer. */
  int status() {
    try {
      return get("/readyz").statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  /** A counter of the readiness document. */
  @SuppressWarnings("unchecked")
  long counter(String name) throws IOException, JsonFormatException {
    Map<String, Object> body = Json.parseObject(get("/readyz").body().getBytes(UTF_8));
    return (Long) ((Map<String, Object>) body.get("counters")).get(name);
  }

  String text(String path) throws IOException {
    return get(path).body();
  }

  private HttpResponse<String> get(String path) throws IOException {
    try {
      return HTTP.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .timeout(Duration.ofSeconds(5))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGKILL. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  /** SIGTERM; gives the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new IllegalStateException("engine does not stop: " + log());
    }
    return process.exitValue();
  }

  /** Resident memory in MiB. */
  long residentMiB() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    return -1;
  }

  /** All that the engine has written, over its restarts. */
  String log() {
    try {
      return Files.readString(folder.resolve("engine.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    if (process != null && process.isAlive()) {
      kill();
    }
  }
}
