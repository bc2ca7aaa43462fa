package org.watchfire.collector.agent;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;

/**
 * Main class of the collector agent: {@code Agent --config agent.yaml}. Ends on SIGTERM. Exit
 * codes: 0 stopped in order, 1 failure, 2 wrong usage or configuration.
 */
public final class Agent {

  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private Agent() {}

  /** Entry point. */
  public static void main(String[] args) {
    int code = run(args, System.err);
    if (code != 0) {
      System.exit(code);
    }
  }

  static int run(String[] args, PrintStream err) {
    if (args.length != 2 || !args[0].equals("--config")) {
      err.println("usage: Agent --config FILE");
      return USAGE;
    }
    AgentLog.configure();
    AgentProcess process;
    try {
      AgentConfig config = YamlConfig.load(Path.of(args[1]), AgentConfig.class);
      process = AgentProcess.start(config, Clock.systemUTC());
    } catch (ConfigException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return USAGE;
    } catch (IOException e) {
      err.println("agent cannot start: " + e.getMessage());
      return FAILURE;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return FAILURE;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(process::close, "stop"));
    try {
      return process.awaitFailure() ? FAILURE : 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }
}
