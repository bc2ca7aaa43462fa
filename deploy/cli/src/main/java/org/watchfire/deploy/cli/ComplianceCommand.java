package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiException;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the installation stands: what passed, what failed, what could not be looked at. */
@Command(
    name = "compliance",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ComplianceCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin ApiOptions api;

  @Option(
      names = "--pdf",
      paramLabel = "FILE",
      descriptionKey = "compliance.pdf",
      description = "write the report to print into this file as well")
  Path pdf;

  @Override
  public Integer call() throws IOException, ApiException {
    ApiClient client = api.client();
    JsonNode report = client.get("/compliance").body();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s  %s%n", report.path("site").asText(), report.path("at").asText());
    for (JsonNode check : report.path("checks")) {
      out.printf(
          "%-7s  %s%n         %s%n",
          check.path("outcome").asText(), both(check.path("title")), both(check.path("found")));
      if (check.path("todo").isObject()) {
        out.printf("         → %s%n", both(check.path("todo")));
      }
    }
    report
        .path("standards")
        .properties()
        .forEach(s -> out.printf("%s: %s%n", s.getKey(), s.getValue()));
    JsonNode outcomes = report.path("outcomes");
    out.printf(
        "pass %d, fail %d, unknown %d%n",
        outcomes.path("pass").asInt(),
        outcomes.path("fail").asInt(),
        outcomes.path("unknown").asInt());
    out.flush();
    if (pdf != null) {
      Files.write(pdf, client.download("/compliance/report.pdf"));
    }
    return outcomes.path("fail").asInt() == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private static String both(JsonNode text) {
    return text.path("zh").asText() + " · " + text.path("en").asText();
  }
}
