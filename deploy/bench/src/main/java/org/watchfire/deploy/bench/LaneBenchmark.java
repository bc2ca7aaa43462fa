package org.watchfire.deploy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From the JSON of an event to the rules that hold, one thread. One operation is one event; an
 * invocation takes the whole batch, so that a slow engine is not measured on its first few events.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class LaneBenchmark {
  /** What a set of rules may take before it is called too expensive to measure. */
  static final Duration SETUP_LIMIT = Duration.ofSeconds(90);

  /** Our engine with the rules, and the events as UTF-8. */
  @State(Scope.Benchmark)
  public static class Ours {
    @Param Lane lane;

    @Param({"100", "1000"})
    int rules;

    private WatchfireEngine engine;

    @Setup(Level.Trial)
    public void compile() throws IOException {
      Workload work = Workload.of(lane, rules, eventsFile());
      engine = new WatchfireEngine(work.rules(), work.bytes());
    }
  }

  /** event-ruler with the rules, and the events as strings. */
  @State(Scope.Benchmark)
  public static class Theirs {
    @Param Lane lane;

    @Param({"100", "1000"})
    int rules;

    private RulerEngine engine;

    @Setup(Level.Trial)
    public void compile() throws IOException, TooExpensive {
      engine = ruler(lane, rules, false);
    }
  }

  /** As {@link Theirs}, in the other of its two ways to match. */
  @State(Scope.Benchmark)
  public static class TheirsStructured {
    @Param Lane lane;

    @Param({"100", "1000"})
    int rules;

    private RulerEngine engine;

    @Setup(Level.Trial)
    public void compile() throws IOException, TooExpensive {
      engine = ruler(lane, rules, true);
    }
  }

  private static RulerEngine ruler(Lane lane, int rules, boolean structured)
      throws IOException, TooExpensive {
    Workload work = Workload.of(lane, rules, eventsFile());
    Allowance allowance = new Allowance(System::nanoTime, SETUP_LIMIT);
    return new RulerEngine(work.rules(), work.texts(), structured, allowance);
  }

  private static Optional<Path> eventsFile() {
    return Optional.ofNullable(System.getProperty(Workload.EVENTS_PROPERTY)).map(Path::of);
  }

  @Benchmark
  @OperationsPerInvocation(Workload.BATCH)
  public void watchfire(Ours ours, Blackhole sink) throws Exception {
    for (int event = 0; event < Workload.BATCH; event++) {
      sink.consume(ours.engine.match(event));
    }
  }

  @Benchmark
  @OperationsPerInvocation(Workload.BATCH)
  public void eventRuler(Theirs theirs, Blackhole sink) throws Exception {
    for (int event = 0; event < Workload.BATCH; event++) {
      sink.consume(theirs.engine.match(event));
    }
  }

  @Benchmark
  @OperationsPerInvocation(Workload.BATCH)
  public void eventRulerStructured(TheirsStructured theirs, Blackhole sink) throws Exception {
    for (int event = 0; event < Workload.BATCH; event++) {
      sink.consume(theirs.engine.match(event));
    }
  }
}
