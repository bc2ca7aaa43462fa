package org.watchfire.rules.tool;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.rules.match.CompileOptions;
import org.watchfire.rules.match.EventSession;
import org.watchfire.rules.match.MatchCosts;
import org.watchfire.rules.match.RawEvent;
import org.watchfire.rules.match.RuleFiles;
import org.watchfire.rules.match.RuleSet;
import org.watchfire.rules.sigma.RuleSource;

/**
 * Measures matching on one thread, on events held in memory. Figures are CPU time of the thread and
 * wall time; everything is run once before it is measured.
 */
public final class DetectBench {
  private static final long SECOND = 1_000_000_000L;

  private static final int CHECK_EVERY = 64;
  private static final int TENTHS = 10;
  private static final int COMPILE_WARM_UPS = 2;

  /** Few, so that what they hold stays near the processor. */
  private static final int TOGETHER = 4;

  /** What is done with one event. */
  private interface Step {
    long on(int event) throws EventFormatException;
  }

  /**
   * @param events events that were processed
   * @param found matches; for the lane that only parses, events with an id
   */
  public record Lane(String name, long events, long found, long cpuNanos, long wallNanos) {
    public double eventsPerSecond() {
      return events * 1e9 / Math.max(cpuNanos, 1);
    }

    Lane plus(Lane other) {
      return new Lane(
          name,
          events + other.events,
          found + other.found,
          cpuNanos + other.cpuNanos,
          wallNanos + other.wallNanos);
    }

    public double cpuMicros() {
      return cpuNanos / 1e3 / Math.max(events, 1);
    }
  }

  /**
   * @param compileCpuNanos from rule texts to a rule set, after two times that do not count
   * @param compileWallNanos the same in wall time
   * @param heapBytes growth of the used heap by the rule set, after garbage collection
   * @param costs of the passes that were measured and warmed up on the indexed engine
   */
  public record Report(
      long compileCpuNanos,
      long compileWallNanos,
      long heapBytes,
      List<Lane> lanes,
      MatchCosts costs) {}

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final List<byte[]> events;
  private final List<RawEvent> decoded = new ArrayList<>();
  private final long least;
  private final long box;

  /**
   * Measures each lane for at least 3 s, the linear engine for at most 10 s.
   *
   * @param events JSON objects
   * @throws EventFormatException when one cannot be decoded
   */
  public DetectBench(List<byte[]> events) throws EventFormatException {
    this(events, 3 * SECOND, 10 * SECOND);
  }

  /**
   * @param least nanoseconds of CPU for which a lane is measured at least, in whole passes
   * @param box nanoseconds of CPU that the linear engine and each warm-up may take
   */
  DetectBench(List<byte[]> events, long least, long box) throws EventFormatException {
    this.events = List.copyOf(events);
    this.least = least;
    this.box = box;
    for (byte[] json : events) {
      decoded.add(RawEvent.decode(json));
    }
  }

  public Report run(RuleFiles.Found rules, CompileOptions options) throws EventFormatException {
    CompileOptions fast = options.with(CompileOptions.Engine.INDEXED);
    for (int i = 0; i < COMPILE_WARM_UPS; i++) {
      RuleSet.compile(rules.rules(), fast);
    }
    long heapBefore = usedHeap();
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    RuleSet indexed = RuleSet.compile(rules.rules(), fast);
    long compileCpu = threads.getCurrentThreadCpuTime() - cpu;
    long compileWall = System.nanoTime() - wall;
    long heap = usedHeap() - heapBefore;
    RuleSet linear = RuleSet.compile(rules.rules(), options.with(CompileOptions.Engine.LINEAR));
    List<Lane> lanes = new ArrayList<>();
    List<Lane> sizes = allAndTenths(indexed, rules.rules(), fast);
    lanes.add(sizes.get(0));
    EventSession reader = indexed.session();
    lanes.add(
        measured(
            "parse only",
            i -> {
              reader.read(events.get(i));
              return 0;
            }));
    lanes.add(matchOnly(indexed));
    lanes.add(measured("match decoded events", i -> indexed.match(decoded.get(i)).size()));
    lanes.add(sizes.get(1));
    lanes.add(boxed("linear engine", i -> linear.match(events.get(i)).size()));
    return new Report(compileCpu, compileWall, Math.max(heap, 0), lanes, indexed.costs());
  }

