package org.watchfire.console.compliance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.watchfire.console.ConsoleConfig;
import org.watchfire.console.compliance.Check.Seen;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.health.Component;
import org.watchfire.console.health.Detail;
import org.watchfire.console.identity.Accounts;
import org.watchfire.console.identity.Role;
import org.watchfire.console.integrity.IntegrityWatch;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.Refusal;
import org.watchfire.rules.alert.Bilingual;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.retention.RetentionSettings;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * Looks at this installation, each time anew. What it cannot look at is unknown, never passed.
 * Thread-safe.
 */
final class InstallationChecks {
  private static final Duration BACKUP_AGE = Duration.ofDays(2);
  private static final Duration KEY_AGE = Duration.ofDays(365);
  private static final Duration OUTBOX_AGE = Duration.ofMinutes(5);
  private static final long SKEW_MILLIS = 5_000;
  private static final int MIN_MEMORY_KIB = 19_456;

  private final ConsoleConfig config;
  private final Database database;
  private final ProtectedRows rows;
  private final IntegrityWatch watch;
  private final TrailSearch search;
  private final Clock clock;

  InstallationChecks(
      ConsoleConfig config,
      Database database,
      ProtectedRows rows,
      IntegrityWatch watch,
      TrailSearch search,
      Clock clock) {
    this.config = config;
    this.database = database;
    this.rows = rows;
    this.watch = watch;
    this.search = search;
    this.clock = clock;
  }

  List<Check> look() {
    List<Check> all = new ArrayList<>();
    identity(all);
    paths(all);
    records(all);
    keys(all);
    return List.copyOf(all);
  }

  private void identity(List<Check> all) {
    add(
        all,
        "officers",
        "三员齐备且互斥",
        "The three officers are there, and exclusive",
        "任命缺少的管理员；同一自然人不得兼任",
        "Name the missing officer; one natural person, one office",
        List.of("8.1.4.2 d", "AC-5"),
        this::officers);
    add(
        all,
        "second-factor",
        "三员均启用双因子",
        "Officers have a second factor",
        "在 sign-in.second-factor-for 中要求，并由本人启用",
        "Require it and let each officer enrol",
        List.of("8.1.4.1 d", "8.4 a"),
        this::secondFactor);
    add(
        all,
        "first-passwords",
        "首次口令已更换",
        "First passwords were changed",
        "设置 sign-in.change-first-password 并由本人更换",
        "Require it; each owner changes his own",
        List.of("8.1.4.1 a", "8.1.4.2 b"),
        this::firstPasswords);
    add(
        all,
        "dormant",
        "无长期未用账号",
        "No dormant accounts",
        "停用或删除",
        "Disable them",
        List.of("8.1.4.2 c", "AC-2"),
        this::dormant);
    add(
        all,
        "password-hashing",
        "口令散列强度",
        "Passwords are hashed with enough memory",
        "passwords.memory-kib 至少 " + MIN_MEMORY_KIB,
        "Set passwords.memory-kib to " + MIN_MEMORY_KIB + " at least",
        List.of("8.1.4.1 a"),
        () ->
            Seen.of(
                config.passwords().memoryKib() >= MIN_MEMORY_KIB,
                "memory-kib 为 " + config.passwords().memoryKib(),
                "memory-kib " + config.passwords().memoryKib()));
  }

  private void paths(List<Check> all) {
    add(
        all,
        "tls-console",
        "控制台以 TLS 提供",
        "The console is served over TLS",
        "配置 listen.cert-file",
        "Configure listen.cert-file",
        List.of("8.1.4.1 c", "8.1.4.8 a", "AC-17"),
        () ->
            config.listen().certFile() != null
                ? Seen.pass("已配置证书", "a certificate is configured")
                : Seen.fail(
                    "在 " + config.listen().host() + " 上以明文 HTTP 提供",
                    "plain HTTP on " + config.listen().host()));
    add(
        all,
        "tls-kafka",
        "Kafka 双向 TLS",
        "Kafka over mutual TLS",
        "配置 kafka.ca-file、cert-file、key-file",
        "Configure the certificates",
        List.of("8.1.4.7 a", "8.4 d"),
        () ->
            config.kafka().caFile() != null && config.kafka().certFile() != null
                ? Seen.pass("已配置证书", "certificates are configured")
                : Seen.fail(
                    config.kafka().caFile() == null ? "明文连接" : "没有本端证书",
                    config.kafka().caFile() == null
                        ? "plain text"
                        : "the console has no certificate of its own"));
    add(
        all,
        "tls-elasticsearch",
        "Elasticsearch 以 TLS 连接",
        "Elasticsearch over TLS",
        "使用 https 地址",
        "Use an https address",
        List.of("8.1.4.8 a"),
        () -> {
          String address =
              config.elasticsearch().getScheme() + "://" + config.elasticsearch().getHost();
          return Seen.of(
              "https".equals(config.elasticsearch().getScheme()), "地址 " + address, address);
        });
  }

