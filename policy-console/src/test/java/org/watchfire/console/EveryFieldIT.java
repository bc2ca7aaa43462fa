package org.watchfire.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient.Answer;
import org.watchfire.console.OpenApiDocument.Operation;
import org.watchfire.console.identity.PermissionMatrix;
import org.watchfire.console.identity.Role;
import org.watchfire.console.web.StrictJson;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/**
 * Hostile values in every field and parameter of every route as {@code openapi.yaml} has them, by
 * somebody who may call it: each is refused with a reason or taken, none is an error of the
 * console's own, no answer tells about the inside, and nothing is broken afterwards.
 */
class EveryFieldIT {
  /** Tried of the hostile values in each place; another choice with another seed. */
  private static final int TRIED = Integer.getInteger("watchfire.fields.tried", 2);

  private static final long SEED = Long.getLong("watchfire.fields.seed", 20261122L);

  private static final int LONGEST_IN_URL = 600;

  private static final Pattern INSIDE =
      Pattern.compile(
          "[a-z]Exception\\b|org\\.watchfire|java\\.|SQLSTATE|org\\.postgres|\\bat org\\.");

  private static final List<String> TEXTS =
      List.of(
          "'; DROP TABLE accounts; --",
          "\" OR \"\"=\"",
          "*)(uid=*))(|(uid=*",
          "=cmd|' /C calc'!A0",
          "<script>alert(1)</script>",
          "${jndi:ldap://127.0.0.1/x}",
          "../../../../etc/passwd",
          "a\u0000b",
          "x\r\nX-Injected: yes",
          "\u202Eright to left",
          "\uD83D\uDD25",
          "",
          "   ",
          "-1",
          "99999999999999999999999999",
          "null",
          "汉".repeat(20_000),
          "(a+)+$" + "a".repeat(60));

  private static final List<JsonNode> VALUES = new ArrayList<>();

  static {
    JsonNodeFactory json = JsonNodeFactory.instance;
    TEXTS.forEach(text -> VALUES.add(json.textNode(text)));
    VALUES.add(json.nullNode());
    VALUES.add(json.booleanNode(true));
    VALUES.add(json.numberNode(-1));
    VALUES.add(json.numberNode(Long.MAX_VALUE));
    VALUES.add(json.numberNode(1e308));
    VALUES.add(json.arrayNode());
    VALUES.add(json.objectNode());
    JsonNode deep = json.textNode("deep");
    for (int i = 0; i < 200; i++) {
      deep = json.arrayNode().add(deep);
    }
    VALUES.add(deep);
    ArrayNode many = json.arrayNode();
    for (int i = 0; i < 20_000; i++) {
      many.add("x" + i);
    }
    VALUES.add(many);
  }

  @TempDir static Path folder;
  private static TestConsole console;
  private static AccessDesk desk;

  private final Random random = new Random(SEED);
  private final Map<Role, ApiClient> clients = new EnumMap<>(Role.class);
  private final Map<String, Integer> answers = new TreeMap<>();
  private final List<String> wrong = new ArrayList<>();
  private int places;

  @BeforeAll
  static void start() throws IOException {
    PostgresAccess.Database database = TestStack.shared().postgres().newDatabase();
    console =
        new TestConsole(folder, database)
            .with(
                "limits",
                "{sign-ins-per-minute: 100000, requests-per-second: 100000, failures: 100000}")
            .start();
    desk = new AccessDesk(console);
    desk.account("lead", "p-lead", "SHIFT_LEAD");
    desk.account("owner", "p-owner", "DATA_OWNER");
    desk.account("keeper", "p-keeper", "KEY_CUSTODIAN");
  }

  @AfterAll
  static void stop() {
    console.close();
  }

  private static final Map<Role, String> ACCOUNTS =
      Map.of(
          Role.SYS_ADMIN, "sysadmin",
          Role.SEC_ADMIN, "secadmin",
          Role.AUDIT_ADMIN, "auditadmin",
          Role.ANALYST, "analyst",
          Role.AUDITOR, "auditor",
          Role.SHIFT_LEAD, "lead",
          Role.DATA_OWNER, "owner",
          Role.KEY_CUSTODIAN, "keeper");

  @Test
  void hostileValuesAreRefusedOrTakenAndNothingBreaks() throws Exception {
    OpenApiDocument document = OpenApiDocument.load();
    PermissionMatrix matrix = PermissionMatrix.load();
    for (Operation operation : document.operations()) {
      Role role = roleFor(matrix, operation.permission());
      JsonNode body = operation.body().map(document::sample).orElse(null);
      for (String parameter : operation.parameters("path")) {
        attack(TEXTS, text -> call(operation, role, Map.of(parameter, text), Map.of(), body));
      }
      for (String parameter : operation.parameters("query")) {
        attack(TEXTS, text -> call(operation, role, Map.of(), Map.of(parameter, text), body));
      }
      if (body != null) {
        for (List<Object> place : Places.of(body)) {
          attack(
              VALUES,
              value -> call(operation, role, Map.of(), Map.of(), Places.with(body, place, value)));
        }
      }
    }
    System.out.printf("every field: %d places, answers %s (seed %d)%n", places, answers, SEED);
    assertThat(wrong).isEmpty();
    assertThat(places).isGreaterThan(600);
    assertThat(console.health("/readyz").status()).isEqualTo(200);
    assertThat(
            console
                .as("auditadmin")
                .post("/integrity/rows/check", Map.of())
                .expect(200)
                .json()
                .path("findings"))
        .isEmpty();
  }

