package org.watchfire.store.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.watchfire.core.crypto.AeadKey;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.FileDisk;

/** Brings the newest generation of a backup into an empty directory. */
public final class Restore {
  private static final int EVERY = 10_000;

  private final BackupChain chain;
  private final AeadKey key;
  private final Disk disk = new FileDisk();

  /**
   * @param chain the backup, read and checked
   * @param key that it was encrypted with
   */
  public Restore(BackupChain chain, AeadKey key) {
    this.chain = chain;
    this.key = key;
  }

  /**
   * Writes all files, each checked against its manifest.
   *
   * @param scratch must not exist or be empty: a restore never overwrites anything
   * @param progress lines for people
   * @return number of files
   * @throws BackupDamagedException at the first file that is not what was backed up
   */
  public int to(Path scratch, Consumer<String> progress)
      throws IOException, BackupDamagedException {
    if (chain.size() == 0) {
      throw new BackupDamagedException("manifests", "there is no generation to restore");
    }
    if (Files.isDirectory(scratch)) {
      try (Stream<Path> there = Files.list(scratch)) {
        if (there.findAny().isPresent()) {
          throw new IOException(scratch + " is not empty; restore into a new directory");
        }
      }
    }
    Map<String, BackupChain.Placed> files = chain.newestFiles();
    Set<Path> directories = new LinkedHashSet<>();
    List<Path> written = new ArrayList<>();
    for (BackupChain.Placed placed : files.values()) {
      Section section = placed.section();
      byte[] content = section.open(key, placed.generation(), chain.read(section));
      Path file = scratch.resolve(section.path());
      disk.write(file, content, 0, content.length);
      directories.add(file.getParent());
      written.add(file);
      if (written.size() % EVERY == 0) {
        disk.sync(written.subList(written.size() - EVERY, written.size()));
        progress.accept(written.size() + " of " + files.size() + " files");
      }
    }
    disk.sync(written.subList(written.size() - written.size() % EVERY, written.size()));
    for (Path directory : directories) {
      disk.syncDirectory(directory);
    }
    return written.size();
  }
}
