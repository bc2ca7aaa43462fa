package org.watchfire.store.bundle;

import java.io.DataInputStream;
import java.io.IOException;
import org.watchfire.store.bundle.ZipForm.Member;

/**
 * The records of one log of a bundle: frames of a big-endian uint16 length and that many bytes, in
 * numbered files that each hold whole frames. For one thread.
 */
final class RecordStream {
  private final BundleZip zip;
  private final LogFiles files;
  private int part = -1;
  private Member member;
  private DataInputStream in;
  private long at;

  RecordStream(BundleZip zip, LogFiles files) {
    this.zip = zip;
    this.files = files;
  }

  /**
   * One record.
   *
   * @param file that holds it
   * @param offset of its frame in that file
   * @param zipOffset of its frame in the zip
   */
  record Frame(String file, long offset, long zipOffset, byte[] leaf) {}

  /** How many files the records take; they must all be read. */
  int parts() {
    return part + 1;
  }

  /** The next record; null behind the last one. */
  Frame next() throws IOException, BundleException {
    while (member == null || at == member.size()) {
      Member next = zip.member(files.records(part + 1));
      if (next == null) {
        return null;
      }
      part++;
      member = next;
      in = new DataInputStream(zip.open(member));
      at = 0;
    }
    long start = at;
    if (member.size() - at < 2) {
      throw new BundleException(member.name(), at, "ends inside a length");
    }
    int length = in.readUnsignedShort();
    if (member.size() - at - 2 < length) {
      throw new BundleException(member.name(), at, "ends inside a record");
    }
    byte[] leaf = new byte[length];
    in.readFully(leaf);
    at += 2L + length;
    return new Frame(member.name(), start, member.content() + start, leaf);
  }
}
