package org.watchfire.collector.replay;

import static java.util.Objects.requireNonNull;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.topic.Topics;

/**
 * What to replay and as whom.
 *
 * @param agentId identity under which the events are sent; enrolled like any agent
 * @param macKey key of that identity
 * @param dataDir directory of this identity's spool, kept between replays so that numbers go on
 * @param source name of the parser
 * @param file plain or gzip; null = read {@code stdin}
 * @param stdin plain or gzip; used when {@code file} is null
 * @param name what {@code log.file.path} says; null = the file's path, or none for standard input
 * @param hostName {@code host.name} of lines that name no host; empty = none
 * @param zone of timestamps without one
 * @param year of the first timestamp without one, 0 = infer
 * @param fields static fields
 * @param options settings of the parser
 * @param inspection whether content is inspected and masked
 * @param timeout longest wait without any progress; the spool keeps what is left
 */
public record ReplaySpec(
    String agentId,
    KafkaClientConfig kafka,
    String topic,
    MacKey macKey,
    Path dataDir,
    String source,
    Path file,
    InputStream stdin,
    String name,
    String hostName,
    ZoneId zone,
    int year,
    Map<String, String> fields,
    Map<String, String> options,
    boolean inspection,
    Duration timeout) {

  public ReplaySpec {
    requireNonNull(agentId, "agentId");
    requireNonNull(kafka, "kafka");
    requireNonNull(macKey, "macKey");
    requireNonNull(dataDir, "dataDir");
    requireNonNull(source, "source");
    requireNonNull(zone, "zone");
    if ((file == null) == (stdin == null)) {
      throw new IllegalArgumentException("replay takes either a file or standard input");
    }
    fields = Map.copyOf(fields);
    options = Map.copyOf(options);
  }

  /**
   * A file with the usual settings: own topic name, UTC, inferred year, inspection, two minutes of
   * patience.
   */
  public static ReplaySpec ofFile(
      String agentId,
      KafkaClientConfig kafka,
      MacKey macKey,
      Path dataDir,
      String source,
      Path file) {
    return new ReplaySpec(
        agentId,
        kafka,
        Topics.EVENTS,
        macKey,
        dataDir,
        source,
        file,
        null,
        null,
        "",
        ZoneId.of("UTC"),
        0,
        Map.of(),
        Map.of(),
        true,
        Duration.ofMinutes(2));
  }
}
