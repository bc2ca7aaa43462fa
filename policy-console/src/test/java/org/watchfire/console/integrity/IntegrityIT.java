package org.watchfire.console.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.watchfire.console.ApiClient;
import org.watchfire.console.ConsoleServer;
import org.watchfire.console.TestConsole;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/** Direct SQL against every protected table of a real PostgreSQL, behind a running console. */
class IntegrityIT {
  private static final String HEX = "a".repeat(32);
  private static final String AUTHORITY =
      "INSERT INTO agent_authorities (id, certificate, source, approval, set_up_at, set_up_by)"
          + " VALUES (repeat('a', 32), 'x', 'made', 'x', now(), 'x');";
  private static final String DRAFT =
      "INSERT INTO access_drafts (id, title, author, base_version, policies, hash, version, state,"
          + " created_at, changed_at, changed_by) VALUES (repeat('a', 32), 'x', 'zhou', 0, '[]',"
          + " 'x', 1, 'open', now(), now(), 'zhou');";
  private static final String DRY_RUN =
      "INSERT INTO access_dry_runs (id, draft_id, draft_hash, base_version, directory, state,"
          + " problem, result, changes, started_by, started_at) VALUES (repeat('a', 32),"
          + " repeat('a', 32), 'x', 0, 'x', 'done', '', '{}', '', 'zhou', now());";

  @TempDir Path folder;
  private PostgresAccess.Database place;
  private TestConsole console;
  private String approval;

  @BeforeEach
  void start() throws IOException {
    place = TestStack.shared().postgres().newDatabase();
    console = new TestConsole(folder, place).start();
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/assets/archive", 0, asset(4)).expect(200);
    secadmin.put("/people/li", 0, person("li.na")).expect(200);
    console
        .as("sysadmin")
        .post("/users", Map.of("username", "zhou", "displayName", "周", "personId", "p-zhou"))
        .expect(201);
    approval =
        secadmin
            .post(
                "/approvals",
                Map.of(
                    "kind", "officer.grant",
                    "target", "zhou",
                    "parameters", Map.of("role", "AUDIT_ADMIN"),
                    "reason", "second auditor"))
            .expect(201)
            .json()
            .path("id")
            .asText();
    assertThat(findings()).isEmpty();
  }

  @AfterEach
  void stop() {
    console.close();
  }

