package org.watchfire.store.bundle;

import java.util.Locale;

/** Names of the files of log {@code k} of a bundle. */
public final class LogFiles {
  /** Bytes of a row of {@code leaves}: big-endian index and leaf hash. */
  public static final int ROW = 8 + 32;

  private final String folder;

  /**
   * @param k position of the log in the manifest, from 0
   */
  public LogFiles(int k) {
    this.folder = "log/" + k + "/";
  }

  /** The signed checkpoint that everything else of the log is proven under. */
  public String checkpoint() {
    return folder + "checkpoint";
  }

  /** Rows of index and leaf hash, one for each record. */
  public String leaves() {
    return folder + "leaves";
  }

  /** Hashes of the subtrees without a record. */
  public String proof() {
    return folder + "proof";
  }

  /** Part {@code n} of the records. */
  public String records(int n) {
    return folder + "records/" + String.format(Locale.ROOT, "%06d", n);
  }

  /** What a digest entry stands for. */
  public String payload(String sha256) {
    return folder + "payload/" + sha256;
  }

  String payloads() {
    return folder + "payload/";
  }
}
