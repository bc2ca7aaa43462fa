package org.watchfire.deploy.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Reads one number of the engine's metrics. */
final class EngineProbe {
  private static final String POLICY_VERSION = "watchfire_engine_policy_version";

  private final URI metrics;
  private final HttpClient client = HttpClient.newHttpClient();

  EngineProbe(int healthPort) {
    this.metrics = URI.create("http://127.0.0.1:" + healthPort + "/metrics");
  }

  /** Waits until the engine has taken in that many records of the policy topic. */
  void awaitPolicyVersion(long atLeast, int seconds) throws IOException, InterruptedException {
    long until = System.nanoTime() + seconds * 1_000_000_000L;
    double last = 0;
    while (System.nanoTime() < until) {
      last = value(POLICY_VERSION);
      if (last >= atLeast) {
        return;
      }
      Thread.sleep(200);
    }
    throw new IOException(
        "the engine is at policy version " + (long) last + ", waiting for " + atLeast);
  }

  private double value(String name) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofString());
    for (String line : response.body().split("\n")) {
      if (line.startsWith(name + " ") || line.startsWith(name + "{")) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
      }
    }
    return 0;
  }
}
