package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.TestStack;

/** Requests that are sent again because nobody heard the answer. */
class IdempotencyIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    console = new TestConsole(folder, TestStack.shared().postgres().newDatabase()).start();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void theSameKeyDoesItOnceAndAnswersTheSame() throws Exception {
    ApiClient sysadmin = console.as("sysadmin");
    Map<String, Object> zhou = user("zhou");
    ApiClient.Answer first = post(sysadmin, "one-for-zhou", "/users", zhou).expect(201);
    ApiClient.Answer again = post(sysadmin, "one-for-zhou", "/users", zhou).expect(201);
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    assertThat(first.header("Idempotency-Replayed")).isNull();
    // What is shown once lies sealed.
    String password = first.json().path("password").asText();
    assertThat(password).isNotEmpty();
    assertThat(rows("answer LIKE '%" + password + "%'")).isZero();

    post(sysadmin, "one-for-zhou", "/users", user("qian")).refused(422, "idempotency-key-reused");
    post(sysadmin, "one-for-zhou", "/users?x=1", zhou).refused(422, "idempotency-key-reused");
    post(sysadmin, "short", "/users", zhou).refused(400, "invalid");
    // The key is the account's own, and a refusal uses none up.
    post(console.as("secadmin"), "one-for-zhou", "/users", zhou).refused(403, "forbidden");
    post(sysadmin, "another-one", "/users", zhou).refused(409, "username-taken");
    post(sysadmin, "another-one", "/users", user("sun")).expect(201);
  }

  @Test
  void ofManyAtOnceOneDoesIt() throws Exception {
    ApiClient sysadmin = console.as("sysadmin");
    List<CompletableFuture<ApiClient.Answer>> all =
        IntStream.range(0, 8)
            .mapToObj(
                i ->
                    CompletableFuture.supplyAsync(
                        () -> post(sysadmin, "at-the-same-time", "/users", user("wu"))))
            .toList();
    List<ApiClient.Answer> answers = all.stream().map(CompletableFuture::join).toList();
    assertThat(answers)
        .allSatisfy(
            a -> assertThat(a.status() == 201 || a.code().equals("outcome-unknown")).isTrue());
    assertThat(
            answers.stream()
                .filter(a -> a.status() == 201 && a.header("Idempotency-Replayed") == null))
        .hasSize(1);
  }

  @Test
  void whoseEndNobodySawIsNotRunAgain() throws Exception {
    ApiClient sysadmin = console.as("sysadmin");
    post(sysadmin, "end-unseen", "/users", user("zheng")).expect(201);
    console.sql("UPDATE idempotency_keys SET status = NULL WHERE key = 'end-unseen'");
    post(sysadmin, "end-unseen", "/users", user("zheng")).refused(409, "outcome-unknown");
    console.sql(
        "UPDATE idempotency_keys SET status = 200, answer = 'k.1.a.b.c' WHERE key = 'end-unseen'");
    post(sysadmin, "end-unseen", "/users", user("zheng")).refused(409, "already-done");
    console.sql(
        "UPDATE idempotency_keys SET begun_at = now() - interval '25 hours'"
            + " WHERE key = 'end-unseen'");
    post(sysadmin, "end-unseen", "/users", user("zheng")).refused(409, "username-taken");
  }

  private static Map<String, Object> user(String name) {
    return Map.of("username", name, "displayName", name, "personId", "p-" + name);
  }

  private static ApiClient.Answer post(ApiClient client, String key, String path, Object body) {
    try {
      return client.send(
          client
              .request(path)
              .header("Content-Type", "application/json")
              .header("Idempotency-Key", key)
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body))));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static int rows(String where) throws Exception {
    return console.sql("UPDATE idempotency_keys SET key = key WHERE " + where);
  }
}
