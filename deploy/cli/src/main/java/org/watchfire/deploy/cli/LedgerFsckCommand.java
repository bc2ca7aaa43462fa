package org.watchfire.deploy.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.watchfire.store.ledger.Fsck;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.MinimumIndex;
import org.watchfire.store.ledger.Period;
import org.watchfire.store.ledger.StreamReader;
import org.watchfire.store.ledger.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Derives a whole log, or all logs below a directory, again from its entries. */
@Command(
    name = "fsck",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerFsckCommand implements Callable<Integer> {
  private static final long TELL_NANOS = 1_000_000_000L;
  private static final int DEPTH = 3;

  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "fsck.dir",
      description = "a log (it has a file 'checkpoint'), or a directory with logs below it")
  Path dir;

  @Mixin TrustOptions trust;

  @Option(
      names = "--minimum-index",
      paramLabel = "N",
      defaultValue = "0",
      descriptionKey = "fsck.minimum",
      description = "bundles of entries below it may be missing: pruned by policy")
  long minimumIndex;

  private long toldNanos = System.nanoTime();

  @Override
  public Integer call() throws Exception {
    List<Path> logs = logs();
    if (logs.isEmpty()) {
      throw new CommandFailure(ExitCode.NOT_FOUND, "there is no log in " + dir);
    }
    PrintWriter out = spec.commandLine().getOut();
    long problems = 0;
    for (Path log : logs) {
      problems += check(log, out);
    }
    out.flush();
    if (!trust.isGiven()) {
      spec.commandLine()
          .getErr()
          .println(
              "signatures were not checked: give --key or --policy"
                  + " (未核对签名，请用 --key 或 --policy 指定信任对象)");
    }
    return problems == 0 ? ExitCode.OK : ExitCode.FINDINGS;
  }

  private List<Path> logs() throws IOException {
    if (Files.exists(dir.resolve("checkpoint")) || Files.exists(dir.resolve("state.json"))) {
      return List.of(dir);
    }
    List<Path> logs = new ArrayList<>();
    if (Files.isDirectory(dir)) {
      try (Stream<Path> below = Files.walk(dir, DEPTH)) {
        below
            .filter(p -> Period.parse(p.getFileName().toString()).isPresent())
            .filter(Files::isDirectory)
            .sorted()
            .forEach(logs::add);
      }
    }
    return logs;
  }

  private long check(Path log, PrintWriter out) throws IOException, LedgerException {
    Optional<TrustPolicy> policy =
        !trust.isGiven() ? Optional.empty() : Optional.of(trust.policy(origin(log)));
    // Only what the log's keys have signed can excuse missing entries without being told.
    Optional<MinimumIndex> gone =
        policy.isPresent()
            ? LedgerReader.of(log, origin(log), policy.get()).pruned()
            : Optional.empty();
    gone.ifPresent(minimum -> out.println(log + ": " + minimum.reason()));
    long minimum = Math.max(minimumIndex, gone.map(MinimumIndex::index).orElse(0L));
    Fsck.Report report = Fsck.run(log, mark(log), policy, minimum, this::tell);
    for (Fsck.Finding finding : report.findings()) {
      out.printf("%s/%s%n", log, finding);
    }
    long problems = report.problems();
    if (problems > report.findings().size()) {
      out.printf(
          "… %d more (其余 %d 处略)%n",
          problems - report.findings().size(), problems - report.findings().size());
    }
    Optional<String> chain = chain(log, report);
    if (chain.isPresent()) {
      out.println(log + "/" + chain.get());
      problems++;
    }
    out.printf(
        "%s  %s  %s: %d entries (条), root (根) %s, %d files (文件), %d payloads, %d pruned (已清理), %d"
            + " problems (问题)%n",
        problems == 0 ? "SOUND   完好" : "DAMAGED 损坏",
        report.origin(),
        log,
        report.size(),
        report.root(),
        report.files(),
        report.payloads(),
        report.pruned(),
        problems);
    return problems;
  }

  /** The origin that the checkpoint states; the policy decides whether it is believed. */
  private static String origin(Path log) throws IOException {
    Path checkpoint = log.resolve("checkpoint");
    if (!Files.isRegularFile(checkpoint)) {
      return null;
    }
    String text = Files.readString(checkpoint, StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    return end > 0 ? text.substring(0, end) : null;
  }

  /** Of a stream's log it lies outside the ledgers, in {@code <data>/signed}. */
  private static Path mark(Path log) {
    Path full = log.toAbsolutePath().normalize();
    Path beside = full.resolve("signed");
    if (full.getNameCount() < DEPTH || Files.exists(beside)) {
      return beside;
    }
    Path stream = full.getParent();
    return stream
        .getParent()
        .resolveSibling("signed")
        .resolve(stream.getFileName())
        .resolve(full.getFileName());
  }

  /** Entry 0 of a log must be the last checkpoint of the log before. */
  private static Optional<String> chain(Path log, Fsck.Report report)
      throws IOException, LedgerException {
    Optional<Period> own =
        Period.parse(log.getFileName() == null ? "" : log.getFileName().toString());
    if (own.isEmpty() || report.size() == 0) {
      return Optional.empty();
    }
    return StreamReader.brokenChain(log);
  }

  private void tell(long done, long total) {
    long now = System.nanoTime();
    if (now - toldNanos > TELL_NANOS) {
      toldNanos = now;
      spec.commandLine().getErr().printf("%d of %d entries%n", done, total);
    }
  }
}
