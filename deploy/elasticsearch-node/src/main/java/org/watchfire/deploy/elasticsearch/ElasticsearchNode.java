package org.watchfire.deploy.elasticsearch;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Main class of the standalone node: {@code ElasticsearchNode --config FILE}.
 *
 * <p>FILE is a Java properties file of settings; {@code path.home}, {@code cluster.name} and {@code
 * node.name} are required. SIGTERM stops in order. Exit codes: 0 stopped, 1 failed, 2 usage or
 * configuration.
 */
public final class ElasticsearchNode {
  private ElasticsearchNode() {}

  public static void main(String[] arguments) {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: ElasticsearchNode --config FILE");
      System.exit(2);
    }
    Settings settings = settings(Path.of(arguments[1]));
    try {
      run(settings);
    } catch (Exception | LinkageError e) {
      System.err.println("elasticsearch node failed: " + e);
      e.printStackTrace();
      System.exit(1);
    }
  }

  private static Settings settings(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println(file + ": " + e);
      System.exit(2);
    }
    Settings.Builder builder = Settings.builder();
    for (String name : properties.stringPropertyNames()) {
      builder.put(name, properties.getProperty(name));
    }
    for (String required : new String[] {"path.home", "cluster.name", "node.name"}) {
      if (properties.getProperty(required) == null) {
        System.err.println(file + ": " + required + " is missing");
        System.exit(2);
      }
    }
    return builder.build();
  }

  private static void run(Settings settings) throws Exception {
    LogConfigurator.configureESLogging();
    LogConfigurator.setClusterName(settings.get("cluster.name"));
    LogConfigurator.setNodeName(settings.get("node.name"));
    Path home = Path.of(settings.get("path.home"));
    Environment environment =
        new Environment(settings, Files.createDirectories(home.resolve("config")));
    PluginsLoader modules =
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(home.resolve("modules")), Set.of(), Map.of(), false);
    Node node = new Node(environment, modules);
    CountDownLatch stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  stop(node);
                  stopped.countDown();
                },
                "elasticsearch-stop"));
    node.start();
    System.out.println("elasticsearch node " + settings.get("node.name") + " started");
    // The node's own threads are daemons or are about to be: this one keeps the process.
    stopped.await();
  }

  private static void stop(Node node) {
    try {
      node.prepareForClose();
      node.close();
      if (!node.awaitClose(10, TimeUnit.SECONDS)) {
        System.err.println(
            "elasticsearch node still works after 10 s; its translog keeps the rest");
      }
    } catch (IOException e) {
      System.err.println("elasticsearch node did not close cleanly: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
