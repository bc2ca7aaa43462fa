package org.watchfire.deploy.standalone;

/** Where the servers of a {@link TestStack} come from; each method starts its server once. */
sealed interface TestServers extends AutoCloseable permits EmbeddedServers, ContainerServers {
  KafkaAccess kafka();

  ElasticsearchAccess elasticsearch();

  PostgresAccess postgres();

  @Override
  void close();
}
