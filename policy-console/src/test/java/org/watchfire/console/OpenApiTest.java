package org.watchfire.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.watchfire.console.web.Access;
import org.watchfire.console.web.Route;
import org.watchfire.deploy.standalone.PostgresAccess;

/** The API as written down is the API as served; no server of any kind is needed for that. */
class OpenApiTest {
  @TempDir static Path folder;
  private static TestConsole console;

  @BeforeAll
  static void start() throws IOException {
    PostgresAccess.Database nowhere =
        new PostgresAccess.Database("jdbc:postgresql://127.0.0.1:1/none", "none", "none");
    console = new TestConsole(folder, nowhere).startUnready();
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  @Test
  void pathsMethodsAndPermissionsAreThoseOfTheRouteTable() throws IOException {
    Map<String, String> served = new TreeMap<>();
    for (Route route : console.server().routes().routes()) {
      served.put(route.method() + " " + route.path(), permission(route.access()));
    }
    Map<String, String> written = new TreeMap<>();
    map(document().get("paths"))
        .forEach(
            (path, operations) ->
                map(operations)
                    .forEach(
                        (method, operation) ->
                            written.put(
                                method.toUpperCase(java.util.Locale.ROOT) + " " + path,
                                String.valueOf(map(operation).get("x-permission")))));
    assertThat(written).isEqualTo(served);
  }

  @Test
  void everyParameterOfAPathIsDescribedAndEveryReferenceLeadsSomewhere() throws IOException {
    Map<String, Object> document = document();
    Matcher references =
        Pattern.compile("\\$ref: '#/([^']+)'").matcher(new String(bytes(), StandardCharsets.UTF_8));
    int found = 0;
    while (references.find()) {
      Object node = document;
      for (String part : references.group(1).split("/", -1)) {
        node = map(node).get(part);
        assertThat(node).as(references.group(1)).isNotNull();
      }
      found++;
    }
    assertThat(found).isGreaterThan(50);
    map(document.get("paths"))
        .forEach(
            (path, operations) -> {
              Matcher names = Pattern.compile("\\{([^}]+)}").matcher(path);
              while (names.find()) {
                map(operations)
                    .values()
                    .forEach(
                        operation ->
                            assertThat(map(operation).get("parameters").toString())
                                .as(path)
                                .containsIgnoringCase(names.group(1)));
              }
            });
  }

  @Test
  void withoutAnyServerTheProcessStandsAndSaysSo() {
    console.anonymous().signIn("analyst", "some password").refused(503, "database-away");
    assertThat(console.anonymous().signIn("analyst", "x").header("Retry-After")).isEqualTo("5");
    console.health("/livez").expect(200);
    ApiClient.Answer ready = console.health("/readyz").expect(503);
    assertThat(ready.json().path("status").asText()).isEqualTo("starting");
    assertThat(ready.json().path("checks").path("postgresql").path("status").asText())
        .isEqualTo("down");
    assertThat(ready.json().path("checks").path("postgresql").path("detail").asText())
        .startsWith("the database cannot be used");
    assertThat(console.health("/metrics").expect(200).text())
        .contains("watchfire_console_outbox_sent", "jvm_memory_used_bytes");
  }

  private static String permission(Access access) {
    if (access instanceof Access.Holds holds) {
      return holds.permission();
    }
    if (access instanceof Access.HoldsFor holds) {
      return holds.prefix() + ":{" + holds.parameter() + "}";
    }
    return access instanceof Access.SignedIn ? "session" : "none";
  }

  private static Map<String, Object> document() throws IOException {
    return map(
        new Load(LoadSettings.builder().build())
            .loadFromString(new String(bytes(), StandardCharsets.UTF_8)));
  }

  private static byte[] bytes() throws IOException {
    try (InputStream in = OpenApiTest.class.getResourceAsStream("/openapi.yaml")) {
      return in.readAllBytes();
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object node) {
    assertThat(node).isInstanceOf(Map.class);
    return (Map<String, Object>) node;
  }
}
