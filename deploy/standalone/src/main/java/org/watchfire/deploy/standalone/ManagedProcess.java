package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One child process: start with readiness, orderly stop, kill, and what it uses.
 *
 * <p>Thread-safe; a start blocks other starts and {@link #close}, never the observers. The child
 * dies with this JVM where the operating system offers it (Linux with util-linux).
 */
public final class ManagedProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ManagedProcess.class);
  private static final int QUOTED_LINES = 15;
  private static final long POLL_MILLIS = 100;

  private final ProcessSpec spec;
  private final LogFile log;
  private volatile Process process;
  private volatile Duration lastStart = Duration.ZERO;

  public ManagedProcess(ProcessSpec spec) {
    this.spec = spec;
    this.log = new LogFile(spec.logFile());
  }

  /** What is run. */
  public ProcessSpec spec() {
    return spec;
  }

  /**
   * Starts the process and waits until it is ready. Does nothing when it runs already.
   *
   * @throws ProcessException when it ends or is not ready in time; it is ended then
   * @throws InterruptedException when the waiting thread is told to stop; the process is ended
   */
  public synchronized void start() throws IOException, InterruptedException {
    if (isAlive()) {
      return;
    }
    String program = spec.command().get(0);
    // The wrapper that starts it would report a missing program only by its exit, and late.
    if (program.indexOf('/') >= 0 && !Files.isExecutable(Path.of(program))) {
      throw new ProcessException(
          spec.name() + " cannot be started: " + program + " is missing or not executable");
    }
    long began = System.nanoTime();
    endLeftOver();
    spec.preparation().run();
    Files.createDirectories(spec.workingDirectory());
    log.rotate(LogFile.ROTATE_AT_BYTES);
    final long logOffset = log.length();
    ProcessBuilder builder =
        new ProcessBuilder(spec.command())
            .directory(spec.workingDirectory().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(spec.logFile().toFile()));
    builder.environment().putAll(spec.environment());
    try {
      process = Signals.spawn(builder);
    } catch (IOException e) {
      throw new ProcessException(spec.name() + " cannot be started: " + e.getMessage(), e);
    }
    process.getOutputStream().close();
    Optional<ProcessIdentity> identity = ProcessIdentity.of(process.pid());
    if (spec.pidFile().isPresent() && identity.isPresent()) {
      identity.get().write(spec.pidFile().get());
    }
    try {
      awaitReady(began, logOffset);
    } catch (IOException | InterruptedException | RuntimeException e) {
      kill();
      throw e;
    }
    lastStart = Duration.ofNanos(System.nanoTime() - began);
    LOG.info("{} is ready after {} ms, pid {}", spec.name(), lastStart.toMillis(), process.pid());
  }

  private void awaitReady(long began, long logOffset) throws IOException, InterruptedException {
    Optional<String> missing = spec.readiness().missing();
    while (missing.isPresent() && !process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
      if (System.nanoTime() - began > spec.startTimeout().toNanos()) {
        throw new ProcessException(
            "%s was not ready within %d s: %s%s"
                .formatted(
                    spec.name(), spec.startTimeout().toSeconds(), missing.get(), quote(logOffset)));
      }
      missing = spec.readiness().missing();
    }
    // A probe can be answered by a stranger on the same port while our own process has failed.
    if (!process.isAlive()) {
      throw new ProcessException(
          "%s ended with exit code %d before it was ready%s"
              .formatted(spec.name(), process.exitValue(), quote(logOffset)));
    }
  }

  /** Asks the process to end, waits for the stop time-out, then kills it. */
  public void stop() throws InterruptedException {
    Process current = process;
    if (current != null && current.isAlive()) {
      try {
        Signals.send(current.pid(), spec.stopSignal());
      } catch (IOException e) {
        if (current.isAlive()) {
          LOG.warn("{}: {}; it is killed instead", spec.name(), e.getMessage());
          current.destroyForcibly();
        }
      }
      if (!current.waitFor(spec.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "{} did not stop within {} s and is killed",
            spec.name(),
            spec.stopTimeout().toSeconds());
        current.destroyForcibly().waitFor();
      }
    }
    forget();
  }

  /** Ends the process at once (SIGKILL) and waits until it is gone. */
  public void kill() throws InterruptedException {
    Process current = process;
    if (current != null) {
      current.destroyForcibly().waitFor();
    }
    forget();
  }

  /** Freezes the process (SIGSTOP): it keeps its connections and answers nothing. */
  public void pause() throws IOException {
    Signals.send(running().pid(), "STOP");
  }

  /** Lets a frozen process run on (SIGCONT). */
  public void resume() throws IOException {
    Signals.send(running().pid(), "CONT");
  }

  /** Whether the process runs (it may be frozen). */
  public boolean isAlive() {
    Process current = process;
    return current != null && current.isAlive();
  }

  /** Process id of the last start. */
  public OptionalLong pid() {
    Process current = process;
    return current == null ? OptionalLong.empty() : OptionalLong.of(current.pid());
  }

  /** Exit code of the last run; 128 + signal when it was killed. Empty while it runs. */
  public OptionalInt exitCode() {
    Process current = process;
    return current == null || current.isAlive()
        ? OptionalInt.empty()
        : OptionalInt.of(current.exitValue());
  }

  /** Completes when the current run ends. */
  public CompletableFuture<Process> onExit() {
    return running().onExit();
  }

  /** How long the last successful start took until ready. */
  public Duration lastStartDuration() {
    return lastStart;
  }

  /**
   * Resident memory in bytes: the process, and the private pages of its children (shared pages are
   * in the parent's figure already). Empty where /proc is missing.
   */
  public OptionalLong rssBytes() {
    Process current = process;
    return current == null || !current.isAlive()
        ? OptionalLong.empty()
        : rssBytes(current.toHandle());
  }

  /** As {@link #rssBytes()} for any process. */
  public static OptionalLong rssBytes(ProcessHandle handle) {
    OptionalLong own = statusBytes(handle.pid(), "VmRSS:");
    if (own.isEmpty()) {
      return own;
    }
    try (Stream<ProcessHandle> children = handle.descendants()) {
      return OptionalLong.of(
          own.getAsLong()
              + children.mapToLong(child -> statusBytes(child.pid(), "RssAnon:").orElse(0)).sum());
    }
  }

  /** The last log lines of the process. */
  public List<String> lastLogLines(int count) throws IOException {
    return log.lastLines(0, count);
  }

  /** Stops in order; an interrupt while waiting kills. */
  @Override
  public void close() {
    try {
      stop();
    } catch (InterruptedException e) {
      Process current = process;
      if (current != null) {
        current.destroyForcibly();
      }
      Thread.currentThread().interrupt();
    }
  }

  private Process running() {
    Process current = process;
    if (current == null || !current.isAlive()) {
      throw new IllegalStateException(spec.name() + " does not run");
    }
    return current;
  }

  /** Ends what a supervisor that was killed left running. */
  private void endLeftOver() throws IOException, InterruptedException {
    if (spec.pidFile().isEmpty()) {
      return;
    }
    Optional<ProcessHandle> left =
        ProcessIdentity.read(spec.pidFile().get()).flatMap(ProcessIdentity::running);
    if (left.isPresent()) {
      ProcessHandle handle = left.get();
      LOG.warn("{} was left running as pid {}; it is ended first", spec.name(), handle.pid());
      Signals.send(handle.pid(), spec.stopSignal());
      CompletableFuture<ProcessHandle> exit = handle.onExit();
      try {
        exit.get(spec.stopTimeout().toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException slow) {
        handle.destroyForcibly();
        exit.join();
      } catch (ExecutionException e) {
        throw new ProcessException("cannot wait for the old " + spec.name(), e);
      }
    }
    forget();
  }

  private void forget() {
    if (spec.pidFile().isPresent()) {
      try {
        Files.deleteIfExists(spec.pidFile().get());
      } catch (IOException e) {
        // Harmless: the file names a process that is gone, and the next start checks that.
        LOG.warn("cannot remove {}: {}", spec.pidFile().get(), e.toString());
      }
    }
  }

  private String quote(long logOffset) throws IOException {
    List<String> lines = log.lastLines(logOffset, QUOTED_LINES);
    return lines.isEmpty()
        ? "; it wrote nothing to " + spec.logFile()
        : "; last lines of " + spec.logFile() + ":\n  " + String.join("\n  ", lines);
  }

  private static OptionalLong statusBytes(long pid, String key) {
    Path status = Path.of("/proc", Long.toString(pid), "status");
    try (Stream<String> lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith(key))
          .mapToLong(
              line -> {
                String[] words = line.toLowerCase(Locale.ROOT).split("\\s+");
                return Long.parseLong(words[1]) * 1024;
              })
          .findFirst();
    } catch (IOException | UncheckedIOException endedOrNoProcFileSystem) {
      return OptionalLong.empty();
    }
  }
}
