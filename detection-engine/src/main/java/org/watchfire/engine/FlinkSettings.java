package org.watchfire.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointingMode;

/** Flink's configuration for this engine. */
final class FlinkSettings {
  private FlinkSettings() {}

  /**
   * @param restoreFrom checkpoint to begin with, empty to begin with no state
   */
  static Configuration of(EngineConfig c, Optional<Path> restoreFrom) {
    Configuration f = new Configuration();
    f.set(CoreOptions.TMP_DIRS, scratch(c).toString());
    // Every type has a form of its own; falling back to Kryo would tie checkpoints to class
    // layouts.
    f.set(PipelineOptions.GENERIC_TYPES, false);
    f.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    // Operators never change what they were given, so passing references along is safe.
    f.set(PipelineOptions.OBJECT_REUSE, true);
    f.set(StateBackendOptions.STATE_BACKEND, c.stateBackend().name().toLowerCase(Locale.ROOT));
    f.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    f.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, c.checkpointDir().toUri().toString());
    f.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, c.checkpointInterval());
    f.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
    f.set(CheckpointingOptions.CHECKPOINTING_TIMEOUT, Duration.ofMinutes(5));
    f.set(CheckpointingOptions.MIN_PAUSE_BETWEEN_CHECKPOINTS, c.checkpointInterval().dividedBy(2));
    f.set(CheckpointingOptions.MAX_RETAINED_CHECKPOINTS, c.checkpointsKept());
    // A checkpoint that fails while Kafka is away is no reason to start again: the next one will
    // do.
    f.set(CheckpointingOptions.TOLERABLE_FAILURE_NUMBER, Integer.MAX_VALUE);
    f.set(
        CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
        ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
    f.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true);
    f.set(RestartStrategyOptions.RESTART_STRATEGY, "exponential-delay");
    f.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_INITIAL_BACKOFF,
        Duration.ofSeconds(1));
    f.set(
        RestartStrategyOptions.RESTART_STRATEGY_EXPONENTIAL_DELAY_MAX_BACKOFF,
        Duration.ofSeconds(30));
    restoreFrom.ifPresent(
        path -> f.set(StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
    if (c.mode() == EngineConfig.Mode.STANDALONE) {
      small(f, c);
    }
    return f;
  }

  /**
   * Flink's scratch files, beside the checkpoints: a killed process leaves them, and the next one
   * clears them away.
   */
  static Path scratch(EngineConfig c) {
    return c.checkpointDir().toAbsolutePath().resolveSibling("scratch");
  }

  /** Everything in one small process. */
  private static void small(Configuration f, EngineConfig c) {
    boolean rocks = c.stateBackend() == EngineConfig.StateBackend.ROCKSDB;
    f.set(TaskManagerOptions.NUM_TASK_SLOTS, c.parallelism());
    f.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(rocks ? 64 : 1));
    f.set(TaskManagerOptions.MEMORY_SEGMENT_SIZE, new MemorySize(16 << 10));
    MemorySize network = MemorySize.ofMebiBytes(8L + 4L * c.parallelism());
    f.set(TaskManagerOptions.NETWORK_MEMORY_MIN, network);
    f.set(TaskManagerOptions.NETWORK_MEMORY_MAX, network);
  }
}
