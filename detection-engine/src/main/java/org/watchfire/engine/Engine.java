package org.watchfire.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;
import org.watchfire.engine.job.DetectionJob;
import org.watchfire.engine.policy.AgentKeys;
import org.watchfire.engine.policy.PolicyGate;
import org.watchfire.engine.policy.PolicyTopic;
import org.watchfire.engine.policy.PolicyView;
import org.watchfire.engine.policy.RulePacks;
import org.watchfire.rules.match.RuleFiles;

/**
 * The detection engine. {@code Engine --config engine.yaml}.
 *
 * <p>Reads the policy to its end, restores the newest complete checkpoint, runs the job until it is
 * told to stop. Kafka away is waited for, at the start and later. Exit: 0 after SIGTERM, 1 when the
 * job ended by itself, 2 for a wrong configuration.
 */
public final class Engine {
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final Duration KAFKA_DEADLINE = Duration.ofSeconds(20);
  private static final long FIRST_PAUSE_MILLIS = 500;
  private static final long LAST_PAUSE_MILLIS = 15_000;

  private final EngineConfig config;
  private final EngineMetrics metrics = EngineMetrics.process();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile JobClient job;

  private Engine(EngineConfig config) {
    this.config = config;
  }

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: Engine --config FILE");
      System.exit(2);
    }
    int status;
    try {
      EngineConfig config = YamlConfig.load(Path.of(args[1]), EngineConfig.class);
      status = new Engine(config).run();
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      status = 2;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = 1;
    } catch (Exception e) {
      LOG.error("the engine ends: {}", e.getMessage(), e);
      status = 1;
    }
    if (status != 0) {
      // Flink's threads are not daemons. A stop by signal is in the shutdown sequence already and
      // must not come here.
      System.exit(status);
    }
  }

  private int run() throws Exception {
    String policyKey = checked();
    EngineHealth health = new EngineHealth(config, metrics);
    health.start();
    Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndLeave, "stop"));
    try {
      PolicyTopic.Preload preload = preload(policyKey, health);
      if (preload == null) {
        return 0;
      }
      report(preload);
      Checkpoints checkpoints = new Checkpoints(config.checkpointDir());
      Files.createDirectories(config.checkpointDir());
      Path scratch = FlinkSettings.scratch(config);
      if (Files.exists(scratch)) {
        Checkpoints.remove(scratch);
      }
      Files.createDirectories(scratch);
      Optional<Path> restore = checkpoints.newestComplete();
      LOG.info(
          "{}",
          restore
              .map(p -> "restoring " + p)
              .orElse("no checkpoint: reading events from the beginning"));
      Configuration flink = FlinkSettings.of(config, restore);
      StreamExecutionEnvironment env =
          config.mode() == EngineConfig.Mode.STANDALONE
              ? StreamExecutionEnvironment.createLocalEnvironment(config.parallelism(), flink)
              : StreamExecutionEnvironment.getExecutionEnvironment(flink);
      env.setParallelism(config.parallelism());
      DetectionJob.define(env, config, policyKey, preload);
      job = env.executeAsync(DetectionJob.NAME);
      health.job(job);
      LOG.info("job {} begins", job.getJobID());
      return watch(checkpoints);
    } finally {
      health.close();
      stopped.countDown();
    }
  }

  /** Finds what is wrong with files now, not when the job is running. */
  private String checked() {
    try {
      String key = Files.readString(config.policyKey()).strip();
      new PolicyGate(key, metrics);
      new AgentKeys(config.agentsFile(), System::nanoTime);
      if (config.rulesDir() != null) {
        RuleFiles.pack(config.rulesDir());
      }
      config.kafka().properties();
      return key;
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException("configuration cannot be used: " + e.getMessage(), e);
    }
  }

  /** Null when the engine is told to stop before Kafka answers. */
  private PolicyTopic.Preload preload(String policyKey, EngineHealth health)
      throws InterruptedException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      try {
        PolicyTopic.Preload preload =
            PolicyTopic.readToEnd(
                config.kafka().properties(), new PolicyGate(policyKey, metrics), KAFKA_DEADLINE);
        health.policyRead();
        return preload;
      } catch (KafkaException e) {
        LOG.warn("policy cannot be read yet, next try in {} ms: {}", pause, e.getMessage());
        health.waiting(e.getMessage());
      }
      if (stopping.await(pause, TimeUnit.MILLISECONDS)) {
        return null;
      }
      pause = Math.min(LAST_PAUSE_MILLIS, pause * 2);
    }
  }

  private void report(PolicyTopic.Preload preload) throws IOException {
    RuleFiles.Pack pack =
        RulePacks.of(config.rulesDir() == null ? "" : config.rulesDir().toString());
    PolicyView view = new PolicyView(pack, ZoneId.of(config.timeZone()), System::nanoTime);
    preload.entries().forEach(view::apply);
    PolicyView.Snapshot p = view.snapshot();
    metrics.rules(p.rules());
    metrics.policyVersion(p.version());
    metrics.accessPolicies(p.access());
    p.rules().rejections().forEach(r -> LOG.warn("rule rejected: {}", r.text()));
    LOG.info(
        "policy {}: {} objects, {} persons, {} assets, {} rules, {} rejected",
        p.version(),
        preload.entries().size(),
        p.directory().persons().size(),
        p.directory().assets().size(),
        p.rules().size(),
        p.rules().rejections().size());
  }

  /**
   * Waits for the end of the job; meanwhile the checkpoints of earlier jobs go once this one has
   * its own.
   */
  private int watch(Checkpoints checkpoints) throws InterruptedException {
    String jobId = job.getJobID().toHexString();
    boolean cleaned = false;
    var result = job.getJobExecutionResult();
    while (true) {
      try {
        result.get(5, TimeUnit.SECONDS);
        return stopping.getCount() == 0 ? 0 : 1;
      } catch (TimeoutException stillRunning) {
        cleaned = cleaned || clean(checkpoints, jobId);
      } catch (ExecutionException e) {
        if (stopping.getCount() == 0) {
          return 0;
        }
        LOG.error("the job ended: {}", e.getMessage(), e);
        return 1;
      }
    }
  }

  private static boolean clean(Checkpoints checkpoints, String jobId) {
    try {
      if (checkpoints.has(jobId)) {
        checkpoints.removeOthers(jobId);
        return true;
      }
    } catch (IOException e) {
      LOG.warn("old checkpoints are not removed: {}", e.getMessage());
    }
    return false;
  }

  /** The JVM would leave with 128 + signal; an orderly stop is 0 (docs/contracts.md §7). */
  private void stopAndLeave() {
    if (stopped.getCount() > 0) {
      stop();
      Runtime.getRuntime().halt(0);
    }
  }

  private void stop() {
    stopping.countDown();
    JobClient running = job;
    try {
      if (running != null) {
        running.cancel().get(10, TimeUnit.SECONDS);
      }
      if (!stopped.await(10, TimeUnit.SECONDS)) {
        LOG.warn("the job takes long to stop; its last checkpoint stands");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn(
          "the job was not cancelled in order; its last checkpoint stands: {}", e.getMessage());
    }
  }
}
