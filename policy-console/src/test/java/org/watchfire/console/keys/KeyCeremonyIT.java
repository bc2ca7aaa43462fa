package org.watchfire.console.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.watchfire.console.TestConsole;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Account;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.identity.Role;
import org.watchfire.console.integrity.Finding;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.RevisionAnchor;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.keys.KeysConfig.Suite;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.share.SharedSecret;
import org.watchfire.core.share.SharedSecret.Split;
import org.watchfire.deploy.standalone.PostgresAccess;
import org.watchfire.deploy.standalone.TestStack;

/**
 * The key ceremony on a real PostgreSQL: unsealed by 3 of 5 shares, rotated, rewrapped with
 * progress through a crash, destruction blocked by a hold, shredded. docs/keys.md shows its
 * transcript.
 */
class KeyCeremonyIT {
  private static final int SECRETS = 250;
  private static final Caller OFFICER = caller("secadmin", "p-officer", Role.SEC_ADMIN);
  private static final Caller OWNER = caller("owner", "p-owner", Role.DATA_OWNER);
  private static final List<Caller> KEEPERS =
      List.of(
          caller("zhang", "p-zhang", Role.KEY_CUSTODIAN),
          caller("wang", "p-wang", Role.KEY_CUSTODIAN),
          caller("li", "p-li", Role.KEY_CUSTODIAN));

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T08:00:00Z"));
  private final AuditTrail trail = new AuditTrail(new Outbox(clock), clock);
  private final List<Finding> found = new CopyOnWriteArrayList<>();
  @TempDir private Path folder;
  private Database database;
  private ProtectedRows rows;
  private Keys keys;

  @BeforeEach
  void connect() {
    PostgresAccess.Database access = TestStack.shared().postgres().newDatabase();
    database = new Database(access.jdbcUrl(), access.user(), access.password(), 4);
    database.start(ready -> {});
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(database::isPrepared);
    rows =
        new ProtectedRows(
            TestConsole.INTEGRITY_KEY,
            RevisionAnchor.open(folder.resolve("integrity.anchor")),
            found::add);
    database.inTransaction(
        handle -> {
          Keys.PROTECTED.forEach(table -> rows.adopt(handle, table));
          return null;
        });
  }