  @Test
  void everyProtectedTableIsWatched() throws Exception {
    List<String[]> edits =
        List.of(
            new String[] {
              "UPDATE accounts SET person_id = 'person-analyst' WHERE username = 'zhou'",
              "UPDATE accounts SET person_id = 'p-zhou' WHERE username = 'zhou'",
              "accounts/zhou ALTERED"
            },
            new String[] {
              "UPDATE accounts SET password_hash = password_hash || 'x' WHERE username = 'zhou'",
              "UPDATE accounts SET password_hash = left(password_hash, -1)"
                  + " WHERE username = 'zhou'",
              "accounts/zhou ALTERED"
            },
            new String[] {
              "INSERT INTO role_grants VALUES ('analyst', 'AUDITOR', now(), 'secadmin')",
              "DELETE FROM role_grants WHERE username = 'analyst' AND role = 'AUDITOR'",
              "accounts/analyst ALTERED"
            },
            new String[] {
              "UPDATE role_grants SET role = 'AUDITOR' WHERE username = 'analyst'",
              "UPDATE role_grants SET role = 'ANALYST' WHERE username = 'analyst'",
              "accounts/analyst ALTERED"
            },
            new String[] {
              "INSERT INTO accounts SELECT 'ghost', 'x', person_id, password_hash, false, true,"
                  + " created_at, created_by FROM accounts WHERE username = 'analyst'",
              "DELETE FROM accounts WHERE username = 'ghost'",
              "accounts/ghost ADDED"
            },
            new String[] {
              "UPDATE policy_objects SET body = jsonb_set(body, '{level}', '1')"
                  + " WHERE id = 'archive'",
              "UPDATE policy_objects SET body = jsonb_set(body, '{level}', '4')"
                  + " WHERE id = 'archive'",
              "policy_objects/asset/archive ALTERED"
            },
            new String[] {
              "UPDATE policy_objects SET body = jsonb_set(body, '{clearance}', '6')"
                  + " WHERE id = 'li'",
              "UPDATE policy_objects SET body = jsonb_set(body, '{clearance}', '2')"
                  + " WHERE id = 'li'",
              "policy_objects/person/li ALTERED"
            },
            new String[] {
              "UPDATE person_accounts SET person_id = 'other' WHERE account = 'li.na'",
              "UPDATE person_accounts SET person_id = 'li' WHERE account = 'li.na'",
              "person_accounts/li.na ALTERED"
            },
            new String[] {
              "DELETE FROM person_accounts",
              "INSERT INTO person_accounts VALUES ('li.na', 'li')",
              "person_accounts/li.na REMOVED"
            },
            new String[] {
              "UPDATE approvals SET parameters = '{\"role\": \"SYS_ADMIN\"}'",
              "UPDATE approvals SET parameters = '{\"role\": \"AUDIT_ADMIN\"}'",
              "approvals/" + approval + " ALTERED"
            },
            new String[] {
              "INSERT INTO approval_decisions VALUES ('"
                  + approval
                  + "', 'person-auditadmin', 'auditadmin', '[\"AUDIT_ADMIN\"]', true, 'ok', now())",
              "ALTER TABLE approval_decisions DISABLE TRIGGER USER;"
                  + " DELETE FROM approval_decisions",
              "approvals/" + approval + " ALTERED"
            },
            new String[] {
              "INSERT INTO second_factors (username, secret, last_step) VALUES ('zhou', 'x', 0)",
              "DELETE FROM second_factors",
              "second_factors/zhou ADDED"
            },
            new String[] {
              "INSERT INTO api_tokens (id, owner, name, permissions, hash, expires_at, created_at)"
                  + " VALUES ('0123456789abcdef', 'zhou', 'x', '[]', 'x', now(), now())",
              "DELETE FROM api_tokens",
              "api_tokens/0123456789abcdef ADDED"
            },
            new String[] {
              "INSERT INTO vault_root (kind, suite, description, set_up_at, set_up_by)"
                  + " VALUES ('shares', 'SM', 'x', now(), 'x')",
              "DELETE FROM vault_root",
              "vault_root/true ADDED"
            },
            new String[] {
              "INSERT INTO vault_keys VALUES ('evil', 'domain', NULL, 'x', 'x', 1, now(), 'x')",
              "DELETE FROM vault_keys WHERE id = 'evil'",
              "vault_keys/evil ADDED"
            },
            new String[] {
              "INSERT INTO vault_keys VALUES ('evil', 'domain', NULL, 'x', 'x', 1, now(), 'x');"
                  + " INSERT INTO vault_secrets VALUES ('s', 'evil', 1, 'a', 'p', 'x', now(), 'x')",
              "DELETE FROM vault_secrets; DELETE FROM vault_keys WHERE id = 'evil'",
              "vault_keys/evil ADDED, vault_secrets/s ADDED"
            },
            new String[] {
              "INSERT INTO vault_keys VALUES ('evil', 'domain', NULL, 'x', 'x', 1, now(), 'x');"
                  + " INSERT INTO vault_exports VALUES ('a-1', 'evil', 1, 'r', 'w', now(), 'x')",
              "DELETE FROM vault_exports; DELETE FROM vault_keys WHERE id = 'evil'",
              "vault_keys/evil ADDED, vault_exports/a-1 ADDED"
            },
            new String[] {
              "INSERT INTO imports (id, kind, format, mode, source, state, created_at, created_by,"
                  + " touched_at) VALUES ('"
                  + HEX
                  + "', 'person', 'csv', 'merge', 'upload', 'stopped', now(), 'analyst', now());"
                  + " INSERT INTO import_batches VALUES ('"
                  + HEX
                  + "', '000001', 'x', 'waiting')",
              "DELETE FROM imports",
              "import_batches/" + HEX + "/000001 ADDED"
            },
            new String[] {
              DRAFT, "DELETE FROM access_drafts", "access_drafts/" + HEX + " ADDED",
            },
            new String[] {
              DRAFT + DRY_RUN,
              "DELETE FROM access_dry_runs; DELETE FROM access_drafts",
              "access_drafts/" + HEX + " ADDED, access_dry_runs/" + HEX + " ADDED"
            },
            new String[] {
              DRAFT
                  + DRY_RUN
                  + "INSERT INTO access_publications VALUES ('7', 'x', repeat('a', 32),"
                  + " repeat('a', 32), 'x', 'x', '[]', 'x', now())",
              "ALTER TABLE access_publications DISABLE TRIGGER USER;"
                  + " DELETE FROM access_publications; DELETE FROM access_dry_runs;"
                  + " DELETE FROM access_drafts",
              "access_drafts/"
                  + HEX
                  + " ADDED, access_dry_runs/"
                  + HEX
                  + " ADDED, access_publications/7 ADDED"
            },
            new String[] {
              "INSERT INTO emergency_grants (id, username, person_id, reason, case_id, assets,"
                  + " started_at, ends_at) SELECT repeat('a', 32), username, person_id, 'x', 'x',"
                  + " '[]', now(), now() FROM accounts WHERE username = 'zhou'",
              "DELETE FROM emergency_grants",
              "emergency_grants/" + HEX + " ADDED"
            },
            new String[] {
              "INSERT INTO cases VALUES ('2026-000001', 1, 'x', 'low', 'open', 'analyst', '{}', '{}',"
                  + " NULL, now(), 'analyst', now())",
              "DELETE FROM cases",
              "cases/2026-000001 ADDED"
            },
            new String[] {
              "INSERT INTO exception_previews VALUES (repeat('a', 32), 'x', 7, '{}', now(), 'analyst')",
              "DELETE FROM exception_previews",
              "exception_previews/" + HEX + " ADDED"
            },
            new String[] {
              "INSERT INTO agent_tokens (id, agent_id, note, hash, created_at, created_by, expires_at)"
                  + " VALUES ('0123456789abcdef', 'x', 'x', 'x', now(), 'x', now())",
              "DELETE FROM agent_tokens",
              "agent_tokens/0123456789abcdef ADDED"
            },
            new String[] {
              AUTHORITY, "DELETE FROM agent_authorities", "agent_authorities/" + HEX + " ADDED"
            },
            new String[] {
              AUTHORITY
                  + "INSERT INTO agent_certificates (serial, agent_id, authority, certificate,"
                  + " fingerprint, key_hash, not_before, not_after, issued_at, token)"
                  + " VALUES (repeat('a', 32), 'x', repeat('a', 32), 'x', 'x', 'x', now(), now(),"
                  + " now(), 'x')",
              "DELETE FROM agent_certificates; DELETE FROM agent_authorities",
              "agent_authorities/" + HEX + " ADDED, agent_certificates/" + HEX + " ADDED"
            },
            new String[] {
              AUTHORITY
                  + "INSERT INTO agent_crls VALUES (repeat('a', 32), 1, 'x', 'x', now(), now())",
              "DELETE FROM agent_crls; DELETE FROM agent_authorities",
              "agent_authorities/" + HEX + " ADDED, agent_crls/" + HEX + " ADDED"
            });
    List<String> tables = ConsoleServer.PROTECTED.stream().map(ProtectedTable::name).toList();
    assertThat(edits.stream().map(edit -> edit[2].replaceFirst("^.*, ", "").split("/", 2)[0]))
        .as("an edit of each protected table")
        .containsAll(tables);
    for (String[] edit : edits) {
      assertThat(console.sql(edit[0])).as(edit[0]).isPositive();
      assertThat(findings()).as(edit[0]).containsExactlyInAnyOrder(edit[2].split(", "));
      System.out.println("edited by SQL, listed and alerted: " + edit[2]);
      console.sql(edit[1]);
      assertThat(findings()).as("undone: " + edit[1]).isEmpty();
    }
    List<String> told = told("wf.alerts");
    for (String[] edit : edits) {
      String where = edit[2].replaceFirst("^.*, ", "").split(" ", 2)[0];
      assertThat(told).as(where).anyMatch(alert -> alert.contains("\"zh\":\"" + where));
    }
    assertThat(told("wf.audit").stream().filter(r -> r.contains("row.tampering")))
        .hasSameSizeAs(told);
    assertThat(told).allMatch(alert -> alert.contains("\"kind\":\"integrity\""));
  }