  private void records(List<Check> all) {
    add(
        all,
        "retention",
        "留存不少于 183 天",
        "Records are kept for 183 days at least",
        "检查是否有人在系统外删除账本",
        "Find out who removed records behind the system's back",
        List.of("8.1.5.4 d", "AU-11"),
        this::retention);
    add(
        all,
        "ledger",
        "账本检查点可读且签名有效",
        "The checkpoints of the ledger can be read and are signed",
        "运行 watchfire ledger fsck",
        "Run watchfire ledger fsck",
        List.of("8.1.4.3 c", "AU-9"),
        () -> {
          Component ledger = search.ledger();
          Detail problem = ledger.detail();
          return problem == null
              ? Seen.pass("账本：" + ledger.metrics(), ledger.metrics().toString())
              : Seen.fail(problem.zh() + "（" + problem.ownWords() + "）", problem.line());
        });
    add(
        all,
        "witnesses",
        "检查点有站外见证",
        "Checkpoints are seen by witnesses outside",
        "配置 ledger.trust-policy 与见证者",
        "Configure a trust policy with witnesses",
        List.of("AU-9", "8.1.4.3 c"),
        this::witnesses);
    add(
        all,
        "rows",
        "受保护行未被改动",
        "Protected rows are as the console left them",
        "见 GET /integrity/rows；按 docs/console.md 处理",
        "See GET /integrity/rows",
        List.of("8.4 b", "8.4 c", "8.1.4.7 b"),
        this::protectedRows);
    add(
        all,
        "audit-delivery",
        "审计记录及时送达",
        "Records of the trail are delivered",
        "检查 Kafka",
        "Look after Kafka",
        List.of("8.1.4.3 d", "AU-5"),
        this::delivery);
    add(
        all,
        "backup",
        "最近两天内有备份",
        "A backup of the last two days",
        "安排 watchfire store backup",
        "Schedule watchfire store backup",
        List.of("8.1.4.9 a", "8.1.4.3 c"),
        () -> newest("event.action: \"store.backup\" and event.outcome: \"success\"", BACKUP_AGE));
    add(
        all,
        "clock-skew",
        "采集端时钟偏差不超过 5 秒",
        "Clocks of the agents differ by 5 seconds at most",
        "为主机配置时间同步",
        "Synchronise the hosts' clocks",
        List.of("AU-8", "时钟"),
        this::skew);
    add(
        all,
        "evidence-key",
        "可导出有签名的证据",
        "Signed evidence can be exported",
        "配置 ledger.evidence-key",
        "Configure ledger.evidence-key",
        List.of("备份与导出", "AU-10"),
        () ->
            config.ledger().evidenceKey() != null
                ? Seen.pass("已配置密钥", "a key is there")
                : Seen.fail("没有配置密钥", "no key is configured"));
  }

  private void keys(List<Check> all) {
    add(
        all,
        "vault-people",
        "密钥库由人员解封",
        "The key vault is unsealed by people",
        "去掉 keys.unseal-file，使用分片",
        "Remove keys.unseal-file, use shares",
        List.of("9 密钥管理", "8.1.4.8 b"),
        () ->
            config.keys().unsealFile() == null
                ? Seen.pass("根密钥：" + config.keys().root(), "root key: " + config.keys().root())
                : Seen.fail("启动时由文件解封", "a file opens it at the start"));
    add(
        all,
        "key-rotation",
        "密钥一年内已轮换",
        "Keys were rotated within a year",
        "轮换密钥：POST /keys/{id}/rotate",
        "Rotate them: POST /keys/{id}/rotate",
        List.of("9 密钥管理"),
        this::rotation);
  }

  private static void add(
      List<Check> all,
      String id,
      String zh,
      String en,
      String todoZh,
      String todoEn,
      List<String> clauses,
      Supplier<Seen> look) {
    Seen seen;
    try {
      seen = look.get();
    } catch (DatabaseAway | Refusal e) {
      seen = Seen.unknown("未能查看：" + e.getMessage(), String.valueOf(e.getMessage()));
    } catch (JdbiException e) {
      seen = Seen.unknown("数据库没有应答", "the database gave no answer");
    } catch (TamperedRowException e) {
      seen =
          Seen.fail(
              "受保护行不可信：" + e.finding().place(),
              "protected rows cannot be relied upon: " + e.finding().place());
    }
    boolean passed = seen.outcome() == Check.Outcome.PASS;
    Bilingual todo = passed ? null : new Bilingual(todoZh, todoEn);
    all.add(new Check(id, new Bilingual(zh, en), seen.outcome(), seen.found(), todo, clauses));
  }

