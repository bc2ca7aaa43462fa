package org.watchfire.store.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A disk in memory that can lose power: content is only safe after sync, a name only after its
 * directory is synced. A crash keeps, for everything not safe, at random the old state, the new
 * one, or a torn piece of the new content.
 */
final class CrashingDisk implements Disk {
  /** Thrown at the chosen step; what the process had in memory is gone with it. */
  static final class PowerCut extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private static final class Inode {
    byte[] now = new byte[0];
    byte[] safe = new byte[0];
  }

  private TreeMap<Path, Inode> names = new TreeMap<>();
  private TreeMap<Path, Inode> safeNames = new TreeMap<>();
  private final Set<Path> locked = new HashSet<>();
  private long steps;
  private long cutAt = Long.MAX_VALUE;
  private boolean full;
  private boolean locksFail;
  private long writesLeft = Long.MAX_VALUE;

  /** Lets the power go at the given operation from now. */
  void cutAfter(long operations) {
    steps = 0;
    cutAt = operations;
  }

  /** The space is used up in the middle of a write, after that many whole ones. */
  void fullAfter(long writes) {
    writesLeft = writes;
  }

  /** No space is left for any write until reset. */
  void full(boolean isFull) {
    full = isFull;
    writesLeft = Long.MAX_VALUE;
  }

  long steps() {
    return steps;
  }

  /**
   * Comes back with what a power cut left. {@code kill} keeps everything: only the process died.
   */
  void restart(Random random, boolean kill) {
    cutAt = Long.MAX_VALUE;
    locked.clear();
    if (kill) {
      return;
    }
    Map<Path, Inode> after = new HashMap<>();
    Set<Path> all = new HashSet<>(names.keySet());
    all.addAll(safeNames.keySet());
    for (Path path : all) {
      Inode inode = random.nextBoolean() ? names.get(path) : safeNames.get(path);
      if (inode != null) {
        after.put(path, inode);
      }
    }
    for (Inode inode : new HashSet<>(after.values())) {
      if (!Arrays.equals(inode.now, inode.safe)) {
        inode.now =
            switch (random.nextInt(3)) {
              case 0 -> inode.safe;
              case 1 -> Arrays.copyOf(inode.now, random.nextInt(inode.now.length + 1));
              default -> inode.now;
            };
      }
      inode.safe = inode.now;
    }
    names = new TreeMap<>(after);
    safeNames = new TreeMap<>(after);
  }

  /** Another disk with the same content, all of it safe; nobody holds a lock on it. */
  CrashingDisk copy() {
    CrashingDisk copy = new CrashingDisk();
    copy.copyFrom(this, Path.of("/"));
    return copy;
  }

  /** Makes what is below a directory like on another disk. */
  void copyFrom(CrashingDisk other, Path below) {
    deleteAll(below);
    other.names.forEach(
        (path, inode) -> {
          if (path.startsWith(below)) {
            Inode same = new Inode();
            same.now = inode.now;
            same.safe = inode.now;
            names.put(path, same);
            safeNames.put(path, same);
          }
        });
  }

  /** Removes a directory with everything in it. */
  void deleteAll(Path below) {
    names.keySet().removeIf(path -> path.startsWith(below));
    safeNames.keySet().removeIf(path -> path.startsWith(below));
  }

  /** From now on anybody gets any lock, as on a shared file system that has none. */
  void locksFail() {
    locksFail = true;
  }

  void flip(Path file, int bit) {
    byte[] data = names.get(file).now.clone();
    data[bit / 8] ^= (byte) (1 << (bit % 8));
    names.get(file).now = data;
  }

  Set<Path> files() {
    return new HashSet<>(names.keySet());
  }

  private void step() throws PowerCut {
    if (++steps > cutAt) {
      throw new PowerCut();
    }
  }

  @Override
  public byte[] read(Path file) throws IOException {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode.now.clone();
  }

  @Override
  public boolean exists(Path file) {
    return names.containsKey(file);
  }

  @Override
  public List<String> list(Path directory) {
    List<String> found = new ArrayList<>();
    for (Path p : names.tailMap(directory).keySet()) {
      if (!p.toString().startsWith(directory.toString())) {
        break;
      }
      if (p.startsWith(directory) && p.getNameCount() > directory.getNameCount()) {
        found.add(p.getName(directory.getNameCount()).toString());
      }
    }
    return found.stream().distinct().toList();
  }

  @Override
  public void write(Path file, byte[] data, int offset, int length) throws IOException {
    if (full) {
      throw new IOException("No space left on device");
    }
    Inode inode = names.computeIfAbsent(file, f -> new Inode());
    inode.now = Arrays.copyOfRange(data, offset, offset + length / 2);
    if (--writesLeft < 0) {
      full = true;
      throw new IOException("No space left on device");
    }
    step();
    inode.now = Arrays.copyOfRange(data, offset, offset + length);
    step();
  }

  @Override
  public void sync(Path file) throws IOException {
    step();
    Inode inode = names.get(file);
    inode.safe = inode.now;
  }

  @Override
  public void syncDirectory(Path directory) throws IOException {
    step();
    for (Path p : children(safeNames, directory)) {
      if (!names.containsKey(p)) {
        safeNames.remove(p);
      }
    }
    for (Path p : children(names, directory)) {
      safeNames.put(p, names.get(p));
    }
  }

  private static List<Path> children(TreeMap<Path, Inode> of, Path directory) {
    List<Path> children = new ArrayList<>();
    String prefix = directory.toString();
    for (Path p : of.tailMap(directory).keySet()) {
      if (!p.toString().startsWith(prefix)) {
        break;
      }
      if (p.getNameCount() == directory.getNameCount() + 1 && p.startsWith(directory)) {
        children.add(p);
      }
    }
    return children;
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    names.put(to, names.remove(from));
  }

  @Override
  public void delete(Path file) throws IOException {
    step();
    names.remove(file);
  }

  @Override
  public Closeable lock(Path file) throws LedgerLockedException {
    if (!locked.add(file) && !locksFail) {
      throw new LedgerLockedException(file + " is held");
    }
    return () -> locked.remove(file);
  }
}
