package org.watchfire.store.sealing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.core.crypto.CryptoException;
import org.watchfire.core.crypto.CryptoSuite;
import org.watchfire.core.crypto.CryptoSuites;
import org.watchfire.core.crypto.Envelope;
import org.watchfire.store.ledger.Disk;

/**
 * The data keys of all persons, on disk, each wrapped under the KEK; the layout is in the package
 * description. A key is used only while its file exists, so that a key destroyed by another process
 * is forgotten here at once. Thread-safe; one process may make keys, any may destroy them.
 */
public final class SubjectKeys {
  private static final Logger LOG = LoggerFactory.getLogger(SubjectKeys.class);
  private static final int REMEMBERED = 50_000;
  private static final Pattern KID =
      Pattern.compile("([0-9a-f]{32})-([0-9]{4}q[1-4])-([1-9][0-9]{0,4})");
  private static final String SUFFIX = ".key";

  private final Path dir;
  private final AeadKey kek;
  private final CryptoSuite suite;
  private final Disk disk;
  private final SecureRandom random = new SecureRandom();
  private final Object syncing = new Object();

  private final Map<String, AeadKey> byKid =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, AeadKey> eldest) {
          return size() > REMEMBERED;
        }
      };
  private final Map<String, String> currentKid = new HashMap<>();
  private final Set<Path> unsynced = new LinkedHashSet<>();

  private SubjectKeys(Path dir, AeadKey kek, Disk disk) {
    this.dir = dir;
    this.kek = kek;
    this.suite = CryptoSuites.named(kek.suite());
    this.disk = disk;
  }

  /**
   * Opens the keys in {@code dir}, or begins there, and completes a destruction that was cut off.
   *
   * @param kek wraps the keys; its suite is theirs
   */
  public static SubjectKeys open(Path dir, AeadKey kek, Disk disk) throws IOException {
    SubjectKeys keys = new SubjectKeys(dir, kek, disk);
    for (String name : disk.list(dir.resolve("shredded"))) {
      if (name.endsWith(".json")) {
        keys.erase(name.substring(0, name.length() - ".json".length()));
      }
    }
    return keys;
  }

  /** The parts of a kid. */
  record Kid(String pseudonym, String period, int generation) {
    /** Reads a kid; empty when it has another form. */
    static Optional<Kid> parse(String kid) {
      var m = KID.matcher(kid);
      return m.matches()
          ? Optional.of(new Kid(m.group(1), m.group(2), Integer.parseInt(m.group(3))))
          : Optional.empty();
    }

    String text() {
      return pseudonym + "-" + period + "-" + generation;
    }
  }

  /**
   * The key for what is sealed now. A new one is durable only after {@link #sync}. After a
   * destruction a person gets a new key with the next generation.
   */
  AeadKey current(String pseudonym, String period) throws IOException {
    synchronized (byKid) {
      String person = pseudonym + "-" + period;
      String known = currentKid.get(person);
      if (known != null) {
        Optional<AeadKey> key = find(known);
        if (key.isPresent()) {
          return key.get();
        }
      }
      for (int generation = 1; ; generation++) {
        Kid kid = new Kid(pseudonym, period, generation);
        if (disk.exists(tombstone(kid.text())) || disk.exists(damaged(kid))) {
          continue;
        }
        AeadKey key = disk.exists(file(kid)) ? load(kid) : create(kid);
        if (key != null) {
          if (currentKid.size() >= REMEMBERED) {
            currentKid.clear();
          }
          currentKid.put(person, kid.text());
          return key;
        }
      }
    }
  }

  /** The key with that id; empty when it was destroyed or never was. */
  Optional<AeadKey> find(String kid) throws IOException {
    Optional<Kid> parsed = Kid.parse(kid);
    if (parsed.isEmpty()) {
      return Optional.empty();
    }
    synchronized (byKid) {
      if (!disk.exists(file(parsed.get()))) {
        byKid.remove(kid);
        return Optional.empty();
      }
      AeadKey key = byKid.get(kid);
      return Optional.ofNullable(key != null ? key : load(parsed.get()));
    }
  }

  /** Null when the file vanished or is damaged; then it is put aside for a person to look at. */
  private AeadKey load(Kid kid) throws IOException {
    byte[] wrapped;
    try {
      wrapped = disk.read(file(kid));
    } catch (NoSuchFileException e) {
      return null;
    }
    try {
      Envelope envelope = Envelope.parse(new String(wrapped, StandardCharsets.US_ASCII));
      AeadKey key =
          AeadKey.parse(
              new String(suite.open(kek, envelope, bound(kid)), StandardCharsets.US_ASCII));
      byKid.put(kid.text(), key);
      return key;
    } catch (CryptoException | IllegalArgumentException e) {
      if (wrapped.length > 0 && !isOurs(wrapped)) {
        throw new IOException(
            file(kid) + " was wrapped under another KEK than the configured one", e);
      }
      LOG.error("{} is damaged; put aside, restore it from a backup", file(kid));
      disk.move(file(kid), damaged(kid));
      disk.syncDirectory(file(kid).getParent());
      return null;
    }
  }

  /** Whether a wrapped key names our KEK; a file that cannot even say so is just damaged. */
  private boolean isOurs(byte[] wrapped) {
    try {
      return Envelope.parse(new String(wrapped, StandardCharsets.US_ASCII)).kid().equals(kek.id());
    } catch (CryptoException e) {
      return true;
    }
  }

  private AeadKey create(Kid kid) throws IOException {
    byte[] material = new byte[suite.name().equals("SM") ? 16 : 32];
    random.nextBytes(material);
    AeadKey key =
        AeadKey.parse(
            "watchfire-aead:"
                + suite.name()
                + ":"
                + kid.text()
                + ":"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(material));
    byte[] wrapped =
        suite
            .seal(kek, key.text().getBytes(StandardCharsets.US_ASCII), bound(kid))
            .text()
            .getBytes(StandardCharsets.US_ASCII);
    Path file = file(kid);
    disk.write(file, wrapped, 0, wrapped.length);
    unsynced.add(file);
    byKid.put(kid.text(), key);
    return key;
  }

  private static byte[] bound(Kid kid) {
    return ("watchfire wrapped key 1\n" + kid.text()).getBytes(StandardCharsets.US_ASCII);
  }

  /** Makes all keys durable that were made so far; call it before what they sealed is committed. */
  public void sync() throws IOException {
    synchronized (syncing) {
      List<Path> files;
      synchronized (byKid) {
        files = new ArrayList<>(unsynced);
      }
      Set<Path> directories = new LinkedHashSet<>();
      for (Path file : files) {
        try {
          disk.sync(file);
          directories.add(file.getParent());
        } catch (NoSuchFileException e) {
          LOG.info("{} was destroyed before it was durable", file.getFileName());
        }
      }
      for (Path directory : directories) {
        disk.syncDirectory(directory);
      }
      synchronized (byKid) {
        files.forEach(unsynced::remove);
      }
    }
  }

  /**
   * The living keys of a person.
   *
   * @param from first period, such as {@code 2026q1}; inclusive
   * @param to last period; inclusive
   * @return kids in order of period and generation
   */
  public List<String> living(String pseudonym, String from, String to) throws IOException {
    List<Kid> found = new ArrayList<>();
    for (String period : disk.list(dir.resolve("keys"))) {
      if (period.compareTo(from) < 0 || period.compareTo(to) > 0) {
        continue;
      }
      Path folder = dir.resolve("keys").resolve(period).resolve(pseudonym.substring(0, 2));
      for (String name : disk.list(folder)) {
        if (name.endsWith(SUFFIX) && name.startsWith(pseudonym + "-")) {
          Kid.parse(name.substring(0, name.length() - SUFFIX.length())).ifPresent(found::add);
        }
      }
    }
    return sorted(found);
  }

  /** The destroyed keys of a person; as {@link #living}. */
  public List<String> destroyed(String pseudonym, String from, String to) throws IOException {
    List<Kid> found = new ArrayList<>();
    for (String name : disk.list(dir.resolve("shredded"))) {
      Kid.parse(name.replaceFirst("\\.json$", ""))
          .filter(k -> k.pseudonym().equals(pseudonym))
          .filter(k -> k.period().compareTo(from) >= 0 && k.period().compareTo(to) <= 0)
          .ifPresent(found::add);
    }
    return sorted(found);
  }

  private static List<String> sorted(List<Kid> kids) {
    kids.sort(Comparator.comparing(Kid::period).thenComparing(Kid::generation));
    return kids.stream().map(Kid::text).toList();
  }

  /**
   * Destroys a key for good: the tombstone is made durable first, then the wrapped key is
   * overwritten, synced, and removed. A crash in between is completed by the next {@link #open}.
   *
   * @param tombstone JSON that says who, when and why; without personal data
   * @return false when the key was not there
   */
  public boolean destroy(String kid, byte[] tombstone) throws IOException {
    Kid parsed =
        Kid.parse(kid).orElseThrow(() -> new IllegalArgumentException(kid + " is not a kid"));
    if (!disk.exists(file(parsed))) {
      return false;
    }
    disk.replace(createdParent(tombstone(kid)), tombstone);
    erase(kid);
    return true;
  }

  /** What was said when a key was destroyed; empty when it was not. */
  public Optional<byte[]> tombstoneOf(String kid) throws IOException {
    Path file = tombstone(kid);
    return disk.exists(file) ? Optional.of(disk.read(file)) : Optional.empty();
  }

  private void erase(String kid) throws IOException {
    Optional<Kid> parsed = Kid.parse(kid);
    synchronized (byKid) {
      byKid.remove(kid);
      if (parsed.isPresent()) {
        for (Path file : List.of(file(parsed.get()), damaged(parsed.get()))) {
          if (disk.exists(file)) {
            byte[] noise = new byte[disk.read(file).length];
            random.nextBytes(noise);
            overwrite(file, noise);
            disk.delete(file);
            disk.syncDirectory(file.getParent());
          }
        }
      }
    }
  }

  /** In place: a new file would leave the old blocks as they are. */
  private void overwrite(Path file, byte[] noise) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
      java.nio.ByteBuffer buffer = java.nio.ByteBuffer.wrap(noise);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
  }

  private static Path createdParent(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    return file;
  }

  private Path file(Kid kid) {
    return dir.resolve("keys")
        .resolve(kid.period())
        .resolve(kid.pseudonym().substring(0, 2))
        .resolve(kid.text() + SUFFIX);
  }

  private Path damaged(Kid kid) {
    return file(kid).resolveSibling(kid.text() + ".damaged");
  }

  private Path tombstone(String kid) {
    return dir.resolve("shredded").resolve(kid + ".json");
  }

  /** Names the directory, never a key. */
  @Override
  public String toString() {
    return "SubjectKeys[" + dir + "]";
  }
}
