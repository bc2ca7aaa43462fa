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
import java.util.function.Consumer;
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
  private static final int FOLDERS = 256;

  private final Path dir;
  private final AeadKey kek;
  private final CryptoSuite suite;
  private final Disk disk;
  private final SecureRandom random = new SecureRandom();
  private final FreshKeys fresh;
  private final Consumer<Runnable> later;
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
  private final Map<String, byte[]> unsynced = new LinkedHashMap<>();

  private SubjectKeys(Path dir, AeadKey kek, Disk disk, Consumer<Runnable> later) {
    this.dir = dir;
    this.kek = kek;
    this.suite = CryptoSuites.named(kek.suite());
    this.disk = disk;
    this.fresh = new FreshKeys(dir.resolve("fresh"), disk);
    this.later = later;
  }

  /**
   * Opens the keys in {@code dir}, or begins there, and completes a destruction that was cut off.
   *
   * @param kek wraps the keys; its suite is theirs
   */
  public static SubjectKeys open(Path dir, AeadKey kek, Disk disk) throws IOException {
    return open(dir, kek, disk, Settling::later);
  }

  /** For a process that only opens values: changes nothing on the disk. */
  static SubjectKeys reader(Path dir, AeadKey kek, Disk disk) {
    return new SubjectKeys(dir, kek, disk, task -> {});
  }

  /**
   * As {@link #open(Path, AeadKey, Disk)}.
   *
   * @param later runs what can wait until the operating system has written the files by itself
   */
  static SubjectKeys open(Path dir, AeadKey kek, Disk disk, Consumer<Runnable> later)
      throws IOException {
    SubjectKeys keys = new SubjectKeys(dir, kek, disk, later);
    Set<String> destroyed = new LinkedHashSet<>();
    for (String name : disk.list(dir.resolve("shredded"))) {
      if (name.endsWith(".json")) {
        String kid = name.substring(0, name.length() - ".json".length());
        keys.erase(kid);
        destroyed.add(kid);
      }
    }
    keys.fresh.erase(destroyed);
    for (Path file : keys.fresh.files()) {
      keys.recover(file);
    }
    return keys;
  }

  /** A power cut may have taken the files of keys that were durable in another only. */
  private void recover(Path file) throws IOException {
    for (Map.Entry<String, byte[]> e : fresh.read(file).entrySet()) {
      Kid kid = Kid.parse(e.getKey()).orElseThrow();
      // The tombstone after the file: who destroys a key writes the one before removing the other.
      boolean whole = disk.exists(file(kid)) && unwrap(kid, disk.read(file(kid))).isPresent();
      if (!whole && !disk.exists(tombstone(kid.text())) && unwrap(kid, e.getValue()).isPresent()) {
        LOG.info("key {} was not durable by itself yet; written again", kid.text());
        layOut(file(kid).getParent());
        disk.replace(file(kid), e.getValue());
      }
    }
    later.accept(() -> settle(file));
  }

  /** Makes the keys of a file durable by themselves and removes it. */
  private void settle(Path file) {
    try {
      syncEach(fresh.read(file).keySet());
      fresh.remove(file);
    } catch (IOException e) {
      // It does its work as long as it is there; the next start tries again.
      LOG.warn("{} stays: {}", file, e.getMessage());
    }
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
    Optional<AeadKey> key = unwrap(kid, wrapped);
    if (key.isPresent()) {
      byKid.put(kid.text(), key.get());
      return key.get();
    }
    if (wrapped.length > 0 && !isOurs(wrapped)) {
      throw new IOException(file(kid) + " was wrapped under another KEK than the configured one");
    }
    LOG.error("{} is damaged; put aside, restore it from a backup", file(kid));
    disk.move(file(kid), damaged(kid));
    disk.syncDirectory(file(kid).getParent());
    return null;
  }

  /** Empty when it is not what was wrapped under our KEK for that kid. */
  private Optional<AeadKey> unwrap(Kid kid, byte[] wrapped) {
    try {
      Envelope envelope = Envelope.parse(new String(wrapped, StandardCharsets.US_ASCII));
      byte[] key = suite.open(kek, envelope, bound(kid));
      return Optional.of(AeadKey.parse(new String(key, StandardCharsets.US_ASCII)));
    } catch (CryptoException | IllegalArgumentException e) {
      return Optional.empty();
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
    layOut(file.getParent());
    disk.write(file, wrapped, 0, wrapped.length);
    unsynced.put(kid.text(), wrapped);
    byKid.put(kid.text(), key);
    return key;
  }

  /** All folders of a period at once: their names are durable with three syncs, not 256. */
  private void layOut(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path period = folder.getParent();
    for (int i = 0; i < FOLDERS; i++) {
      Files.createDirectories(period.resolve(String.format("%02x", i)));
    }
    disk.syncDirectory(period);
    disk.syncDirectory(period.getParent());
    disk.syncDirectory(dir);
  }

  private static byte[] bound(Kid kid) {
    return ("watchfire wrapped key 1\n" + kid.text()).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Makes all keys durable that were made so far; call it before what they sealed is committed.
   * However many they are, the disk is waited for twice: once for a file with all of them, once for
   * its name.
   */
  public void sync() throws IOException {
    synchronized (syncing) {
      Map<String, byte[]> made;
      synchronized (byKid) {
        made = new LinkedHashMap<>(unsynced);
      }
      if (made.isEmpty()) {
        return;
      }
      if (made.size() == 1) {
        syncEach(made.keySet());
      } else {
        Path file = fresh.write(made);
        // Who destroyed one of them meanwhile did not find it in the file, but left a tombstone.
        Set<String> destroyed = new LinkedHashSet<>(made.keySet());
        destroyed.removeIf(kid -> !disk.exists(tombstone(kid)));
        if (!destroyed.isEmpty()) {
          fresh.erase(destroyed);
        }
        later.accept(() -> settle(file));
      }
      synchronized (byKid) {
        made.keySet().forEach(unsynced::remove);
      }
    }
  }

  private void syncEach(Set<String> kids) throws IOException {
    Set<Path> directories = new LinkedHashSet<>();
    for (String kid : kids) {
      Path file = file(Kid.parse(kid).orElseThrow());
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
    disk.replace(withDirectories(tombstone(kid)), tombstone);
    erase(kid);
    fresh.erase(Set.of(kid));
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

  private static Path withDirectories(Path file) throws IOException {
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