  /**
   * With all rules, and with each tenth of them, in turns pass by pass: which tenth is fast and how
   * fast the machine is just then should not matter.
   */
  private List<Lane> allAndTenths(RuleSet all, List<RuleSource> rules, CompileOptions options)
      throws EventFormatException {
    Step whole = i -> all.match(events.get(i)).size();
    List<Step> tenths = new ArrayList<>();
    for (int t = 0; t < TENTHS; t++) {
      int remainder = t;
      RuleSet few =
          RuleSet.compile(
              IntStream.range(0, rules.size())
                  .filter(i -> i % TENTHS == remainder)
                  .mapToObj(rules::get)
                  .toList(),
              options);
      tenths.add(i -> few.match(events.get(i)).size());
    }
    pass("", whole, box, 2 * least);
    for (Step tenth : tenths) {
      pass("", tenth, box / TENTHS, 0);
    }
    Lane many = new Lane("JSON in, matches out", 0, 0, 0, 0);
    Lane few = new Lane("with a tenth of the rules", 0, 0, 0, 0);
    do {
      for (Step tenth : tenths) {
        many = many.plus(pass("", whole, Long.MAX_VALUE, 0));
        few = few.plus(pass("", tenth, Long.MAX_VALUE, 0));
      }
    } while (few.cpuNanos < least && !events.isEmpty());
    return List.of(many, few);
  }

  /** Reads some events, then takes the time of matching them, and so on. */
  private Lane matchOnly(RuleSet rules) throws EventFormatException {
    EventSession[] sessions = new EventSession[Math.min(TOGETHER, Math.max(events.size(), 1))];
    for (int i = 0; i < sessions.length; i++) {
      sessions[i] = rules.session();
    }
    batches(sessions, 2 * least);
    return batches(sessions, least);
  }

  private Lane batches(EventSession[] sessions, long enough) throws EventFormatException {
    long cpu = 0;
    long wall = 0;
    long done = 0;
    long found = 0;
    do {
      for (int from = 0; from < events.size(); from += sessions.length) {
        int n = Math.min(sessions.length, events.size() - from);
        for (int i = 0; i < n; i++) {
          sessions[i].read(events.get(from + i));
        }
        long wallBefore = System.nanoTime();
        long cpuBefore = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < n; i++) {
          found += sessions[i].match().size();
        }
        cpu += threads.getCurrentThreadCpuTime() - cpuBefore;
        wall += System.nanoTime() - wallBefore;
        done += n;
      }
    } while (cpu < enough && !events.isEmpty());
    return new Lane("match only", done, found, cpu, wall);
  }

  private Lane measured(String name, Step step) throws EventFormatException {
    pass(name, step, box, 2 * least);
    return pass(name, step, Long.MAX_VALUE, least);
  }

  private Lane boxed(String name, Step step) throws EventFormatException {
    pass(name, step, box / 10, 0);
    return pass(name, step, box, 0);
  }

  /** Whole passes until the least time is over; stops in the middle of one when the most is. */
  private Lane pass(String name, Step step, long most, long atLeast) throws EventFormatException {
    long done = 0;
    long found = 0;
    long wall = System.nanoTime();
    long cpu = threads.getCurrentThreadCpuTime();
    long used = 0;
    do {
      for (int i = 0; i < events.size() && used < most; i++) {
        found += step.on(i);
        done++;
        if (done % CHECK_EVERY == 0) {
          used = threads.getCurrentThreadCpuTime() - cpu;
        }
      }
      used = threads.getCurrentThreadCpuTime() - cpu;
    } while (used < atLeast && used < most && !events.isEmpty());
    return new Lane(name, done, found, used, System.nanoTime() - wall);
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
