package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows the log of one process. */
@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LogsCommand implements Callable<Integer> {
  private static final long POLL_MILLIS = 300;

  @Mixin InstallationOption installation;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PROCESS",
      descriptionKey = "logs.process",
      description = "supervisor, kafka, elasticsearch, postgresql, store, engine, console, agent")
  String process;

  @Option(
      names = {"-n", "--lines"},
      defaultValue = "50",
      descriptionKey = "logs.lines",
      description = "how many of the last lines (default: ${DEFAULT-VALUE})")
  int lines;

  @Option(
      names = {"-f", "--follow"},
      descriptionKey = "logs.follow",
      description = "go on with what is written from now on")
  boolean follow;

  @Override
  public Integer call() throws Exception {
    Path folder = installation.directory().root().resolve("logs");
    if (process == null || !process.matches("[a-z]+")) {
      throw new CommandFailure(
          process == null ? ExitCode.USAGE : ExitCode.NOT_FOUND,
          "which process? There are logs of: " + String.join(", ", names(folder)));
    }
    Path file = installation.directory().logFile(process);
    if (!Files.isRegularFile(file)) {
      throw new CommandFailure(
          ExitCode.NOT_FOUND,
          "no log of '" + process + "'; there are logs of: " + String.join(", ", names(folder)));
    }
    List<String> all = Files.readAllLines(file, StandardCharsets.UTF_8);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    all.subList(Math.max(0, all.size() - lines), all.size()).forEach(out::println);
    if (follow) {
      follow(file, out);
    }
    return ExitCode.OK;
  }

  private static void follow(Path file, PrintStream out) throws IOException, InterruptedException {
    long at = Files.size(file);
    byte[] buffer = new byte[8192];
    while (!Thread.currentThread().isInterrupted()) {
      long size = Files.size(file);
      if (size < at) {
        at = 0;
      }
      if (size > at) {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
          in.seek(at);
          for (int n = in.read(buffer); n > 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            at += n;
          }
        }
        out.flush();
      }
      Thread.sleep(POLL_MILLIS);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of("(none yet)");
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(n -> n.endsWith(".log"))
          .map(n -> n.substring(0, n.length() - 4))
          .sorted()
          .toList();
    }
  }
}