  private interface Attack<T> {
    void with(T value) throws IOException;
  }

  private <T> void attack(List<T> values, Attack<T> attack) throws IOException {
    places++;
    for (int i = 0; i < TRIED; i++) {
      attack.with(values.get(random.nextInt(values.size())));
    }
  }

  private static Role roleFor(PermissionMatrix matrix, String permission) {
    return ACCOUNTS.keySet().stream()
        .sorted()
        .filter(role -> matrix.granted(Set.of(role)).contains(permission))
        .findFirst()
        .orElse(Role.ANALYST);
  }

  private void call(
      Operation operation,
      Role role,
      Map<String, String> path,
      Map<String, String> query,
      JsonNode body)
      throws IOException {
    StringBuilder url =
        new StringBuilder(operation.path(name -> inUrl(path.getOrDefault(name, "x1"))));
    query.forEach(
        (name, value) ->
            url.append(url.indexOf("?") < 0 ? '?' : '&')
                .append(name)
                .append('=')
                .append(encoded(value)));
    Answer answer = sendAgain(operation, role, url.toString(), body);
    if (answer.status() == 401) {
      // It ended its own session, which is its good right.
      clients.remove(role);
      answer = send(operation, role, url.toString(), body);
    }
    String what =
        operation.method() + " " + shortly(url.toString()) + " " + shortly(String.valueOf(body));
    answers.merge(answer.status() + "", 1, Integer::sum);
    // 503: what it needs does not run in this test, and it says so.
    require(answer.status() < 500 || answer.status() == 503, what, answer);
    require(answer.header("X-Injected") == null, what, answer);
    if (answer.status() >= 400) {
      require("application/problem+json".equals(answer.header("Content-Type")), what, answer);
      require(!INSIDE.matcher(answer.text()).find(), what, answer);
    }
  }

  private void require(boolean holds, String what, Answer answer) {
    if (!holds) {
      wrong.add(what + " → " + answer.status() + " " + shortly(answer.text()));
    }
  }

  /** A body that is refused unread ends its connection, which the client notices only then. */
  private Answer sendAgain(Operation operation, Role role, String url, JsonNode body)
      throws IOException {
    try {
      return send(operation, role, url, body);
    } catch (UncheckedIOException e) {
      return send(operation, role, url, body);
    }
  }

  private Answer send(Operation operation, Role role, String url, JsonNode body)
      throws IOException {
    ApiClient client = clients.get(role);
    if (client == null) {
      client = desk.as(ACCOUNTS.get(role));
      clients.put(role, client);
    }
    return client.send(
        client
            .request(url)
            .header("Content-Type", operation.contentType().orElse("application/json"))
            .header("If-Match", "\"1\"")
            .method(
                operation.method(),
                body == null
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(
                        body instanceof TextNode text && !operation.json()
                            ? text.asText().getBytes(UTF_8)
                            : StrictJson.write(body))));
  }

  /** A request line takes 8 KiB; what is longer is cut off before anybody reads it. */
  private static String encoded(String value) {
    return URLEncoder.encode(inUrl(value), UTF_8).replace("+", "%20");
  }

  private static String inUrl(String value) {
    return value.length() > LONGEST_IN_URL ? value.substring(0, LONGEST_IN_URL) : value;
  }

  private static String shortly(String text) {
    return text.length() > 300 ? text.substring(0, 300) + "…" : text;
  }

  /** Places in a body: every property and every element, the body itself among them. */
  private static final class Places {
    static List<List<Object>> of(JsonNode body) {
      List<List<Object>> places = new ArrayList<>();
      collect(body, List.of(), places);
      return places;
    }

    private static void collect(JsonNode node, List<Object> here, List<List<Object>> places) {
      places.add(here);
      if (node instanceof ObjectNode object) {
        object.properties().forEach(p -> collect(p.getValue(), plus(here, p.getKey()), places));
      } else if (node instanceof ArrayNode array && !array.isEmpty()) {
        collect(array.get(0), plus(here, 0), places);
      }
    }

    private static List<Object> plus(List<Object> place, Object step) {
      List<Object> longer = new ArrayList<>(place);
      longer.add(step);
      return longer;
    }

    static JsonNode with(JsonNode body, List<Object> place, JsonNode value) {
      if (place.isEmpty()) {
        return value;
      }
      JsonNode copy = body.deepCopy();
      JsonNode parent = copy;
      for (Object step : place.subList(0, place.size() - 1)) {
        parent = step instanceof Integer i ? parent.get(i) : parent.get((String) step);
      }
      Object last = place.get(place.size() - 1);
      if (last instanceof Integer i) {
        ((ArrayNode) parent).set(i, value);
      } else {
        ((ObjectNode) parent).set((String) last, value);
      }
      return copy;
    }
  }
}
