package org.watchfire.rules.tool;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.watchfire.rules.access.AccessContext;
import org.watchfire.rules.access.AccessEvaluator;
import org.watchfire.rules.access.AccessPolicySet;
import org.watchfire.rules.access.AccessRequest;
import org.watchfire.rules.access.DryRun;
import org.watchfire.rules.access.DryRunSummary;
import org.watchfire.rules.access.Presumption;
import org.watchfire.rules.directory.Asset;
import org.watchfire.rules.directory.Departments;
import org.watchfire.rules.directory.Person;

/** Measures decisions and dry runs in a made-up city administration, on one thread. */
public final class AccessBench {
  private static final long SEED = 20_261_122;
  private static final int REQUESTS = 100_000;
  private static final int ROUNDS = 5;
  private static final int PAGE = 1_000;

  /** Which share of the policies differs in a dry run, in percent. */
  public static final int CHANGED_PERCENT = 5;

  /**
   * Decisions of one kind.
   *
   * @param nanos of CPU of the best round
   */
  public record Decisions(String name, long count, long nanos, long allowed) {
    public double perSecond() {
      return count * 1e9 / Math.max(nanos, 1);
    }
  }

  /**
   * One dry run over the whole matrix.
   *
   * @param seconds wall clock, grouping and counting
   * @param cpuSeconds CPU of the same
   * @param page changes listed in the first page
   * @param pageSeconds wall clock of that page
   * @param heapBytes used more after than before, both after a collection
   */
  public record Run(
      String name,
      double seconds,
      double cpuSeconds,
      DryRunSummary summary,
      int page,
      double pageSeconds,
      long heapBytes) {}

  private final int policies;
  private final AccessWorld world = new AccessWorld(SEED);
  private final Departments departments = AccessWorld.departments();
  private final AccessPolicySet set;
  private final List<Person> people;
  private final List<Asset> assets;

  public AccessBench(int policies, int people, int assets) {
    this.policies = policies;
    this.set = world.set(policies);
    this.people = world.people(people);
    this.assets = world.assets(assets);
  }

  /** Indexed decisions by enforcement, and explanations, which test every policy. */
  public List<Decisions> decisions() {
    AccessEvaluator evaluator = AccessEvaluator.of(set, departments);
    List<AccessRequest> requests = world.requests(REQUESTS, people, assets);
    List<AccessRequest> few = requests.subList(0, REQUESTS / 50);
    return List.of(
        best("decide", requests, r -> evaluator.decide(r).allowed()),
        best("explain", few, r -> evaluator.explain(r, Presumption.STRICT).decision().allowed()));
  }

  private interface Question {
    boolean allowed(AccessRequest request);
  }

  private static Decisions best(String name, List<AccessRequest> requests, Question question) {
    long best = Long.MAX_VALUE;
    long allowed = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long start = cpu();
      allowed = requests.stream().filter(question::allowed).count();
      best = Math.min(best, cpu() - start);
    }
    return new Decisions(name, requests.size(), best, allowed);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** A usual change, and the first set after none: the most that can change. */
  public List<Run> dryRuns() {
    AccessEvaluator now = AccessEvaluator.of(set, departments);
    AccessEvaluator next = AccessEvaluator.of(world.changed(set, CHANGED_PERCENT), departments);
    return List.of(
        run(CHANGED_PERCENT + " % of the policies changed", now, next),
        run("first set", AccessEvaluator.ofNoPolicies(), now));
  }

  private Run run(String name, AccessEvaluator before, AccessEvaluator after) {
    long heap = heap();
    long cpu = cpu();
    long start = System.nanoTime();
    DryRun dryRun = new DryRun(before, after, people, assets, AccessContext.UNKNOWN);
    DryRunSummary summary = dryRun.summary();
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (cpu() - cpu) / 1e9;
    long used = heap() - heap;
    start = System.nanoTime();
    int listed = dryRun.page("", PAGE).items().size();
    return new Run(
        name, seconds, cpuSeconds, summary, listed, (System.nanoTime() - start) / 1e9, used);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  public int policies() {
    return policies;
  }

  public int people() {
    return people.size();
  }

  public int assets() {
    return assets.size();
  }
}
