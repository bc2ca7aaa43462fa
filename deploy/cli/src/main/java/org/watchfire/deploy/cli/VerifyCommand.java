package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.store.bundle.BundleCheck;
import org.watchfire.store.bundle.BundleReport;
import org.watchfire.store.bundle.VerifyMain;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteVerifier;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.verify.VerifyRecord;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Proves that one record, or everything in an evidence bundle, is unaltered. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class VerifyCommand implements Callable<Integer> {
  @Mixin InstallationOption installation;
  @Spec CommandSpec spec;

  @Option(
      names = "--stream",
      defaultValue = "events",
      descriptionKey = "verify.stream",
      description = "events, alerts, audit or deadletter (default: ${DEFAULT-VALUE})")
  String stream;

  @ArgGroup(multiplicity = "1")
  Which which;

  static final class Which {
    @Option(
        names = "--seq",
        paramLabel = "N",
        descriptionKey = "verify.seq",
        description = "number of the record in its stream, from 0")
    Long seq;

    @Option(
        names = "--event-id",
        paramLabel = "ID",
        descriptionKey = "verify.event",
        description = "event.id of the record")
    String eventId;

    @Parameters(
        paramLabel = "FILE.zip",
        descriptionKey = "verify.bundle",
        description = "an evidence bundle, checked offline")
    Path bundle;
  }

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      descriptionKey = "verify.ledger",
      description = "folder of the ledgers (default: ledger/ in the data directory)")
  Path ledger;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      descriptionKey = "verify.key",
      description =
          "public key of the site (default: secrets/ledger.pub in the data directory; none for a"
              + " bundle); for a bundle the key itself may be given")
  String key;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      descriptionKey = "verify.policy",
      description = "trust policy to check a bundle by, with keys, witnesses and quorum")
  String policy;

  @Option(
      names = "--record",
      descriptionKey = "verify.record",
      description = "print the record too")
  boolean record;

  @Override
  public Integer call() throws Exception {
    if (which.bundle != null) {
      return bundle();
    }
    if (policy != null) {
      throw new CommandFailure(ExitCode.USAGE, "--policy is for bundles");
    }
    DataDirectory data = installation.directory();
    Stream wanted =
        Stream.of(stream)
            .orElseThrow(
                () ->
                    new CommandFailure(
                        ExitCode.USAGE,
                        "there is no stream '" + stream + "': events, alerts, audit, deadletter"));
    Path keyFile =
        key != null ? Path.of(key) : data.root().resolve("secrets").resolve("ledger.pub");
    Path folder = ledger != null ? ledger : data.root().resolve("ledger");
    if (!Files.isRegularFile(keyFile) || !Files.isDirectory(folder)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND, "no ledger in " + folder + " or no public key in " + keyFile);
    }
    VerifyRecord verifier =
        new VerifyRecord(folder, NoteVerifier.parse(Files.readString(keyFile).strip()));
    VerifyRecord.Result result =
        which.seq != null
            ? verifier.bySeq(wanted, which.seq)
            : verifier.byEventId(wanted, which.eventId);
    spec.commandLine().getOut().print(result.report());
    if (record) {
      spec.commandLine()
          .getOut()
          .println(new String(result.record(), java.nio.charset.StandardCharsets.UTF_8));
    }
    spec.commandLine().getOut().flush();
    return result.outcome().exitCode();
  }

  private int bundle() throws IOException {
    if (!Files.isRegularFile(which.bundle)) {
      throw new CommandFailure(ExitCode.NOT_FOUND, which.bundle + ": no such file");
    }
    if (key != null && policy != null) {
      throw new CommandFailure(ExitCode.USAGE, "give --key or --policy, not both");
    }
    TrustPolicy trust;
    try {
      trust =
          key != null ? VerifyMain.ofKey(key) : policy != null ? VerifyMain.ofFile(policy) : null;
    } catch (NoteException e) {
      throw new CommandFailure(ExitCode.USAGE, e.getMessage(), e);
    }
    BundleReport report = BundleCheck.check(which.bundle, trust);
    spec.commandLine().getOut().print(report.text());
    spec.commandLine().getOut().flush();
    return report.good() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
