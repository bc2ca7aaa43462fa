package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Writes a log at a rate while readers check all that they see of it: that every checkpoint
 * continues the one before, that entries are proven by the checkpoint at hand, and that they are
 * what was written. At the end every entry is read once more, in the order of its writer, and the
 * log is checked as a whole.
 */
public final class LedgerHammer {
  private static final int BATCH = 1024;
  private static final long READ_BYTES = 4 << 20;

  private final Path dir;
  private final Settings settings;
  private final Consumer<String> progress;
  private final BlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(4 * BATCH);
  private final AtomicLong inclusions = new AtomicLong();
  private final AtomicLong consistencies = new AtomicLong();
  private final AtomicBoolean done = new AtomicBoolean();

  /**
   * How hard to hit.
   *
   * @param entries to write in all
   * @param writers threads that make entries
   * @param readers threads that check
   * @param rate entries a second; 0 for as fast as it goes
   */
  public record Settings(long entries, int writers, int readers, long rate) {
    /** Checks the ranges. */
    public Settings {
      if (entries < 1 || writers < 1 || writers > 64 || readers < 0 || readers > 64 || rate < 0) {
        throw new IllegalArgumentException(
            "at least 1 entry, 1 to 64 writers, 0 to 64 readers and no negative rate");
      }
    }
  }

  /**
   * What came of it; every number counts something that was checked and right.
   *
   * @param entries written, and read again at the end
   * @param seconds of writing
   * @param inclusions proofs of random entries that were verified
   * @param consistencies proofs between observed checkpoints that were verified
   * @param files that the final check compared
   */
  public record Result(
      long entries, double seconds, long inclusions, long consistencies, long files) {}

  private LedgerHammer(Path dir, Settings settings, Consumer<String> progress) {
    this.dir = dir;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Runs on a new log in an empty directory, with a key of its own.
   *
   * @throws LedgerException at the first thing that is not right; says what
   * @throws IOException when the disk fails
   */
  public static Result run(Path dir, Settings settings, Consumer<String> progress)
      throws IOException, LedgerException, InterruptedException {
    return new LedgerHammer(dir, settings, progress).run();
  }

  private Result run() throws IOException, LedgerException, InterruptedException {
    NoteSigner signer = NoteSigner.generate("hammer/log", new SecureRandom());
    ExecutorService threads = Executors.newCachedThreadPool();
    double seconds;
    try (Ledger ledger = Ledger.open(dir, signer, new FileDisk())) {
      if (ledger.size() > 0) {
        throw new LedgerCorruptException("checkpoint", "the directory holds a log already");
      }
      ledger.publish();
      List<Future<?>> work = new ArrayList<>();
      for (int w = 0; w < settings.writers(); w++) {
        int writer = w;
        work.add(threads.submit(() -> make(writer)));
      }
      for (int r = 0; r < settings.readers(); r++) {
        work.add(threads.submit(() -> check(new LedgerReader(dir, signer.verifier()))));
      }
      long start = System.nanoTime();
      write(ledger, work, start);
      seconds = (System.nanoTime() - start) / 1e9;
      done.set(true);
      for (Future<?> part : work) {
        require(part);
      }
    } finally {
      done.set(true);
      threads.shutdownNow();
      threads.awaitTermination(10, TimeUnit.SECONDS);
    }
    progress.accept("reading everything again");
    requireEveryEntryOnce(new LedgerReader(dir, signer.verifier()));
    TrustPolicy policy = TrustPolicy.ofLog("hammer/log", List.of(signer.verifier()));
    Fsck.Report report =
        Fsck.run(dir, dir.resolve(Ledger.MARK), Optional.of(policy), 0, (d, t) -> {});
    if (!report.sound()) {
      throw new LedgerCorruptException(
          report.findings().get(0).file(), report.findings().get(0).problem());
    }
    return new Result(
        settings.entries(), seconds, inclusions.get(), consistencies.get(), report.files());
  }

  private long share(int writer) {
    long each = settings.entries() / settings.writers();
    return writer == 0 ? settings.entries() - each * (settings.writers() - 1) : each;
  }

  private Void make(int writer) throws InterruptedException {
    for (long n = 0; n < share(writer); n++) {
      waiting.put(entry(writer, n));
    }
    return null;
  }

  /** Any length up to some hundred bytes, and always the same for the same writer and number. */
  private static byte[] entry(int writer, long n) {
    String text = writer + ":" + n + ":" + "#".repeat((int) (n * 7919 % 600));
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void write(Ledger ledger, List<Future<?>> work, long start)
      throws IOException, LedgerException, InterruptedException {
    long told = start;
    while (ledger.size() < settings.entries()) {
      for (Future<?> part : work) {
        if (part.isDone()) {
          require(part);
        }
      }
      List<byte[]> batch = new ArrayList<>(BATCH);
      byte[] first = waiting.poll(100, TimeUnit.MILLISECONDS);
      if (first == null) {
        continue;
      }
      batch.add(first);
      waiting.drainTo(batch, BATCH - 1);
      ledger.append(batch, new Commit(Map.of(), Map.of(), Map.of("entries", ledger.size())));
      ledger.publish();
      long now = System.nanoTime();
      if (now - told > 1_000_000_000L) {
        told = now;
        progress.accept(
            ledger.size()
                + " written, "
                + inclusions
                + " entries and "
                + consistencies
                + " checkpoints verified");
      }
      if (settings.rate() > 0) {
        long due = start + (long) (ledger.size() * 1e9 / settings.rate());
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - now));
      }
    }
  }

