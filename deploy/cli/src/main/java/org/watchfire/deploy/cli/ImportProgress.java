package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiException;

/** Follows an import of the console and prints what became of it. */
final class ImportProgress {
  private static final long PAUSE_MILLIS = 300;
  private static final int PAGE = 200;

  private final ApiClient client;
  private final PrintWriter out;

  ImportProgress(ApiClient client, PrintWriter out) {
    this.client = client;
    this.out = out;
  }

  /** Waits as long as the import is in this state. */
  JsonNode until(String id, String state) throws ApiException, InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    try (ProgressLine line = new ProgressLine(state)) {
      while (true) {
        JsonNode view = client.get("/imports/" + ApiClient.encode(id)).body();
        long total =
            view.path("created").asLong()
                + view.path("changed").asLong()
                + view.path("removed").asLong();
        line.at(
            state.equals("reading")
                ? view.path("rows").asLong()
                : view.path("applied").asLong() + view.path("conflicts").asLong(),
            Math.max(total, view.path("rows").asLong()));
        if (!view.path("state").asText().equals(state)) {
          return view;
        }
        never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  void print(JsonNode view) {
    out.println("import " + view.path("id").asText() + ": " + view.path("state").asText());
    for (String count :
        new String[] {
          "rows",
          "created",
          "changed",
          "unchanged",
          "removed",
          "raised",
          "errors",
          "applied",
          "conflicts"
        }) {
      out.printf("  %-10s %d%n", count, view.path(count).asLong());
    }
    JsonNode problem = view.path("problem");
    if (problem.isObject()) {
      out.println("  " + problem.path("zh").asText() + " / " + problem.path("en").asText());
    }
  }

  /** The first rows with errors: line, column, reason. */
  void errors(String id, int count) throws ApiException {
    if (count < 1) {
      return;
    }
    JsonNode page =
        client
            .get(
                "/imports/"
                    + ApiClient.encode(id)
                    + "/rows?change=error&limit="
                    + Math.min(count, PAGE))
            .body();
    for (JsonNode row : page.path("items")) {
      for (JsonNode problem : row.path("problems")) {
        out.printf(
            "  line %s, %s %s: %s / %s%n",
            row.path("line").isNull() ? "-" : row.path("line").asText(),
            row.path("id").asText(),
            problem.path("column").asText(),
            problem.path("zh").asText(),
            problem.path("en").asText());
      }
    }
  }
}
