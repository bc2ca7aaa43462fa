package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything needed to run one process.
 *
 * @param name short name for people and file names, for example {@code kafka}
 * @param command program and arguments; never contains a secret (others can read command lines)
 * @param environment variables added to this process's environment
 * @param workingDirectory created when missing
 * @param logFile standard output and error are appended here
 * @param pidFile when present, a process left over from a supervisor that died is found and ended
 *     before the start
 * @param preparation work before every start
 * @param readiness tells when the process does its work
 * @param startTimeout time until ready
 * @param stopTimeout time for an orderly stop before the process is killed
 * @param stopSignal signal of an orderly stop, for example {@code TERM}
 */
public record ProcessSpec(
    String name,
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    Path logFile,
    Optional<Path> pidFile,
    Preparation preparation,
    Readiness readiness,
    Duration startTimeout,
    Duration stopTimeout,
    String stopSignal) {

  /** Work before a start: derived files, left-overs of a crash. */
  @FunctionalInterface
  public interface Preparation {
    /**
     * Prepares one start.
     *
     * @throws IOException when the start cannot succeed; the message says why
     * @throws InterruptedException when the starting thread is told to stop
     */
    void run() throws IOException, InterruptedException;
  }

  public ProcessSpec {
    Objects.requireNonNull(name, "name");
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    Objects.requireNonNull(workingDirectory, "workingDirectory");
    Objects.requireNonNull(logFile, "logFile");
    Objects.requireNonNull(pidFile, "pidFile");
    Objects.requireNonNull(preparation, "preparation");
    Objects.requireNonNull(readiness, "readiness");
    Objects.requireNonNull(startTimeout, "startTimeout");
    Objects.requireNonNull(stopTimeout, "stopTimeout");
    Objects.requireNonNull(stopSignal, "stopSignal");
  }

  /** A specification in a data directory with usual time-outs: 90 s to start, 15 s to stop. */
  public static Builder of(String name, DataDirectory data, List<String> command) {
    return new Builder(name, command)
        .workingDirectory(data.root())
        .logFile(data.logFile(name))
        .pidFile(data.pidFile(name));
  }

  /** Collects the optional parts. */
  public static final class Builder {
    private final String name;
    private final List<String> command;
    private Map<String, String> environment = Map.of();
    private Path workingDirectory;
    private Path logFile;
    private Optional<Path> pidFile = Optional.empty();
    private Preparation preparation = () -> {};
    private Readiness readiness = Readiness.running();
    private Duration startTimeout = Duration.ofSeconds(90);
    private Duration stopTimeout = Duration.ofSeconds(15);
    private String stopSignal = "TERM";

    private Builder(String name, List<String> command) {
      this.name = name;
      this.command = command;
    }

    public Builder environment(Map<String, String> value) {
      environment = value;
      return this;
    }

    public Builder workingDirectory(Path value) {
      workingDirectory = value;
      return this;
    }

    public Builder logFile(Path value) {
      logFile = value;
      return this;
    }

    public Builder pidFile(Path value) {
      pidFile = Optional.of(value);
      return this;
    }

    public Builder preparation(Preparation value) {
      preparation = value;
      return this;
    }

    public Builder readiness(Readiness value) {
      readiness = value;
      return this;
    }

    public Builder startTimeout(Duration value) {
      startTimeout = value;
      return this;
    }

    public Builder stopTimeout(Duration value) {
      stopTimeout = value;
      return this;
    }

    public Builder stopSignal(String value) {
      stopSignal = value;
      return this;
    }

    public ProcessSpec build() {
      return new ProcessSpec(
          name,
          command,
          environment,
          workingDirectory,
          logFile,
          pidFile,
          preparation,
          readiness,
          startTimeout,
          stopTimeout,
          stopSignal);
    }
  }
}
