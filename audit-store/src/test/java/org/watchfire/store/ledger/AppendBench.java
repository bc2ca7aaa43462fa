package org.watchfire.store.ledger;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Measures what durable appending, proving and verifying cost on this machine: {@code AppendBench
 * <empty directory> [records] [batch]}. Every batch is synced, committed and signed as in
 * production.
 */
final class AppendBench {
  private static final int BYTES = 600;

  private static long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

  private AppendBench() {}

  public static void main(String[] args) throws Exception {
    Path dir = Path.of(args[0]);
    int records = args.length > 1 ? Integer.parseInt(args[1]) : 500_000;
    int batch = args.length > 2 ? Integer.parseInt(args[2]) : 8192;
    NoteSigner signer = NoteSigner.generate("bench.gov/events", new SecureRandom());
    try (Ledger ledger = Ledger.open(dir, signer, new FileDisk())) {
      List<byte[]> entries = new ArrayList<>(batch);
      for (int i = 0; i < batch; i++) {
        entries.add(record(i));
      }
      long start = System.nanoTime();
      for (int at = 0; at < records; at += batch) {
        ledger.append(entries, new Commit(Map.of("t/0", (long) at), Map.of(), Map.of()));
        ledger.publish();
      }
      report("append, synced per batch of " + batch, ledger.size(), start);
    }
    LedgerReader reader = new LedgerReader(dir, signer.verifier());
    long size = reader.checkpoint().size();
    Random random = new Random(1);
    for (int round = 0; round < 2; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 2000; i++) {
        if (!reader.verify((long) (random.nextDouble() * size)).verified()) {
          throw new AssertionError("a record does not verify");
        }
      }
      report("verify on read", 2000, start);
    }
    long start = System.nanoTime();
    if (reader.firstDamage().isPresent()) {
      throw new AssertionError(reader.firstDamage().get());
    }
    report("check of the whole log", size, start);
  }

  private static byte[] record(int n) {
    StringBuilder out = new StringBuilder("{\"n\":" + n + ",\"pad\":\"");
    while (out.length() < BYTES - 2) {
      out.append((char) ('a' + (n + out.length()) % 26));
    }
    return out.append("\"}").toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void report(String what, long n, long start) {
    double seconds = (System.nanoTime() - start) / 1e9;
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    double used = (cpu - cpuBefore) / 1e9;
    cpuBefore = cpu;
    System.out.printf(
        "%-36s %,10.0f /s  (%,d in %.2f s, %.2f s of CPU)%n", what, n / seconds, n, seconds, used);
  }
}
