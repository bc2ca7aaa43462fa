package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.watchfire.rules.tool.AccessBench;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures access decisions and dry runs, beside what is asked. */
@Command(
    name = "policy",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchPolicyCommand implements Callable<Integer> {
  private static final int ASKED_DECISIONS = 100_000;
  private static final int ASKED_SECONDS = 60;

  @Spec CommandSpec spec;

  @Option(
      names = "--policies",
      paramLabel = "N",
      defaultValue = "1000",
      descriptionKey = "bench.policy.policies",
      description = "policies of a set (default: ${DEFAULT-VALUE})")
  int policies;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "100000",
      descriptionKey = "bench.policy.people",
      description = "people (default: ${DEFAULT-VALUE})")
  int people;

  @Option(
      names = "--assets",
      paramLabel = "N",
      defaultValue = "50000",
      descriptionKey = "bench.policy.assets",
      description = "assets (default: ${DEFAULT-VALUE})")
  int assets;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    AccessBench bench = new AccessBench(policies, people, assets);
    out.printf(
        Locale.ROOT, "%d policies, %d people, %d assets, one thread%n", policies, people, assets);
    boolean met = true;
    for (AccessBench.Decisions d : bench.decisions()) {
      out.printf(
          Locale.ROOT,
          "%-32s %12.0f /s CPU, %.2f us; allowed %d of %d%s%n",
          d.name(),
          d.perSecond(),
          1e6 / d.perSecond(),
          d.allowed(),
          d.count(),
          d.name().equals("decide") ? "; asked " + ASKED_DECISIONS + " /s" : "");
      met &= !d.name().equals("decide") || d.perSecond() >= ASKED_DECISIONS;
    }
    out.flush();
    for (AccessBench.Run r : bench.dryRuns()) {
      out.printf(
          Locale.ROOT,
          "dry run, %-23s %12.1f s (%.1f s CPU); asked %d s; changes %d, people %d, heap %d MiB;"
              + " first %d listed in %.2f s%n",
          r.name(),
          r.seconds(),
          r.cpuSeconds(),
          ASKED_SECONDS,
          r.summary().cells(),
          r.summary().persons().size(),
          r.heapBytes() >> 20,
          r.page(),
          r.pageSeconds());
      met &= r.seconds() <= ASKED_SECONDS;
    }
    out.flush();
    return met ? ExitCode.OK : ExitCode.FINDINGS;
  }
}
