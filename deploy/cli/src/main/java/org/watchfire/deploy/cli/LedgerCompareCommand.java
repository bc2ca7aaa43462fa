package org.watchfire.deploy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.LedgerException;
import org.watchfire.store.ledger.LedgerReader;
import org.watchfire.store.ledger.NoteException;
import org.watchfire.store.ledger.Rfc6962;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks that a log still has in it what a sheet of paper says that it had. */
@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerCompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @Option(
      names = "--paper",
      required = true,
      paramLabel = "FILE|-",
      descriptionKey = "compare.paper",
      description = "name, number and root hash as typed or scanned, a line each; more is ignored")
  String paper;

  @Override
  public Integer call() throws Exception {
    LedgerReader reader = LogDirectory.reader(dir);
    Checkpoint sheet = read();
    try {
      Checkpoint now = reader.checkpoint();
      requireContinues(sheet, now, reader);
      spec.commandLine()
          .getOut()
          .println("VERIFIED  已验证  " + sheet + " is the beginning of " + now);
      return ExitCode.OK;
    } catch (LedgerException e) {
      spec.commandLine().getOut().println("FAILED  验证失败  " + e.getMessage());
      return ExitCode.FINDINGS;
    }
  }

  private static void requireContinues(Checkpoint sheet, Checkpoint now, LedgerReader reader)
      throws IOException, LedgerException {
    if (!sheet.origin().equals(now.origin())) {
      throw new NoteException("the sheet is of log " + sheet.origin() + ", not " + now.origin());
    }
    if (sheet.size() > now.size()) {
      throw new NoteException(
          "the sheet has "
              + sheet.size()
              + " entries, the log only "
              + now.size()
              + ": entries were removed, or an older copy was put back");
    }
    if (sheet.size() == 0) {
      return;
    }
    List<byte[]> proof = reader.consistencyProof(sheet.size(), now.size());
    Rfc6962.verifyConsistency(sheet.size(), sheet.root(), now.size(), now.root(), proof);
  }

  /** Blank lines and spaces around come with typing; headings of the printed sheet have spaces. */
  private Checkpoint read() throws IOException, NoteException {
    String text;
    try (var in = InspectCommand.open(paper)) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<String> lines =
        text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.contains(" ")).toList();
    int first = 0;
    while (first < lines.size() && lines.get(first).contains("：")) {
      first++;
    }
    return Checkpoint.parse(
        lines.stream().skip(first).limit(3).collect(Collectors.joining("\n")) + "\n");
  }
}
