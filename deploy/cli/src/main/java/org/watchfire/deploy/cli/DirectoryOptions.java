package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.file.Path;
import org.watchfire.rules.directory.Directory;
import picocli.CommandLine.Option;

/** The options that say where people and assets are. */
final class DirectoryOptions {
  @Option(
      names = "--people",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "policy.people",
      description = "JSON objects, one a person: id and the body of a person object")
  Path people;

  @Option(
      names = "--assets",
      required = true,
      paramLabel = "FILE",
      descriptionKey = "policy.assets",
      description = "JSON objects, one an asset: id and the body of an asset object")
  Path assets;

  @Option(
      names = "--departments",
      paramLabel = "FILE",
      descriptionKey = "policy.departments",
      description = "JSON objects, one a department: id and parent (default: no tree)")
  Path departments;

  Directory read() throws IOException {
    return PolicyFiles.directory(people, assets, departments);
  }
}
