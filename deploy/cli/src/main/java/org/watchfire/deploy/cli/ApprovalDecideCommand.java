package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
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
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Agrees or disagrees, as a person who signs in: no token may decide. */
@Command(
    name = "decide",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ApprovalDecideCommand implements Callable<Integer> {
  @Mixin ApiOptions api;
  @Spec CommandSpec spec;

  @Parameters(paramLabel = "ID", descriptionKey = "console.id", description = "id of the request")
  String id;

  @Option(
      names = "--hash",
      required = true,
      paramLabel = "HASH",
      descriptionKey = "console.hash",
      description = "hash of the content that was seen (watchfire approval show)")
  String hash;

  @Option(
      names = "--approve",
      required = true,
      arity = "1",
      paramLabel = "true|false",
      descriptionKey = "console.approve",
      description = "whether to agree")
  boolean approve;

  @Option(
      names = "--reason",
      required = true,
      paramLabel = "TEXT",
      descriptionKey = "console.reason",
      description = "why")
  String reason;

  @Option(
      names = "--user",
      required = true,
      paramLabel = "NAME",
      descriptionKey = "console.user",
      description = "account that decides")
  String user;

  @Option(
      names = "--password-file",
      paramLabel = "FILE",
      descriptionKey = "console.password-file",
      description = "file that holds its password (default: it is asked for)")
  Path passwordFile;

  @Option(
      names = "--code",
      paramLabel = "CODE",
      descriptionKey = "console.code",
      description = "code of its second factor")
  String code;

  @Override
  public Integer call() throws IOException, ApiException {
    PrintWriter out = spec.commandLine().getOut();
    ApiClient client = api.signedIn(user, password(), code);
    try {
      ObjectNode body = JsonNodeFactory.instance.objectNode();
      body.put("approve", approve).put("reason", reason).put("hash", hash);
      JsonNode now = client.post("/approvals/" + ApiClient.encode(id) + "/decision", body).body();
      out.println(now.path("state").asText() + " " + now.path("outcome").asText());
      return ExitCode.OK;
    } finally {
      client.delete("/session", -1);
    }
  }

  private String password() throws IOException {
    if (passwordFile != null) {
      return Files.readString(passwordFile, StandardCharsets.UTF_8).strip();
    }
    if (System.console() == null) {
      throw new ParameterException(
          spec.commandLine(), "give --password-file: there is no terminal to ask at");
    }
    char[] typed = System.console().readPassword("password of %s: ", user);
    return typed == null ? "" : new String(typed);
  }
}
