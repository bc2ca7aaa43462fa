package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.deploy.standalone.TestStack;

/** How each person wants to see things, and whom he works with; a real PostgreSQL. */
class ProfileIT {
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

  private static Map<String, Object> settings(Object value) {
    return Map.of("settings", Map.of("queueColumns", value));
  }

  @Test
  void settingsAreOnesOwnAndTwoWindowsDoNotOverwriteEachOther() throws IOException {
    ApiClient analyst = console.as("analyst");
    assertThat(analyst.get("/session/profile").expect(200).json().path("version").asLong())
        .isZero();
    analyst.put("/session/profile", settings(List.of("rule"))).refused(428, "version-required");
    analyst.put("/session/profile", 0, settings(List.of("rule"))).expect(200);
    analyst.put("/session/profile", 0, settings(List.of("kind"))).refused(409, "stale");
    JsonNode kept =
        analyst.put("/session/profile", 1, settings(List.of("kind"))).expect(200).json();
    assertThat(kept.path("version").asLong()).isEqualTo(2);
    assertThat(
            analyst
                .get("/session/profile")
                .json()
                .path("settings")
                .path("queueColumns")
                .get(0)
                .asText())
        .isEqualTo("kind");
    assertThat(console.as("auditor").get("/session/profile").json().path("settings").isEmpty())
        .isTrue();
  }

  @Test
  void settingsAreAnObjectOfSomeSize() throws IOException {
    ApiClient officer = console.as("sysadmin");
    officer
        .put("/session/profile", 0, Map.of("settings", List.of("not an object")))
        .refused(400, "json");
    officer.put("/session/profile", 0, settings("x".repeat(70_000))).refused(413, "too-large");
  }

  @Test
  void colleaguesAreThoseWhoWorkOnAlertsAndCases() throws IOException {
    List<String> names = new ArrayList<>();
    console
        .as("analyst")
        .get("/colleagues")
        .expect(200)
        .json()
        .path("items")
        .forEach(one -> names.add(one.path("username").asText()));
    assertThat(names).contains("analyst").doesNotContain("sysadmin", "secadmin", "auditadmin");
    console.as("sysadmin").get("/colleagues").refused(403, "forbidden");
  }
}
