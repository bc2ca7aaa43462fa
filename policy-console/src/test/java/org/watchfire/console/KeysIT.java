package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.core.share.SharedSecret.Split;
import org.watchfire.deploy.standalone.TestStack;

/** The key vault as it is used over HTTP, by people with their roles. */
class KeysIT {
  private static final Map<String, String> WHY = Map.of("reason", "because of a test");

  @Test
  void sealedUntilItsKeepersComeThenUsedByWhoMay(@TempDir Path folder) throws IOException {
    try (TestConsole console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase()).start()) {
      Split split = SharedSecret.create("INTL", 2, 3, new SecureRandom());
      ApiClient officer = console.as("secadmin");
      ApiClient zhang = person(console, "zhang.wei", "KEY_CUSTODIAN");
      ApiClient wang = person(console, "wang.gang", "KEY_CUSTODIAN");
      ApiClient owner = person(console, "li.na", "DATA_OWNER");

      assertThat(state(zhang)).isEqualTo("not-set-up");
      zhang.post("/keys/unseal", share(split, 0)).refused(409, "not-set-up");
      Map<String, String> root = Map.of("description", split.description().text());
      zhang.post("/keys/root", root).refused(403, "forbidden");
      officer.post("/keys/root", root).expect(201);
      officer.post("/keys/root", root).refused(409, "root-set");

      // Every route of the vault says that it is sealed.
      officer.get("/keys").refused(503, "vault-sealed");
      officer.get("/keys/any").refused(503, "vault-sealed");
      officer.post("/keys", newKey("evidence", null)).refused(503, "vault-sealed");
      zhang.post("/keys/any/rotate", WHY).refused(503, "vault-sealed");
      owner.put("/secrets/s", newSecret("any")).refused(503, "vault-sealed");

      officer.post("/keys/unseal", share(split, 0)).refused(403, "forbidden");
      zhang.post("/keys/unseal", Map.of("share", "WFS-1-nonsense")).refused(400, "share");
      zhang.post("/keys/unseal", Map.of()).refused(400, "invalid");
      JsonNode first = zhang.post("/keys/unseal", share(split, 0)).expect(200).json();
      assertThat(first.path("given").asInt()).isEqualTo(1);
      assertThat(first.path("needed").asInt()).isEqualTo(2);
      assertThat(first.path("keepers").get(0).asText()).isEqualTo("zhang.wei");
      assertThat(
              wang.post("/keys/unseal", share(split, 2)).expect(200).json().path("state").asText())
          .isEqualTo("unsealed");

      officer.post("/keys", newKey("personal", null)).expect(201);
      officer.post("/keys", newKey("contacts", "personal")).expect(201);
      officer.post("/keys", newKey("contacts", "personal")).refused(409, "key-taken");
      officer.post("/keys", newKey("x", "nowhere")).refused(400, "invalid");
      officer.post("/keys", newKey("under-data", "contacts")).refused(400, "invalid");

      owner.put("/secrets/hotline", newSecret("contacts")).expect(200);
      assertThat(owner.get("/secrets").expect(200).text())
          .contains("hotline")
          .doesNotContain("MTIz");
      officer.post("/secrets/hotline/open", opening("call-back")).refused(403, "forbidden");
      owner.post("/secrets/hotline/open", opening("gossip")).refused(422, "sealed-value");
      JsonNode opened =
          owner.post("/secrets/hotline/open", opening("call-back")).expect(200).json();
      assertThat(
              new String(
                  Base64.getDecoder().decode(opened.path("value").asText()),
                  StandardCharsets.UTF_8))
          .isEqualTo("123");

      JsonNode rotated = zhang.post("/keys/contacts/rotate", WHY).expect(200).json();
      assertThat(rotated.path("version").asInt()).isEqualTo(2);
      zhang.post("/keys/contacts/rewrap", Map.of()).expect(202);
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  zhang.get("/keys/contacts/rewrap").json().path("state").asText().equals("done"));
      JsonNode key = officer.get("/keys/contacts").expect(200).json();
      assertThat(key.path("versions").get(0).path("state").asText()).isEqualTo("deactivated");
      assertThat(key.path("versions").get(0).path("opened").asInt()).isEqualTo(1);
      assertThat(key.path("versions").get(1).path("history").get(1).path("to").asText())
          .isEqualTo("active");
      assertThat(officer.get("/keys/contacts/impact?version=1").json().path("lines")).isEmpty();
      assertThat(
              officer
                  .get("/keys/contacts/impact")
                  .json()
                  .path("lines")
                  .get(0)
                  .path("objects")
                  .asInt())
          .isEqualTo(1);

