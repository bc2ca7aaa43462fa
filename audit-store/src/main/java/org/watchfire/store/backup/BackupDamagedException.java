package org.watchfire.store.backup;

/** A backup is not what was written; the message names the file and, inside a pack, the content. */
public final class BackupDamagedException extends Exception {
  private static final long serialVersionUID = 1L;

  BackupDamagedException(String file, String problem) {
    super(file + ": " + problem);
  }

  BackupDamagedException(String file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
