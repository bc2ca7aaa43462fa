package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.enrol.TestKey;
import org.watchfire.core.config.KafkaClientConfig;
import org.watchfire.core.topic.Topics;
import org.watchfire.deploy.standalone.KafkaAccess;
import org.watchfire.deploy.standalone.KafkaTopics;
import org.watchfire.deploy.standalone.TestStack;

/** From the token to the broker and out again, with the authority that the broker trusts. */
class EnrolledAgentIT {
  private static final String NAME = "enrolled-gw";

  @Test
  void isLetInByTheBrokerUntilItsCertificateIsRevoked(@TempDir Path folder) throws Exception {
    KafkaAccess kafka = TestStack.shared().kafka();
    assumeTrue(kafka.crlFile().isPresent(), "the broker looks at no revocation lists");
    try (Admin admin = kafka.admin()) {
      KafkaTopics.grant(admin, List.of(NAME));
    }
    try (TestConsole console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase())
            .with("keys", "{root: passphrase, unseal-file: vault.passphrase}")
            .with(
                "enrolment",
                "{ca-certificate: '%s', ca-key: '%s', crl-file: '%s'}"
                    .formatted(kafka.caFile(), kafka.caKeyFile(), kafka.crlFile().orElseThrow()))
            .start()) {
      ApiClient system = console.as("sysadmin");
      ApiClient security = console.as("secadmin");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> security.get("/keys/vault").text().contains("\"unsealed\""));
      JsonNode asked =
          security
              .post(
                  "/approvals",
                  Map.of(
                      "kind", "agent-ca.set-up",
                      "target", "agents",
                      "parameters", Map.of("source", "files"),
                      "reason", "the broker trusts it"))
              .expect(201)
              .json();
      system
          .post(
              "/approvals/" + asked.path("id").asText() + "/decision",
              Map.of("approve", true, "reason", "agreed", "hash", asked.path("hash").asText()))
          .expect(200);

      JsonNode lost = enrol(system, console.anonymous(), folder, "lost");
      JsonNode kept = enrol(system, console.anonymous(), folder, "kept");
      try (KafkaProducer<byte[], byte[]> open = producer(kafka, folder, "lost");
          KafkaProducer<byte[], byte[]> other = producer(kafka, folder, "kept")) {
        send(open);
        send(other);
        security
            .post(
                "/agents/certificates/" + lost.path("serial").asText() + "/revoke",
                Map.of("reason", "key-compromise"))
            .expect(200);
        // The connection that is open, then one that is made anew.
        Awaitility.await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertRefused(open));
        try (KafkaProducer<byte[], byte[]> again = producer(kafka, folder, "lost")) {
          assertRefused(again);
        }
        // Another certificate of the same agent is as good as before.
        send(other);
        try (KafkaProducer<byte[], byte[]> again = producer(kafka, folder, "kept")) {
          send(again);
        }
      }
      assertThat(kept.path("agentId").asText()).isEqualTo(NAME);
    }
  }

  private static JsonNode enrol(ApiClient system, ApiClient agent, Path folder, String file)
      throws IOException {
    String token =
        system
            .post("/agents/tokens", Map.of("agentId", NAME, "minutes", 5))
            .expect(201)
            .json()
            .path("token")
            .asText();
    TestKey key = TestKey.agent();
    JsonNode issued =
        agent.post("/enrol", Map.of("token", token, "csr", key.csr())).expect(201).json();
    Files.writeString(folder.resolve(file + ".crt"), issued.path("certificate").asText());
    Files.writeString(
        folder.resolve(file + ".key"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(key.pair().getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return issued;
  }

  private static KafkaProducer<byte[], byte[]> producer(
      KafkaAccess kafka, Path folder, String file) {
    Properties properties =
        new KafkaClientConfig(
                kafka.bootstrapServers(),
                kafka.caFile(),
                folder.resolve(file + ".crt"),
                folder.resolve(file + ".key"))
            .properties();
    properties.setProperty("max.block.ms", "20000");
    properties.setProperty("delivery.timeout.ms", "20000");
    properties.setProperty("request.timeout.ms", "10000");
    properties.setProperty("enable.idempotence", "false");
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer) throws Exception {
    byte[] value = "{}".getBytes(StandardCharsets.US_ASCII);
    producer.send(new ProducerRecord<>(Topics.EVENTS, value)).get(30, TimeUnit.SECONDS);
  }

  private static void assertRefused(KafkaProducer<byte[], byte[]> producer) {
    assertThatThrownBy(() -> send(producer))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(AuthorizationException.class);
  }
}