      officer
          .put(
              "/keys/contacts/users",
              Map.of("name", "ledger", "description", "events of 2026q4", "objects", 17))
          .expect(204);
      JsonNode hold = officer.post("/keys/contacts/holds", WHY).expect(201).json();
      String release = "/keys/contacts/holds/" + hold.path("id").asLong() + "/release";
      officer.post(release, WHY).refused(403, "own-hold");
      zhang.post(release, WHY).expect(204);
      zhang.post(release, WHY).refused(404, "not-found");
      zhang.post("/keys/contacts/versions/2/suspend", WHY).expect(200);
      owner.put("/secrets/hotline", newSecret("contacts")).refused(409, "key-state");
      zhang.post("/keys/contacts/versions/2/resume", WHY).expect(200);
      zhang.post("/keys/contacts/versions/9/suspend", WHY).refused(404, "not-found");
      zhang
          .post("/keys/contacts/versions/2/suspend", Map.of("reason", "no"))
          .refused(400, "invalid");

      // What cannot be undone takes others; who asks for it does not agree to it.
      Map<String, Object> compromise =
          request("key.compromise", "contacts", Map.of("version", 1), "seen in a paste");
      owner.post("/approvals", compromise).refused(403, "forbidden");
      JsonNode asked = zhang.post("/approvals", compromise).expect(201).json();
      decide(zhang, asked).expect(403);
      decide(wang, asked).expect(200);
      assertThat(version(officer, 0)).isEqualTo("deactivated");
      decide(owner, asked).expect(200);
      assertThat(version(officer, 0)).isEqualTo("compromised");

      JsonNode other = officer.post("/keys/contacts/holds", WHY).expect(201).json();
      Map<String, Object> destroy =
          request("key.destroy", "contacts", Map.of(), "retention has ended");
      zhang.post("/approvals", destroy).refused(409, "key-held");
      zhang.post("/keys/contacts/holds/" + other.path("id").asLong() + "/release", WHY).expect(204);
      JsonNode agreed = zhang.post("/approvals", destroy).expect(201).json();
      assertThat(agreed.path("impact").toString()).contains("secrets", "ledger");
      decide(wang, agreed).expect(200);
      decide(owner, agreed).expect(200);
      JsonNode waiting =
          officer.get("/keys/contacts").expect(200).json().path("destructions").get(0);
      assertThat(waiting.path("state").asText()).isEqualTo("scheduled");
      assertThat(Instant.parse(waiting.path("due").asText()))
          .isAfter(Instant.now().plus(Duration.ofDays(6)));
      zhang.post("/keys/contacts/rotate", WHY).refused(409, "key-destruction");
      String cancel = "/keys/contacts/destructions/" + waiting.path("id").asLong() + "/cancel";
      officer.post(cancel, WHY).expect(204);
      owner.post("/secrets/hotline/open", opening("call-back")).expect(200);

      String pem = publicKey();
      Map<String, Object> export =
          request(
              "key.export",
              "contacts",
              Map.of("version", 2, "recipient", pem),
              "the archive takes over");
      JsonNode leaving = zhang.post("/approvals", export).expect(201).json();
      decide(wang, leaving).expect(200);
      decide(officer, leaving).expect(200);
      JsonNode exported = officer.get("/keys/contacts/exports").expect(200).json().path("items");
      assertThat(exported.get(0).path("wrapped").asText()).startsWith("RSA-OAEP-256:");
      assertThat(exported.get(0).path("approval").asText()).isEqualTo(leaving.path("id").asText());

