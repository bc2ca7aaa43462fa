package org.watchfire.store.ledger;

import java.util.List;

/**
 * What checking one record against the signed checkpoint has shown.
 *
 * @param verified whether the record is exactly what was recorded
 * @param reason {@code ok}, or what does not fit, with the file
 * @param treeSize size of the checkpoint it was checked against; 0 when none could be read
 * @param rootHash base64 root of that checkpoint; empty when none could be read
 * @param proof base64 hashes from the record up to the root
 */
public record Verification(
    boolean verified, String reason, long treeSize, String rootHash, List<String> proof) {
  /** Copies the list. */
  public Verification {
    proof = List.copyOf(proof);
  }

  static Verification failed(String reason) {
    return new Verification(false, reason, 0, "", List.of());
  }

  /** The same check, found wanting for one more reason. */
  public Verification rejected(String why) {
    return new Verification(false, why, treeSize, rootHash, proof);
  }
}
