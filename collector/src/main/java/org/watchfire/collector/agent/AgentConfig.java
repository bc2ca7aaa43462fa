package org.watchfire.collector.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.watchfire.collector.spool.SpoolConfig;
import org.watchfire.core.config.Default;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.topic.Topics;

/**
 * The agent's configuration file; every key is explained in the {@code agent.yaml} that ships.
 *
 * @param id {@code agent.id}, record key and certificate name
 * @param dataDir spool and state of this agent alone
 * @param macKeyFile file with the key of the stamps, one line
 * @param hostName {@code host.name} for lines that name no host; default: the machine's name
 * @param inspection whether content is inspected and masked before anything is written
 * @param healthPort loopback port of health and metrics; 0 = any, -1 = none
 * @param heartbeat pause between heartbeats; 0s = none
 */
public record AgentConfig(
    String id,
    Path dataDir,
    KafkaClientConfig kafka,
    @Default(Topics.EVENTS) String topic,
    Path macKeyFile,
    @Default("''") String hostName,
    @Default("true") boolean inspection,
    @Default("0") int healthPort,
    @Default("60s") Duration heartbeat,
    @Default("{}") SpoolSection spool,
    List<InputConfig> inputs) {

  /**
   * The spool.
   *
   * @param quotaBytes most bytes on disk
   * @param segmentBytes size of one file
   * @param commitInterval longest time until an event is forced to disk
   * @param commitBytes bytes of events that are forced to disk without waiting
   */
  public record SpoolSection(
      @Default("1073741824") long quotaBytes,
      @Default("16777216") long segmentBytes,
      @Default("50ms") Duration commitInterval,
      @Default("524288") int commitBytes) {

    SpoolConfig at(Path dir) {
      return new SpoolConfig(dir, quotaBytes, segmentBytes, commitBytes, commitInterval);
    }
  }

  /** Checks what the types cannot say. */
  public AgentConfig {
    if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
      throw new IllegalArgumentException(
          "id '" + id + "' must be 1 to 128 letters, digits, '.', '_' or '-'");
    }
    if (healthPort < -1 || healthPort > 65535) {
      throw new IllegalArgumentException("health-port must be -1 to 65535");
    }
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("inputs is empty: there is nothing to collect");
    }
    spool.at(dataDir);
    if (hostName.isEmpty()) {
      hostName = machineName();
    }
    Set<String> ids = new HashSet<>();
    for (InputConfig i : inputs) {
      if (!ids.add(i.id())) {
        throw new IllegalArgumentException(
            "two inputs have the id '" + i.id() + "'; give each its own id");
      }
    }
  }

  SpoolConfig spoolConfig() {
    return spool.at(dataDir.resolve("spool"));
  }

  private static String machineName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
