package org.watchfire.store.backup;

import java.nio.file.Path;
import org.watchfire.core.config.Default;

/**
 * How backups are made.
 *
 * @param keyFile file with the key that encrypts them, an {@code AeadKey} text; keep a copy of it
 *     away from the machine, without it no backup can be read
 */
public record BackupSettings(@Default("null") Path keyFile) {
  /** No backups. */
  public static BackupSettings none() {
    return new BackupSettings(null);
  }
}