  @AfterEach
  void disconnect() {
    if (keys != null) {
      keys.close();
    }
    database.close();
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void theWholeCeremony(Suite suite) {
    // 1. Split away from the console, which learns the public description alone.
    Split split = SharedSecret.create(suite.name(), 3, 5, new SecureRandom());
    keys = console(suite);
    assertThat(keys.seal().status().state()).isEqualTo("not-set-up");
    say(
        "suite %s: root key split 3 of 5; the console is told %s",
        suite, split.description().text());
    keys.seal().describe(OFFICER, split.description().text());
    refused(503, "vault-sealed", () -> keys.seal().root());
    refused(503, "vault-sealed", () -> create("evidence", null));

    // 2. Unsealed by three of five; what is wrong is named and helps nobody.
    String first = split.shares().get(0).text();
    String second = split.shares().get(3).text();
    assertThat(keys.seal().give(KEEPERS.get(0), first).given()).isEqualTo(1);
    String typo = second.substring(0, 8) + swap(second.charAt(8)) + second.substring(9);
    refused(400, "share", () -> keys.seal().give(KEEPERS.get(1), typo), "group 1 ");
    refused(400, "share", () -> keys.seal().give(KEEPERS.get(0), second), "somebody else");
    Split foreign = SharedSecret.create(suite.name(), 3, 5, new SecureRandom());
    String wrong = foreign.shares().get(1).text();
    refused(400, "share", () -> keys.seal().give(KEEPERS.get(1), wrong), "another splitting");
    assertThat(keys.seal().give(KEEPERS.get(1), second).given()).isEqualTo(2);
    assertThat(keys.seal().status().keepers()).containsExactly("zhang", "wang");
    String third = split.shares().get(4).text();
    assertThat(keys.seal().give(KEEPERS.get(2), third).state()).isEqualTo("unsealed");
    refused(409, "unsealed", () -> keys.seal().give(KEEPERS.get(0), first));
    say("unsealed by 3 of 5: zhang, wang (after a typing error that was named), li");

    // 3. Root, domain key, data key; secrets under it.
    create("personal-data", null);
    create("pii-2026q4", "personal-data");
    putSecrets();
    assertThat(open("s-7")).isEqualTo("value 7");

    // 4. Rotated: the old version reads, the new one protects.
    clock.pass(Duration.ofMinutes(1));
    keys.desk().rotate(KEEPERS.get(0), "pii-2026q4", "yearly rotation");
    assertThat(versions("pii-2026q4")).containsExactly("deactivated", "active");
    assertThat(sealedBelow(2)).isEqualTo(SECRETS);
    assertThat(open("s-7")).isEqualTo("value 7");
    say(
        "rotated pii-2026q4: versions %s, %d values still under version 1, all readable",
        versions("pii-2026q4"), sealedBelow(2));

    // 5. Rewrapped: after one batch the console dies, another one goes on where it was.
    Rewraps.Rewrap begun = keys.desk().rewrap(KEEPERS.get(0), "pii-2026q4");
    assertThat(begun.total()).isEqualTo(SECRETS);
    refused(409, "busy", () -> keys.desk().rewrap(KEEPERS.get(0), "pii-2026q4"));
    assertThat(keys.work().batch(0)).isPresent();
    assertThat(keys.desk().rewrapOf("pii-2026q4").done()).isEqualTo(100);
    say("rewrap: %d of %d, then the console dies; sealed at its start", 100, SECRETS);
    keys.close();
    keys = console(suite);
    keys.start();
    refused(503, "vault-sealed", () -> open("s-7"));
    for (int i = 0; i < 3; i++) {
      keys.seal().give(KEEPERS.get(i), split.shares().get(i).text());
    }
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> keys.desk().rewrapOf("pii-2026q4").state().equals("done"));
    assertThat(keys.desk().rewrapOf("pii-2026q4").done()).isEqualTo(SECRETS);
    say(
        "unsealed again by 3 of 5: rewrap %d of %d, %d values under version 1",
        SECRETS, SECRETS, sealedBelow(2));
    assertThat(sealedBelow(2)).isZero();
    assertThat(open("s-7")).isEqualTo("value 7");

    // The domain key too: its data keys move, the secrets under them need not.
    clock.pass(Duration.ofMinutes(1));
    keys.desk().rotate(KEEPERS.get(0), "personal-data", "a keeper left");
    assertThat(keys.desk().rewrap(KEEPERS.get(0), "personal-data").total()).isEqualTo(2);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> keys.desk().rewrapOf("personal-data").state().equals("done"));
    assertThat(open("s-9")).isEqualTo("value 9");

    // 6. Destruction: seen before, delayed, blocked by a hold.
    Impact impact = keys.desk().impact("pii-2026q4", null);
    assertThat(impact.lines()).containsExactly(new Impact.Line("secrets", SECRETS));
    schedule("pii-2026q4");
    refused(409, "key-destruction", () -> schedule("pii-2026q4"));
    Object hold =
        keys.desk().hold(OFFICER, "pii-2026q4", "case 2026-17 of the prosecutor").get("id");
    clock.pass(Duration.ofDays(8));
    awaitDestruction("blocked");
    say(
        "destruction due after 7 days: BLOCKED by hold %s (case 2026-17); s-7 reads \"%s\"",
        hold, open("s-7"));
    assertThat(open("s-7")).isEqualTo("value 7");
    refused(409, "key-held", () -> schedule("pii-2026q4"));
    refused(403, "own-hold", () -> release(OFFICER, (Long) hold));

    // 7. Released by another, it goes; nothing brings it back.
    release(KEEPERS.get(1), (Long) hold);
    awaitDestruction("done");
    assertThat(versions("pii-2026q4")).containsExactly("destroyed", "destroyed");
    say(
        "hold released by another: destroyed, versions %s, %d values unreadable for good",
        versions("pii-2026q4"), SECRETS);
    refused(409, "key-state", () -> open("s-7"), "destroyed");
    refused(409, "key-state", () -> seal("pii-2026q4"));
    assertThat(
            count(
                "SELECT count(*) FROM vault_key_versions WHERE key_id = 'pii-2026q4'"
                    + " AND material IS NOT NULL"))
        .isZero();

