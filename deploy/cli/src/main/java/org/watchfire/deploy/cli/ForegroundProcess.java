package org.watchfire.deploy.cli;

import java.io.IOException;
import java.util.List;
import org.watchfire.deploy.standalone.Layout;

/** A component's program in a process with that component's class path, at this terminal. */
final class ForegroundProcess {
  private ForegroundProcess() {}

  /** Runs it to its end; its exit code. */
  static int run(String component, String mainClass, List<String> jvm, List<String> arguments)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(Layout.find().java(component, mainClass, jvm, arguments))
            .inheritIO()
            .start();
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      process.destroy();
      throw e;
    }
  }
}
