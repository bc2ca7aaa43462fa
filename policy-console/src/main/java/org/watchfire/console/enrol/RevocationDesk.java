package org.watchfire.console.enrol;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.health.Component;
import org.watchfire.console.health.Detail;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.TamperedRowException;
import org.watchfire.console.web.Refusal;

/**
 * Revokes certificates and sees that the lists are always fresh: signed anew at each revocation, by
 * the clock, and as soon as a vault that was sealed opens; and that the file of the lists, where
 * one is configured, holds the last of each. Thread-safe.
 */
final class RevocationDesk implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationDesk.class);
  private static final long EVERY_SECONDS = 10;
  private static final String LABEL = "X509 CRL";

  private final Database database;
  private final ProtectedRows rows;
  private final Authorities authorities;
  private final CertificateRows certificates;
  private final RevocationLists lists;
  private final Path file;
  private final AuditTrail trail;
  private final Clock clock;
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "revocation-lists");
            thread.setDaemon(true);
            return thread;
          });
  private final ReentrantLock writing = new ReentrantLock();
  private List<String> written = List.of();
  private volatile Detail problem;

  RevocationDesk(
      Database database,
      ProtectedRows rows,
      Authorities authorities,
      CertificateRows certificates,
      RevocationLists lists,
      Path file,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.rows = rows;
    this.authorities = authorities;
    this.certificates = certificates;
    this.lists = lists;
    this.file = file;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * What a revocation led to.
   *
   * @param list number of the list that names it; null when it could not be signed yet
   */
  record Revocation(AgentCertificate certificate, Long list) {}

  /**
   * Revokes a certificate at once, whether the list can be signed now or not.
   *
   * @throws Refusal 404; 409 {@code certificate-revoked}
   */
  Revocation revoke(Caller by, String serial, RevocationReason reason, String note) {
    AgentCertificate revoked =
        database.inTransaction(
            handle -> {
              rows.lock(handle);
              AgentCertificate certificate =
                  certificates
                      .find(handle, serial)
                      .orElseThrow(
                          () -> Refusal.notFound("there is no certificate with that number"));
              if (certificate.revokedAt() != null) {
                throw new Refusal(
                    409, "certificate-revoked", "it was revoked at " + certificate.revokedAt());
              }
              certificates.revoke(handle, serial, reason, note, by.username(), now());
              trail.write(
                  handle,
                  by,
                  Act.done(
                      "agent.revoke",
                      Kind.CONFIGURE,
                      certificate.agentId(),
                      "certificate "
                          + serial
                          + ", "
                          + reason.text()
                          + (note == null ? "" : ": " + note)));
              return certificates.find(handle, serial).orElseThrow();
            });
    Long number = signNow(revoked.authority());
    publishSoon();
    return new Revocation(revoked, number);
  }

  /** Null when it cannot be signed now: the revocation stands all the same, the list follows. */
  private Long signNow(String authority) {
    try {
      return database.inTransaction(
          handle -> {
            rows.lock(handle);
            Authority of = authorities.find(handle, authority).orElseThrow();
            return (lists.due(handle, of, now())
                    ? lists.sign(handle, of, now())
                    : lists.find(handle, authority).orElseThrow())
                .number();
          });
    } catch (Refusal | TamperedRowException e) {
      LOG.warn("the revocation list cannot be signed now: {}", e.getMessage());
      return null;
    }
  }

  void start() {
    worker.scheduleWithFixedDelay(this::look, 1, EVERY_SECONDS, TimeUnit.SECONDS);
  }

  /** Brings the file up to date without making anybody wait for the disk. */
  void publishSoon() {
    try {
      worker.execute(this::look);
    } catch (RejectedExecutionException e) {
      LOG.debug("stopping: the next start writes the file", e);
    }
  }

  /** Signs what is due and writes the file; what is in the way is told by {@link #health}. */
  void look() {
    try {
      sign();
      publish();
      problem = null;
    } catch (DatabaseAway e) {
      // Told by the database's own health.
      LOG.debug("{}", e.getMessage());
    } catch (Refusal | TamperedRowException | IOException e) {
      Detail now = inTheWay(e);
      if (!now.equals(problem)) {
        LOG.warn("{}", now.line());
      }
      problem = now;
    } catch (RuntimeException e) {
      // The timer would end with it.
      LOG.error("the revocation lists could not be looked after", e);
      problem =
          Detail.of(
              "吊销列表未能更新，原因见控制台日志", "the revocation lists are not up to date, the log says why");
    }
  }

  Component health() {
    return Component.of("agent-certificates", problem, Map.of());
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }

  private static Detail inTheWay(Exception e) {
    return e instanceof Refusal refusal && refusal.code().equals("vault-sealed")
        ? Detail.of(
            "密钥库未解封，吊销列表未能更新", "the vault is sealed, the revocation lists are not up to date")
        : new Detail(
            "吊销列表未能更新", "the revocation lists are not up to date", String.valueOf(e.getMessage()));
  }

  private void sign() {
    List<Authority> due =
        database.inTransaction(
            handle ->
                authorities.all(handle).stream()
                    .filter(authority -> lists.due(handle, authority, now()))
                    .toList());
    for (Authority authority : due) {
      database.inTransaction(
          handle -> {
            rows.lock(handle);
            // Another console may have been faster.
            return lists.due(handle, authority, now())
                ? Optional.of(lists.sign(handle, authority, now()))
                : Optional.empty();
          });
    }
  }

  private void publish() throws IOException {
    if (file == null) {
      return;
    }
    writing.lock();
    try {
      List<String> numbers = database.inTransaction(lists::numbers);
      if (numbers.equals(written) && (numbers.isEmpty() || Files.exists(file))) {
        return;
      }
      String text =
          database.inTransaction(
              handle -> {
                StringBuilder all = new StringBuilder();
                for (String number : numbers) {
                  lists
                      .find(handle, number.substring(0, number.indexOf(' ')))
                      .ifPresent(list -> all.append(Pem.text(LABEL, list.der())));
                }
                return all.toString();
              });
      Path directory = file.toAbsolutePath().getParent();
      Files.createDirectories(directory);
      Path temporary = file.resolveSibling(file.getFileName() + ".tmp");
      // Public, and a broker may run as somebody else.
      Files.deleteIfExists(temporary);
      Files.createFile(
          temporary,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
      Files.write(temporary, text.getBytes(StandardCharsets.US_ASCII));
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      written = numbers;
    } finally {
      writing.unlock();
    }
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }
}
