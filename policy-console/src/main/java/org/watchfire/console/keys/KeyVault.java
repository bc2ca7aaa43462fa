package org.watchfire.console.keys;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.watchfire.console.audit.Act;
import org.watchfire.console.audit.Act.Kind;
import org.watchfire.console.audit.AuditTrail;
import org.watchfire.console.database.Database;
import org.watchfire.console.identity.Caller;
import org.watchfire.console.keys.lifecycle.KeyState;
import org.watchfire.console.keys.lifecycle.KeyState.Processing;
import org.watchfire.console.keys.root.RootKey;
import org.watchfire.console.web.Refusal;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.core.json.CanonicalJson;

/**
 * Seals and opens values under the keys of the vault. The state of a key is read in the caller's
 * transaction each time, so what was suspended or destroyed a moment ago is not used any more; only
 * unwrapped keys are remembered, by their wrapped form. Thread-safe.
 */
public final class KeyVault {
  /** Messages under one key (NIST SP 800-38D, random nonces): then it must be rotated. */
  static final long MOST_SEALED = 1L << 32;

  private static final int REMEMBERED = 10_000;

  private final KeyRows keys;
  private final VaultSeal seal;
  private final Database database;
  private final AuditTrail trail;
  private final CryptoSuite crypto;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, AeadKey> unwrapped = new ConcurrentHashMap<>();

  /**
   * Why somebody opens a value.
   *
   * @param justification in words, for the record
   * @param acceptRisk whether he reads although the key is suspended or compromised
   */
  public record Use(String justification, boolean acceptRisk) {
    public Use {
      if (justification == null || justification.isBlank() || justification.length() > 500) {
        throw new IllegalArgumentException("justification expects 1 to 500 characters");
      }
    }
  }

  KeyVault(KeyRows keys, VaultSeal seal, Database database, AuditTrail trail) {
    this.keys = keys;
    this.seal = seal;
    this.database = database;
    this.trail = trail;
    this.crypto = CryptoSuites.named(seal.suite());
  }

  /** Whether keys can be used now. */
  public boolean isUnsealed() {
    return seal.isUnsealed();
  }

  /** The suite of every key, {@code INTL} or {@code SM}. */
  public String suite() {
    return crypto.name();
  }

  /**
   * Seals a value under the current version of a data key.
   *
   * @return {@code kid.version.alg.nonce.ct}
   * @throws Refusal 503 {@code vault-sealed}; 404; 409 {@code key-state} when the key does not
   *     protect now, {@code key-exhausted} when it has protected too much
   */
  public String seal(Handle handle, String keyId, Binding binding, byte[] plain) {
    seal.root();
    VaultKey key = dataKey(handle, keyId);
    KeyVersion version = keys.version(handle, keyId, key.current()).orElseThrow();
    requireProtects(version);
    if (version.sealed() >= MOST_SEALED) {
      throw new Refusal(
          409, "key-exhausted", "key " + keyId + " has protected all it may; rotate it");
    }
    KeyRows.countSealed(handle, version);
    return crypto
        .seal(material(handle, key, version), version.version(), plain, binding.bytes())
        .text();
  }

  /**
   * Opens a value for somebody. The record of it is committed before the value is given out; a
   * refusal is on record too.
   *
   * @throws Refusal 503 {@code vault-sealed}; 409 {@code key-state} when the key's state does not
   *     allow it; 422 {@code sealed-value} when it does not open: altered, moved, or asked for
   *     another purpose
   */
  public byte[] open(Caller caller, String sealed, Binding binding, Use use) {
    String what = binding.asset() + " for " + binding.purpose() + ": " + use.justification();
    try {
      return database.inTransaction(
          handle -> {
            Opened opened = open(handle, sealed, binding, use.acceptRisk());
            KeyRows.countOpened(handle, opened.version());
            trail.write(handle, caller, Act.done("key.open", Kind.READ, name(opened), what));
            return opened.plain();
          });
    } catch (Refusal refusal) {
      String why = what + " (" + refusal.code() + ")";
      database.inTransaction(
          handle ->
              trail.write(handle, caller, Act.failed("key.open", Kind.DENIED, kid(sealed), why)));
      throw refusal;
    }
  }

  /**
   * Opens a value for the console itself, in the caller's transaction and with a record in it.
   *
   * @param purpose what for, in words
   */
  public byte[] openForConsole(Handle handle, String sealed, Binding binding, String purpose) {
    Opened opened = open(handle, sealed, binding, false);
    KeyRows.countOpened(handle, opened.version());
    trail.write(
        handle,
        AuditTrail.SYSTEM,
        List.of(),
        null,
        Act.done(
            "key.open",
            Kind.READ,
            name(opened),
            binding.asset() + " for " + binding.purpose() + ": " + purpose));
    return opened.plain();
  }

  /**
   * The same value under the current version; nobody sees it. Also from a version that is suspended
   * or compromised: getting away from it is the point.
   */
  String reseal(Handle handle, String sealed, Binding binding) {
    Envelope envelope = parse(sealed);
    byte[] plain = open(handle, sealed, binding, true).plain();
    try {
      return seal(handle, envelope.kid(), binding, plain);
    } finally {
      Arrays.fill(plain, (byte) 0);
    }
  }

