package org.watchfire.store.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.store.bundle.ZipForm.Member;

/**
 * Writes the zip of a bundle, member by member, to a stream that need not be seekable. For one
 * thread; the stream stays open.
 */
public final class BundleWriter {
  private final OutputStream out;
  private final List<Member> members = new ArrayList<>();
  private final List<Manifest.FileEntry> files = new ArrayList<>();
  private long at;

  public BundleWriter(OutputStream out) {
    this.out = out;
  }

  /**
   * Adds a file that is in memory.
   *
   * @throws BundleTooLargeException when the bundle would pass 4 GiB or 65,534 files
   */
  public void add(String name, byte[] data) throws IOException {
    FileSums sums = FileSums.of(data);
    begin(name, data.length, sums.crc());
    out.write(data);
    files.add(sums.entry(name));
  }

  /**
   * Adds a file that is somewhere else.
   *
   * @param sums those of exactly the bytes of {@code data}
   */
  public void add(String name, InputStream data, FileSums sums) throws IOException {
    int crc = sums.crc();
    Manifest.FileEntry entry = sums.entry(name);
    begin(name, entry.size(), crc);
    if (data.transferTo(out) != entry.size()) {
      throw new IOException(name + " changed while it was copied");
    }
    files.add(entry);
  }

  private void begin(String name, long size, int crc) throws IOException {
    if (!ZipForm.isName(name)) {
      throw new IllegalArgumentException("not a name of a bundle: " + name);
    }
    Member member = new Member(name, size, crc, at);
    long directory = (members.size() + 3L) * (ZipForm.CENTRAL + ZipForm.MAX_NAME);
    if (member.end() + directory > ZipForm.MAX_BYTES || members.size() >= ZipForm.MAX_MEMBERS) {
      throw new BundleTooLargeException(
          "the export would be larger than 4 GiB or 65,534 files; export a smaller range");
    }
    out.write(ZipForm.local(member));
    members.add(member);
    at = member.end();
  }

  /** The files so far, for the manifest. */
  public List<Manifest.FileEntry> files() {
    return List.copyOf(files);
  }

  /** Bytes written so far. */
  public long bytes() {
    return at;
  }

  /** Writes the directory and flushes. */
  public void finish() throws IOException {
    long size = 0;
    for (Member member : members) {
      byte[] central = ZipForm.central(member);
      out.write(central);
      size += central.length;
    }
    out.write(ZipForm.end(members.size(), at, size));
    out.flush();
  }
}
