package org.watchfire.store.bundle;

/** A bundle that is not in the form that is written down. */
public final class BundleException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final long offset;

  /**
   * @param file inside the bundle; empty for the zip itself
   * @param offset byte inside that file where reading stopped; -1 when no byte can be named
   */
  public BundleException(String file, long offset, String message) {
    super(message);
    this.file = file;
    this.offset = offset;
  }

  /** File inside the bundle; empty for the zip itself. */
  public String file() {
    return file;
  }

  /** Byte inside the file; -1 when none can be named. */
  public long offset() {
    return offset;
  }
}
