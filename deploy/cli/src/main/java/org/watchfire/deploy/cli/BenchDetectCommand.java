package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.files.JsonObjects;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.MatchCosts;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleCost;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.tool.DetectBench;
import org.watchfire.rules.tool.RulesCheck;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures detection on one thread. */
@Command(
    name = "detect",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchDetectCommand implements Callable<Integer> {
  private static final int DEAREST = 10;

  @Mixin RulesOption rules;
  @Mixin RoutingOptions how;
  @Spec CommandSpec spec;

  @Option(
      names = "--events",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "bench.events",
      description = "JSON events to measure with; all are held in memory")
  String events;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "1000000",
      descriptionKey = "bench.limit",
      description = "use the first N events only (default: ${DEFAULT-VALUE})")
  int limit;

  @Override
  public Integer call() throws IOException {
    CompileOptions options = how.options();
    RuleFiles.Found found = RulePaths.find(rules.paths);
    RulesCheck check = RulesCheck.of(found, options);
    List<byte[]> read = read();
    if (read.isEmpty()) {
      throw new CommandFailure(ExitCode.FAILED, events + " has no events");
    }
    long bytes = read.stream().mapToLong(e -> e.length).sum();
    PrintWriter out = spec.commandLine().getOut();
    out.printf("%s%n", check.summary());
    out.printf("events %d, mean size %d bytes%n", read.size(), bytes / read.size());
    out.flush();
    try {
      print(new DetectBench(read).run(found, options), check, out);
    } catch (EventFormatException e) {
      throw new CommandFailure(ExitCode.FAILED, events + ": " + e.getMessage(), e);
    }
    return ExitCode.OK;
  }

  /** The events that can be decoded. */
  private List<byte[]> read() throws IOException {
    List<byte[]> out = new ArrayList<>();
    int bad = 0;
    try (JsonObjects parts = JsonObjects.of(InspectCommand.open(events))) {
      for (JsonObjects.Part part = parts.next();
          part != null && out.size() < limit;
          part = parts.next()) {
        if (part instanceof JsonObjects.Found f && isEvent(f.json())) {
          out.add(f.json());
        } else {
          bad++;
        }
      }
    }
    if (bad > 0) {
      spec.commandLine().getErr().println(events + ": bad events left out: " + bad);
    }
    return out;
  }

  private static boolean isEvent(byte[] json) {
    try {
      RawEvent.decode(json);
      return true;
    } catch (EventFormatException e) {
      return false;
    }
  }

  private static void print(DetectBench.Report report, RulesCheck check, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "compile %.2f s CPU (%.2f s wall), heap of the compiled set %.1f MiB%n%n",
        report.compileCpuNanos() / 1e9,
        report.compileWallNanos() / 1e9,
        report.heapBytes() / 1048576.0);
    out.printf("%-22s %12s %14s %12s %12s%n", "", "events/s", "CPU us/event", "wall/CPU", "events");
    for (DetectBench.Lane lane : report.lanes()) {
      out.printf(
          Locale.ROOT,
          "%-22s %12.0f %14.2f %12.2f %12d%n",
          lane.name(),
          lane.eventsPerSecond(),
          lane.cpuMicros(),
          lane.wallNanos() / (double) Math.max(lane.cpuNanos(), 1),
          lane.events());
    }
    costs(report.costs(), check, out);
    out.flush();
  }

  private static void costs(MatchCosts costs, RulesCheck check, PrintWriter out) {
    if (costs.events() == 0) {
      return;
    }
    Map<String, String> titles = new HashMap<>();
    check.rules().detections().forEach(r -> titles.put(r.header().id(), r.header().title()));
    out.printf(
        Locale.ROOT,
        "%ncandidates per event %.2f%n%n",
        costs.candidates() / (double) costs.events());
    out.printf("%12s %12s %10s  most expensive rules%n", "ns/event", "evaluated", "hits");
    costs.rules().stream()
        .sorted(Comparator.comparingLong(RuleCost::nanos).reversed())
        .limit(DEAREST)
        .forEach(
            r ->
                out.printf(
                    Locale.ROOT,
                    "%12.1f %12d %10d  %s%n",
                    r.nanos() / (double) costs.events(),
                    r.evaluated(),
                    r.hits(),
                    titles.get(r.ruleId())));
  }
}
