package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.watchfire.deploy.drill.FaultDrill;
import org.watchfire.deploy.standalone.DataDirectory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Kills processes while events flow, then counts. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class DrillCommand implements Callable<Integer> {
  @Mixin InstallationOption installation;
  @Spec CommandSpec spec;

  @Option(
      names = "--events",
      defaultValue = "50000",
      description = "at least how many lines (default: ${DEFAULT-VALUE})")
  int events;

  @Option(
      names = "--kills",
      defaultValue = "3",
      description = "how often each process is killed (default: ${DEFAULT-VALUE})")
  int kills;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "of the random moments (default: ${DEFAULT-VALUE})")
  long seed;

  @Option(
      names = "--wait",
      defaultValue = "300",
      description = "seconds to wait for the pipeline at the end (default: ${DEFAULT-VALUE})")
  int wait;

  @Override
  public Integer call() throws Exception {
    DataDirectory data = installation.directory();
    UpCommand.ensureRunning(data);
    PrintWriter err = spec.commandLine().getErr();
    FaultDrill.Result r = new FaultDrill(data, seed, err).run(events, kills, wait);
    PrintWriter out = spec.commandLine().getOut();
    out.printf("lines written        %d%n", r.lines());
    out.printf("kill -9              %s%n", r.kills());
    out.printf(
        "ledger               missing %d, duplicates %d%n",
        r.ledgerMissing(), r.ledgerDuplicates());
    out.printf(
        "index                missing %d, duplicates %d%n", r.indexMissing(), r.indexDuplicates());
    out.printf(
        "alerts               %d records, %d doubled; attackers expected %d, alerted %d%n",
        r.alerts(), r.doubledAlerts(), r.expectedAttackers(), r.alertedAttackers());
    out.printf("seconds              %.1f%n", r.seconds());
    out.println(r.clean() ? "drill passed: missing 0, duplicates 0" : "drill FAILED");
    return r.clean() ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
