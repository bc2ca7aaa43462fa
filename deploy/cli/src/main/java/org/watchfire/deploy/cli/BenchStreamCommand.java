package org.watchfire.deploy.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures what the rules cost in the Flink job, in a process with the engine's class path. */
@Command(
    name = "stream",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchStreamCommand implements Callable<Integer> {
  private static final String COMPONENT = "detection-engine";
  private static final String MAIN_CLASS = "org.watchfire.engine.job.StreamBench";

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "150000",
      descriptionKey = "bench.stream.events",
      description = "events of a run (default: ${DEFAULT-VALUE})")
  int events;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "4",
      descriptionKey = "bench.stream.rounds",
      description =
          "runs with and without rules, the first one to warm up (default: ${DEFAULT-VALUE})")
  int rounds;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (events < 1000 || rounds < 2) {
      throw new CommandFailure(ExitCode.USAGE, "at least 1000 events and 2 rounds");
    }
    return ForegroundProcess.run(
        COMPONENT,
        MAIN_CLASS,
        List.of("-Xmx2g", "-Dfile.encoding=UTF-8"),
        List.of(Integer.toString(events), Integer.toString(rounds)));
  }
}
