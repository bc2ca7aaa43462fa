package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.TrustPolicy;
import org.watchfire.store.retention.Hold;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists legal holds and proves their vaults. */
@Command(
    name = "holds",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class StoreHoldsCommand implements Callable<Integer> {
  @Mixin StoreOption store;
  @Spec CommandSpec spec;

  @Option(
      names = "--verify",
      descriptionKey = "holds.verify",
      description = "prove every copy in the vaults anew; ends with 6 when one does not hold")
  boolean verify;

  @Override
  public Integer call() throws Exception {
    StoreParts parts = StoreParts.of(store.config());
    PrintWriter out = spec.commandLine().getOut();
    boolean sound = true;
    for (Hold hold : parts.holds().all()) {
      out.println(hold);
      if (verify) {
        List<String> damages =
            parts.holds().damages(hold, TrustPolicy.ofSite(parts.site().verifier()));
        sound &= damages.isEmpty();
        out.println(damages.isEmpty() ? "  vault verified 保全库已验证" : "  vault DAMAGED 保全库受损");
        damages.forEach(damage -> out.println("  " + damage));
      }
    }
    return sound ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
