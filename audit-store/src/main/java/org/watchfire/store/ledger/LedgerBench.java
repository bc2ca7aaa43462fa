package org.watchfire.store.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures a ledger on the disk it is given: durable appending, proofs, verification on read, and
 * what the tree costs. Every batch is synced, committed and signed as in production.
 */
public final class LedgerBench {
  /** As many as a lane commits at once unless it is told otherwise. */
  private static final int BATCH = 8192;

  private static final int PROOFS = 20_000;
  private static final int VERIFICATIONS = 2_000;

  private LedgerBench() {}

  /**
   * What was measured.
   *
   * @param records appended
   * @param bytes of each
   * @param appendPerSecond records that were durable, over the whole run
   * @param proofsPerSecond inclusion proofs of random records, one thread
   * @param verifyMedianMicros verification of one random record from its bytes on disk to the root
   * @param verifyP99Micros the same, one in a hundred is slower
   * @param overheadBytesPerRecord size of all hash tiles by the number of records
   */
  public record Report(
      long records,
      int bytes,
      double appendPerSecond,
      double proofsPerSecond,
      double verifyMedianMicros,
      double verifyP99Micros,
      double overheadBytesPerRecord) {}

  /**
   * Runs the measurement in a new directory below {@code scratch} and removes that again.
   *
   * @param records how many to append, at least one batch
   * @param bytes of each record, at least 32
   * @param progress gets a line now and then
   * @throws IOException when the disk fails or is full
   * @throws LedgerException when the ledger finds itself damaged
   */
  public static Report run(Path scratch, long records, int bytes, Consumer<String> progress)
      throws IOException, LedgerException {
    if (records < BATCH || bytes < 32 || bytes > EntryBundle.MAX_ENTRY) {
      throw new IllegalArgumentException("at least " + BATCH + " records of 32 to 65535 bytes");
    }
    Path dir = Files.createTempDirectory(scratch, "ledger-bench");
    try {
      NoteSigner signer = NoteSigner.generate("bench/ledger", new SecureRandom());
      double appended = append(dir, signer, records, bytes, progress);
      LedgerReader reader = new LedgerReader(dir, signer.verifier());
      progress.accept("proofs");
      double proved = prove(reader, records);
      progress.accept("verification");
      double[] micros = verify(reader, records);
      return new Report(
          records,
          bytes,
          appended,
          proved,
          micros[micros.length / 2],
          micros[micros.length * 99 / 100],
          (double) tileBytes(dir) / records);
    } finally {
      delete(dir);
    }
  }

  private static double append(
      Path dir, NoteSigner signer, long records, int bytes, Consumer<String> progress)
      throws IOException, LedgerException {
    // Made before the clock runs: what is measured is the ledger.
    List<byte[]> batch = new ArrayList<>(BATCH);
    for (int i = 0; i < BATCH; i++) {
      batch.add(record(i, bytes));
    }
    try (Ledger ledger = Ledger.open(dir, signer, new FileDisk())) {
      long start = System.nanoTime();
      long told = start;
      for (long at = 0; at < records; at += BATCH) {
        int count = (int) Math.min(BATCH, records - at);
        Commit commit = new Commit(Map.of("bench/0", at + count), Map.of(), Map.of());
        ledger.append(batch.subList(0, count), commit);
        ledger.publish();
        if (System.nanoTime() - told > 1_000_000_000L) {
          told = System.nanoTime();
          progress.accept("appended " + ledger.size() + " of " + records);
        }
      }
      return records / seconds(start);
    }
  }

  private static byte[] record(int n, int bytes) {
    StringBuilder out = new StringBuilder("{\"n\":" + n + ",\"pad\":\"");
    while (out.length() < bytes - 2) {
      out.append((char) ('a' + (n + out.length()) % 26));
    }
    return out.append("\"}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static double prove(LedgerReader reader, long records)
      throws IOException, LedgerException {
    Prover prover = reader.prover();
    Random random = new Random(1);
    long start = 0;
    // The first tenth warms up.
    for (int i = -PROOFS / 10; i < PROOFS; i++) {
      if (i == 0) {
        start = System.nanoTime();
      }
      prover.inclusion((long) (random.nextDouble() * records));
    }
    return PROOFS / seconds(start);
  }

  private static double[] verify(LedgerReader reader, long records)
      throws IOException, NotInLedgerException, LedgerCorruptException {
    Random random = new Random(2);
    double[] micros = new double[VERIFICATIONS];
    for (int i = -VERIFICATIONS / 10; i < VERIFICATIONS; i++) {
      long start = System.nanoTime();
      Verification result = reader.verify((long) (random.nextDouble() * records));
      if (i >= 0) {
        micros[i] = (System.nanoTime() - start) / 1e3;
      }
      if (!result.verified()) {
        throw new LedgerCorruptException("bench", result.reason());
      }
    }
    Arrays.sort(micros);
    return micros;
  }

  private static long tileBytes(Path dir) throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("tile"))) {
      long bytes = 0;
      for (Path file : (Iterable<Path>) files::iterator) {
        if (Files.isRegularFile(file) && !file.startsWith(dir.resolve(TilePath.ENTRIES))) {
          bytes += Files.size(file);
        }
      }
      return bytes;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void delete(Path dir) throws IOException {
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
