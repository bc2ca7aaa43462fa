package org.watchfire.store.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.watchfire.store.bundle.ZipForm.Member;

/** Makes {@code records.csv} again and compares it byte by byte. For one use. */
final class TableCheck {
  private final Member member;
  private final InputStream in;
  private final CsvTable csv;
  private final Problems problems;
  private long at;
  private boolean different;

  TableCheck(BundleZip zip, Manifest manifest, Problems problems)
      throws IOException, BundleException {
    this.member = zip.member(CsvTable.FILE);
    if (member == null) {
      throw new BundleException(CsvTable.FILE, -1, "is missing");
    }
    this.in = zip.open(member);
    this.csv = new CsvTable(manifest.columns());
    this.problems = problems;
    compare(csv.header(), -1);
  }

  void record(RecordStream.Frame frame, long seq, byte[] record, Map<String, Object> fields)
      throws IOException {
    // Behind the first difference lines may have moved: what follows says nothing.
    if (!different) {
      compare(csv.row(seq, record, fields), seq);
    }
  }

  private void compare(byte[] expected, long seq) throws IOException {
    int wrong = Arrays.mismatch(expected, in.readNBytes(expected.length));
    if (wrong >= 0) {
      different(at + wrong, seq, "differs here from what the record says");
    }
    at += expected.length;
  }

  void end() throws IOException {
    if (!different && at != member.size()) {
      different(at, -1, "has lines that are of no record");
    }
  }

  private void different(long offset, long seq, String detail) {
    different = true;
    problems.add(
        new Problem(Fault.COPY, member.name(), offset, member.content() + offset, seq, detail));
  }
}
