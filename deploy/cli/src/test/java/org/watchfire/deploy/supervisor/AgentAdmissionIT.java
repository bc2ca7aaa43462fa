package org.watchfire.deploy.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.TestStack;

class AgentAdmissionIT {
  @Test
  void anAgentMayWriteOnceItIsAdmitted(@TempDir(cleanup = CleanupMode.ALWAYS) Path directory)
      throws Exception {
    try (TestStack stack = TestStack.embedded(directory)) {
      KafkaAccess kafka = stack.kafka();
      DataDirectory data = new DataDirectory(directory);
      // A certificate of the authority, and nothing else.
      Properties agent = kafka.strangerProperties("gw-7");
      assertThatThrownBy(() -> write(agent))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(AuthorizationException.class);

      Path key = AgentAdmission.admit(data, kafka.bootstrapServers(), "gw-7");
      write(agent);
      String text = Files.readString(key).strip();
      assertThat(MacKey.parse(text).text()).isEqualTo(text);
      Path register = data.secrets().resolve("agents.json");
      assertThat(Json.parseObject(Files.readAllBytes(register))).containsEntry("gw-7", text);

      AgentAdmission.admit(data, kafka.bootstrapServers(), "gw-7");
      AgentAdmission.admit(data, kafka.bootstrapServers(), "gw-8");
      assertThat(Json.parseObject(Files.readAllBytes(register)))
          .containsEntry("gw-7", text)
          .containsKey("gw-8");
      assertThatThrownBy(() -> AgentAdmission.admit(data, kafka.bootstrapServers(), "kafka"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static void write(Properties agent) throws Exception {
    Properties properties = new Properties();
    properties.putAll(agent);
    properties.setProperty("enable.idempotence", "false");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer
          .send(new ProducerRecord<>(Topics.EVENTS, "{}".getBytes(UTF_8)))
          .get(30, TimeUnit.SECONDS);
    }
  }
}
