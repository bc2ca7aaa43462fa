package org.watchfire.console;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.access.AccessPolicies;
import org.watchfire.console.approval.ActionRegistry;
import org.watchfire.console.approval.ApprovalRoutes;
import org.watchfire.console.approval.Approvals;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.breakglass.BreakGlass;
import org.watchfire.console.cases.Cases;
import org.watchfire.console.classification.Classification;
import org.watchfire.console.compliance.Compliance;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.directory.Directory;
import org.watchfire.console.directory.DirectoryDesk;
import org.watchfire.console.directory.LevelLowering;
import org.watchfire.console.directory.PolicyStore;
import org.watchfire.console.enrol.AgentEnrolment;
import org.watchfire.console.exceptions.Exceptions;
import org.watchfire.console.fleet.Fleet;
import org.watchfire.console.fleet.FleetRoutes;
import org.watchfire.console.health.Component;
import org.watchfire.console.health.Detail;
import org.watchfire.console.health.HealthPort;
import org.watchfire.console.health.Overview;
import org.watchfire.console.identity.Accounts;
import org.watchfire.console.identity.ApiTokens;
import org.watchfire.console.identity.Dormancy;
import org.watchfire.console.identity.FirstAccounts;
import org.watchfire.console.identity.OfficerAssignment;
import org.watchfire.console.identity.Passwords;
import org.watchfire.console.identity.PermissionMatrix;
import org.watchfire.console.identity.Rights;
import org.watchfire.console.identity.Role;
import org.watchfire.console.identity.SecondFactors;
import org.watchfire.console.identity.Sessions;
import org.watchfire.console.identity.SetUp;
import org.watchfire.console.identity.SignIn;
import org.watchfire.console.integrity.IntegrityRoutes;
import org.watchfire.console.integrity.IntegrityWatch;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.integrity.RevisionAnchor;
import org.watchfire.console.keys.Keys;
import org.watchfire.console.ledger.LedgerCheck;
import org.watchfire.console.ledger.LedgerPicture;
import org.watchfire.console.ledger.LedgerRoutes;
import org.watchfire.console.ledger.StoreReport;
import org.watchfire.console.outbox.Outbox;
import org.watchfire.console.outbox.OutboxRelay;
import org.watchfire.console.profile.ProfileRoutes;
import org.watchfire.console.profile.Profiles;
import org.watchfire.console.rules.BacktestRoutes;
import org.watchfire.console.rules.RuleBench;
import org.watchfire.console.rules.RuleCatalogue;
import org.watchfire.console.rules.RuleFigures;
import org.watchfire.console.search.ExportRoutes;
import org.watchfire.console.search.QuerySchedule;
import org.watchfire.console.search.SavedQueryRoutes;
import org.watchfire.console.search.SearchRoutes;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.triage.AlertConsumer;
import org.watchfire.console.triage.Triage;
import org.watchfire.console.upkeep.UpkeepRoutes;
import org.watchfire.console.web.HttpApi;
import org.watchfire.console.web.Idempotency;
import org.watchfire.console.web.RateLimit;
import org.watchfire.console.web.RouteTable;
import org.watchfire.console.web.SessionRoutes;
import org.watchfire.console.web.SetUpRoutes;
import org.watchfire.console.web.TokenRoutes;
import org.watchfire.console.web.UserRoutes;
import org.watchfire.core.config.ConfigException;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.store.index.ElasticConfig;

/**
 * The console, put together and running. What it needs may be away: it starts all the same and uses
 * each part when that comes.
 */
