package org.watchfire.console.identity;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.FirstStartException;
import org.watchfire.console.integrity.ProtectedRows;

/**
 * The first accounts of an installation: the three officers, an analyst and an auditor, five
 * different natural persons. There are no default passwords: they come from the credentials file,
 * which is made with random ones when it does not exist.
 */
public final class FirstAccounts {
  private static final Logger LOG = LoggerFactory.getLogger(FirstAccounts.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private record First(String username, String displayName, Role role) {}

  private static final List<First> ACCOUNTS =
      List.of(
          new First("sysadmin", "系统管理员 System administrator", Role.SYS_ADMIN),
          new First("secadmin", "安全保密管理员 Security administrator", Role.SEC_ADMIN),
          new First("auditadmin", "安全审计员 Audit administrator", Role.AUDIT_ADMIN),
          new First("analyst", "分析员 Analyst", Role.ANALYST),
          new First("auditor", "业务审计员 Auditor", Role.AUDITOR));

  private final Path credentials;
  private final AccountStore store;
  private final Passwords passwords;
  private final AuditTrail trail;
  private final Clock clock;

  /**
   * @param credentials JSON object user name → password, readable by its owner only
   */
  public FirstAccounts(
      Path credentials, ProtectedRows rows, Passwords passwords, AuditTrail trail, Clock clock) {
    this.credentials = credentials;
    this.store = new AccountStore(rows);
    this.passwords = passwords;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * Creates them all in the caller's transaction.
   *
   * @throws FirstStartException when the credentials file cannot be used, naming what to do
   */
  public void create(Handle handle) {
    Map<String, String> secrets = readOrMake();
    for (First first : ACCOUNTS) {
      String secret = secrets.get(first.username());
      if (secret == null) {
        throw new FirstStartException(
            credentials + ": no password for " + first.username() + "; add it or remove the file",
            null);
      }
      Passwords.weakness(secret, first.username())
          .ifPresent(
              why -> {
                throw new FirstStartException(
                    credentials + ": password of " + first.username() + " refused: " + why, null);
              });
      store.insert(
          handle,
          first.username(),
          first.displayName(),
          "person-" + first.username(),
          passwords.encryptPassword(secret),
          true,
          AuditTrail.SYSTEM,
          clock.instant());
      store.replaceRoles(
          handle, first.username(), Set.of(first.role()), AuditTrail.SYSTEM, clock.instant());
      trail.write(
          handle,
          AuditTrail.SYSTEM,
          Set.of(),
          null,
          Act.done("user.create", Kind.ACCOUNT, first.username(), "first start, " + first.role()));
    }
    LOG.info("first accounts created; their passwords are in {}", credentials);
  }

  private Map<String, String> readOrMake() {
    try {
      if (!Files.exists(credentials)) {
        return make();
      }
      Set<PosixFilePermission> allowed = Files.getPosixFilePermissions(credentials);
      if (!OWNER_ONLY.containsAll(allowed)) {
        throw new FirstStartException(
            credentials + ": readable by others than its owner; chmod 600 it", null);
      }
      return new ObjectMapper()
          .readValue(Files.readAllBytes(credentials), new TypeReference<Map<String, String>>() {});
    } catch (com.fasterxml.jackson.core.JacksonException e) {
      // The parser's message may quote the file, which holds passwords.
      throw new FirstStartException(
          credentials + ": expected a JSON object of user names and passwords", null);
    } catch (IOException e) {
      throw new FirstStartException(credentials + ": cannot be used: " + e.getMessage(), e);
    }
  }

  private Map<String, String> make() throws IOException {
    Map<String, String> secrets = new LinkedHashMap<>();
    ACCOUNTS.forEach(first -> secrets.put(first.username(), passwords.generate()));
    Path folder = credentials.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path fresh =
        Files.createTempFile(
            folder, ".credentials", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.write(
        fresh, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(secrets));
    Files.move(fresh, credentials, StandardCopyOption.ATOMIC_MOVE);
    return secrets;
  }
}
