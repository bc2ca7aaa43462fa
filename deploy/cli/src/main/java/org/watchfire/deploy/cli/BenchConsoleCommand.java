package org.watchfire.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.watchfire.deploy.load.ConsoleBench;
import org.watchfire.deploy.load.ConsoleBench.ConsoleWorldSize;
import org.watchfire.deploy.load.ConsoleLoad;
import org.watchfire.deploy.load.Latencies;
import org.watchfire.deploy.standalone.DataDirectory;
import org.watchfire.deploy.standalone.Directories;
import org.watchfire.deploy.standalone.Layout;
import org.watchfire.deploy.supervisor.ConsoleStack;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Measures the console with servers of its own, beside what is asked. */
@Command(
    name = "console",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class BenchConsoleCommand implements Callable<Integer> {
  private static final double ASKED_READ = 100;
  private static final double ASKED_WRITE = 200;
  private static final double ASKED_DRY_RUN = 60;

  /** One address is everybody here. */
  private static final String SETTINGS =
      "limits: {sign-ins-per-minute: 100000, requests-per-second: 100000}\n";

  /** When everything was stopped and removed. */
  private final CountDownLatch closed = new CountDownLatch(1);

  @Spec CommandSpec spec;

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "100000",
      descriptionKey = "bench.policy.people",
      description = "people (default: ${DEFAULT-VALUE})")
  int people;

  @Option(
      names = "--assets",
      paramLabel = "N",
      defaultValue = "50000",
      descriptionKey = "bench.policy.assets",
      description = "assets (default: ${DEFAULT-VALUE})")
  int assets;

  @Option(
      names = "--policies",
      paramLabel = "N",
      defaultValue = "1000",
      descriptionKey = "bench.policy.policies",
      description = "policies of a set (default: ${DEFAULT-VALUE})")
  int policies;

  @Option(
      names = "--alerts",
      paramLabel = "N",
      defaultValue = "1000000",
      descriptionKey = "bench.console.alerts",
      description = "alerts in the queue (default: ${DEFAULT-VALUE})")
  long alerts;

  @Option(
      names = "--users",
      paramLabel = "N",
      defaultValue = "50",
      descriptionKey = "bench.console.users",
      description = "users at once (default: ${DEFAULT-VALUE})")
  int users;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "60",
      descriptionKey = "bench.console.seconds",
      description = "how long they work, in each of two rounds (default: ${DEFAULT-VALUE})")
  int seconds;

  @Option(
      names = "--pause",
      paramLabel = "MILLIS",
      defaultValue = "1000",
      descriptionKey = "bench.console.pause",
      description = "average pause of a user between two acts (default: ${DEFAULT-VALUE})")
  int pause;

  @Option(
      names = "--keep",
      descriptionKey = "bench.console.keep",
      description = "leave it running afterwards until the command is ended")
  boolean keep;

  @Override
  public Integer call() throws Exception {
    if (people < 10 || assets < 10 || policies < 1 || alerts < 100 || users < 2 || seconds < 1) {
      throw new CommandFailure(
          ExitCode.USAGE, "at least 10 people and assets, 1 policy, 100 alerts, 2 users, 1 s");
    }
    // PostgreSQL may have to run as another user, who must be able to pass through.
    Path dir =
        Files.createTempDirectory(
            "watchfire-bench-console",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x--x")));
    PrintWriter err = spec.commandLine().getErr();
    try (ConsoleStack stack = ConsoleStack.start(Layout.find(), new DataDirectory(dir), SETTINGS)) {
      int code = measure(stack, err) ? ExitCode.OK : ExitCode.FINDINGS;
      if (keep) {
        keepUntilEnded(stack, err);
      }
      return code;
    } finally {
      Directories.delete(dir);
      closed.countDown();
    }
  }

  /** So that its pages can be looked at with so much behind them. */
  private void keepUntilEnded(ConsoleStack stack, PrintWriter err) throws InterruptedException {
    err.println(
        "console: http://127.0.0.1:" + stack.port() + ", passwords in " + stack.credentialsFile());
    err.println("end it with Ctrl-C");
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endAndAwait(ended), "stop"));
    ended.await();
  }

  private void endAndAwait(CountDownLatch ended) {
    ended.countDown();
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean measure(ConsoleStack stack, PrintWriter err) throws Exception {
    ConsoleWorldSize size = new ConsoleWorldSize(people, assets, policies, alerts);
    ConsoleBench bench = new ConsoleBench(stack, err::println);
    ConsoleBench.Filled filled = bench.fill(size);
    PrintWriter out = spec.commandLine().getOut();
    out.printf(
        Locale.ROOT,
        "%,d people imported at %,.0f/s, %,d assets at %,.0f/s, %,d alerts taken in at %,.0f/s%n",
        people,
        people / filled.peopleSeconds(),
        assets,
        assets / filled.assetSeconds(),
        alerts,
        alerts / filled.alertSeconds());
    out.flush();
    Map<String, String> passwords = new LinkedHashMap<>();
    stack.credentials().forEach((name, password) -> passwords.put(name, (String) password));
    ConsoleLoad load = new ConsoleLoad(stack.port(), passwords, people, assets);
    err.println("dry run, then the policies are published");
    ConsoleBench.DryRun dryRun = bench.dryRun(size);
    bench.publish(dryRun);
    err.println("warming up");
    load.run(users, Duration.ofSeconds(Math.min(20, seconds)), Duration.ofMillis(pause));
    err.println(users + " users at work");
    boolean met =
        print(out, load.run(users, Duration.ofSeconds(seconds), Duration.ofMillis(pause)));
    err.println(users + " users without pauses");
    Latencies hard = load.run(users, Duration.ofSeconds(seconds), Duration.ZERO);
    out.printf(
        Locale.ROOT,
        "without pauses: %,.0f requests/s; p95 of reads %.0f ms, of writes %.0f ms%n",
        (hard.of(false).count() + hard.of(true).count()) / (double) seconds,
        hard.of(false).p95(),
        hard.of(true).p95());
    out.flush();
    out.printf(
        Locale.ROOT,
        "dry run of %,d people x %,d assets, %,d policies: %.1f s; asked <= %.0f s%n",
        people,
        assets,
        policies,
        dryRun.seconds(),
        ASKED_DRY_RUN);
    stack
        .consoleMemory()
        .ifPresent(bytes -> out.printf(Locale.ROOT, "console: %,d MiB resident%n", bytes >> 20));
    out.flush();
    return met && dryRun.seconds() <= ASKED_DRY_RUN;
  }

  private boolean print(PrintWriter out, Latencies latencies) {
    out.printf(
        Locale.ROOT,
        "%d users, each an act about every %d ms, %d s%n%-26s %8s %8s %8s %8s %7s%n",
        users,
        pause,
        seconds,
        "request",
        "count",
        "p50 ms",
        "p95 ms",
        "max ms",
        "failed");
    latencies.byKind().values().forEach(f -> row(out, f, ""));
    Latencies.Figures reads = latencies.of(false);
    Latencies.Figures writes = latencies.of(true);
    row(out, reads, "asked p95 <= " + (int) ASKED_READ + " ms");
    row(out, writes, "asked p95 <= " + (int) ASKED_WRITE + " ms");
    out.flush();
    return reads.p95() <= ASKED_READ
        && writes.p95() <= ASKED_WRITE
        && reads.failed() + writes.failed() == 0;
  }

  private static void row(PrintWriter out, Latencies.Figures f, String asked) {
    out.printf(
        Locale.ROOT,
        "%-26s %8d %8.1f %8.1f %8.1f %7d  %s%n",
        f.kind() + (f.write() ? " (write)" : ""),
        f.count(),
        f.p50(),
        f.p95(),
        f.max(),
        f.failed(),
        asked);
  }
}
