package org.watchfire.deploy.load;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** How long requests took, by kind. Thread-safe. */
public final class Latencies {
  private static final int FIRST = 256;

  private static final class Samples {
    final boolean write;
    long[] nanos = new long[FIRST];
    int count;
    int failed;

    Samples(boolean write) {
      this.write = write;
    }
  }

  private final Map<String, Samples> kinds = new TreeMap<>();

  /**
   * Figures of one kind of request, or of several.
   *
   * @param failed of {@code count}: refused or broken, however fast
   */
  public record Figures(
      String kind, boolean write, int count, int failed, double p50, double p95, double max) {}

  /**
   * @param failed whether the answer was not the one that was asked for
   */
  public synchronized void add(String kind, boolean write, long nanos, boolean failed) {
    Samples samples = kinds.computeIfAbsent(kind, k -> new Samples(write));
    if (samples.count == samples.nanos.length) {
      samples.nanos = Arrays.copyOf(samples.nanos, samples.count * 2);
    }
    samples.nanos[samples.count++] = nanos;
    samples.failed += failed ? 1 : 0;
  }

  /** Figures of each kind by name, in milliseconds. */
  public synchronized Map<String, Figures> byKind() {
    Map<String, Figures> all = new TreeMap<>();
    kinds.forEach((kind, s) -> all.put(kind, figures(kind, s.write, sorted(s), s.failed)));
    return all;
  }

  /** Figures of all reads, or of all writes. */
  public synchronized Figures of(boolean write) {
    long[] all =
        kinds.values().stream()
            .filter(s -> s.write == write)
            .flatMapToLong(s -> Arrays.stream(s.nanos, 0, s.count))
            .sorted()
            .toArray();
    int failed =
        kinds.values().stream().filter(s -> s.write == write).mapToInt(s -> s.failed).sum();
    return figures(write ? "all writes" : "all reads", write, all, failed);
  }

  private static long[] sorted(Samples samples) {
    long[] nanos = Arrays.copyOf(samples.nanos, samples.count);
    Arrays.sort(nanos);
    return nanos;
  }

  private static Figures figures(String kind, boolean write, long[] sorted, int failed) {
    return new Figures(
        kind,
        write,
        sorted.length,
        failed,
        at(sorted, 0.50),
        at(sorted, 0.95),
        sorted.length == 0 ? 0 : sorted[sorted.length - 1] / 1e6);
  }

  /** Nearest rank, in milliseconds. */
  private static double at(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * sorted.length);
    return sorted[Math.max(0, rank - 1)] / 1e6;
  }
}
