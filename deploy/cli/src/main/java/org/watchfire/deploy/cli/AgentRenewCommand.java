package org.watchfire.deploy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.watchfire.deploy.cli.api.ApiClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a new key on this host and gets a certificate for it with the present one. */
@Command(
    name = "renew",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class AgentRenewCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin AgentHostOptions host;

  @Option(
      names = "--if-due",
      descriptionKey = "agent.if-due",
      description = "do nothing until two thirds of the present certificate's life are over")
  boolean ifDue;

  @Override
  public Integer call() throws Exception {
    AgentFiles files = host.files();
    files.recover();
    if (!Files.exists(files.keyFile()) || !Files.exists(files.certificateFile())) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "no key and certificate of "
              + host.agent
              + " in "
              + host.directory
              + "; begin with: watchfire agent enrol");
    }
    X509Certificate present = files.present();
    Instant due = due(present);
    if (ifDue && Instant.now().isBefore(due)) {
      spec.commandLine().getOut().println(host.agent + " not due until " + due);
      return ExitCode.OK;
    }
    ApiClient client = host.client();
    KeyPair pair = files.newKey();
    byte[] request = files.request(pair);
    ObjectNode wish = JsonNodeFactory.instance.objectNode();
    wish.put("certificate", AgentFiles.pem("CERTIFICATE", present.getEncoded()));
    wish.put("csr", AgentFiles.pem("CERTIFICATE REQUEST", request));
    wish.put("signature", files.renewalSignature(request));
    JsonNode issued = client.post("/enrol/renewal", wish).body();
    files.keep(pair.getPublic(), issued.path("certificate").asText(), null);
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

  private static Instant due(X509Certificate certificate) {
    Instant begin = certificate.getNotBefore().toInstant();
    Duration life = Duration.between(begin, certificate.getNotAfter().toInstant());
    return begin.plus(life.multipliedBy(2).dividedBy(3));
  }
}
