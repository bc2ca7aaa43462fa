package org.watchfire.deploy.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.InvalidProofException;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.TlogProof;
import org.watchfire.store.ledger.TrustPolicy;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a proof offline. */
@Command(
    name = "verify-proof",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerVerifyProofCommand implements Callable<Integer> {
  @Spec CommandSpec spec;
  @Mixin TrustOptions trust;

  @Parameters(
      paramLabel = "PROOF",
      descriptionKey = "verify-proof.proof",
      description = "a .tlog-proof, or with --old the hashes of 'prove --from'")
  Path proof;

  @ArgGroup(multiplicity = "1")
  What what;

  static final class What {
    @Option(
        names = "--entry",
        paramLabel = "FILE|-",
        descriptionKey = "verify-proof.entry",
        description = "the entry, byte for byte; - is standard input")
    String entry;

    @ArgGroup(exclusive = false)
    Range range;
  }

  static final class Range {
    @Option(
        names = "--old",
        required = true,
        paramLabel = "FILE",
        descriptionKey = "verify-proof.old",
        description = "the older checkpoint")
    Path old;

    @Option(
        names = "--new",
        required = true,
        paramLabel = "FILE",
        descriptionKey = "verify-proof.new",
        description = "the newer checkpoint")
    Path next;
  }

  @Option(
      names = "--origin",
      paramLabel = "NAME",
      descriptionKey = "verify-proof.origin",
      description = "the log it must be (default: any that the key or policy speaks for)")
  String origin;

  @Override
  public Integer call() throws Exception {
    TrustPolicy policy = trust.policy(origin);
    try {
      String proven = what.entry != null ? inclusion(policy) : consistency(policy);
      spec.commandLine().getOut().println("VERIFIED  已验证  " + proven);
      return ExitCode.OK;
    } catch (NoteException | InvalidProofException e) {
      spec.commandLine().getOut().println("FAILED  验证失败  " + e.getMessage());
      return ExitCode.FINDINGS;
    }
  }

  private String inclusion(TrustPolicy policy) throws Exception {
    TlogProof read = TlogProof.parse(Files.readAllBytes(proof));
    byte[] entry;
    try (var in = InspectCommand.open(what.entry)) {
      entry = in.readAllBytes();
    }
    Checkpoint checkpoint = open(policy, read.checkpoint());
    read.verify(entry, checkpoint);
    return "entry " + read.index() + " of " + checkpoint;
  }

  private String consistency(TrustPolicy policy) throws Exception {
    List<byte[]> hashes = new ArrayList<>();
    for (String line : Files.readString(proof, StandardCharsets.ISO_8859_1).split("\n")) {
      if (!line.isEmpty()) {
        hashes.add(hash(line));
      }
    }
    Checkpoint old = open(policy, Files.readAllBytes(what.range.old));
    Checkpoint next = open(policy, Files.readAllBytes(what.range.next));
    if (!old.origin().equals(next.origin())) {
      throw new NoteException(old.origin() + " and " + next.origin() + " are different logs");
    }
    Rfc6962.verifyConsistency(old.size(), old.root(), next.size(), next.root(), hashes);
    return old + " is the beginning of " + next;
  }

  private static byte[] hash(String line) throws NoteException {
    try {
      return Base64.getDecoder().decode(line);
    } catch (IllegalArgumentException e) {
      throw new NoteException("a line of the proof is not base64", e);
    }
  }

  private Checkpoint open(TrustPolicy policy, byte[] note) throws NoteException {
    return origin == null ? policy.open(note) : policy.open(note, origin);
  }
}
