package org.watchfire.console.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.FirstStartException;
import org.watchfire.console.identity.IdentityException.Reason;
import org.watchfire.console.integrity.ProtectedRows;

/**
 * The set-up of an installation, once: whoever can read a file on the console's host names the
 * three officers, three natural persons. There are no accounts before that. Thread-safe.
 */
public final class SetUp {
  /** Says in the database that the first accounts exist. */
  public static final String MILESTONE = "first-accounts";

  private static final Logger LOG = LoggerFactory.getLogger(SetUp.class);

  private final Path file;
  private final Database database;
  private final AccountStore store;
  private final Passwords passwords;
  private final AuditTrail trail;
  private final Clock clock;
  private volatile String code;

  /**
   * @param file where the code is put, readable by its owner only, until it was used
   */
  public SetUp(
      Path file,
      Database database,
      ProtectedRows rows,
      Passwords passwords,
      AuditTrail trail,
      Clock clock) {
    this.file = file;
    this.database = database;
    this.store = new AccountStore(rows);
    this.passwords = passwords;
    this.trail = trail;
    this.clock = clock;
  }

  /**
   * One of the three.
   *
   * @param personId the natural person
   */
  public record Officer(Role role, String username, String displayName, String personId) {}

  /**
   * Makes a code if there are no accounts yet, in the caller's transaction.
   *
   * @throws FirstStartException when the file cannot be written
   */
  public void prepare(Handle handle) {
    if (done(handle)) {
      return;
    }
    String fresh = passwords.generate();
    try {
      Path folder = file.toAbsolutePath().getParent();
      Files.createDirectories(folder);
      Path temporary =
          Files.createTempFile(
              folder,
              ".set-up",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(temporary, fresh + "\n");
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new FirstStartException(file + ": cannot be written: " + e.getMessage(), e);
    }
    code = fresh;
    LOG.info("there are no accounts yet: set up with the code in {}", file);
  }

  /** Whether it can still be done. */
  public boolean open() {
    return code != null && !database.inTransaction(SetUp::done);
  }

  /**
   * Makes the accounts of the three officers, each with a first password that its owner changes.
   *
   * @return user name and first password, to be shown this once
   * @throws IdentityException SET_UP_DONE, WRONG_CREDENTIALS for a wrong code, OFFICER_EXCLUSIVE
   *     when they are not the three officers and three persons
   */
  public Map<String, String> complete(String given, List<Officer> officers, String address) {
    String expected = code;
    if (expected == null || database.inTransaction(SetUp::done)) {
      throw new IdentityException(Reason.SET_UP_DONE, "it has been set up already");
    }
    if (!MessageDigest.isEqual(given.getBytes(UTF_8), expected.getBytes(UTF_8))) {
      database.inTransaction(
          handle ->
              trail.write(
                  handle,
                  "(set-up)",
                  Set.of(),
                  address,
                  Act.failed("console.set-up", Kind.ACCOUNT, null, "wrong code")));
      throw new IdentityException(Reason.WRONG_CREDENTIALS, "the code is wrong");
    }
    requireThree(officers);
    Map<String, String> first = new LinkedHashMap<>();
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Officer officer : officers) {
      String password = passwords.generate();
      first.put(officer.username(), password);
      hashes.put(officer.username(), passwords.encryptPassword(password));
    }
    database.inTransaction(
        handle -> {
          store.lockChanges(handle);
          int fresh =
              handle
                  .createUpdate(
                      "INSERT INTO milestones (name, at) VALUES (:n, :now) ON CONFLICT DO NOTHING")
                  .bind("n", MILESTONE)
                  .bind("now", AccountStore.utc(clock.instant()))
                  .execute();
          if (fresh == 0) {
            throw new IdentityException(Reason.SET_UP_DONE, "it has been set up already");
          }
          officers.forEach(officer -> create(handle, officer, hashes, address));
          return null;
        });
    code = null;
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn(
          "{}: cannot be removed ({}); its code is worth nothing any more", file, e.toString());
    }
    return first;
  }

  private void create(Handle handle, Officer officer, Map<String, String> hashes, String address) {
    String username = officer.username();
    if (!store.insert(
        handle,
        username,
        officer.displayName(),
        officer.personId().toLowerCase(Locale.ROOT),
        hashes.get(username),
        true,
        AuditTrail.SYSTEM,
        clock.instant())) {
      throw new IdentityException(Reason.USERNAME_TAKEN, "the user name " + username + " is taken");
    }
    store.replaceRoles(
        handle, username, Set.of(officer.role()), AuditTrail.SYSTEM, clock.instant());
    trail.write(
        handle,
        "(set-up)",
        Set.of(),
        address,
        Act.done("user.create", Kind.ACCOUNT, username, "set-up, " + officer.role()));
  }

  private static void requireThree(List<Officer> officers) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    Set<String> persons = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Officer officer : officers) {
      roles.add(officer.role());
      persons.add(officer.personId().toLowerCase(Locale.ROOT));
      names.add(officer.username());
    }
    if (officers.size() != 3
        || roles.size() != 3
        || !roles.stream().allMatch(Role::officer)
        || persons.size() != 3
        || names.size() != 3) {
      throw new IdentityException(
          Reason.OFFICER_EXCLUSIVE, "it takes the three officers, three natural persons");
    }
  }

  private static boolean done(Handle handle) {
    return handle
            .createQuery("SELECT count(*) FROM milestones WHERE name = :n")
            .bind("n", MILESTONE)
            .mapTo(Long.class)
            .one()
        > 0;
  }
}
