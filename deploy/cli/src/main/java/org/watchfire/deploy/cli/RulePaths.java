package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.rules.files.SourceTree;
import org.watchfire.rules.match.RuleFiles;

/** Paths of rules and of events as they stand on a command line. */
final class RulePaths {
  private RulePaths() {}

  /** {@code --rules A B events.json} may mean two places of rules and a file of events. */
  record Split(List<Path> rules, List<String> events) {}

  /**
   * Of the values of {@code --rules}, the first one and those that look like rules (folders, YAML
   * files, archives) are rules; the others begin the list of event files.
   *
   * @param events what stands apart from the option, null when nothing does
   */
  static Split split(List<Path> given, List<String> events) {
    List<Path> rules = new ArrayList<>();
    List<String> files = new ArrayList<>();
    for (Path path : given) {
      if (rules.isEmpty() || looksLikeRules(path)) {
        rules.add(path);
      } else {
        files.add(path.toString());
      }
    }
    if (events != null) {
      files.addAll(events);
    }
    return new Split(rules, files);
  }

  private static boolean looksLikeRules(Path path) {
    String name = path.toString();
    return Files.isDirectory(path)
        || SourceTree.isArchive(path)
        || name.endsWith(".yml")
        || name.endsWith(".yaml");
  }

  static RuleFiles.Found find(List<Path> places) throws IOException {
    RuleFiles.Found found;
    try {
      found = RuleFiles.find(places);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.NOT_FOUND, e.getFile() + ": no such file or folder", e);
    }
    if (found.rules().isEmpty() && found.unreadable().isEmpty()) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there are no rules (.yml) in " + places);
    }
    return found;
  }
}