      zhang.post("/keys/seal", Map.of()).expect(204);
      assertThat(state(officer)).isEqualTo("sealed");
      owner.post("/secrets/hotline/open", opening("call-back")).refused(503, "vault-sealed");
    }
  }

  @Test
  void tooManyGuessesAreStopped(@TempDir Path folder) throws IOException {
    try (TestConsole console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase())
            .with("keys", "{root: passphrase}")
            .start()) {
      ApiClient zhang = person(console, "zhang.wei", "KEY_CUSTODIAN");
      Map<String, String> right = Map.of("secret", "a passphrase of the keepers");
      zhang.post("/keys/unseal", right).expect(200);
      zhang.post("/keys/seal", Map.of()).expect(204);
      int guesses = 0;
      ApiClient.Answer answer;
      do {
        answer = zhang.post("/keys/unseal", Map.of("secret", "short " + guesses++));
      } while (answer.status() == 400 && guesses < 100);
      answer.refused(429, "rate-limited");
      zhang.post("/keys/unseal", right).refused(429, "rate-limited");
      assertThat(state(zhang)).isEqualTo("sealed");
    }
  }

  @Test
  void aDemonstrationUnsealsFromAFileAndSaysSoLoudly(@TempDir Path folder) throws IOException {
    try (TestConsole console =
        new TestConsole(folder, TestStack.shared().postgres().newDatabase())
            .with("keys", "{suite: SM, root: passphrase, unseal-file: vault.passphrase}")
            .start()) {
      ApiClient officer = console.as("secadmin");
      Awaitility.await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> state(officer).equals("unsealed"));
      assertThat(officer.get("/keys/vault").json().path("automatic").asBoolean()).isTrue();
      assertThat(folder.resolve("vault.passphrase")).exists();
      officer.post("/keys", newKey("evidence", null)).expect(201);
      assertThat(console.as("sysadmin").get("/health").expect(200).text())
          .contains("UNSEALED FROM A FILE", "由本机上的文件自动解封");
    }
  }

  private static ApiClient person(TestConsole console, String name, String role)
      throws IOException {
    String password = "one password of " + role.toLowerCase(Locale.ROOT);
    console
        .as("sysadmin")
        .post(
            "/users",
            Map.of(
                "username", name,
                "displayName", name,
                "personId", "p-" + name,
                "password", password))
        .expect(201);
    console
        .as("secadmin")
        .put("/users/" + name + "/roles", Map.of("roles", List.of(role)))
        .expect(200);
    return console.anonymous().signedIn(name, password);
  }

  private static Map<String, Object> request(
      String kind, String target, Map<String, Object> parameters, String reason) {
    return Map.of("kind", kind, "target", target, "parameters", parameters, "reason", reason);
  }

  private static ApiClient.Answer decide(ApiClient client, JsonNode asked) {
    return client.post(
        "/approvals/" + asked.path("id").asText() + "/decision",
        Map.of(
            "approve", true, "reason", "compared and agreed", "hash", asked.path("hash").asText()));
  }

  private static String version(ApiClient client, int at) {
    JsonNode key = client.get("/keys/contacts").expect(200).json();
    return key.path("versions").get(at).path("state").asText();
  }

  private static String publicKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(3072);
      return "-----BEGIN PUBLIC KEY-----\n"
          + Base64.getMimeEncoder()
              .encodeToString(generator.generateKeyPair().getPublic().getEncoded())
          + "\n-----END PUBLIC KEY-----\n";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String state(ApiClient client) {
    return client.get("/keys/vault").expect(200).json().path("state").asText();
  }

  private static Map<String, String> share(Split split, int at) {
    return Map.of("share", split.shares().get(at).text());
  }

  private static Map<String, Object> newKey(String id, String domain) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("id", id);
    key.put("domain", domain);
    key.put("purpose", "personal-data");
    key.put("description", "for a test");
    return key;
  }

  private static Map<String, String> newSecret(String key) {
    return Map.of("key", key, "asset", "desk/7", "purpose", "call-back", "value", "MTIz");
  }

  private static Map<String, Object> opening(String purpose) {
    return Map.of("purpose", purpose, "justification", "ticket 4711");
  }
}
