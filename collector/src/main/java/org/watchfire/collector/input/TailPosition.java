package org.watchfire.collector.input;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.collector.spool.Varint;

/**
 * Where reading of one generation of a file stands: what is kept in the spool.
 *
 * @param input id of the input that reads it
 * @param generation stable id of this life of the file
 * @param path last known path
 * @param firstPath path at first sight, {@code log.file.path} of its events
 * @param head fingerprint of the beginning
 * @param offset resume point
 * @param tail fingerprint of the bytes before {@code offset}
 * @param skipping whether the resume point lies inside a line whose beginning was delivered
 * @param detached whether the file was rotated away from the paths of the input
 * @param given events behind the resume point that were delivered
 */
record TailPosition(
    String input,
    String generation,
    String path,
    String firstPath,
    FileKey key,
    Fingerprint head,
    long offset,
    Fingerprint tail,
    boolean skipping,
    boolean detached,
    List<ParsedStream.Key> given) {

  private static final int VERSION = 1;
  private static final String PREFIX = "file/";

  static boolean isKey(String spoolKey) {
    return spoolKey.startsWith(PREFIX);
  }

  static String spoolKey(String generation) {
    return PREFIX + generation;
  }

  byte[] encode() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(256);
    Varint.put(out, VERSION);
    Varint.put(out, input);
    Varint.put(out, generation);
    Varint.put(out, path);
    Varint.put(out, firstPath);
    Varint.put(out, key.dev());
    Varint.put(out, key.inode());
    Varint.put(out, key.birth());
    put(out, head);
    Varint.put(out, offset);
    put(out, tail);
    Varint.put(out, (skipping ? 1 : 0) | (detached ? 2 : 0));
    Varint.put(out, given.size());
    for (ParsedStream.Key k : given) {
      Varint.put(out, k.offset());
      Varint.put(out, k.subIndex());
    }
    return out.toByteArray();
  }

  static TailPosition decode(byte[] bytes) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    long version = Varint.get(in);
    if (version != VERSION) {
      throw new IOException("file position of version " + version + ", expected " + VERSION);
    }
    String input = Varint.text(in);
    String generation = Varint.text(in);
    String path = Varint.text(in);
    String firstPath = Varint.text(in);
    FileKey key = new FileKey(Varint.get(in), Varint.get(in), Varint.get(in));
    Fingerprint head = fingerprint(in);
    long offset = Varint.get(in);
    Fingerprint tail = fingerprint(in);
    long flags = Varint.get(in);
    long count = Varint.get(in);
    List<ParsedStream.Key> given = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      given.add(new ParsedStream.Key(Varint.get(in), (int) Varint.get(in)));
    }
    return new TailPosition(
        input,
        generation,
        path,
        firstPath,
        key,
        head,
        offset,
        tail,
        (flags & 1) != 0,
        (flags & 2) != 0,
        given);
  }

  private static void put(ByteArrayOutputStream out, Fingerprint f) {
    Varint.put(out, f.length());
    Varint.put(out, f.hash());
  }

  private static Fingerprint fingerprint(ByteBuffer in) throws IOException {
    return new Fingerprint((int) Varint.get(in), Varint.bytes(in));
  }
}
