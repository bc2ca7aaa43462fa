package org.watchfire.deploy.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.util.Statistics;

/**
 * Main class: {@code RulerBench [--events FILE] [--rules N,N]}.
 *
 * <p>Per lane: compiles every set of rules for both engines and compares what they find, then has
 * JMH measure, then prints a line for each set. FILE is JSON events as {@code watchfire detect}
 * takes them; without it events are generated. Exit codes: 0 measured, 1 failed, 2 usage, 6 the
 * engines do not find the same.
 */
public final class RulerBench {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int FINDINGS = 6;

  /** Most that the fastest measured iteration may be of the slowest. */
  private static final double STEADY = 1.25;

  /** Serial collection leaves the work of one engine on the one thread that is measured. */
  private static final String[] MEASURING_JVM = {"-Xms2g", "-Xmx2g", "-XX:+UseSerialGC"};

  /**
   * @param rules numbers of rules for both lanes; each lane's own when empty
   */
  record Arguments(Optional<Path> events, List<Integer> rules) {
    Arguments {
      rules = List.copyOf(rules);
    }

    /**
     * @throws IllegalArgumentException with a message for people
     */
    static Arguments parse(String... words) {
      Optional<Path> events = Optional.empty();
      List<Integer> rules = new ArrayList<>();
      for (int i = 0; i < words.length; i += 2) {
        if (i + 1 == words.length) {
          throw new IllegalArgumentException(words[i] + " needs a value, or is not an option");
        }
        switch (words[i]) {
          case "--events" -> events = Optional.of(Path.of(words[i + 1]));
          case "--rules" -> {
            for (String number : words[i + 1].split(",", -1)) {
              rules.add(count(number));
            }
          }
          default -> throw new IllegalArgumentException("unknown option " + words[i]);
        }
      }
      return new Arguments(events, rules);
    }

    private static int count(String text) {
      try {
        int n = Integer.parseInt(text.strip());
        if (n > 0) {
          return n;
        }
      } catch (NumberFormatException e) {
        // The message below is about this too.
      }
      throw new IllegalArgumentException("--rules wants numbers from 1, found '" + text + "'");
    }
  }

  private final Arguments arguments;
  private final PrintStream out;

  private RulerBench(Arguments arguments, PrintStream out) {
    this.arguments = arguments;
    this.out = out;
  }

  public static void main(String[] words) {
    System.exit(run(words));
  }

  private static int run(String... words) {
    try {
      Arguments arguments = Arguments.parse(words);
      if (arguments.events().isPresent() && !Files.isRegularFile(arguments.events().get())) {
        throw new IllegalArgumentException(arguments.events().get() + ": no such file");
      }
      new RulerBench(arguments, new PrintStream(System.out, true, StandardCharsets.UTF_8)).run();
      return 0;
    } catch (Disagreement e) {
      System.err.println("the engines do not find the same: " + e.getMessage());
      return FINDINGS;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println("usage: RulerBench [--events FILE] [--rules N,N]");
      return USAGE;
    } catch (IOException | RunnerException e) {
      System.err.println("not measured: " + e.getMessage());
      return FAILED;
    }
  }

  private void run() throws IOException, Disagreement, RunnerException {
    // Both lanes are compared first: a difference should not show after minutes of measuring.
    Map<Lane, List<Integer>> lanes = new TreeMap<>();
    for (Lane lane : Lane.values()) {
      lanes.put(lane, agreed(lane));
    }
    List<String> summary = new ArrayList<>();
    for (Map.Entry<Lane, List<Integer>> lane : lanes.entrySet()) {
      if (!lane.getValue().isEmpty()) {
        out.printf("%n=== lane %s%n", lane.getKey());
        summary.addAll(summary(lane.getKey(), lane.getValue(), measure(lane)));
      }
    }
    out.printf("%nevents/s, one thread, JSON in to rules out; ratio to the faster event-ruler%n");
    summary.forEach(out::println);
  }

  /** The numbers of rules that can be measured; says why another one cannot. */
  private List<Integer> agreed(Lane lane) throws IOException, Disagreement {
    List<Integer> counts = new ArrayList<>();
    for (int rules : arguments.rules().isEmpty() ? lane.counts() : arguments.rules()) {
      Workload work = Workload.of(lane, rules, arguments.events());
      Allowance allowance = new Allowance(System::nanoTime, LaneBenchmark.SETUP_LIMIT);
      try {
        Agreement found =
            Agreement.of(engines(work, allowance), work.rules(), work.texts(), allowance);
        out.printf(
            Locale.ROOT,
            "lane %-8s %5d rules: engines agree on %d events (mean %d bytes, left out %d):"
                + " %d match, %.2f rules per event%n",
            lane,
            rules,
            found.events(),
            work.meanBytes(),
            work.leftOut(),
            found.eventsWithMatch(),
            found.matches() / (double) found.events());
        counts.add(rules);
      } catch (TooExpensive e) {
        out.printf("lane %-8s %5d rules: NOT MEASURED, %s%n", lane, rules, e.getMessage());
      }
    }
    return counts;
  }

  private static List<Engine> engines(Workload work, Allowance allowance) throws TooExpensive {
    return List.of(
        new WatchfireEngine(work.rules(), work.bytes()),
        new RulerEngine(work.rules(), work.texts(), false, allowance),
        new RulerEngine(work.rules(), work.texts(), true, allowance));
  }

  private Collection<RunResult> measure(Map.Entry<Lane, List<Integer>> lane)
      throws RunnerException {
    List<String> jvm = new ArrayList<>(List.of(MEASURING_JVM));
    arguments
        .events()
        .ifPresent(f -> jvm.add("-D" + Workload.EVENTS_PROPERTY + "=" + f.toAbsolutePath()));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("\\." + LaneBenchmark.class.getSimpleName() + "\\.")
            .param("lane", lane.getKey().name())
            .param("rules", lane.getValue().stream().map(String::valueOf).toArray(String[]::new))
            .jvmArgs(jvm.toArray(String[]::new))
            .shouldFailOnError(true);
    return new Runner(options.build()).run();
  }

  private static List<String> summary(
      Lane lane, List<Integer> counts, Collection<RunResult> results) {
    List<String> lines = new ArrayList<>();
    for (int rules : counts) {
      Map<String, Statistics> rates = new TreeMap<>();
      for (RunResult result : results) {
        if (result.getParams().getParam("rules").equals(String.valueOf(rules))) {
          String name = result.getParams().getBenchmark();
          rates.put(
              name.substring(name.lastIndexOf('.') + 1), result.getPrimaryResult().getStatistics());
        }
      }
      double ours = rates.get("watchfire").getMean();
      double flat = rates.get("eventRuler").getMean();
      double structured = rates.get("eventRulerStructured").getMean();
      lines.add(
          String.format(
              Locale.ROOT,
              "lane %-8s %5d rules: watchfire %9.0f, event-ruler %9.0f (structured %9.0f),"
                  + " ratio %.2f%s",
              lane,
              rules,
              ours,
              flat,
              structured,
              ours / Math.max(flat, structured),
              unsteady(rates)));
    }
    return lines;
  }

  /** Says which figures not to trust: the machine was busy, or the JVM not warm yet. */
  private static String unsteady(Map<String, Statistics> rates) {
    List<String> names =
        rates.entrySet().stream()
            .filter(e -> e.getValue().getMax() > STEADY * e.getValue().getMin())
            .map(Map.Entry::getKey)
            .toList();
    return names.isEmpty() ? "" : "  UNSTEADY: " + String.join(", ", names);
  }
}