  /** New material for a version of a key, wrapped by what is over it. */
  KeyVersion make(Handle handle, VaultKey key, int version) {
    byte[] bytes = new byte[AeadKey.length(crypto.name())];
    random.nextBytes(bytes);
    try {
      return wrap(handle, key, version, bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The same version of a data key under the current version of its domain key. */
  KeyVersion rewrap(Handle handle, VaultKey key, KeyVersion old) {
    byte[] bytes = unwrap(handle, key, old);
    try {
      return wrap(handle, key, old.version(), bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** The bytes of a version: secret, the caller overwrites them. */
  byte[] unwrap(Handle handle, VaultKey key, KeyVersion version) {
    if (version.material() == null) {
      throw new Refusal(409, "key-state", version + ": there is no material");
    }
    Envelope envelope = parse(version.material());
    byte[] aad = wrapping(key.id(), version.version());
    try {
      RootKey root = seal.root();
      if (key.domain() == null) {
        return root.unwrap(envelope, aad);
      }
      VaultKey domain = keys.find(handle, key.domain()).orElseThrow();
      KeyVersion over =
          keys.version(handle, domain.id(), version.wrapped()).orElseThrow(() -> altered(version));
      return crypto.open(material(handle, domain, over), envelope, aad);
    } catch (CryptoException e) {
      throw altered(version);
    }
  }

  /** Forgets every unwrapped key. */
  void forget() {
    unwrapped.clear();
  }

  private record Opened(VaultKey key, KeyVersion version, byte[] plain) {}

  private static String name(Opened opened) {
    return opened.key().id() + "/" + opened.version().version();
  }

  private Opened open(Handle handle, String sealed, Binding binding, boolean acceptRisk) {
    seal.root();
    Envelope envelope = parse(sealed);
    VaultKey key = dataKey(handle, envelope.kid());
    KeyVersion version =
        keys.version(handle, key.id(), envelope.version())
            .orElseThrow(() -> new Refusal(422, "sealed-value", "it names no version of the key"));
    requireProcesses(version, acceptRisk);
    try {
      return new Opened(
          key, version, crypto.open(material(handle, key, version), envelope, binding.bytes()));
    } catch (CryptoException e) {
      throw new Refusal(
          422, "sealed-value", "it does not open: altered, moved, or asked for another purpose");
    }
  }

  private KeyVersion wrap(Handle handle, VaultKey key, int version, byte[] bytes) {
    byte[] aad = wrapping(key.id(), version);
    RootKey root = seal.root();
    if (key.domain() == null) {
      try {
        return new KeyVersion(
            key.id(), version, KeyState.PRE_ACTIVATION, root.wrap(bytes, aad).text(), 1, 0, 0);
      } catch (CryptoException e) {
        throw new Refusal(503, "vault-sealed", "the root key cannot be used: " + e.getMessage());
      }
    }
    VaultKey domain = keys.find(handle, key.domain()).orElseThrow();
    KeyVersion over = keys.version(handle, domain.id(), domain.current()).orElseThrow();
    requireProtects(over);
    KeyRows.countSealed(handle, over);
    Envelope envelope = crypto.seal(material(handle, domain, over), over.version(), bytes, aad);
    return new KeyVersion(
        key.id(), version, KeyState.PRE_ACTIVATION, envelope.text(), over.version(), 0, 0);
  }

  private AeadKey material(Handle handle, VaultKey key, KeyVersion version) {
    if (version.material() == null) {
      throw new Refusal(409, "key-state", version + ": there is no material");
    }
    AeadKey known = unwrapped.get(version.material());
    if (known != null) {
      return known;
    }
    byte[] bytes = unwrap(handle, key, version);
    AeadKey fresh = AeadKey.of(crypto.name(), key.id(), bytes);
    Arrays.fill(bytes, (byte) 0);
    if (unwrapped.size() >= REMEMBERED) {
      unwrapped.clear();
    }
    unwrapped.put(version.material(), fresh);
    return fresh;
  }

  private VaultKey dataKey(Handle handle, String id) {
    return keys.find(handle, id)
        .filter(key -> key.kind() == VaultKey.Kind.DATA)
        .orElseThrow(() -> Refusal.notFound("there is no data key " + id));
  }

  private static void requireProtects(KeyVersion version) {
    if (!version.state().mayProtect()) {
      throw new Refusal(
              409,
              "key-state",
              "key "
                  + version.keyId()
                  + " version "
                  + version.version()
                  + " is "
                  + version.state().text()
                  + " and protects nothing")
          .with("state", version.state().text());
    }
  }

  private static void requireProcesses(KeyVersion version, boolean acceptRisk) {
    Processing processing = version.state().mayProcess();
    if (processing == Processing.YES
        || (processing == Processing.WITH_ACCEPTED_RISK && acceptRisk)) {
      return;
    }
    throw new Refusal(
            409,
            "key-state",
            "key "
                + version.keyId()
                + " version "
                + version.version()
                + " is "
                + version.state().text()
                + (processing == Processing.NO
                    ? " and opens nothing"
                    : "; say acceptRisk to read all the same"))
        .with("state", version.state().text());
  }

  /** What a wrapped key is; one cannot be put in the place of another. */
  private static byte[] wrapping(String id, int version) {
    return CanonicalJson.bytes(Map.of("key", id, "version", version));
  }

  private static Refusal altered(KeyVersion version) {
    return new Refusal(
        409,
        "key-altered",
        "the wrapped form of "
            + version.keyId()
            + " version "
            + version.version()
            + " was changed past the console");
  }

  private static Envelope parse(String text) {
    try {
      return Envelope.parse(text);
    } catch (CryptoException e) {
      throw new Refusal(422, "sealed-value", e.getMessage());
    }
  }

  /** The key that a text claims to be sealed by, fit for a record. */
  private static String kid(String sealed) {
    int end = sealed.indexOf('.');
    String kid = sealed.substring(0, end < 0 ? 0 : end);
    return kid.matches("[A-Za-z0-9_-]{1,64}") ? kid : "unreadable";
  }
}
