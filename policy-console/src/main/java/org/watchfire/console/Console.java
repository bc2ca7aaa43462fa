package org.watchfire.console;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.config.YamlConfig;

/**
 * The console process: {@code java … org.watchfire.console.Console --config console.yaml}. Ends in
 * order on SIGTERM with 0; 1 = could not start, 2 = wrong usage or configuration.
 */
public final class Console {
  private static final Logger LOG = LoggerFactory.getLogger(Console.class);
  private static final int FAILURE = 1;
  private static final int USAGE = 2;

  private Console() {}

  public static void main(String[] args) {
    if (args.length != 2 || !args[0].equals("--config")) {
      System.err.println("usage: Console --config FILE");
      System.exit(USAGE);
    }
    try {
      ConsoleConfig config = YamlConfig.load(Path.of(args[1]), ConsoleConfig.class);
      ConsoleServer server = new ConsoleServer(config, Clock.systemUTC());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "shutdown"));
      new CountDownLatch(1).await();
    } catch (ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(USAGE);
    } catch (IOException | RuntimeException e) {
      LOG.error("the console could not start", e);
      System.exit(FAILURE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** An orderly stop is a success; left alone, the JVM would report the signal. */
  private static void stop(ConsoleServer server) {
    server.close();
    LOG.info("console stopped");
    Runtime.getRuntime().halt(0);
  }
}
