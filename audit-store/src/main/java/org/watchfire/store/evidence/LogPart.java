package org.watchfire.store.evidence;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.watchfire.store.bundle.BundleWriter;
import org.watchfire.store.bundle.LeafRows;
import org.watchfire.store.bundle.LogFiles;
import org.watchfire.store.bundle.Manifest;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LogSnapshot;
import org.watchfire.store.ledger.Rfc6962;
import org.watchfire.store.ledger.SubsetProof;

/** Writes the files of one log into a bundle. For one thread. */
final class LogPart implements Closeable {
  /** A file of records is written when it holds this many bytes. */
  private static final int PART_BYTES = 4 << 20;

  private static final int WIDTH = 256;

  private final BundleWriter bundle;
  private final LogFiles files;
  private final LogSnapshot log;
  private final long first;
  private final Spool leaves;
  private final Set<String> payloads = new HashSet<>();
  private final ByteArrayOutputStream part = new ByteArrayOutputStream(PART_BYTES + (1 << 17));
  private int parts;
  private long records;
  private long readFrom = -1;
  private List<byte[]> read = List.of();

  LogPart(BundleWriter bundle, int k, LogSnapshot log, long first, Path scratch)
      throws IOException {
    this.bundle = bundle;
    this.files = new LogFiles(k);
    this.log = log;
    this.first = first;
    bundle.add(files.checkpoint(), log.note());
    this.leaves = new Spool(scratch);
  }

  /** Number in the stream of the first record behind this log. */
  long end() {
    return first + log.checkpoint().size();
  }

  /**
   * The record with that number, which must be in this log. Numbers may only rise.
   *
   * @return its content, or nothing when {@code wanted} does not want it
   */
  byte[] content(long seq) throws IOException, LedgerException {
    byte[] leaf = leaf(seq - first);
    return log.payload(leaf).orElse(leaf);
  }

  private byte[] leaf(long index) throws IOException, LedgerException {
    if (readFrom < 0 || index - readFrom >= read.size()) {
      readFrom = index / WIDTH * WIDTH;
      read = log.leavesFrom(readFrom);
    }
    return read.get((int) (index - readFrom));
  }

  /** Adds the record with that number. */
  void add(long seq) throws IOException, LedgerException {
    long index = seq - first;
    byte[] leaf = leaf(index);
    leaves.write(
        ByteBuffer.allocate(LogFiles.ROW).putLong(index).put(Rfc6962.leafHash(leaf)).array());
    Optional<byte[]> payload = log.payload(leaf);
    if (payload.isPresent()) {
      String sha256 = HexFormat.of().formatHex(Rfc6962.sha256(payload.get()));
      if (payloads.add(sha256)) {
        bundle.add(files.payload(sha256), payload.get());
      }
    }
    part.write(leaf.length >> 8);
    part.write(leaf.length);
    part.writeBytes(leaf);
    records++;
    if (part.size() >= PART_BYTES) {
      flush();
    }
  }

  private void flush() throws IOException {
    if (part.size() > 0) {
      bundle.add(files.records(parts++), part.toByteArray());
      part.reset();
    }
  }

  /**
   * Writes what remains, leaves and proof.
   *
   * @throws EvidenceException when the ledger does not prove its own records
   */
  Manifest.Log finish(Path scratch) throws IOException, LedgerException, EvidenceException {
    flush();
    leaves.addTo(bundle, files.leaves());
    try (Spool proof = new Spool(scratch);
        InputStream rows = new BufferedInputStream(leaves.read(), 1 << 16)) {
      byte[] root =
          SubsetProof.root(
              log.checkpoint().size(),
              new LeafRows(rows, records),
              (from, to) -> {
                byte[] hash = log.hash(from, to);
                proof.write(hash);
                return hash;
              });
      if (!MessageDigest.isEqual(root, log.checkpoint().root())) {
        throw new EvidenceException(
            "log "
                + log.checkpoint().origin()
                + " does not prove these records: entries or tiles were changed; nothing was"
                + " exported, check it with: watchfire ledger fsck");
      }
      proof.addTo(bundle, files.proof());
    }
    return new Manifest.Log(log.checkpoint().origin(), first, log.checkpoint().size(), records);
  }

  @Override
  public void close() throws IOException {
    leaves.close();
  }
}
