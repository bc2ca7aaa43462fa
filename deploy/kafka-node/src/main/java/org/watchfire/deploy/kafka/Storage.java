package org.watchfire.deploy.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The broker's log directories and their first-time format.
 *
 * @param nodeId id that is written into the directories
 * @param controllerListener listener name that the format records
 * @param metadataDirectory where the metadata log lives
 * @param directories every log directory
 */
record Storage(
    int nodeId, String controllerListener, String metadataDirectory, List<String> directories) {

  static Storage of(KafkaConfig config) {
    return new Storage(
        config.nodeId(),
        config.originals().get("controller.listener.names").toString().split(",")[0].strip(),
        config.metadataLogDir(),
        List.copyOf(config.logDirs()));
  }

  /**
   * Formats directories that have no {@code meta.properties}. A kill in the middle of a format
   * leaves none, so the next start formats again.
   *
   * @return whether anything was formatted
   */
  boolean formatIfNew() throws Exception {
    if (Files.isRegularFile(Path.of(metadataDirectory, "meta.properties"))) {
      return false;
    }
    for (String directory : directories) {
      Files.createDirectories(Path.of(directory));
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      new Formatter()
          .setPrintStream(out)
          .setNodeId(nodeId)
          .setClusterId(Uuid.randomUuid().toString())
          .setControllerListenerName(controllerListener)
          .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
          .setDirectories(directories)
          .setMetadataLogDirectory(metadataDirectory)
          .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
          // Version 2 makes Flink's commit after a restore look fenced, which it logs as data loss.
          .setFeatureLevel("transaction.version", (short) 1)
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new IOException("cannot format " + directories + ": " + said, e);
    }
    return true;
  }
}