  private record Person(Set<Role> offices, Set<Role> others) {}

  private List<JsonNode> accounts(Handle handle) {
    return rows.all(handle, Accounts.PROTECTED).values().stream()
        .filter(row -> row.path("enabled").asBoolean())
        .toList();
  }

  private static Set<Role> roles(JsonNode account) {
    Set<Role> roles = new TreeSet<>();
    account.path("grants").forEach(g -> roles.add(Role.valueOf(g.path("role").asText())));
    return roles;
  }

  private Seen officers() {
    Map<Role, Integer> filled = new EnumMap<>(Role.class);
    Map<String, Person> persons = new TreeMap<>();
    for (JsonNode account : database.inTransaction(this::accounts)) {
      Person person =
          persons.computeIfAbsent(
              account.path("person_id").asText(),
              p -> new Person(new TreeSet<>(), new TreeSet<>()));
      for (Role role : roles(account)) {
        (role.officer() ? person.offices() : person.others()).add(role);
        filled.merge(role, 1, Integer::sum);
      }
    }
    for (Role role : List.of(Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)) {
      if (!filled.containsKey(role)) {
        return Seen.fail("无人担任 " + role, "nobody is " + role);
      }
    }
    List<String> mixed =
        persons.entrySet().stream()
            .filter(
                p ->
                    p.getValue().offices().size() > 1
                        || (!p.getValue().offices().isEmpty() && !p.getValue().others().isEmpty()))
            .map(Map.Entry::getKey)
            .toList();
    return mixed.isEmpty()
        ? Seen.pass("三员齐备，互不兼任", "three, exclusive")
        : Seen.fail("有人兼任：" + mixed, "mixed: " + mixed);
  }

  private Seen secondFactor() {
    Set<Role> required = Role.setOf(config.signIn().secondFactorFor());
    List<String> without =
        database.inTransaction(this::accounts).stream()
            .filter(a -> roles(a).stream().anyMatch(Role::officer))
            .filter(a -> !a.path("second_factor").asBoolean())
            .map(a -> a.path("username").asText())
            .toList();
    if (!required.containsAll(List.of(Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN))) {
      return Seen.fail(
          "未要求三员启用；尚未启用：" + without, "not required of officers; without one: " + without);
    }
    return without.isEmpty()
        ? Seen.pass("均已启用", "all have one")
        : Seen.fail("尚未启用：" + without, "without: " + without);
  }

  private Seen firstPasswords() {
    List<String> due =
        database.inTransaction(this::accounts).stream()
            .filter(a -> a.path("password_change_due").asBoolean())
            .map(a -> a.path("username").asText())
            .toList();
    if (!due.isEmpty()) {
      return Seen.fail("仍在使用：" + due, "still in use by: " + due);
    }
    return config.signIn().changeFirstPassword()
        ? Seen.pass("均已更换", "none in use")
        : Seen.fail("未要求更换", "changing them is not required");
  }

