package org.watchfire.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.watchfire.core.config.Default;
import org.watchfire.core.config.KafkaClientConfig;

/**
 * {@code engine.yaml}; every key is described in the file that ships.
 *
 * @param agentsFile JSON object of agent id to MAC key text, read again when it changes
 * @param policyKey file with the key that policy objects are signed with
 */
public record EngineConfig(
    KafkaClientConfig kafka,
    Path agentsFile,
    Path policyKey,
    Path checkpointDir,
    int healthPort,
    @Default("[]") List<String> foreignSources,
    @Default("null") Path rulesDir,
    @Default("engine") String groupId,
    @Default("2") int parallelism,
    @Default("standalone") Mode mode,
    @Default("hashmap") StateBackend stateBackend,
    @Default("2s") Duration checkpointInterval,
    @Default("3") int checkpointsKept,
    @Default("10s") Duration outOfOrderness,
    @Default("10s") Duration idleness,
    @Default("5m") Duration maxClockSkew,
    @Default("30s") Duration quiet,
    @Default("10m") Duration grace,
    @Default("2h") Duration episodeRetention,
    @Default("UTC") String timeZone) {

  /** Where the job runs. */
  public enum Mode {
    /** In this process. */
    STANDALONE,
    /** On the Flink cluster that the program was submitted to. */
    CLUSTER
  }

  /** Where keyed state lives. */
  public enum StateBackend {
    HASHMAP,
    ROCKSDB
  }

  public EngineConfig {
    require(parallelism >= 1 && parallelism <= 1024, "parallelism must be 1 to 1024");
    require(healthPort >= 0 && healthPort <= 65_535, "health-port must be 0 to 65535");
    require(checkpointsKept >= 1, "checkpoints-kept must be at least 1");
    require(
        !checkpointInterval.isNegative() && checkpointInterval.toMillis() >= 100,
        "checkpoint-interval must be at least 100ms");
    java.time.ZoneId.of(timeZone);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
