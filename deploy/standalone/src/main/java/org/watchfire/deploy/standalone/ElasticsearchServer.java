package org.watchfire.deploy.standalone;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The standalone Elasticsearch node as a process, on loopback, without authentication.
 *
 * <p>Elasticsearch loads its network code as a module from a folder of the node's home and refuses
 * to find the same classes on the class path. So the packaged jars are divided at every start:
 * netty and what belongs to it go to {@code <home>/modules/transport-netty4}, the rest stays.
 */
public final class ElasticsearchServer {
  private static final String NAME = "elasticsearch";
  private static final String MAIN_CLASS = "org.watchfire.deploy.elasticsearch.ElasticsearchNode";
  private static final Pattern MODULE_JAR =
      Pattern.compile("(netty-|transport-netty4-|elasticsearch-ssl-config-).*\\.jar");
  private static final Pattern VERSION = Pattern.compile("transport-netty4-(.+)\\.jar");

  private final Layout layout;
  private final DataDirectory data;
  private final int port;
  private final int heapMegabytes;

  /** A node with its data in {@code <data>/elasticsearch} and a heap of 512 MB. */
  public ElasticsearchServer(Layout layout, DataDirectory data, int port) {
    this(layout, data, port, 512);
  }

  /**
   * A node with its data in {@code <data>/elasticsearch}.
   *
   * @param port loopback HTTP port
   * @param heapMegabytes fixed heap
   */
  public ElasticsearchServer(Layout layout, DataDirectory data, int port, int heapMegabytes) {
    this.layout = layout;
    this.data = data;
    this.port = port;
    this.heapMegabytes = heapMegabytes;
  }

  /** Where clients find it. */
  public ElasticsearchAccess access() {
    return new ElasticsearchAccess(URI.create("http://127.0.0.1:" + port));
  }

  /**
   * The process; its configuration and module folder are derived before every start.
   *
   * @throws IOException when the component is not packaged or a file cannot be written
   */
  public ProcessSpec spec() throws IOException {
    return spec(List.of());
  }

  /**
   * As {@link #spec()} with more options of the JVM, which win over the usual ones.
   *
   * @throws IOException as {@link #spec()}
   */
  public ProcessSpec spec(List<String> jvmOptions) throws IOException {
    Path home = data.of(NAME);
    Path temporary = home.resolve("tmp");
    Path configuration = home.resolve("node.properties");
    Map<Boolean, List<Path>> jars =
        layout.jars("elasticsearch-node").stream()
            .collect(Collectors.partitioningBy(ElasticsearchServer::isModuleJar));
    List<String> command =
        Layout.java(
            jars.get(false),
            MAIN_CLASS,
            Stream.concat(
                    Stream.of(
                        "-Xms" + heapMegabytes + "m",
                        "-Xmx" + heapMegabytes + "m",
                        // The node's memory breaker knows how to ask G1, and only G1, for a
                        // collection.
                        "-XX:+UseG1GC",
                        "-XX:MaxDirectMemorySize=" + heapMegabytes / 2 + "m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dfile.encoding=UTF-8",
                        "-Djava.io.tmpdir=" + temporary,
                        "-Dio.netty.noUnsafe=true",
                        "-Dio.netty.noKeySetOptimization=true",
                        "-Dlog4j2.disable.jmx=true"),
                    jvmOptions.stream())
                .toList(),
            List.of("--config", configuration.toString()));
    return ProcessSpec.of(NAME, data, command)
        .workingDirectory(home)
        .preparation(
            () -> {
              Files.createDirectories(temporary);
              writeModule(home.resolve("modules/transport-netty4"), jars.get(true));
              writeConfiguration(home, configuration);
            })
        .readiness(
            Readiness.http(
                URI.create(access().uri() + "/_cluster/health?wait_for_status=yellow&timeout=1s")))
        .startTimeout(Duration.ofSeconds(120))
        .stopTimeout(Duration.ofSeconds(20))
        .build();
  }

  private static boolean isModuleJar(Path jar) {
    return MODULE_JAR.matcher(jar.getFileName().toString()).matches();
  }

  private void writeConfiguration(Path home, Path configuration) throws IOException {
    Properties p = new Properties();
    p.setProperty("path.home", home.toString());
    p.setProperty("path.data", home.resolve("data").toString());
    p.setProperty("path.logs", home.resolve("logs").toString());
    p.setProperty("path.repo", home.resolve("snapshots").toString());
    p.setProperty("cluster.name", "watchfire");
    p.setProperty("node.name", "watchfire-1");
    p.setProperty("discovery.type", "single-node");
    p.setProperty("network.host", "127.0.0.1");
    p.setProperty("http.port", Integer.toString(port));
    p.setProperty("transport.port", "0");
    StringWriter text = new StringWriter();
    p.store(text, "written at every start; changes are lost");
    Files.writeString(configuration, text.toString());
  }

  private static void writeModule(Path module, List<Path> jars) throws IOException {
    Files.createDirectories(module);
    try (Stream<Path> old = Files.list(module)) {
      for (Path file : old.toList()) {
        Files.delete(file);
      }
    }
    String version = null;
    for (Path jar : jars) {
      Matcher matcher = VERSION.matcher(jar.getFileName().toString());
      if (matcher.matches()) {
        version = matcher.group(1);
      }
      Path target = module.resolve(jar.getFileName().toString());
      try {
        Files.createLink(target, jar);
      } catch (UnsupportedOperationException | FileSystemException otherFileSystem) {
        Files.copy(jar, target);
      }
    }
    if (version == null) {
      throw new IOException("the component elasticsearch-node has no transport-netty4 jar");
    }
    Files.writeString(
        module.resolve("plugin-descriptor.properties"),
        String.join(
            "\n",
            "name=transport-netty4",
            "description=Netty 4 based transport implementation",
            "version=" + version,
            "elasticsearch.version=" + version,
            "java.version=17",
            "classname=org.elasticsearch.transport.netty4.Netty4Plugin",
            "has.native.controller=false",
            ""));
  }
}
