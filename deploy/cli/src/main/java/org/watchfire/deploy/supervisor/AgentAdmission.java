package org.watchfire.deploy.supervisor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.KafkaTopics;

/**
 * What an agent needs at a standalone installation beside its certificate: rights on the topics,
 * and a key of the stamps that engine and store know.
 */
public final class AgentAdmission {
  private AgentAdmission() {}

  /**
   * Admits an agent; one that is admitted already stays as it is.
   *
   * @param bootstrapServers of the installation's broker, which runs
   * @return file with the key of the stamps, to be given to the agent
   * @throws IllegalArgumentException when it is the name of a part of the system
   * @throws IllegalStateException when the broker refuses or does not answer
   */
  public static Path admit(DataDirectory data, String bootstrapServers, String agent)
      throws IOException {
    if (!agent.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}") || KafkaTopics.ROLES.contains(agent)) {
      throw new IllegalArgumentException("no agent may have the id '" + agent + "'");
    }
    Secrets secrets = new Secrets(data.secrets());
    String supervisor = KafkaTopics.SUPERVISOR;
    KafkaClientConfig kafka =
        new KafkaClientConfig(
            bootstrapServers,
            secrets.file("ca.crt"),
            secrets.file(supervisor + ".crt"),
            secrets.file(supervisor + ".key"));
    try (Admin admin = Admin.create(kafka.properties())) {
      KafkaTopics.grant(admin, List.of(agent));
    }
    secrets.ensureAgents(List.of(agent));
    return secrets.file(agent + ".mac");
  }
}
