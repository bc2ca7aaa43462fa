package org.watchfire.deploy.supervisor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.crypto.SigningKey;
import org.watchfire.core.json.Json;
import org.watchfire.core.json.JsonFormatException;
import org.watchfire.store.evidence.EvidenceKey;
import org.watchfire.store.ledger.KeyType;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.NoteSigner;
import org.watchfire.store.ledger.TrustPolicy;

/**
 * The secrets of an installation beside its certificates: made at random once, kept in {@code
 * secrets/} with mode 0600. What exists is never replaced.
 */
final class Secrets {
  /** Accounts of the console at first start; each belongs to another natural person. */
  static final List<String> ACCOUNTS =
      List.of("sysadmin", "secadmin", "auditadmin", "analyst", "auditor");

  // Without characters that people mix up.
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
  private static final int PASSWORD_LENGTH = 20;

  private final Path directory;

  /** Its presence says that people name the first accounts. */
  private static final String SET_UP = "set-up";

  private final SecureRandom random = new SecureRandom();

  Secrets(Path directory) {
    this.directory = directory;
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  /** Makes what is missing; {@code origin} is the name of the ledger's keys. */
  void ensure(List<String> agents, String origin) throws IOException {
    if (!Files.exists(file("policy.key"))) {
      SigningKey key = CryptoSuites.intl().newSigningKey();
      write("policy.pub", key.verifyKey().text() + "\n");
      write("policy.key", key.text() + "\n");
    }
    ensureLedgerKeys(origin);
    ensureText("integrity.key", () -> CryptoSuites.intl().newMacKey().text());
    ensureText("factors.key", () -> CryptoSuites.intl().newAeadKey().text());
    ensureText("sealing.kek", () -> CryptoSuites.intl().newAeadKey().text());
    ensureText("sealing.mac", () -> CryptoSuites.intl().newMacKey().text());
    ensureText("database.password", this::password);
    ensureAgents(agents);
    if (!Files.exists(file("credentials.json")) && !setUpByPeople()) {
      Map<String, Object> passwords = new LinkedHashMap<>();
      ACCOUNTS.forEach(account -> passwords.put(account, password()));
      write("credentials.json", new String(Json.write(passwords), UTF_8) + "\n");
    }
  }

  /** Whether three officers are named by people, instead of accounts made from a file. */
  boolean setUpByPeople() {
    return Files.exists(file(SET_UP));
  }

  /**
   * Has the first accounts named by people; before {@link #ensure}.
   *
   * @throws IOException when there are accounts already
   */
  void requireSetUp() throws IOException {
    if (Files.exists(file("credentials.json"))) {
      throw new IOException(
          "this installation has accounts already; set-up needs a fresh one (--data)");
    }
    if (!setUpByPeople()) {
      Files.createDirectories(directory);
      write(SET_UP, "");
    }
  }

  /**
   * The two keys that sign checkpoints, the policy that asks for both, and the key that signs
   * exports, certified by them, because the console does not have theirs.
   */
  private void ensureLedgerKeys(String origin) throws IOException {
    try {
      ensureLedgerKey("ledger", origin, KeyType.ED25519);
      ensureLedgerKey("ledger-sm2", origin, KeyType.SM2);
      List<NoteSigner> keys =
          List.of(NoteSigner.parse(text("ledger.key")), NoteSigner.parse(text("ledger-sm2.key")));
      TrustPolicy policy = TrustPolicy.ofSite(keys.stream().map(NoteSigner::verifier).toList());
      if (!Files.exists(file("trust.policy"))) {
        write("trust.policy", policy.text());
      }
      EvidenceKey.ensure(file("evidence.key"), file("evidence.cert"), keys, policy);
    } catch (NoteException e) {
      throw new IOException("the keys of the ledger cannot be made: " + e.getMessage(), e);
    }
  }

  private void ensureLedgerKey(String name, String origin, KeyType type)
      throws IOException, NoteException {
    if (!Files.exists(file(name + ".key"))) {
      NoteSigner signer = NoteSigner.generate(origin, type, random);
      write(name + ".pub", signer.verifier().text() + "\n");
      write(name + ".key", signer.text() + "\n");
    }
  }

  /** Makes the keys of the stamps that are missing; engine and store read the register again. */
  void ensureAgents(List<String> agents) throws IOException {
    Path register = file("agents.json");
    Map<String, Object> keys =
        Files.exists(register) ? readObject(register) : new LinkedHashMap<>();
    boolean changed = false;
    for (String agent : agents) {
      if (!keys.containsKey(agent)) {
        MacKey key = CryptoSuites.intl().newMacKey();
        write(agent + ".mac", key.text() + "\n");
        keys.put(agent, key.text());
        changed = true;
      }
    }
    if (changed) {
      write("agents.json", new String(Json.write(keys), UTF_8) + "\n");
    }
  }

  String text(String name) throws IOException {
    return Files.readString(file(name)).strip();
  }

  /** The console's first passwords by account. */
  Map<String, Object> credentials() throws IOException {
    return readObject(file("credentials.json"));
  }

  private static Map<String, Object> readObject(Path file) throws IOException {
    try {
      return Json.parseObject(Files.readAllBytes(file));
    } catch (JsonFormatException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }

  private void ensureText(String name, Supplier<String> content) throws IOException {
    if (!Files.exists(file(name))) {
      write(name, content.get() + "\n");
    }
  }

  private String password() {
    StringBuilder out = new StringBuilder(PASSWORD_LENGTH);
    for (int i = 0; i < PASSWORD_LENGTH; i++) {
      out.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return out.toString();
  }

  private void write(String name, String content) throws IOException {
    Path temporary = file(name + ".tmp");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, content);
    Files.move(temporary, file(name), StandardCopyOption.ATOMIC_MOVE);
  }
}
