package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures our matcher beside event-ruler, in a process of its own: JMH hands its class path on to
 * the JVMs that it measures in, and that must be the component's and not the command line's.
 */
@Command(
    name = "ruler",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchRulerCommand implements Callable<Integer> {
  private static final String COMPONENT = "bench";
  private static final String MAIN_CLASS = "org.watchfire.deploy.bench.RulerBench";

  @Option(
      names = "--events",
      paramLabel = "FILE",
      descriptionKey = "bench.ruler.events",
      description = "JSON events to measure with and to draw rules from (default: generated ones)")
  Path events;

  @Option(
      names = "--rules",
      paramLabel = "N",
      split = ",",
      descriptionKey = "bench.ruler.rules",
      description = "numbers of rules, the same in both lanes (default: each lane's own)")
  List<Integer> rules = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    if (events != null) {
      arguments.addAll(List.of("--events", events.toString()));
    }
    if (!rules.isEmpty()) {
      arguments.addAll(
          List.of("--rules", String.join(",", rules.stream().map(String::valueOf).toList())));
    }
    return ForegroundProcess.run(
        COMPONENT,
        MAIN_CLASS,
        List.of("-Xmx2g", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8"),
        arguments);
  }
}
