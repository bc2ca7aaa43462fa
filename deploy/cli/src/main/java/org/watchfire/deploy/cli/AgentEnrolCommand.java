package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a key on this host and gets its first certificate with a token. */
@Command(
    name = "enrol",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentEnrolCommand implements Callable<Integer> {
  private static final long LONGEST_TOKEN = 4096;

  @Spec CommandSpec spec;
  @Mixin AgentHostOptions host;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      required = true,
      descriptionKey = "agent.token-file",
      description = "file that holds the enrolment token")
  Path tokenFile;

  @Override
  public Integer call() throws Exception {
    AgentFiles files = host.files();
    if (Files.exists(files.keyFile())) {
      throw new CommandFailure(
          ExitCode.USAGE,
          files.keyFile() + " is there already: renew its certificate, or move it away");
    }
    if (Files.size(tokenFile) > LONGEST_TOKEN) {
      throw new CommandFailure(ExitCode.USAGE, tokenFile + " is too large for a token");
    }
    ApiClient client = host.client();
    KeyPair pair = files.newKey();
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("agentId", host.agent);
    wish.put("token", Files.readString(tokenFile).strip());
    wish.put("csr", AgentFiles.pem("CERTIFICATE REQUEST", files.request(pair)));
    JsonNode issued = client.post("/enrol", wish).body();
    files.keep(
        pair.getPublic(),
        issued.path("certificate").asText(),
        issued.path("chain").path(0).asText());
    spec.commandLine()
        .getOut()
        .printf(
            "%s %s %s, until %s, renew after %s%n",
            host.agent,
            issued.path("serial").asText(),
            files.certificateFile(),
            issued.path("notAfter").asText(),
            issued.path("renewAfter").asText());
    return ExitCode.OK;
  }
}