  private static void require(Future<?> part)
      throws IOException, LedgerException, InterruptedException {
    try {
      part.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LedgerException wrong) {
        throw wrong;
      }
      throw new IOException(e.getCause().getMessage(), e.getCause());
    }
  }

  private Void check(LedgerReader reader) throws IOException, LedgerException {
    Checkpoint seen = reader.checkpoint();
    while (!done.get()) {
      Checkpoint now = reader.checkpoint();
      if (seen.size() > 0) {
        Rfc6962.verifyConsistency(
            seen.size(),
            seen.root(),
            now.size(),
            now.root(),
            reader.consistencyProof(seen.size(), now.size()));
        consistencies.incrementAndGet();
      }
      for (int i = 0; i < 50 && now.size() > 0 && !done.get(); i++) {
        long index = ThreadLocalRandom.current().nextLong(now.size());
        byte[] entry = reader.entry(index);
        requireOurs(entry, index);
        Rfc6962.verifyInclusion(
            Rfc6962.leafHash(entry),
            index,
            now.size(),
            reader.inclusionProof(index, now.size()),
            now.root());
        inclusions.incrementAndGet();
      }
      seen = now;
    }
    return null;
  }

  /** Its writer and number. */
  private static long[] requireOurs(byte[] entry, long index) throws LedgerCorruptException {
    String[] parts = new String(entry, StandardCharsets.UTF_8).split(":", 3);
    if (parts.length == 3
        && parts[0].matches("[0-9]{1,2}")
        && parts[1].matches("[0-9]{1,18}")
        && Arrays.equals(entry, entry(Integer.parseInt(parts[0]), Long.parseLong(parts[1])))) {
      return new long[] {Long.parseLong(parts[0]), Long.parseLong(parts[1])};
    }
    throw new LedgerCorruptException("tile/entries", "entry " + index + " is not what was written");
  }

  private void requireEveryEntryOnce(LedgerReader reader) throws IOException, LedgerException {
    long size = reader.checkpoint().size();
    long[] next = new long[settings.writers()];
    for (long at = 0; at < size; ) {
      for (byte[] entry : reader.entries(at, READ_BYTES)) {
        long[] who = requireOurs(entry, at);
        if (who[1] != next[(int) who[0]]++) {
          throw new LedgerCorruptException(
              "tile/entries", "entry " + at + " of writer " + who[0] + " is out of its order");
        }
        at++;
      }
    }
    for (int w = 0; w < next.length; w++) {
      if (next[w] != share(w)) {
        throw new LedgerCorruptException(
            "tile/entries", next[w] + " of " + share(w) + " entries of writer " + w + " are there");
      }
    }
  }
}
