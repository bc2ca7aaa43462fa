package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import org.watchfire.deploy.cli.api.ApiOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists people, assets or departments, one JSON object a line: what {@code import} takes again. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DirectoryListCommand implements Callable<Integer> {
  private static final int PAGE = 200;

  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      descriptionKey = "directory.text",
      description = "a part of id, name, accounts or selectors")
  String text;

  @Option(
      names = "--department",
      paramLabel = "ID",
      descriptionKey = "directory.department",
      description = "of this department and those below it")
  String department;

  @Option(
      names = "--level",
      paramLabel = "RANK",
      descriptionKey = "directory.level",
      description = "clearance or level; none for what nobody has graded")
  String level;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000",
      descriptionKey = "directory.limit",
      description = "how many at most (default: ${DEFAULT-VALUE})")
  int limit;

  @Override
  public Integer call() throws Exception {
    ApiClient client = api.client();
    StringBuilder path = new StringBuilder("/" + DirectoryKind.of(spec).collection());
    path.append("?limit=").append(PAGE);
    filter(path, "q", text);
    filter(path, "level", level);
    filter(path, "department", department);
    if (department != null) {
      path.append("&below=1");
    }
    PrintWriter out = spec.commandLine().getOut();
    int left = limit;
    String next = "";
    while (next != null && left > 0) {
      JsonNode page = client.get(path + next).body();
      for (JsonNode item : page.path("items")) {
        if (left-- > 0) {
          out.println(item);
        }
      }
      JsonNode cursor = page.path("next");
      next = cursor.isTextual() ? "&cursor=" + ApiClient.encode(cursor.asText()) : null;
    }
    return ExitCode.OK;
  }

  private static void filter(StringBuilder path, String name, String value) {
    if (value != null) {
      path.append('&').append(name).append('=').append(ApiClient.encode(value));
    }
  }
}