  @Test
  void anAlteredRowIsRefusedInUse() throws Exception {
    ApiClient analyst = console.as("analyst");
    console.sql("INSERT INTO role_grants VALUES ('analyst', 'AUDITOR', now(), 'secadmin')");
    analyst.get("/alerts").refused(403, "integrity");
    console.as("secadmin").get("/users?role=AUDITOR").refused(403, "integrity");
    console
        .anonymous()
        .signIn("analyst", console.credentials().get("analyst"))
        .refused(401, "credentials");
    // Nothing about rights is decided while an account is in doubt, and nothing is made good by it.
    console
        .as("secadmin")
        .put("/users/analyst/roles", Map.of("roles", List.of("ANALYST", "AUDITOR")))
        .refused(403, "integrity");
    console
        .as("secadmin")
        .put("/users/zhou/roles", Map.of("roles", List.of("ANALYST")))
        .refused(403, "integrity");
    assertThat(findings()).containsExactly("accounts/analyst ALTERED");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(told("wf.alerts")).anyMatch(a -> a.contains("accounts/analyst")));
    console.sql("DELETE FROM role_grants WHERE username = 'analyst' AND role = 'AUDITOR'");
    analyst.get("/alerts").expect(200);
  }

  @Test
  void anAlteredApprovalOrAssetIsRefusedInUse() throws Exception {
    console.sql("UPDATE approvals SET target = 'analyst'");
    ApiClient auditadmin = console.as("auditadmin");
    auditadmin.get("/approvals/" + approval).refused(403, "integrity");
    console.sql("UPDATE policy_objects SET body = jsonb_set(body, '{level}', '1')");
    ApiClient secadmin = console.as("secadmin");
    secadmin.get("/assets/archive").refused(403, "integrity");
    // It would have been a raise.
    secadmin.put("/assets/archive", 1, asset(3)).refused(403, "integrity");
  }

  @Test
  void aRowSetBackTogetherWithItsSealIsFound() throws Exception {
    List<String> old = dump("role_grants", "username = 'zhou'");
    List<String> seal = dump("row_seals", "row_key = 'zhou'");
    ApiClient secadmin = console.as("secadmin");
    secadmin.put("/users/zhou/roles", Map.of("roles", List.of("ANALYST"))).expect(200);
    List<String> granted = dump("role_grants", "username = 'zhou'");
    List<String> grantedSeal = dump("row_seals", "row_key = 'zhou'");
    secadmin.put("/users/zhou/roles", Map.of("roles", List.of())).expect(200);
    assertThat(old).isEmpty();
    assertThat(seal).hasSize(1);
    // What was taken away comes back, with a seal that the console made itself.
    restore("role_grants", "username = 'zhou'", granted);
    restore("row_seals", "row_key = 'zhou'", grantedSeal);
    assertThat(findings()).hasSize(1).allMatch(f -> f.contains("zhou") && f.endsWith("SET_BACK"));
    secadmin
        .put("/users/zhou/roles", Map.of("roles", List.of("AUDITOR")))
        .refused(403, "integrity");
  }

  @Test
  void aRowRemovedTogetherWithItsSealIsFound() throws Exception {
    console.sql("DELETE FROM person_accounts");
    console.sql("DELETE FROM row_seals WHERE table_name = 'person_accounts'");
    assertThat(findings()).hasSize(1).allMatch(f -> f.endsWith("SET_BACK"));
    console.as("secadmin").put("/people/zhang", 0, person("li.na")).refused(403, "integrity");
  }

  @Test
  void aTableSetBackAsAWholeIsFoundEvenAcrossARestart() throws Exception {
    List<String> grants = dump("role_grants", "true");
    List<String> seals = dump("row_seals", "table_name = 'accounts'");
    List<String> table = dump("table_seals", "table_name = 'accounts'");
    console
        .as("secadmin")
        .put("/users/zhou/roles", Map.of("roles", List.of("ANALYST")))
        .expect(200);
    restore("role_grants", "true", grants);
    restore("row_seals", "table_name = 'accounts'", seals);
    restore("table_seals", "table_name = 'accounts'", table);
    console
        .anonymous()
        .signIn("analyst", console.credentials().get("analyst"))
        .refused(401, "credentials");
    Awaitility.await()
        .untilAsserted(
            () -> assertThat(told("wf.alerts")).anyMatch(a -> a.contains("older state")));
    console.close();
    console = new TestConsole(folder, place).start();
    console
        .anonymous()
        .signIn("analyst", console.credentials().get("analyst"))
        .refused(401, "credentials");
    // Somebody on the host, who restored a backup on purpose, says so.
    console.close();
    Files.delete(folder.resolve("integrity.anchor"));
    console = new TestConsole(folder, place).start();
    console.as("analyst").get("/session").expect(200);
    assertThat(findings()).isEmpty();
  }

  @Test
  void sealsThatAreGoneAreNotMadeAnew() throws Exception {
    console.sql("DELETE FROM table_seals");
    console.sql("DELETE FROM row_seals");
    console
        .anonymous()
        .signIn("analyst", console.credentials().get("analyst"))
        .refused(401, "credentials");
    console.close();
    console = new TestConsole(folder, place).startUnready();
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(console.health("/readyz").text()).contains("are gone"));
    assertThat(console.health("/readyz").status()).isEqualTo(503);
  }

  @Test
  void anotherKeysSealsAreWorthNothing() throws Exception {
    console.sql("UPDATE table_seals SET mac = repeat('0', 64) WHERE table_name = 'approvals'");
    assertThat(findings()).contains("approvals TABLE_SEAL");
    console.as("auditadmin").get("/approvals/" + approval).refused(403, "integrity");
  }

  @Test
  void manyChangesAtOnceThroughTwoConsolesStaySealed(@TempDir Path other) throws Exception {
    Files.copy(folder.resolve("credentials.json"), other.resolve("credentials.json"));
    try (TestConsole second = new TestConsole(other, place).start()) {
      List<ApiClient> clients = List.of(console.as("secadmin"), second.as("secadmin"));
      IntStream.range(0, 40)
          .parallel()
          .forEach(
              i -> {
                ApiClient client = clients.get(i % 2);
                client.put("/people/p" + i, 0, person("account" + i)).expect(200);
                client.get("/people/p" + (i / 2)).json();
                client.get("/session").expect(200);
              });
      assertThat(findings()).isEmpty();
      JsonNode report =
          second.as("auditadmin").post("/integrity/rows/check", Map.of()).expect(200).json();
      assertThat(report.path("findings")).isEmpty();
      assertThat(report.path("rows").path("policy_objects").asInt()).isEqualTo(43);
      assertThat(
              second.as("auditadmin").get("/integrity/rows").expect(200).json().path("at").asText())
          .isEqualTo(report.path("at").asText());
    }
    assertThat(told("wf.alerts")).isEmpty();
  }

  @Test
  void theWatchFindsItByItself() throws Exception {
    console.close();
    console =
        new TestConsole(folder, place)
            .with(
                "integrity",
                "{key-file: integrity.key, anchor-file: integrity.anchor, check-every: 300ms}")
            .start();
    console.sql("UPDATE accounts SET display_name = 'x' WHERE username = 'zhou'");
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> assertThat(told("wf.alerts")).anyMatch(a -> a.contains("accounts/zhou")));
    // Found again and again, told once.
    String first =
        console.as("auditadmin").get("/integrity/rows").expect(200).json().path("at").asText();
    Awaitility.await()
        .until(
            () ->
                !console
                    .as("auditadmin")
                    .get("/integrity/rows")
                    .json()
                    .path("at")
                    .asText()
                    .equals(first));
    assertThat(told("wf.alerts")).hasSize(1);
  }

  private List<String> findings() throws IOException {
    List<String> found = new ArrayList<>();
    console
        .as("auditadmin")
        .post("/integrity/rows/check", Map.of())
        .expect(200)
        .json()
        .path("findings")
        .forEach(
            f -> {
              String key = f.path("key").asText();
              found.add(
                  f.path("table").asText()
                      + (key.isEmpty() ? "" : "/" + key)
                      + " "
                      + f.path("kind").asText());
            });
    return found;
  }

  /** What waits to go to a topic: Kafka is away. */
  private List<String> told(String topic) throws Exception {
    List<String> values = new ArrayList<>();
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT convert_from(value, 'UTF8') FROM outbox WHERE topic = '"
                    + topic
                    + "' ORDER BY id")) {
      while (rs.next()) {
        values.add(rs.getString(1));
      }
    }
    return values;
  }

  private List<String> dump(String table, String where) throws Exception {
    List<String> rows = new ArrayList<>();
    try (Connection connection = console.sql();
        Statement statement = connection.createStatement();
        ResultSet rs =
            statement.executeQuery(
                "SELECT row_to_json(t)::text FROM " + table + " t WHERE " + where)) {
      while (rs.next()) {
        rows.add(rs.getString(1));
      }
    }
    return rows;
  }

  private void restore(String table, String where, List<String> rows) throws Exception {
    console.sql("DELETE FROM " + table + " WHERE " + where);
    for (String row : rows) {
      console.sql(
          "INSERT INTO "
              + table
              + " SELECT * FROM json_populate_record(NULL::"
              + table
              + ", '"
              + row.replace("'", "''")
              + "')");
    }
  }

  private static Map<String, Object> asset(int level) {
    return Map.of(
        "name", "档案", "kind", "path", "level", level, "selectors", List.of("path:/srv/a"));
  }

  private static Map<String, Object> person(String account) {
    return Map.of("name", "李", "accounts", List.of(account), "clearance", 2, "status", "active");
  }
}
