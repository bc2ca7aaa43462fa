package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.watchfire.deploy.supervisor.SupervisorState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Deletes an installation with everything it recorded. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class ResetCommand implements Callable<Integer> {
  @Mixin InstallationOption installation;

  @Option(names = "--yes", descriptionKey = "option.yes", description = "do not ask")
  boolean yes;

  @Override
  public Integer call() throws Exception {
    Path root = installation.directory().root();
    if (!Files.isDirectory(root)) {
      System.err.println("there is nothing in " + root);
      return ExitCode.OK;
    }
    if (!looksLikeOurs(root)) {
      throw new CommandFailure(
          ExitCode.USAGE, root + " is not a data directory of watchfire; it is left alone");
    }
    if (!yes && !confirmed(root)) {
      System.err.println("nothing was deleted");
      return ExitCode.FAILED;
    }
    Optional<SupervisorState> running = SupervisorState.ofRunning(installation.directory());
    if (running.isPresent()) {
      StopCommand.stop(running.get());
    }
    delete(root);
    System.err.println("deleted " + root);
    return ExitCode.OK;
  }

  private static boolean looksLikeOurs(Path root) throws IOException {
    try (var entries = Files.list(root)) {
      return Files.isDirectory(root.resolve("secrets")) || entries.findAny().isEmpty();
    }
  }

  private static boolean confirmed(Path root) {
    if (System.console() == null) {
      throw new CommandFailure(ExitCode.USAGE, "not on a terminal: say --yes to delete " + root);
    }
    String answer =
        System.console()
            .readLine(
                "Delete %s with its ledger, index, accounts and keys? Type 'delete' to go on: ",
                root);
    return "delete".equals(answer);
  }

  static void delete(Path root) throws IOException {
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            if (e != null) {
              throw e;
            }
            Files.delete(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
