package org.watchfire.console.enrol;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.watchfire.console.approval.ApprovedAction;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.health.Component;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.keys.Keys;
import org.watchfire.console.keys.SealedValues;
import org.watchfire.console.web.RateLimit;
import org.watchfire.console.web.Route;
import org.watchfire.core.crypto.CryptoSuite;

/** Certificates of agents, put together. */
public final class AgentEnrolment implements AutoCloseable {
  /** The rows that must be sealed. */
  public static final List<ProtectedTable> PROTECTED =
      List.of(
          Authorities.PROTECTED,
          AgentTokens.PROTECTED,
          CertificateRows.PROTECTED,
          RevocationLists.PROTECTED);

  private final RevocationDesk revocations;
  private final List<Route> routes;
  private final List<ApprovedAction> actions;

  /**
   * @param suite whose hash is kept of tokens
   */
  public AgentEnrolment(
      EnrolConfig config,
      Database database,
      ProtectedRows rows,
      Keys keys,
      CryptoSuite suite,
      AuditTrail trail,
      Clock clock,
      SecureRandom random) {
    Authorities authorities = new Authorities(rows, keys);
    AgentTokens tokens = new AgentTokens(rows, suite, random);
    CertificateRows certificates = new CertificateRows(rows);
    Issuer issuer = new Issuer(random);
    RevocationLists lists = new RevocationLists(rows, authorities, certificates, issuer, trail);
    this.revocations =
        new RevocationDesk(
            database, rows, authorities, certificates, lists, config.crlFile(), trail, clock);
    Enrolment enrolment =
        new Enrolment(
            database, rows, authorities, tokens, certificates, issuer, config, trail, clock);
    RateLimit attempts =
        new RateLimit(config.requestsPerMinute(), Duration.ofMinutes(1), System::nanoTime);
    this.routes =
        Stream.concat(
                new EnrolRoutes(database, enrolment, authorities, lists, attempts)
                    .routes().stream(),
                new AgentRoutes(
                        database,
                        new AgentNames(config.reserved()),
                        authorities,
                        tokens,
                        certificates,
                        lists,
                        revocations,
                        trail,
                        clock)
                    .routes().stream())
            .toList();
    this.actions =
        List.of(
            new AuthoritySetUp(
                authorities, lists, issuer, new AuthorityFiles(config), keys, trail, clock));
  }

  /** Where the keys of the authorities lie: the key vault is told of it. */
  public static SealedValues sealedValues() {
    return new AuthorityKeys();
  }

  public List<Route> routes() {
    return routes;
  }

  /** What takes the approval of others: {@code agent-ca.set-up}. */
  public List<ApprovedAction> actions() {
    return actions;
  }

  /** Whether the revocation lists are up to date. */
  public Component health() {
    return revocations.health();
  }

  /** Begins to look after the revocation lists. */
  public void start() {
    revocations.start();
  }

  @Override
  public void close() {
    revocations.close();
  }
}
