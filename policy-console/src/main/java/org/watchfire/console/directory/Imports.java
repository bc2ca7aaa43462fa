package org.watchfire.console.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.unboundid.ldap.sdk.LDAPException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.database.DatabaseAway;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.web.Refusal;

/**
 * Imports, from the file to the last batch. What takes long is done on one thread of its own.
 * Thread-safe.
 */
final class Imports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Imports.class);

  /** Largest file, in bytes. */
  static final long MAX_FILE = 64L << 20;

  private static final int MAX_OPEN = 20;
  private static final int MAX_WAITING = 4;
  private static final Duration KEPT = Duration.ofDays(7);
  private static final Duration GIVEN_UP = Duration.ofMinutes(3);

  private record Job(String id, Path file, Optional<LdapRows> ldap, Charset charset) {}

  private final Database database;
  private final ImportReader reader;
  private final ImportApplication application;
  private final Map<String, LdapConfig> ldap;
  private final AuditTrail trail;
  private final Clock clock;
  private final BlockingQueue<Job> jobs = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Thread thread;
  private volatile boolean closing;

  Imports(
      Database database,
      ImportReader reader,
      ImportApplication application,
      Map<String, LdapConfig> ldap,
      AuditTrail trail,
      Clock clock) {
    this.database = database;
    this.reader = reader;
    this.application = application;
    this.ldap = Map.copyOf(ldap);
    this.trail = trail;
    this.clock = clock;
    this.thread = new Thread(this::run, "imports");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    jobs.forEach(Imports::remove);
  }

  /** Names of the directory servers that can be pulled. */
  List<Map<String, String>> sources() {
    return ldap.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(e -> Map.of("name", e.getKey(), "kind", e.getValue().kind()))
        .toList();
  }

  /**
   * Takes a file in and begins to compare it.
   *
   * @param body read to its end, at most {@link #MAX_FILE} bytes
   */
  ImportStore.View upload(
      Caller caller, String kind, String format, String mode, Charset charset, InputStream body) {
    requireKind(caller, kind, mode);
    Path file = null;
    boolean taken = false;
    try {
      file = Files.createTempFile("watchfire-import-", ".part");
      String digest = spool(body, file);
      ImportStore.View view = begin(caller, kind, format, mode, "upload", digest);
      Job job = new Job(view.id(), file, Optional.empty(), charset);
      taken = true;
      submit(job);
      return view;
    } catch (IOException e) {
      LOG.warn("an import could not be taken in", e);
      throw new Refusal(503, "spool", "the file could not be kept until it is read");
    } finally {
      if (!taken && file != null) {
        remove(file);
      }
    }
  }

  /**
   * Begins to compare what a directory server answers.
   *
   * @param match value that the configured attribute must have; null for any
   */
  ImportStore.View pull(Caller caller, String source, String mode, String match) {
    LdapConfig config = ldap.get(source);
    if (config == null) {
      throw Refusal.notFound("there is no source of that name");
    }
    requireKind(caller, config.kind(), mode);
    LdapRows rows;
    try {
      rows = new LdapRows(config, match);
    } catch (LDAPException | IllegalArgumentException e) {
      throw Refusal.invalid("match: " + e.getMessage());
    }
    if (match != null && mode.equals("replace")) {
      throw Refusal.invalid("a part of a directory cannot replace the whole");
    }
    ImportStore.View view = begin(caller, config.kind(), "ldap", mode, source, "");
    submit(new Job(view.id(), null, Optional.of(rows), UTF_8));
    return view;
  }

  private static void requireKind(Caller caller, String kind, String mode) {
    if (!List.of(Person.TYPE, Asset.TYPE, Department.TYPE).contains(kind)) {
      throw Refusal.invalid("kind expects person, asset or department");
    }
    if (!mode.equals("merge") && !mode.equals("replace")) {
      throw Refusal.invalid("mode expects merge or replace");
    }
    if (kind.equals(Department.TYPE) && mode.equals("replace")) {
      throw Refusal.invalid("departments are removed one by one: mode expects merge");
    }
    if (!caller.permissions().contains(kind + ":write")) {
      throw new Refusal(403, "forbidden", "your roles do not allow this")
          .with("permission", kind + ":write");
    }
  }

  private ImportStore.View begin(
      Caller caller, String kind, String format, String mode, String source, String digest) {
    String id = UUID.randomUUID().toString().replace("-", "");
    return database.inTransaction(
        handle -> {
          if (ImportStore.open(handle) >= MAX_OPEN || jobs.remainingCapacity() == 0) {
            throw new Refusal(
                409, "busy", "too many imports are open: apply or discard some of them first");
          }
          ImportStore.insert(
              handle, id, kind, format, mode, source, caller.username(), clock.instant());
          handle.execute("UPDATE imports SET sha256 = ? WHERE id = ?", digest, id);
          trail.write(
              handle,
              caller,
              Act.done(
                  "import.create",
                  Kind.CONFIGURE,
                  id,
                  kind + " " + format + " " + mode + " from " + source + " " + digest));
          return ImportStore.find(handle, id).orElseThrow();
        });
  }

  private void submit(Job job) {
    if (!jobs.offer(job)) {
      remove(job);
      database.inTransaction(
          handle -> {
            ImportStore.end(handle, job.id(), "discarded", null, clock.instant());
            return null;
          });
      throw new Refusal(409, "busy", "too many imports wait to be read").retryAfter(30);
    }
  }

  List<ImportStore.View> list(Caller caller) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("import.list", Kind.READ, null, null));
          return ImportStore.recent(handle, 100);
        });
  }

  ImportStore.View get(Caller caller, String id) {
    return database.inTransaction(
        handle -> {
          trail.write(handle, caller, Act.done("import.view", Kind.READ, id, null));
          return existing(ImportStore.find(handle, id));
        });
  }

  List<ImportStore.Line> rows(Caller caller, String id, String change, int after, int limit) {
    return database.inTransaction(
        handle -> {
          existing(ImportStore.find(handle, id));
          trail.write(handle, caller, Act.done("import.view", Kind.READ, id, "rows " + change));
          return ImportStore.rows(handle, id, change, after, limit);
        });
  }

  /**
   * Begins to apply what was shown.
   *
   * @param removed how many removals are meant, as shown
   * @param raised how many people get more rights, as shown
   * @param skipErrors whether rows with errors are left out
   */
  ImportStore.View apply(Caller caller, String id, long removed, long raised, boolean skipErrors) {
    return database.inTransaction(
        handle -> {
          ImportStore.View view = existing(ImportStore.findForUpdate(handle, id));
          if (!view.state().equals("ready")) {
            throw new Refusal(409, "state", "it is " + view.state() + ", not ready");
          }
          requireKind(caller, view.kind(), view.mode());
          if (view.errors() > 0 && !skipErrors) {
            throw new Refusal(
                    409, "import-errors", "some rows have errors: correct them, or skip them")
                .with("errors", view.errors());
          }
          if (view.removed() != removed || view.raised() != raised) {
            throw new Refusal(
                    409,
                    "import-effects",
                    "say how many it removes and to how many it gives rights")
                .with("removed", view.removed())
                .with("raised", view.raised());
          }
          handle
              .createUpdate(
                  "UPDATE imports SET state = 'applying', applied_by = :by, touched_at = :now"
                      + " WHERE id = :i")
              .bind("by", caller.username())
              .bind("now", ImportStore.utc(clock.instant()))
              .bind("i", id)
              .execute();
          trail.write(
              handle,
              caller,
              Act.done(
                  "import.apply",
                  Kind.CONFIGURE,
                  id,
                  "%s: %d created, %d changed, %d removed, %d with more rights, %d errors left out"
                      .formatted(
                          view.kind(),
                          view.created(),
                          view.changed(),
                          view.removed(),
                          view.raised(),
                          view.errors())));
          return ImportStore.find(handle, id).orElseThrow();
        });
  }

  void discard(Caller caller, String id) {
    database.inTransaction(
        handle -> {
          ImportStore.View view = existing(ImportStore.findForUpdate(handle, id));
          if (!List.of("reading", "ready").contains(view.state())) {
            throw new Refusal(409, "state", "it is " + view.state());
          }
          ImportStore.end(handle, id, "discarded", null, clock.instant());
          handle.execute("DELETE FROM import_rows WHERE import_id = ?", id);
          trail.write(handle, caller, Act.done("import.discard", Kind.CONFIGURE, id, null));
          return null;
        });
  }

  private static ImportStore.View existing(Optional<ImportStore.View> view) {
    return view.orElseThrow(() -> Refusal.notFound("there is no such import"));
  }

  private static String spool(InputStream body, Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = new DigestInputStream(body, digest);
        OutputStream out = Files.newOutputStream(file)) {
      in.transferTo(out);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private void run() {
    Instant swept = Instant.EPOCH;
    while (!closing) {
      try {
        Job job = jobs.poll(500, TimeUnit.MILLISECONDS);
        if (!database.isPrepared()) {
          if (job != null && !jobs.offer(job)) {
            remove(job);
          }
          continue;
        }
        if (job != null) {
          read(job);
        }
        applyAll();
        if (swept.plus(Duration.ofMinutes(1)).isBefore(clock.instant())) {
          swept = clock.instant();
          sweep();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      } catch (DatabaseAway e) {
        LOG.info("imports wait for the database: {}", e.getMessage());
      } catch (RuntimeException e) {
        // One import must not end the thread that works for all.
        LOG.error("an import failed", e);
      }
    }
  }

  private void read(Job job) {
    try {
      ImportStore.View view =
          database.inTransaction(handle -> ImportStore.find(handle, job.id()).orElseThrow());
      if (job.ldap().isPresent()) {
        reader.read(view, job.ldap().get());
        return;
      }
      try (InputStream in = new BufferedInputStream(Files.newInputStream(job.file()), 1 << 16)) {
        reader.read(
            view,
            view.format().equals("csv")
                ? new CsvRows(view.kind(), in, job.charset())
                : new JsonRows(view.kind(), in));
      }
    } catch (IOException e) {
      LOG.warn("the file of import {} could not be read", job.id(), e);
    } finally {
      remove(job);
    }
  }

  private void applyAll() {
    List<String> open =
        database.inTransaction(
            handle ->
                handle
                    .createQuery(
                        "SELECT id FROM imports WHERE state = 'applying' ORDER BY touched_at")
                    .mapTo(String.class)
                    .list());
    for (String id : open) {
      boolean more = true;
      while (more && !closing) {
        more = database.inTransaction(handle -> application.next(handle, id));
      }
    }
  }

  /** What nobody reads any more was read by a console that is gone; what nobody applies goes. */
  private void sweep() {
    database.inTransaction(
        handle -> {
          Instant now = clock.instant();
          handle
              .createUpdate(
                  "UPDATE imports SET state = 'refused', ended_at = :now, problem = :p::jsonb"
                      + " WHERE state = 'reading' AND touched_at < :old")
              .bind("now", ImportStore.utc(now))
              .bind("old", ImportStore.utc(now.minus(GIVEN_UP)))
              .bind(
                  "p",
                  "{\"column\":\"\",\"code\":\"interrupted\",\"zh\":\"读取中断，请重新提交\","
                      + "\"en\":\"reading was interrupted: send it again\"}")
              .execute();
          List<String> old =
              handle
                  .createQuery(
                      "UPDATE imports SET state = 'discarded', ended_at = :now"
                          + " WHERE state = 'ready' AND touched_at < :old RETURNING id")
                  .bind("now", ImportStore.utc(now))
                  .bind("old", ImportStore.utc(now.minus(KEPT)))
                  .mapTo(String.class)
                  .list();
          for (String id : old) {
            handle.execute("DELETE FROM import_rows WHERE import_id = ?", id);
            trail.write(
                handle,
                AuditTrail.SYSTEM,
                List.of(),
                null,
                Act.done("import.discard", Kind.CONFIGURE, id, "not applied for 7 days"));
          }
          return null;
        });
  }

  private static void remove(Job job) {
    if (job.file() != null) {
      remove(job.file());
    }
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("the file of an import could not be removed: {}", e.getMessage());
    }
  }
}