  private Seen dormant() {
    Instant limit = clock.instant().minus(config.signIn().dormantAfter());
    List<String> idle =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT a.username FROM accounts a WHERE a.enabled AND"
                            + " greatest(a.created_at, a.last_login_at, a.active_since, (SELECT"
                            + " max(t.last_used_at) FROM api_tokens t WHERE t.owner ="
                            + " a.username)) < :limit ORDER BY 1")
                    .bind("limit", limit.atOffset(java.time.ZoneOffset.UTC))
                    .mapTo(String.class)
                    .list());
    return idle.isEmpty() ? Seen.pass("没有", "none") : Seen.fail("账号：" + idle, idle.toString());
  }

  /** Records may only be gone when they were old enough. */
  private Seen retention() {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    for (Stream stream : Stream.values()) {
      try {
        StreamReader reader = search.stream(stream);
        long first = reader.firstKept();
        if (first == 0) {
          zh.add(stream.id() + "：未曾清除");
          en.add(stream.id() + ": nothing was removed");
          continue;
        }
        Instant oldest = time(reader.entry(first));
        if (oldest == null || oldest.isAfter(clock.instant().minus(RetentionSettings.FLOOR))) {
          return Seen.fail(
              stream.id() + "：最早的记录在 " + oldest,
              stream.id() + ": the oldest record is of " + oldest);
        }
        zh.add(stream.id() + "：自 " + oldest);
        en.add(stream.id() + ": since " + oldest);
      } catch (IOException | LedgerException e) {
        return Seen.unknown(
            stream.id() + "：无法读取，" + e.getMessage(), stream.id() + ": " + e.getMessage());
      }
    }
    return Seen.pass(String.join("；", zh), String.join("; ", en));
  }

  private static Instant time(byte[] record) {
    JsonNode at = org.watchfire.console.web.StrictJson.tree(record).path("@timestamp");
    return at.isTextual() ? OffsetDateTime.parse(at.asText()).toInstant() : null;
  }

  private Seen witnesses() {
    if (config.ledger().trustPolicy() == null) {
      return Seen.fail("没有信任策略：只凭本站签名", "no trust policy: the signature of the site alone counts");
    }
    try {
      long witnesses =
          Files.readAllLines(config.ledger().trustPolicy()).stream()
              .filter(line -> line.strip().startsWith("witness "))
              .count();
      return Seen.of(
          witnesses > 0,
          "信任策略中有 " + witnesses + " 个见证者",
          witnesses + " witnesses in the trust policy");
    } catch (IOException e) {
      return Seen.unknown("信任策略无法读取", "the trust policy cannot be read");
    }
  }

  private Seen protectedRows() {
    IntegrityWatch.Report last = watch.last();
    if (last == null) {
      return Seen.unknown(
          "启动后尚未查看；POST /integrity/rows/check 可立即查看",
          "not looked at since the start; POST /integrity/rows/check does");
    }
    if (!last.findings().isEmpty()) {
      return Seen.fail(
          last.at() + " 发现 " + last.findings().size() + " 处",
          last.findings().size() + " findings at " + last.at());
    }
    boolean fresh =
        last.at().isAfter(clock.instant().minus(config.integrity().checkEvery().multipliedBy(2)));
    return Seen.of(fresh, last.at() + " 未发现改动", "no findings at " + last.at());
  }

  private Seen delivery() {
    OffsetDateTime oldest =
        database.inTransaction(
            handle ->
                handle
                    .createQuery("SELECT created_at FROM outbox ORDER BY id LIMIT 1")
                    .mapTo(OffsetDateTime.class)
                    .findOne()
                    .orElse(null));
    if (oldest == null) {
      return Seen.pass("没有待送", "nothing waits");
    }
    return Seen.of(
        oldest.toInstant().isAfter(clock.instant().minus(OUTBOX_AGE)),
        "最早的待送记录在 " + oldest,
        "the oldest that waits is of " + oldest);
  }

  private Seen newest(String query, Duration age) {
    SearchPage page =
        search.page(null, new SearchRequest(Stream.AUDIT, query, null, null, 1, null, null));
    if (page.items().isEmpty()) {
      return Seen.fail("没有记录", "none on record");
    }
    Instant at = page.items().get(0).timestamp();
    return Seen.of(at.isAfter(clock.instant().minus(age)), "最近一次：" + at, "the last one: " + at);
  }

  private Seen skew() {
    Instant since = clock.instant().minus(Duration.ofDays(1));
    if (page(since, "gov.agent.skew_ms: *").items().isEmpty()) {
      return Seen.unknown("最近一天没有探针报告时钟偏差", "no agent has told its skew in the last day");
    }
    String far = "gov.agent.skew_ms > " + SKEW_MILLIS + " or gov.agent.skew_ms < -" + SKEW_MILLIS;
    SearchPage off = page(since, far);
    if (off.items().isEmpty()) {
      return Seen.pass("最近一天没有", "none in the last day");
    }
    Instant last = off.items().get(0).timestamp();
    return Seen.fail("最近一次超出在 " + last, "last too far at " + last);
  }

  private SearchPage page(Instant since, String query) {
    return search.page(null, new SearchRequest(Stream.EVENTS, query, since, null, 1, null, null));
  }

  private Seen rotation() {
    record Age(String key, Instant since) {}

    List<Age> ages =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT k.id, max(t.at) AS since FROM vault_keys k JOIN"
                            + " vault_key_transitions t ON t.key_id = k.id AND t.version ="
                            + " k.current AND t.from_state IS NULL GROUP BY k.id")
                    .map(
                        (rs, c) ->
                            new Age(
                                rs.getString("id"),
                                rs.getObject("since", OffsetDateTime.class).toInstant()))
                    .list());
    if (ages.isEmpty()) {
      return Seen.unknown("密钥库中没有密钥", "the vault holds no keys");
    }
    List<String> old =
        ages.stream()
            .filter(a -> a.since().isBefore(clock.instant().minus(KEY_AGE)))
            .map(a -> a.key() + " " + a.since())
            .toList();
    return old.isEmpty()
        ? Seen.pass("共 " + ages.size() + " 个密钥", ages.size() + " keys")
        : Seen.fail("超期（现行版本起始时间）：" + old, "overdue, of: " + old);
  }
}