public final class ConsoleServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ConsoleServer.class);
  private static final Duration HASHING_PATIENCE = Duration.ofSeconds(8);
  private static final long FIRST_START_LOCK = 0x5746_4649_5253_5421L;

  /** Every table whose rows are sealed. */
  public static final List<ProtectedTable> PROTECTED =
      Stream.of(
              List.of(
                  Accounts.PROTECTED,
                  SecondFactors.PROTECTED,
                  ApiTokens.PROTECTED,
                  Approvals.PROTECTED,
                  Cases.PROTECTED,
                  Exceptions.PROTECTED),
              Directory.PROTECTED,
              DirectoryDesk.PROTECTED,
              Keys.PROTECTED,
              AccessPolicies.PROTECTED,
              AgentEnrolment.PROTECTED,
              BreakGlass.PROTECTED)
          .flatMap(List::stream)
          .toList();

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Database database;
  private final OutboxRelay relay;
  private final AlertConsumer consumer;
  private final HttpApi api;
  private final HealthPort health;
  private final RouteTable table;

  /**
   * Starts everything.
   *
   * @throws ConfigException when a file that the configuration names cannot be used
   * @throws IOException when a port cannot be taken
   */
  public ConsoleServer(ConsoleConfig config, Clock clock) throws IOException {
    SecureRandom random = new SecureRandom();
    SigningKey policyKey = policyKey(config.policyKey());
    Properties kafka = config.kafka().properties();
    Outbox outbox = new Outbox(clock);
    AuditTrail trail = new AuditTrail(outbox, clock);
    Passwords passwords = passwords(config.passwords(), random);
    ConsoleConfig.DatabaseConfig db = config.database();
    this.database = keep(new Database(db.url(), db.user(), text(db.passwordFile()), db.poolSize()));
    MacKey integrityKey = integrityKey(config.integrity().keyFile());
    IntegrityWatch watch =
        keep(
            new IntegrityWatch(
                database, PROTECTED, outbox, trail, config.integrity().checkEvery(), clock));
    ProtectedRows rows =
        new ProtectedRows(
            integrityKey, RevisionAnchor.open(config.integrity().anchorFile()), watch::found);
    Optional<SetUp> setUp =
        Optional.ofNullable(config.setUpFile())
            .map(file -> new SetUp(file, database, rows, passwords, trail, clock));
    FirstAccounts firstAccounts =
        new FirstAccounts(config.credentialsFile(), rows, passwords, trail, clock);
    PermissionMatrix matrix = PermissionMatrix.load();
    Sessions sessions =
        keep(
            new Sessions(
                database,
                rows,
                matrix,
                passwords,
                config.session().idle(),
                config.session().absolute(),
                clock,
                random));
    ConsoleConfig.SignInConfig signInConfig = config.signIn();
    AeadKey factorsKey = aeadKey(signInConfig.keyFile());
    SecondFactors factors =
        new SecondFactors(
            database,
            rows,
            factorsKey,
            Role.setOf(signInConfig.secondFactorFor()),
            trail,
            clock,
            random);
    SignIn signIn =
        new SignIn(
            database,
            sessions,
            factors,
            config.limits().failures(),
            config.limits().lock(),
            trail,
            clock);
    Dormancy dormancy =
        keep(new Dormancy(database, rows, sessions, signInConfig.dormantAfter(), trail, clock));
    Accounts accounts = new Accounts(database, rows, sessions, passwords, trail, clock);
    Directory directory = new Directory(database, rows, policyKey, outbox, trail, clock);
    Rights rights = new Rights(matrix, rows);
    DirectoryDesk directoryDesk =
        keep(
            new DirectoryDesk(
                config.directory(),
                directory,
                database,
                rows,
                CryptoSuites.named(integrityKey.suite()),
                rights,
                trail,
                clock));
    ApiTokens tokens =
        new ApiTokens(
            database, rows, rights, CryptoSuites.named(integrityKey.suite()), trail, clock, random);
    ElasticConfig elastic = elastic(config);
    TrailSearch search = keep(TrailSearch.open(elastic, config.ledger()));
    BreakGlass breakGlass = keep(new BreakGlass(database, rows, signIn, outbox, trail, clock));
    AccessPolicies access =
        keep(
            new AccessPolicies(
                database,
                rows,
                policyKey,
                outbox,
                search,
                config.components(),
                breakGlass,
                trail,
                clock));
    RuleCatalogue rules = RuleCatalogue.load();
    Triage triage =
        keep(
            new Triage(
                database,
                config.triage(),
                integrityKey,
                rights,
                watch::found,
                trail,
                search,
                access.screen(),
                rules,
                clock));
    Exceptions exceptions =
        keep(
            new Exceptions(
                database,
                rows,
                new PolicyStore(rows, policyKey, outbox, clock),
                triage,
                search,
                access::labelled,
                trail,
                clock));
    Cases cases = new Cases(database, rows, rights, triage, trail, clock);
    Keys keys =
        keep(
            new Keys(
                config.keys(),
                rows,
                database,
                List.of(AgentEnrolment.sealedValues()),
                trail,
                clock));
    AgentEnrolment enrolment =
        keep(
            new AgentEnrolment(
                config.enrolment(),
                database,
                rows,
                keys,
                CryptoSuites.named(integrityKey.suite()),
                trail,
                clock,
                random));
    List<ApprovedAction> actions = new ArrayList<>(OfficerAssignment.actions(rows, trail, clock));
    actions.add(new LevelLowering(directory));
    Classification classification =
        keep(
            new Classification(
                config.classification(),
                directory,
                database,
                search,
                access::touched,
                trail,
                clock));
    actions.addAll(classification.actions());
    actions.addAll(keys.actions());
    actions.addAll(enrolment.actions());
    actions.addAll(access.actions());
    actions.addAll(cases.actions());
    actions.addAll(exceptions.actions());
    actions.add(ExportRoutes.action(config.limits(), trail));
    Approvals approvals =
        new Approvals(
            database,
            ActionRegistry.of(matrix, actions),
            rows,
            rights,
            CryptoSuites.named(integrityKey.suite()),
            trail,
            clock);
    ExportRoutes exports =
        ExportRoutes.of(
            config.ledger(), config.limits(), database, trail, search, approvals, clock);
    this.relay = keep(new OutboxRelay(database, kafka));
    this.consumer = keep(triage.consumer(kafka));
    Overview overview =
        keep(
            new Overview(
                List.of(
                    this::postgresql, this::kafka, search::ledger, keys::health, enrolment::health),
                elastic,
                config.components(),
                System::nanoTime));
    BacktestRoutes backtests =
        keep(new BacktestRoutes(database, trail, search::events, access::labelled, clock));
    Map<String, URI> components = config.components();
    LedgerRoutes ledgers =
        keep(
            new LedgerRoutes(
                new LedgerPicture(
                    search,
                    config.ledger().trustPolicy(),
                    new StoreReport(components.get("store"))),
                new LedgerCheck(search::stream, clock),
                database,
                trail));
    this.table =
        RouteTable.of(
            matrix,
            List.of(
                new SessionRoutes(
                        signIn,
                        factors,
                        sessions,
                        accounts,
                        new RateLimit(
                            config.limits().signInsPerMinute(),
                            Duration.ofMinutes(1),
                            System::nanoTime),
                        config.listen())
                    .routes(),
                triage.routes(),
                new Compliance(config, database, rows, watch, search, trail, clock).routes(),
                exceptions.routes(),
                cases.routes(search, exports, config.ledger().reportFont()),
                exports.routes(),
                new SearchRoutes(database, trail, search, access.screen()).routes(),
                new SavedQueryRoutes(database, trail, search, clock).routes(),
                directoryDesk.routes(),
                classification.routes(),
                new UserRoutes(accounts).routes(),
                new ProfileRoutes(new Profiles(database, clock), accounts).routes(),
                new SetUpRoutes(
                        setUp,
                        new RateLimit(
                            config.limits().signInsPerMinute(),
                            Duration.ofMinutes(1),
                            System::nanoTime))
                    .routes(),
                new TokenRoutes(tokens).routes(),
                new ApprovalRoutes(approvals).routes(),
                new IntegrityRoutes(watch).routes(),
                ledgers.routes(),
                new UpkeepRoutes(search).routes(),
                backtests.routes(),
                new RuleFigures(components.get("engine")).routes(),
                new RuleBench().routes(),
                // Last: its path takes any word.
                rules.routes(),
                new FleetRoutes(new Fleet(search, database, clock)).routes(),
                keys.routes(),
                access.routes(),
                enrolment.routes(),
                breakGlass.routes(),
                overview.routes()));
    QuerySchedule schedule = keep(new QuerySchedule(database, trail, rights, search, clock));
    PrometheusMeterRegistry metrics = metrics(sessions);
    this.api =
        keep(
            new HttpApi(
                config.listen(),
                table,
                sessions,
                tokens,
                account ->
                    factors.due(account)
                        || (signInConfig.changeFirstPassword() && account.passwordChangeDue()),
                database,
                trail,
                new RateLimit(
                    config.limits().requestsPerSecond() * 4,
                    Duration.ofSeconds(4),
                    System::nanoTime),
                new Idempotency(database, factorsKey, clock),
                metrics,
                random));
    this.health = keep(new HealthPort(config.healthPort(), this::checks, metrics));
    database.start(
        ready -> firstStart(ready, rows, setUp, firstAccounts, directory, triage, clock));
    keys.start();
    enrolment.start();
    directoryDesk.start();
    relay.start();
    consumer.start();
    triage.start();
    schedule.start();
    watch.start(rows);
    dormancy.start();
    breakGlass.start();
    classification.start();
    api.start();
    health.start();
    LOG.info("console at {}, health port {}", api.url(), health.port());
  }

  /** Where the API and the user interface are. */
  public URI url() {
    return api.url();
  }

  public int healthPort() {
    return health.port();
  }

  /** Every operation there is. */
  public RouteTable routes() {
    return table;
  }

  /** Stops in order: first nobody comes in any more, then what is under way is finished. */
  @Override
  public void close() {
    while (!parts.isEmpty()) {
      AutoCloseable part = parts.pop();
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("{} did not stop in order", part.getClass().getSimpleName(), e);
      }
    }
  }

  private static void firstStart(
      Database database,
      ProtectedRows rows,
      Optional<SetUp> setUp,
      FirstAccounts accounts,
      Directory directory,
      Triage triage,
      Clock clock) {
    database.whilePreparing(
        handle -> {
          handle.execute("SELECT pg_advisory_xact_lock(?)", FIRST_START_LOCK);
          // Before anything is written into them: what is sealed later is sealed as it is read.
          PROTECTED.forEach(table -> rows.adopt(handle, table));
          setUp.ifPresentOrElse(
              open -> open.prepare(handle),
              () -> once(handle, SetUp.MILESTONE, clock, () -> accounts.create(handle)));
          directory.publishDefaultScheme(handle);
          once(handle, "alert-histories-sealed", clock, () -> triage.adopt(handle));
          return null;
        });
  }

  private static void once(Handle handle, String milestone, Clock clock, Runnable work) {
    int fresh =
        handle
            .createUpdate(
                "INSERT INTO milestones (name, at) VALUES (:n, :now) ON CONFLICT DO NOTHING")
            .bind("n", milestone)
            .bind("now", clock.instant().atOffset(ZoneOffset.UTC))
            .execute();
    if (fresh == 1) {
      work.run();
    }
  }

  private Component postgresql() {
    Database.Availability state = database.probe();
    return state.usable()
        ? Component.up("postgresql", null)
        : Component.down(
            "postgresql", new Detail("数据库不能使用", "the database cannot be used", state.reason()));
  }

  private Component kafka() {
    Detail sending = relay.problem();
    return Component.of(
        "kafka-clients",
        sending == null ? consumer.problem() : sending,
        Map.of("sent", relay.sent(), "alertsReceived", consumer.stored(), "dead", consumer.dead()));
  }

  private List<HealthPort.Check> checks() {
    return List.of(new HealthPort.Check(postgresql(), true), new HealthPort.Check(kafka(), false));
  }

  private PrometheusMeterRegistry metrics(Sessions sessions) {
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    Gauge.builder("watchfire.console.sessions", sessions, Sessions::active).register(registry);
    Gauge.builder("watchfire.console.outbox.waiting", this, ConsoleServer::waiting)
        .register(registry);
    Gauge.builder("watchfire.console.outbox.sent", relay, OutboxRelay::sent).register(registry);
    Gauge.builder("watchfire.console.alerts.received", consumer, AlertConsumer::stored)
        .register(registry);
    Gauge.builder("watchfire.console.alerts.dead", consumer, AlertConsumer::dead)
        .register(registry);
    return registry;
  }

  /** Not a number while the database is away. */
  private double waiting() {
    try {
      return database.inTransaction(Outbox::waiting);
    } catch (DatabaseAway e) {
      return Double.NaN;
    }
  }

  private <T extends AutoCloseable> T keep(T part) {
    parts.push(part);
    return part;
  }

  private static Passwords passwords(ConsoleConfig.PasswordConfig config, SecureRandom random) {
    return new Passwords(
        config.memoryKib(),
        config.iterations(),
        config.parallelism(),
        config.hashing() == ConsoleConfig.PasswordConfig.Hashing.PBKDF2_HMAC_SM3
            ? OptionalInt.of(config.sm3Iterations())
            : OptionalInt.empty(),
        config.concurrent(),
        HASHING_PATIENCE,
        random);
  }

  private static SigningKey policyKey(Path file) {
    try {
      return SigningKey.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file + ": is not a signing key: " + e.getMessage(), e);
    }
  }

  private static MacKey integrityKey(Path file) {
    try {
      return MacKey.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file + ": is not a key for seals: " + e.getMessage(), e);
    }
  }

  private static AeadKey aeadKey(Path file) {
    try {
      return AeadKey.parse(text(file));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(file + ": is not a key to seal with: " + e.getMessage(), e);
    }
  }

  private static ElasticConfig elastic(ConsoleConfig config) {
    try {
      return config.elastic();
    } catch (IllegalArgumentException e) {
      throw new ConfigException("elasticsearch: " + e.getMessage(), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new ConfigException(file + ": cannot be read (" + e.getMessage() + ")", e);
    }
  }
}
