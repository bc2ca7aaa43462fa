package org.watchfire.deploy.cli;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The option that says where rules are. */
final class RulesOption {
  @Option(
      names = "--rules",
      required = true,
      arity = "1..*",
      paramLabel = "PATH",
      descriptionKey = "rules.paths",
      description = "folders, .yml files or .tar.gz archives with Sigma rules")
  List<Path> paths;
}
