package org.watchfire.deploy.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Directories;
import org.watchfire.deploy.standalone.Layout;

/** An installation in a folder of its own, worked on by the command as a user runs it. */
public final class OwnInstallation implements AutoCloseable {
  private static final int MINUTES = 8;
  private static final int UNENDED = -1;

  /** What became of a command. */
  public record Run(int exitCode, String text) {}

  private final Path folder;
  private int runs;

  public OwnInstallation() throws IOException {
    this.folder = Files.createTempDirectory("watchfire-test");
  }

  public DataDirectory data() {
    return new DataDirectory(folder.resolve("data"));
  }

  /**
   * Runs {@code watchfire} on it to the end.
   *
   * @return with exit code -1 when it did not end in time
   */
  public synchronized Run watchfire(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--data");
    all.add(data().root().toString());
    return run(folder.resolve("output-" + runs++), all);
  }

  /**
   * Runs {@code watchfire} to the end.
   *
   * @param output file for what it says: what it leaves running would keep a pipe open
   * @return with exit code -1 when it did not end in time
   */
  public static Run run(Path output, List<String> arguments)
      throws IOException, InterruptedException {
    Layout layout = Layout.find();
    Process process =
        new ProcessBuilder(
                layout.java(
                    "cli",
                    "org.watchfire.deploy.cli.Watchfire",
                    List.of(
                        "-Xmx256m", "-Dfile.encoding=UTF-8", "-Dwatchfire.root=" + layout.root()),
                    arguments))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      return new Run(ended ? process.exitValue() : UNENDED, Files.readString(output));
    } finally {
      process.destroyForcibly();
    }
  }

  /** Stops and removes it; it may be stopped already. */
  @Override
  public void close() throws IOException, InterruptedException {
    try {
      watchfire("stop");
    } finally {
      Directories.delete(folder);
    }
  }
}
