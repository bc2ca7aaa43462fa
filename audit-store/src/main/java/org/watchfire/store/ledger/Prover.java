package org.watchfire.store.ledger;

import java.io.IOException;
import java.util.List;

/**
 * Makes many proofs against one checkpoint. Keeps the tiles it has used, as far as memory allows,
 * so a proof costs at most one read. For one caller at a time.
 */
public final class Prover {
  private final Checkpoint checkpoint;
  private final TreeReader tree;

  Prover(Checkpoint checkpoint, TreeReader tree) {
    this.checkpoint = checkpoint;
    this.tree = tree;
  }

  /** What the proofs lead to. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /**
   * The audit path of an entry, lowest hash first.
   *
   * @throws NotInLedgerException when the checkpoint does not cover it
   */
  public List<byte[]> inclusion(long index) throws IOException, LedgerException {
    LedgerReader.requireCovered(index, checkpoint.size());
    return tree.inclusion(index, checkpoint.size());
  }
}
