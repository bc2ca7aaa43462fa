package org.watchfire.deploy.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.watchfire.store.ledger.Commit;
import org.watchfire.store.ledger.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Appends entries to a log, durably, and publishes the new checkpoint. */
@Command(
    name = "append",
    mixinStandardHelpOptions = true,
    resourceBundle = "org.watchfire.deploy.cli.Messages")
final class LedgerAppendCommand implements Callable<Integer> {
  private static final int BATCH_ENTRIES = 8192;
  private static final long BATCH_BYTES = 8 << 20;

  /** The longest entry of C2SP tlog-tiles. */
  private static final int MAX_ENTRY = 65_535;

  @Spec CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "DIR",
      descriptionKey = "ledger.dir",
      description = "directory of the log")
  Path dir;

  @Parameters(
      index = "1",
      arity = "0..1",
      defaultValue = "-",
      paramLabel = "FILE|-",
      descriptionKey = "ledger.entries",
      description = "entries, one a line without its newline; - is standard input")
  String file;

  @Option(
      names = "--length-prefixed",
      descriptionKey = "ledger.length-prefixed",
      description = "entries are binary, each behind its length as big-endian uint16")
  boolean lengthPrefixed;

  @Override
  public Integer call() throws Exception {
    LogDirectory log = LogDirectory.open(dir);
    try (InputStream in = new BufferedInputStream(InspectCommand.open(file));
        Ledger ledger = log.ledger()) {
      long first = ledger.size();
      List<byte[]> batch = new ArrayList<>();
      long bytes = 0;
      for (byte[] entry = next(in); entry != null; entry = next(in)) {
        batch.add(entry);
        bytes += entry.length;
        if (batch.size() == BATCH_ENTRIES || bytes >= BATCH_BYTES) {
          ledger.append(batch, Commit.NONE);
          spec.commandLine().getErr().println(ledger.size() + " entries");
          batch = new ArrayList<>();
          bytes = 0;
        }
      }
      if (!batch.isEmpty()) {
        ledger.append(batch, Commit.NONE);
      }
      ledger.publish();
      ledger.tidy();
      spec.commandLine()
          .getOut()
          .println((ledger.size() - first) + " entries appended, the log has " + ledger.size());
    }
    return ExitCode.OK;
  }

  private byte[] next(InputStream in) throws IOException {
    return lengthPrefixed ? prefixed(in) : line(in);
  }

  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      line.write(b);
      if (line.size() > MAX_ENTRY) {
        throw new CommandFailure(
            ExitCode.FAILED,
            "a line is longer than "
                + MAX_ENTRY
                + " bytes, the longest entry; nothing after the last full batch was appended");
      }
    }
    return line.toByteArray();
  }

  private static byte[] prefixed(InputStream in) throws IOException {
    int high = in.read();
    if (high < 0) {
      return null;
    }
    int low = in.read();
    int length = high << 8 | low;
    byte[] entry = low < 0 ? new byte[0] : in.readNBytes(length);
    if (low < 0 || entry.length < length) {
      throw new EOFException("the input ends inside an entry; that entry was not appended");
    }
    return entry;
  }
}
