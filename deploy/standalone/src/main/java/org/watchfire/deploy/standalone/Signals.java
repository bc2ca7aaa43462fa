package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** What the operating system does for processes that Java has no words for. */
final class Signals {
  /**
   * Every child is started from this one thread, which lives as long as the JVM: the kernel sends
   * the parent-death signal when the <em>thread</em> that started the child ends (prctl(2)).
   */
  private static final ExecutorService SPAWNER =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "spawner");
            thread.setDaemon(true);
            return thread;
          });

  private static final List<String> DIE_WITH_PARENT = List.of("setpriv", "--pdeathsig", "KILL");
  private static final boolean CAN_DIE_WITH_PARENT =
      succeeds(List.of("setpriv", "--pdeathsig", "KILL", "true"));

  private Signals() {}

  /**
   * Starts a child that the kernel kills when this JVM dies, even by SIGKILL. Where setpriv (part
   * of util-linux) is missing the child outlives us and the next start ends it by its pid file.
   */
  static Process spawn(ProcessBuilder builder) throws IOException {
    if (CAN_DIE_WITH_PARENT) {
      List<String> command = new ArrayList<>(DIE_WITH_PARENT);
      command.addAll(builder.command());
      builder.command(command);
    }
    return inSpawner(builder::start);
  }

  /**
   * Sends a signal.
   *
   * @param name without {@code SIG}, for example {@code STOP}
   */
  static void send(long pid, String name) throws IOException {
    // The shell's own kill is always there; a kill program is not.
    if (!succeeds(List.of("sh", "-c", "kill -" + name + " " + pid))) {
      throw new IOException("cannot send " + name + " to process " + pid);
    }
  }

  /** Whether a short command runs and exits with 0 within ten seconds. */
  static boolean succeeds(List<String> command) {
    return succeeds(command, Map.of());
  }

  static boolean succeeds(List<String> command, Map<String, String> environment) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().putAll(environment);
      Process process = builder.start();
      process.getOutputStream().close();
      if (process.waitFor(10, TimeUnit.SECONDS)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException notInstalled) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static Process inSpawner(Callable<Process> start) throws IOException {
    Future<Process> started = SPAWNER.submit(start);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return started.get();
        } catch (InterruptedException e) {
          // Giving up here would lose the handle of a process that runs.
          interrupted = true;
        } catch (ExecutionException e) {
          if (e.getCause() instanceof IOException cause) {
            throw cause;
          }
          throw new IOException("cannot start a process", e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
