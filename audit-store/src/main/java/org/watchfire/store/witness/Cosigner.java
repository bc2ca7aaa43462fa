package org.watchfire.store.witness;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Disk;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.SignedNote;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * Follows the checkpoints of all streams and has one witness cosign them. What it obtains goes to
 * the writer of the stream; the last checkpoint of a closed log, which has no writer, it publishes
 * itself.
 */
public final class Cosigner implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Cosigner.class);
  private static final long POLL_MILLIS = 100;
  private static final long LONGEST_WAIT_MILLIS = 10_000;

  private final WitnessClient client;
  private final List<StreamReader> readers;
  private final List<Stream> streams;
  private final Witnesses witnesses;
  private final Disk disk;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Map<String, Long> cosignedSizes = new HashMap<>();
  private final Set<String> closedLogs = new HashSet<>();
  private final AtomicLong cosignatures = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private volatile String trouble = "";

  Cosigner(
      WitnessClient client,
      List<StreamReader> readers,
      List<Stream> streams,
      Witnesses witnesses,
      Disk disk) {
    this.client = client;
    this.readers = readers;
    this.streams = streams;
    this.witnesses = witnesses;
    this.disk = disk;
  }

  /** Name of the witness. */
  public String name() {
    return client.name();
  }

  /** Cosignatures obtained since the start. */
  public long cosignatures() {
    return cosignatures.get();
  }

  /** Attempts that failed since the start. */
  public long failures() {
    return failures.get();
  }

  /** What keeps it from cosigning; empty when nothing does. */
  public String trouble() {
    return trouble;
  }

  void stop() {
    stop.countDown();
  }

  @Override
  public void run() {
    long wait = POLL_MILLIS;
    while (!stopped(wait)) {
      try {
        for (int i = 0; i < streams.size(); i++) {
          follow(streams.get(i), readers.get(i));
        }
        if (!trouble.isEmpty()) {
          LOG.info("witness {} cosigns again", name());
        }
        trouble = "";
        wait = POLL_MILLIS;
      } catch (IOException | LedgerException e) {
        failures.incrementAndGet();
        if (!String.valueOf(e.getMessage()).equals(trouble)) {
          LOG.error("checkpoints are not cosigned: {}", e.getMessage());
        }
        trouble = String.valueOf(e.getMessage());
        wait = Math.min(LONGEST_WAIT_MILLIS, wait * 2);
      }
    }
  }

  private boolean stopped(long millis) {
    try {
      return stop.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void follow(Stream stream, StreamReader reader) throws IOException, LedgerException {
    if (!reader.exists()) {
      return;
    }
    List<StreamReader.Log> logs = reader.logs();
    for (int i = 0; i < logs.size(); i++) {
      LedgerReader log = logs.get(i).reader();
      byte[] bytes = log.checkpointNote();
      SignedNote note = SignedNote.parse(bytes);
      Checkpoint checkpoint = Checkpoint.parse(note.text());
      Long known = cosignedSizes.get(checkpoint.origin());
      boolean closed = i + 1 < logs.size();
      // What was offered to the writer of a log just before it closed may not have been published.
      boolean done =
          closed
              ? closedLogs.contains(checkpoint.origin())
              : known != null && known == checkpoint.size();
      if (done || checkpoint.size() == 0) {
        continue;
      }
      // The successor of a closed log has begun, so its writer does not touch it any more.
      Witnesses.Publishing publishing =
          closed
              ? joined -> disk.replace(log.directory().resolve("checkpoint"), joined.bytes())
              : joined -> witnesses.offer(stream, joined);
      witnesses.collect(note, checkpoint.origin(), ask(log, note, checkpoint, known), publishing);
      cosignatures.incrementAndGet();
      cosignedSizes.put(checkpoint.origin(), checkpoint.size());
      if (closed) {
        closedLogs.add(checkpoint.origin());
      }
    }
  }

  /**
   * Asks with the size that the witness should have, and again with the one that it says it has.
   */
  private List<SignedNote.Signature> ask(
      LedgerReader log, SignedNote note, Checkpoint checkpoint, Long known)
      throws IOException, LedgerException {
    long old = known == null ? 0 : known;
    for (int attempt = 0; attempt < 2; attempt++) {
      List<byte[]> proof = old == 0 ? List.of() : log.consistencyProof(old, checkpoint.size());
      WitnessClient.Answer answer = client.add(new AddCheckpoint(old, proof, note.bytes()));
      if (answer instanceof WitnessClient.Answer.Cosigned cosigned) {
        return cosigned.signatures();
      }
      if (answer instanceof WitnessClient.Answer.Refused refused) {
        throw new IOException(
            "witness " + name() + " refuses " + refused.status() + ": " + refused.reason());
      }
      long has = ((WitnessClient.Answer.OtherSize) answer).size();
      if (has > checkpoint.size() || (has == old && old == checkpoint.size())) {
        throw new IOException(
            "witness "
                + name()
                + " has cosigned "
                + (has > checkpoint.size() ? has + " entries" : "another root")
                + " of log "
                + checkpoint
                + ": two histories of this log exist (见证者见过另一段历史)");
      }
      old = has;
    }
    throw new IOException("witness " + name() + " does not agree with itself about its size");
  }
}
