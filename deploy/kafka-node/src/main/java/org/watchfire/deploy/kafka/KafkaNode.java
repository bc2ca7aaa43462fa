package org.watchfire.deploy.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * Main class of the standalone broker: {@code KafkaNode --config FILE}.
 *
 * <p>FILE is a Java properties file with Kafka's own setting names, roles {@code broker,controller}
 * and a static quorum of one. The storage is formatted at the first start. SIGTERM stops in order.
 * Exit codes: 0 stopped, 1 failed, 2 usage or configuration.
 */
public final class KafkaNode {
  private KafkaNode() {}

  public static void main(String[] arguments) {
    if (arguments.length != 2 || !arguments[0].equals("--config")) {
      System.err.println("usage: KafkaNode --config FILE");
      System.exit(2);
    }
    KafkaConfig config = configuration(Path.of(arguments[1]));
    try {
      Storage.of(config).formatIfNew();
      KafkaRaftServer server = new KafkaRaftServer(config, Time.SYSTEM);
      Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "kafka-stop"));
      server.startup();
      System.out.println("kafka node " + config.nodeId() + " started");
      server.awaitShutdown();
    } catch (Exception | LinkageError e) {
      System.err.println("kafka node failed: " + e);
      e.printStackTrace();
      // Not exit(): the stop hook of a half-started broker can wait for ever.
      Runtime.getRuntime().halt(1);
    }
  }

  private static KafkaConfig configuration(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
      return KafkaConfig.fromProps(properties, false);
    } catch (IOException | IllegalArgumentException | org.apache.kafka.common.KafkaException e) {
      System.err.println(file + ": " + e);
      System.exit(2);
      throw new AssertionError("exit returned", e);
    }
  }
}
