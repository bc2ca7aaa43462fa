package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.TlogProof;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes proofs, of our logs and of C2SP logs made elsewhere. */
@Command(
    name = "prove",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerProveCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @ArgGroup(multiplicity = "1")
  What what;

  static final class What {
    @Option(
        names = "--index",
        paramLabel = "N",
        descriptionKey = "prove.index",
        description = "proof that entry N is in the log (C2SP tlog-proof)")
    Long index;

    @ArgGroup(exclusive = false)
    Range range;
  }

  static final class Range {
    @Option(
        names = "--from",
        required = true,
        paramLabel = "M",
        descriptionKey = "prove.from",
        description = "proof that the first M entries begin a greater tree: one base64 hash a line")
    long from;

    @Option(
        names = "--to",
        paramLabel = "N",
        descriptionKey = "prove.to",
        description = "size of that tree (default: that of the checkpoint)")
    Long to;
  }

  @Option(
      names = "--out",
      paramLabel = "FILE",
      descriptionKey = "prove.out",
      description = "where to write it (default: standard output)")
  Path out;

  @Override
  public Integer call() throws Exception {
    LedgerReader reader = LogDirectory.reader(dir);
    byte[] proof = what.index != null ? inclusion(reader) : consistency(reader);
    if (out != null) {
      Files.write(out, proof);
    } else {
      spec.commandLine().getOut().print(new String(proof, StandardCharsets.UTF_8));
      spec.commandLine().getOut().flush();
    }
    return ExitCode.OK;
  }

  /** Checked before it is handed out: damaged tiles must not become somebody's evidence. */
  private byte[] inclusion(LedgerReader reader) throws IOException, LedgerException {
    TlogProof proof = reader.proof(what.index);
    proof.verify(reader.leaf(what.index), proof.unverifiedCheckpoint());
    return proof.bytes();
  }

  private byte[] consistency(LedgerReader reader) throws IOException, LedgerException {
    long to = what.range.to != null ? what.range.to : reader.checkpoint().size();
    List<byte[]> hashes = reader.consistencyProof(what.range.from, to);
    StringBuilder lines = new StringBuilder();
    hashes.forEach(h -> lines.append(Base64.getEncoder().encodeToString(h)).append('\n'));
    return lines.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
