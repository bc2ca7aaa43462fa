package org.watchfire.deploy.cli;

import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes the key of a witness and names the logs that it cosigns. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class WitnessInitCommand implements Callable<Integer> {
  @Mixin WitnessOptions witness;
  @Spec CommandSpec spec;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      descriptionKey = "witness.name",
      description = "name of the key, such as witness.audit.example; needed for a new key")
  String name;

  @Option(
      names = "--type",
      defaultValue = "ed25519-cosignature",
      descriptionKey = "witness.type",
      description = "ed25519-cosignature or ml-dsa-44-cosignature (default: ${DEFAULT-VALUE})")
  String type;

  @Option(
      names = "--site",
      paramLabel = "VKEY|FILE",
      descriptionKey = "witness.site",
      description = "public key of a site, all of whose logs are cosigned; may be given again")
  List<String> sites = List.of();

  @Option(
      names = "--log",
      paramLabel = "VKEY|FILE",
      descriptionKey = "witness.log",
      description = "public key of one log that is cosigned; may be given again")
  List<String> logs = List.of();

  @Override
  public Integer call() throws Exception {
    if (sites.isEmpty() && logs.isEmpty()) {
      throw new CommandFailure(ExitCode.USAGE, "whose logs? Give --site or --log");
    }
    StringBuilder policy = new StringBuilder();
    for (String site : sites) {
      for (NoteVerifier key : TrustOptions.verifiers(site)) {
        policy.append("site ").append(key.text()).append('\n');
      }
    }
    for (String log : logs) {
      for (NoteVerifier key : TrustOptions.verifiers(log)) {
        policy.append("log ").append(key.text()).append('\n');
      }
    }
    policy.append("quorum none\n");
    TrustPolicy.parse(policy.toString());
    Files.createDirectories(witness.dir);
    NoteSigner key = Files.exists(witness.keyFile()) ? witness.signer() : newKey();
    if (!key.type().timestamped()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          witness.keyFile() + " is of type " + key.type().id() + ", not a witness's");
    }
    Files.writeString(witness.logsFile(), policy.toString(), StandardOpenOption.CREATE_NEW);
    spec.commandLine().getOut().println(key.verifier().text());
    return ExitCode.OK;
  }

  private NoteSigner newKey() throws Exception {
    KeyType keyType =
        KeyType.of(type)
            .filter(KeyType::timestamped)
            .orElseThrow(
                () -> new CommandFailure(ExitCode.USAGE, "--type " + type + " cannot cosign"));
    if (name == null) {
      throw new CommandFailure(ExitCode.USAGE, "a new key needs --name");
    }
    NoteSigner key = NoteSigner.generate(name, keyType, new SecureRandom());
    LedgerKeyCommand.create(witness.keyFile(), key);
    return key;
  }
}
