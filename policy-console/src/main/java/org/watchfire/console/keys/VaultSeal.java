package org.watchfire.console.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.health.Component;
import org.watchfire.console.health.Detail;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.integrity.ProtectedRows;
import org.watchfire.console.integrity.ProtectedTable;
import org.watchfire.console.keys.root.RootException;
import org.watchfire.console.keys.root.RootKey;
import org.watchfire.console.keys.root.RootSource;
import org.watchfire.console.web.RateLimit;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.core.share.KeyShare;
import org.watchfire.core.share.RootDescription;
import org.watchfire.core.share.ShareException;

/**
 * Whether the vault is open, and how it is opened and closed. The root key is in this process's
 * memory alone: each console is unsealed by itself, and sealed again when it stops. Thread-safe.
 */
public final class VaultSeal {
  private static final Logger LOG = LoggerFactory.getLogger(VaultSeal.class);
  private static final byte[] PROBE = "watchfire vault".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] PROBE_AAD =
      "watchfire root probe".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST_SECRET = 512;

  static final ProtectedTable TABLE =
      ProtectedTable.of("vault_root", "one")
          .columns("kind", "suite", "description", "probe", "set_up_at", "set_up_by");

  private static final String ONE = "true";

  private final ProtectedRows rows;
  private final KeysConfig config;
  private final Database database;
  private final AuditTrail trail;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final RateLimit attempts;
  private Ceremony ceremony;
  private boolean automatic;
  private volatile RootKey root;
  private volatile Detail problem;

  /** What is on record about the root key. */
  private record Row(String kind, String suite, String description, String probe) {}

  /**
   * How the vault stands.
   *
   * @param state {@code not-set-up}, {@code sealed} or {@code unsealed}
   * @param kind where the root key comes from
   * @param needed shares that are needed, 0 when the root key is not in shares
   * @param given shares of this round
   * @param keepers who gave them
   * @param ends until when this round waits, null when there is none
   * @param automatic whether a file opened it, without people
   * @param fingerprints by which the shares are recognised
   */
  record Status(
      String state,
      String kind,
      String suite,
      int needed,
      int given,
      List<String> keepers,
      Instant ends,
      boolean automatic,
      List<String> fingerprints) {}

  VaultSeal(
      KeysConfig config, ProtectedRows rows, Database database, AuditTrail trail, Clock clock) {
    this.rows = rows;
    this.config = config;
    this.database = database;
    this.trail = trail;
    this.clock = clock;
    this.attempts = new RateLimit(10, Duration.ofMinutes(5), System::nanoTime);
  }

  /** Whether keys can be used now. */
  public boolean isUnsealed() {
    return root != null;
  }

  /**
   * The root key.
   *
   * @throws Refusal 503 {@code vault-sealed}
   */
  RootKey root() {
    RootKey now = root;
    if (now == null) {
      throw new Refusal(
          503, "vault-sealed", "the key vault is sealed; its custodians have to unseal it first");
    }
    return now;
  }

  String suite() {
    return config.suite().name();
  }

  Status status() {
    Optional<Row> row = database.inTransaction(this::row);
    Instant now = clock.instant();
    synchronized (this) {
      Ceremony round = ceremony;
      RootDescription described =
          row.filter(r -> r.kind.equals("shares")).map(VaultSeal::described).orElse(null);
      String state = root != null ? "unsealed" : row.isEmpty() ? "not-set-up" : "sealed";
      return new Status(
          state,
          row.map(Row::kind).orElse(kind()),
          row.map(Row::suite).orElse(suite()),
          described == null ? 0 : described.threshold(),
          round == null ? 0 : round.count(now),
          round == null ? List.of() : round.keepers(now),
          round == null ? null : round.ends(now),
          automatic && root != null,
          described == null ? List.of() : described.fingerprints());
    }
  }

  /** For the health page. */
  public Component health() {
    if (root != null && automatic) {
      return Component.up(
          "vault",
          Detail.of(
              "由本机上的文件自动解封，仅供演示：能读到该文件的人即拥有全部密钥",
              "UNSEALED FROM A FILE ON THIS MACHINE, for demonstrations only: whoever reads that"
                  + " file has every key"));
    }
    if (root != null) {
      return Component.up("vault", Detail.of("已解封", "unsealed"));
    }
    if (problem != null) {
      return Component.down("vault", problem);
    }
    try {
      Status status = status();
      return status.state().equals("not-set-up")
          ? Component.up("vault", Detail.of("尚未设置根密钥", "no root key is set up"))
          : Component.of("vault", progress(status), Map.of());
    } catch (RuntimeException e) {
      return Component.down(
          "vault",
          new Detail("无法得知其状态", "its state cannot be told", String.valueOf(e.getMessage())));
    }
  }

  private static Detail progress(Status status) {
    return status.needed() == 0
        ? Detail.of(
            "已封存，待解封（" + status.kind() + "）",
            "sealed, waits for its secret (" + status.kind() + ")")
        : Detail.of(
            "已封存，待解封：已提交 " + status.given() + " 份，共需 " + status.needed() + " 份",
            "sealed, " + status.given() + " of " + status.needed() + " shares given");
  }

  /** Says which shares make up the root key, once. */
  void describe(Caller caller, String text) {
    if (config.root() != KeysConfig.Root.SHARES) {
      throw new Refusal(409, "root-other", "this installation's root key comes from " + kind());
    }
    RootDescription description;
    try {
      description = RootDescription.parse(text);
    } catch (ShareException e) {
      throw Refusal.invalid(e.getMessage());
    }
    if (!description.suite().equals(suite())) {
      throw Refusal.invalid("the root key is of suite " + description.suite() + ", not " + suite());
    }
    database.inTransaction(
        handle -> {
          if (!insert(handle, description.text(), null, caller.username())) {
            throw new Refusal(409, "root-set", "there is a root key already");
          }
          trail.write(
              handle,
              caller,
              Act.done("key.root", Kind.CONFIGURE, description.set(), description.text()));
          return null;
        });
  }

  /**
   * Takes one share; the vault is open when it was the last that was missing.
   *
   * @throws Refusal 400 {@code share} naming the typing error or what else is wrong, 409 when the
   *     vault is open or not set up, 429 after too many attempts
   */
  Status give(Caller caller, String text) {
    admit(caller);
    Row row = requireRow("shares");
    String refused = null;
    boolean opened = false;
    int given;
    synchronized (this) {
      requireSealed();
      RootDescription description = described(row);
      if (ceremony == null || !ceremony.description().equals(description)) {
        ceremony = new Ceremony(description, config.ceremonyTimeout());
      }
      Instant now = clock.instant();
      try {
        KeyShare share = KeyShare.parse(text);
        ceremony.give(caller.account().personId(), caller.username(), share, now);
        if (ceremony.complete(now)) {
          RootKey key = new RootSource.Shares(description).open(ceremony.shares());
          ceremony.clear();
          accept(key, row, caller.username(), false);
          opened = true;
        }
      } catch (ShareException e) {
        refused = e.getMessage();
      } catch (RootException | CryptoException e) {
        ceremony.clear();
        refused = e.getMessage() + "; the round begins anew";
      }
      given = opened ? description.threshold() : ceremony.count(now);
    }
    if (refused != null) {
      onRecord(caller, Act.failed("key.unseal.share", Kind.DENIED, "vault", refused));
      throw new Refusal(400, "share", refused);
    }
    onRecord(
        caller, Act.done("key.unseal.share", Kind.CONFIGURE, "vault", given + " shares are given"));
    if (opened) {
      onRecord(caller, Act.done("key.unseal", Kind.CONFIGURE, "vault", "by shares"));
      LOG.info("the key vault is unsealed");
    }
    return status();
  }

  /**
   * Opens the vault with its one secret. The first secret of a new vault sets it up.
   *
   * @throws Refusal 400 {@code root-secret} when it does not open it
   */
  Status open(Caller caller, String secret) {
    admit(caller);
    if (secret.length() > LONGEST_SECRET) {
      throw Refusal.invalid("secret is longer than " + LONGEST_SECRET + " characters");
    }
    char[] chars = secret.toCharArray();
    try {
      synchronized (this) {
        requireSealed();
        unlock(chars, caller.username(), false);
      }
    } catch (RootException | CryptoException e) {
      onRecord(caller, Act.failed("key.unseal", Kind.DENIED, "vault", e.getMessage()));
      throw new Refusal(
          400, "root-secret", "the secret does not open the vault: " + e.getMessage());
    } finally {
      Arrays.fill(chars, '\0');
    }
    onRecord(caller, Act.done("key.unseal", Kind.CONFIGURE, "vault", "by " + kind()));
    LOG.info("the key vault is unsealed");
    return status();
  }

  /** Drops the root key from memory at once. */
  synchronized void lock(Caller caller) {
    RootKey now = root;
    root = null;
    if (ceremony != null) {
      ceremony.clear();
    }
    if (now != null) {
      now.close();
      LOG.warn("the key vault was sealed by {}", caller.username());
    }
    onRecord(caller, Act.done("key.seal", Kind.CONFIGURE, "vault", null));
  }

  /** Opens the vault from the configured file, if there is one. Not for production. */
  void openFromFile() {
    Path file = config.unsealFile();
    if (file == null || root != null) {
      return;
    }
    char[] secret = null;
    try {
      secret = readOrMake(file);
      synchronized (this) {
        unlock(secret, AuditTrail.SYSTEM, true);
      }
      problem = null;
      database.inTransaction(
          handle ->
              trail.write(
                  handle,
                  AuditTrail.SYSTEM,
                  List.of(),
                  null,
                  Act.done("key.unseal", Kind.CONFIGURE, "vault", "from a file, without people")));
      LOG.warn("THE KEY VAULT WAS UNSEALED FROM A FILE: for demonstrations only");
    } catch (IOException | RootException | CryptoException | Refusal e) {
      problem =
          new Detail(
              "unseal-file 指定的文件打不开密钥库",
              "unseal-file does not open the vault",
              String.valueOf(e.getMessage()));
      LOG.error("{}", problem.line());
    } finally {
      if (secret != null) {
        Arrays.fill(secret, '\0');
      }
    }
  }

  /** Lets go of the root key. */
  synchronized void close() {
    RootKey now = root;
    root = null;
    if (now != null) {
      now.close();
    }
  }

  private char[] readOrMake(Path file) throws IOException {
    if (config.root() == KeysConfig.Root.PASSPHRASE && Files.notExists(file)) {
      byte[] bytes = new byte[24];
      random.nextBytes(bytes);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n");
    }
    byte[] bytes = Files.readAllBytes(file);
    CharBuffer text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    Arrays.fill(bytes, (byte) 0);
    return text.toString().strip().toCharArray();
  }

  private void unlock(char[] secret, String by, boolean fromFile)
      throws RootException, CryptoException {
    Optional<Row> row = database.inTransaction(this::row);
    if (config.root() == KeysConfig.Root.SHARES) {
      throw new Refusal(409, "root-other", "this installation's root key is in shares");
    }
    if (row.isPresent() && !row.get().kind.equals(kind())) {
      throw new Refusal(
          409, "root-other", "the vault was set up with a root key from " + row.get().kind);
    }
    String description = row.map(Row::description).orElseGet(this::newDescription);
    RootKey key = source(description).open(secret);
    accept(key, row.orElse(new Row(kind(), suite(), description, null)), by, fromFile);
  }

  private String newDescription() {
    return switch (config.root()) {
      case PASSPHRASE -> RootSource.Passphrase.newParameters(suite(), random);
      case PKCS12 -> config.pkcs12Alias();
      case PKCS11 -> config.pkcs11Key();
      case SHARES -> throw new IllegalStateException("shares are described by people");
    };
  }

  private RootSource.BySecret source(String description) {
    return switch (config.root()) {
      case PASSPHRASE -> new RootSource.Passphrase(suite(), description);
      case PKCS12 -> new RootSource.KeyStoreFile(suite(), config.pkcs12File(), description);
      case PKCS11 -> new RootSource.Token(config.pkcs11Library(), config.pkcs11Slot(), description);
      case SHARES -> throw new IllegalStateException("shares are opened by a ceremony");
    };
  }

  /** Tries the key on the probe; the first key of a new vault makes it. */
  private void accept(RootKey key, Row row, String by, boolean fromFile) throws CryptoException {
    boolean taken = false;
    try {
      if (row.probe == null) {
        String probe = key.wrap(PROBE, PROBE_AAD).text();
        database.inTransaction(
            handle -> {
              insert(handle, row.description, null, by);
              int fresh =
                  rows.change(
                      handle,
                      TABLE,
                      ONE,
                      () ->
                          handle
                              .createUpdate(
                                  "UPDATE vault_root SET probe = :probe WHERE probe IS NULL")
                              .bind("probe", probe)
                              .execute());
              if (fresh == 0) {
                throw new Refusal(
                    409,
                    "root-set",
                    "the vault was set up by another console meanwhile; try again");
              }
              return null;
            });
      } else if (!Arrays.equals(key.unwrap(Envelope.parse(row.probe), PROBE_AAD), PROBE)) {
        throw new CryptoException("this is not the root key of this vault");
      }
      taken = true;
    } finally {
      if (!taken) {
        key.close();
      }
    }
    root = key;
    automatic = fromFile;
  }

  private Optional<Row> row(Handle handle) {
    return rows.find(handle, TABLE, ONE)
        .map(
            row ->
                new Row(
                    row.path("kind").asText(),
                    row.path("suite").asText(),
                    row.path("description").asText(),
                    row.path("probe").isNull() ? null : row.path("probe").asText()));
  }

  private boolean insert(Handle handle, String description, String probe, String by) {
    return rows.change(handle, TABLE, ONE, () -> write(handle, description, probe, by));
  }

  private boolean write(Handle handle, String description, String probe, String by) {
    return handle
            .createUpdate(
                "INSERT INTO vault_root (kind, suite, description, probe, set_up_at, set_up_by)"
                    + " VALUES (:kind, :suite, :description, :probe, :now, :by)"
                    + " ON CONFLICT DO NOTHING")
            .bind("kind", kind())
            .bind("suite", suite())
            .bind("description", description)
            .bind("probe", probe)
            .bind("now", KeyRows.utc(clock.instant()))
            .bind("by", by)
            .execute()
        == 1;
  }

  private String kind() {
    return config.root().name().toLowerCase(Locale.ROOT);
  }

  private static RootDescription described(Row row) {
    try {
      return RootDescription.parse(row.description);
    } catch (ShareException e) {
      throw new Refusal(409, "key-altered", "the description of the root key was altered");
    }
  }

  private Row requireRow(String kind) {
    Row row =
        database
            .inTransaction(this::row)
            .orElseThrow(() -> new Refusal(409, "not-set-up", "there is no root key yet"));
    if (!row.kind.equals(kind)) {
      throw new Refusal(409, "root-other", "the vault's root key comes from " + row.kind);
    }
    return row;
  }

  private void requireSealed() {
    if (root != null) {
      throw new Refusal(409, "unsealed", "the vault is unsealed already");
    }
  }

  private void admit(Caller caller) {
    long wait = attempts.take(caller.username());
    if (wait > 0) {
      throw new Refusal(429, "rate-limited", "too many attempts to unseal").retryAfter(wait);
    }
  }

  private void onRecord(Caller caller, Act act) {
    database.inTransaction(handle -> trail.write(handle, caller, act));
  }
}
