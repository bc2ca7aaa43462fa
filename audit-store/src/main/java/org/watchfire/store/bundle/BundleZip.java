package org.watchfire.store.bundle;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.watchfire.store.bundle.ZipForm.Member;

/**
 * Reads a zip that has exactly the form of {@link ZipForm}. Contents are not looked at; their sums
 * are the manifest's business. For one thread.
 */
final class BundleZip implements Closeable {
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final Map<String, Member> members;

  private BundleZip(FileChannel channel, Map<String, Member> members) {
    this.channel = channel;
    this.members = members;
  }

  /**
   * @throws BundleException naming the byte of the zip where it leaves the form
   */
  static BundleZip open(Path file) throws IOException, BundleException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      return new BundleZip(channel, members(channel));
    } catch (IOException | BundleException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static Map<String, Member> members(FileChannel channel)
      throws IOException, BundleException {
    long length = channel.size();
    if (length < ZipForm.END || length > ZipForm.MAX_BYTES) {
      throw broken(0, "a bundle has 22 bytes to 4 GiB, this file has " + length);
    }
    long endAt = length - ZipForm.END;
    ByteBuffer end = read(channel, endAt, ZipForm.END);
    int count = end.getShort(10) & 0xffff;
    long size = end.getInt(12) & 0xffff_ffffL;
    long directory = end.getInt(16) & 0xffff_ffffL;
    requireSame(endAt, ZipForm.end(count, directory, size), end, "end record: the file was cut");
    if (count > ZipForm.MAX_MEMBERS || directory + size != endAt) {
      throw broken(endAt, "the directory does not lie before the end record");
    }
    if (size > (long) count * (ZipForm.CENTRAL + ZipForm.MAX_NAME)) {
      throw broken(endAt, "the directory is longer than its " + count + " members allow");
    }
    return members(channel, read(channel, directory, (int) size), directory, count);
  }

  private static Map<String, Member> members(
      FileChannel channel, ByteBuffer directory, long directoryAt, int count)
      throws IOException, BundleException {
    Map<String, Member> members = new LinkedHashMap<>();
    long expected = 0;
    int at = 0;
    for (int i = 0; i < count; i++) {
      Member m = member(directory, at, directoryAt + at);
      byte[] central = ZipForm.central(m);
      requireSame(directoryAt + at, central, slice(directory, at, central.length), "directory");
      if (m.offset() != expected || m.end() > directoryAt) {
        throw broken(directoryAt + at + 42, m.name() + " does not follow the member before it");
      }
      byte[] local = ZipForm.local(m);
      requireSame(
          m.offset(), local, read(channel, m.offset(), local.length), "header of " + m.name());
      if (members.put(m.name(), m) != null) {
        throw broken(directoryAt + at, m.name() + " is there twice");
      }
      expected = m.end();
      at += central.length;
    }
    if (at != directory.limit() || expected != directoryAt) {
      throw broken(expected, "bytes that belong to no member");
    }
    return members;
  }

  private static Member member(ByteBuffer directory, int at, long offset) throws BundleException {
    if (directory.limit() - at < ZipForm.CENTRAL) {
      throw broken(offset, "the directory ends inside a member");
    }
    int nameLength = directory.getShort(at + 28) & 0xffff;
    if (directory.limit() - at - ZipForm.CENTRAL < nameLength) {
      throw broken(offset + 28, "the directory ends inside a name");
    }
    byte[] bytes = new byte[nameLength];
    directory.get(at + ZipForm.CENTRAL, bytes);
    String name = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!ZipForm.isName(name)) {
      throw broken(offset + ZipForm.CENTRAL, "a member has a name that a bundle does not have");
    }
    return new Member(
        name,
        directory.getInt(at + 24) & 0xffff_ffffL,
        directory.getInt(at + 16),
        directory.getInt(at + 42) & 0xffff_ffffL);
  }

  private static ByteBuffer slice(ByteBuffer buffer, int at, int length) {
    int end = Math.min(buffer.limit(), at + length);
    return ByteBuffer.wrap(Arrays.copyOfRange(buffer.array(), at, end));
  }

  private static void requireSame(long offset, byte[] expected, ByteBuffer found, String what)
      throws BundleException {
    int wrong = Arrays.mismatch(expected, found.array());
    if (wrong >= 0) {
      throw broken(offset + wrong, what + " is not as it must be");
    }
  }

  private static BundleException broken(long offset, String message) {
    return new BundleException("", offset, message);
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer buffer = ZipForm.buffer((int) Math.max(0, Math.min(length, channel.size() - from)));
    while (buffer.hasRemaining() && channel.read(buffer, from + buffer.position()) >= 0) {
      // Reads until the buffer is full or the file ends.
    }
    return buffer.flip();
  }

  /** Members in the order of the file. */
  Collection<Member> members() {
    return members.values();
  }

  /** The member of that name, null when there is none. */
  Member member(String name) {
    return members.get(name);
  }

  /** A whole small member. */
  byte[] bytes(Member member, int most) throws IOException, BundleException {
    if (member.size() > most) {
      throw new BundleException(
          member.name(), most, "has " + member.size() + " bytes, at most " + most);
    }
    return read(channel, member.content(), (int) member.size()).array();
  }

  /** The content of a member as a stream; closing it does nothing. */
  InputStream open(Member member) {
    return new BufferedInputStream(new Content(channel, member), BUFFER);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static final class Content extends InputStream {
    private final FileChannel channel;
    private final long end;
    private long at;

    Content(FileChannel channel, Member member) {
      this.channel = channel;
      this.at = member.content();
      this.end = member.end();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] data, int offset, int length) throws IOException {
      if (at == end) {
        return -1;
      }
      int most = (int) Math.min(length, end - at);
      int n = channel.read(ByteBuffer.wrap(data, offset, most), at);
      if (n < 0) {
        throw new EOFException("the bundle became shorter while it was read");
      }
      at += n;
      return n;
    }
  }
}
