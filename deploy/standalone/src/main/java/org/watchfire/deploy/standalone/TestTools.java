package org.watchfire.deploy.standalone;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Programs that some tests need beside the JDK. Where one is missing it is installed by the
 * system's package manager, when that is apt and the tests run as root.
 */
public final class TestTools {
  private static final int MINUTES = 4;

  private static boolean updated;

  private TestTools() {}

  /** A program on the path. */
  public static Optional<Path> onPath(String name) {
    return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Whether a program is on the path, if need be after installing it.
   *
   * @param packages of Debian that bring it
   */
  public static boolean have(String program, String... packages) {
    return onPath(program).isPresent() || (install(packages) && onPath(program).isPresent());
  }

  /**
   * Installs packages; false where that cannot be.
   *
   * @param packages names of Debian
   */
  public static synchronized boolean install(String... packages) {
    if (!"root".equals(System.getProperty("user.name")) || onPath("apt-get").isEmpty()) {
      return false;
    }
    updated = updated || run("apt-get", "update", "-qq");
    List<String> command =
        new ArrayList<>(List.of("apt-get", "install", "-y", "-qq", "--no-install-recommends"));
    command.addAll(List.of(packages));
    return run(command.toArray(String[]::new));
  }

  private static boolean run(String... command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
      Process process = builder.start();
      if (process.waitFor(MINUTES, TimeUnit.MINUTES)) {
        return process.exitValue() == 0;
      }
      process.destroyForcibly();
      return false;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