    // 8. Everything is on record, no share and no secret is.
    String record = record();
    assertThat(record)
        .contains("key.unseal.share", "key.rotate", "key.rewrap.end", "key.hold", "key.destroy")
        .contains("account/7 for contact: a call-back")
        .contains(SECRETS + " objects became unreadable")
        .doesNotContain("value 7");
    for (var share : split.shares()) {
      String secretPart = share.text().substring(20, 60);
      assertThat(record).doesNotContain(secretPart);
      assertThat(everything()).doesNotContain(secretPart);
    }
  }

  @ParameterizedTest
  @EnumSource(Suite.class)
  void eachStateAllowsWhatItAllowsAndMovedValuesDoNotOpen(Suite suite) {
    Split split = SharedSecret.create(suite.name(), 2, 2, new SecureRandom());
    keys = console(suite);
    keys.seal().describe(OFFICER, split.description().text());
    keys.seal().give(KEEPERS.get(0), split.shares().get(0).text());
    keys.seal().give(KEEPERS.get(1), split.shares().get(1).text());
    create("export", null);
    create("handover", "export");
    Binding binding = new Binding("case/17", "evidence");
    String sealed = seal("handover");
    assertThat(sealed).startsWith("handover.1.");

    // Not for another asset, purpose or key, and not after one changed character.
    refused(422, "sealed-value", () -> open(sealed, new Binding("case/18", "evidence"), false));
    refused(422, "sealed-value", () -> open(sealed, new Binding("case/17", "gossip"), false));
    String bent =
        sealed.substring(0, sealed.length() - 1) + swap(sealed.charAt(sealed.length() - 1));
    refused(422, "sealed-value", () -> open(bent, binding, false));
    refused(404, "not-found", () -> open("other" + sealed.substring(8), binding, false));
    refused(422, "sealed-value", () -> open("nothing", binding, false));

    keys.desk().move(OFFICER, "handover", 1, KeyState.SUSPENDED, "a laptop was lost");
    refused(409, "key-state", () -> seal("handover"));
    refused(409, "key-state", () -> open(sealed, binding, false), "acceptRisk");
    assertThat(open(sealed, binding, true)).isEqualTo("value");
    keys.desk().move(OFFICER, "handover", 1, KeyState.ACTIVE, "the laptop was found");
    assertThat(open(sealed, binding, false)).isEqualTo("value");
    keys.desk().move(OFFICER, "handover", 1, KeyState.DEACTIVATED, "the case is closed");
    refused(409, "key-state", () -> seal("handover"));
    assertThat(open(sealed, binding, false)).isEqualTo("value");
    refused(
        409,
        "key-state",
        () -> keys.desk().move(OFFICER, "handover", 1, KeyState.ACTIVE, "again, please"));

    // Whatever decides about a key and was changed past the console: found, told, not used.
    keys.desk().hold(OFFICER, "handover", "case 2026-17 of the prosecutor");
    for (String[] edit :
        new String[][] {
          {
            "UPDATE vault_key_versions SET state = 'ACTIVE' WHERE key_id = 'handover'",
            "UPDATE vault_key_versions SET state = 'DEACTIVATED' WHERE key_id = 'handover'"
          },
          {
            "UPDATE vault_keys SET purpose = 'anything' WHERE id = 'handover'",
            "UPDATE vault_keys SET purpose = 'personal-data' WHERE id = 'handover'"
          },
          {
            "UPDATE vault_holds SET released_at = now(), released_by = 'nobody'",
            "UPDATE vault_holds SET released_at = NULL, released_by = NULL"
          },
          {
            "INSERT INTO vault_destructions (key_id, due_at, reason, approval, scheduled_at,"
                + " scheduled_by) VALUES ('handover', now(), 'x', 'none', now(), 'nobody')",
            "DELETE FROM vault_destructions"
          }
        }) {
      int before = found.size();
      sql(edit[0]);
      assertThatThrownBy(() -> keys.desk().show("handover"))
          .isInstanceOf(TamperedRowException.class);
      assertThatThrownBy(() -> open(sealed, binding, true))
          .isInstanceOf(TamperedRowException.class);
      assertThatThrownBy(() -> schedule("export")).isInstanceOf(TamperedRowException.class);
      assertThat(found).hasSizeGreaterThan(before);
      assertThat(found.get(before).place()).contains("vault_keys", "handover");
      sql(edit[1]);
      assertThat(open(sealed, binding, true)).isEqualTo("value");
    }

    // Sealed again, nothing opens.
    keys.seal().lock(KEEPERS.get(0));
    refused(503, "vault-sealed", () -> open(sealed, binding, true));
    assertThat(keys.seal().status().state()).isEqualTo("sealed");
    assertThat(keys.health().status()).isEqualTo("degraded");
  }

  private Keys console(Suite suite) {
    KeysConfig config =
        new KeysConfig(
            suite,
            KeysConfig.Root.SHARES,
            null,
            "watchfire-root",
            null,
            0,
            "watchfire-root",
            null,
            Duration.ofMinutes(15),
            Duration.ofDays(7));
    return new Keys(config, rows, database, List.of(), trail, clock);
  }

  /** The transcript of the ceremony, for whoever reads the build's output. */
  private static void say(String text, Object... values) {
    System.out.println("ceremony: " + String.format(Locale.ROOT, text, values));
  }

  private void sql(String statement) {
    database.inTransaction(h -> h.execute(statement));
  }

  private Map<String, Object> create(String id, String domain) {
    keys.seal().root();
    return keys.desk()
        .create(OFFICER, new KeyDesk.NewKey(id, domain, "personal-data", "for the ceremony"));
  }

  private void putSecrets() {
    SecretStore store = new SecretStore(rows);
    database.inTransaction(
        handle -> {
          for (int i = 0; i < SECRETS; i++) {
            Binding binding = new Binding("account/" + i, "contact");
            String sealed =
                keys.vault().seal(handle, "pii-2026q4", binding, ("value " + i).getBytes(UTF_8));
            store.put(
                handle,
                new SecretStore.Entry(
                    "s-" + i,
                    "pii-2026q4",
                    1,
                    binding.asset(),
                    binding.purpose(),
                    clock.instant(),
                    "owner"),
                sealed);
          }
          return null;
        });
  }

  private String open(String name) {
    SealedValues.Value value =
        database.inTransaction(h -> new SecretStore(rows).find(h, name).orElseThrow());
    return open(value.sealed(), value.binding(), false);
  }

  private String open(String sealed, Binding binding, boolean acceptRisk) {
    KeyVault.Use use = new KeyVault.Use("a call-back", acceptRisk);
    return new String(keys.vault().open(OWNER, sealed, binding, use), UTF_8);
  }

  private String seal(String key) {
    Binding binding = new Binding("case/17", "evidence");
    return database.inTransaction(h -> keys.vault().seal(h, key, binding, "value".getBytes(UTF_8)));
  }

  private Destructions.Destruction schedule(String id) {
    return database.inTransaction(
        h ->
            keys.desk()
                .schedule(
                    h, OFFICER, id, null, Duration.ofDays(7), "retention has ended", "approval 1"));
  }

  private Object release(Caller caller, long hold) {
    keys.desk().release(caller, "pii-2026q4", hold, "the case is closed");
    return hold;
  }

  private void awaitDestruction(String state) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(
                        database
                            .inTransaction(h -> Destructions.of(h, "pii-2026q4"))
                            .get(0)
                            .state())
                    .isEqualTo(state));
  }

  private List<String> versions(String id) {
    return database.inTransaction(
        h -> new KeyRows(rows).versions(h, id).stream().map(v -> v.state().text()).toList());
  }

  private long sealedBelow(int version) {
    return database.inTransaction(h -> new SecretStore(rows).count(h, "pii-2026q4", 1, version));
  }

  private long count(String sql) {
    return database.inTransaction(h -> h.createQuery(sql).mapTo(Long.class).one());
  }

  /** Every record of the trail, as it is on its way to Kafka. */
  private String record() {
    return database.inTransaction(
        h ->
            String.join(
                "\n",
                h.createQuery("SELECT convert_from(value, 'UTF8') FROM outbox ORDER BY id")
                    .mapTo(String.class)
                    .list()));
  }

  private String everything() {
    return database.inTransaction(
        h ->
            h.createQuery(
                    "SELECT concat((SELECT string_agg(CAST(r AS text), ' ') FROM vault_root r),"
                        + " (SELECT string_agg(CAST(v AS text), ' ') FROM vault_key_versions v),"
                        + " (SELECT string_agg(CAST(t AS text), ' ')"
                        + " FROM vault_key_transitions t))")
                .mapTo(String.class)
                .one());
  }

  private static char swap(char c) {
    return c == 'A' ? 'B' : 'A';
  }

  private static void refused(int status, String code, Supplier<?> act, String... words) {
    assertThatThrownBy(act::get)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(code);
              assertThat(refusal.status()).isEqualTo(status);
              for (String word : words) {
                assertThat(refusal.getMessage()).contains(word);
              }
            });
  }

  private static Caller caller(String username, String person, Role role) {
    Account account =
        new Account(username, username, person, true, false, true, Set.of(role), Instant.EPOCH);
    return new Caller(account, Set.of(), "127.0.0.1", null);
  }
}
