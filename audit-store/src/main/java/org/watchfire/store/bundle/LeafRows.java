package org.watchfire.store.bundle;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.watchfire.store.ledger.SubsetProof;

/** Reads the rows of {@code leaves}: 8 bytes of index, 32 of leaf hash. For one thread. */
public final class LeafRows implements SubsetProof.Leaves {
  private final DataInputStream in;
  private long left;
  private long index;

  /**
   * @param rows how many there are
   */
  public LeafRows(InputStream in, long rows) throws IOException {
    this.in = new DataInputStream(in);
    this.left = rows;
    next();
  }

  private void next() throws IOException {
    // A negative index would be no index: the walk finds that it does not rise.
    index = left == 0 ? SubsetProof.NONE : in.readLong();
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public byte[] take() throws IOException {
    byte[] hash = new byte[32];
    in.readFully(hash);
    left--;
    next();
    return hash;
  }
}
