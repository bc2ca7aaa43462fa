package org.watchfire.deploy.cli;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.FileDisk;
import org.watchfire.store.ledger.LedgerCorruptException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.witness.Witness;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Shows what a witness remembers. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class WitnessShowCommand implements Callable<Integer> {
  @Mixin WitnessOptions witness;
  @Spec CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    NoteSigner key = witness.signer();
    Map<String, SignedNote> latest;
    try {
      latest = Witness.read(new FileDisk(), witness.dir, key);
    } catch (LedgerCorruptException e) {
      throw new CommandFailure(ExitCode.FINDINGS, e.getMessage(), e);
    }
    var out = spec.commandLine().getOut();
    out.println("# " + key.verifier().text());
    latest.values().forEach(n -> out.println(new String(n.bytes(), StandardCharsets.UTF_8)));
    out.flush();
    return ExitCode.OK;
  }
}
