package org.watchfire.deploy.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What restoring a backup, in earnest or as a drill, is told. */
final class RestoreOptions {
  @Option(
      names = "--from",
      paramLabel = "DIR",
      required = true,
      descriptionKey = "restore.from",
      description = "directory of the backup")
  Path from;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      descriptionKey = "restore.checkpoint",
      description = "checkpoint that a witness has seen; may be repeated")
  List<Path> checkpoints;

  @Option(
      names = "--question",
      paramLabel = "STREAM:QUERY",
      descriptionKey = "restore.question",
      description =
          "query to be answered from what was restored, such as events:event.outcome:failure; may be repeated")
  List<String> questions;

  @Option(
      names = "--elasticsearch",
      paramLabel = "URI",
      descriptionKey = "restore.elasticsearch",
      description = "scratch Elasticsearch without our indices, to rebuild and ask an index too")
  URI elasticsearch;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      descriptionKey = "restore.report",
      description = "write the signed report here")
  Path report;

  @Option(
      names = "--by",
      paramLabel = "NAME",
      required = true,
      descriptionKey = "retention.by",
      description = "who does it; goes on record")
  String by;
}
