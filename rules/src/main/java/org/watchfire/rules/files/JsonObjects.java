package org.watchfire.rules.files;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The JSON objects of a file of events, one after the other and without holding the file in memory:
 * one per line (NDJSON), concatenated with or without white space between, over several lines, or
 * in arrays at the top level. Gzip is recognised by its first bytes; a UTF-8 byte order mark is
 * passed over.
 *
 * <p>Only the structure is checked (brackets, commas, colons, strings); what numbers and names are
 * is for who decodes the object. A part that is not an object is {@link Malformed}:
 *
 * <ul>
 *   <li>an array element that is another value, or an object of more than {@link #MAX_BYTES}:
 *       reading goes on behind it;
 *   <li>broken JSON while no part took more than one line: reading goes on with the next line, and
 *       from then on every part must end on its line;
 *   <li>broken JSON elsewhere: it is the last part, because nothing says where the next one begins.
 * </ul>
 *
 * <p>Every part takes a number, so that in NDJSON it is the number of the line that is not empty.
 * Not thread-safe.
 */
public final class JsonObjects implements Closeable {
  /** Largest object: 4 MiB. */
  public static final int MAX_BYTES = 4 << 20;

  private static final int CHUNK = 1 << 16;
  private static final int NONE = -1;

  /** What may come next inside a value. */
  private enum Expect {
    VALUE,
    VALUE_OR_END,
    NAME,
    NAME_OR_END,
    COLON,
    COMMA_OR_END
  }

  /** Bytes that neither end nor change anything inside a string. */
  private static final boolean[] TEXT = new boolean[256];

  /** Bytes of numbers and of true, false, null. */
  private static final boolean[] WORD = new boolean[256];

  static {
    Arrays.fill(TEXT, 0x20, 256, true);
    TEXT['"'] = false;
    TEXT['\\'] = false;
    for (char c = '0'; c <= 'z'; c++) {
      WORD[c] = Character.isLetterOrDigit(c);
    }
    WORD['+'] = true;
    WORD['-'] = true;
    WORD['.'] = true;
  }

  /** A piece of the input. */
  public sealed interface Part {
    /** 0-based number of the part. */
    long index();
  }

  /** One JSON object as it stands in the input. */
  public record Found(long index, byte[] json) implements Part {}

  /**
   * @param offset where the part begins: bytes of the (unpacked) input before it
   */
  public record Malformed(long index, long offset, String reason) implements Part {}

  private final InputStream in;
  private final int maxBytes;
  private byte[] buffer;

  /** Bytes of the input before the buffer. */
  private long before;

  private int position;
  private int end;
  private boolean exhausted;
  private String damage;

  private long index;
  private boolean started;
  private boolean stopped;
  private boolean array;
  private boolean arrayOnThisLine;
  private Expect inArray = Expect.VALUE_OR_END;
  private boolean oneLineSeen;
  private boolean manyLinesSeen;
  private boolean strict;

  private boolean inPart;
  private long partOffset;

  /** Offset of the first line end inside the part. */
  private long lineEnd;

  private String problem;
  private long[] objects = new long[4];

  JsonObjects(InputStream in, int maxBytes, int chunk) {
    this.in = in;
    this.maxBytes = maxBytes;
    this.buffer = new byte[chunk];
  }

  /**
   * @throws java.nio.file.NoSuchFileException when there is no such file
   */
  public static JsonObjects open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    try {
      return of(in);
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Takes over the stream, compressed or not. */
  public static JsonObjects of(InputStream in) throws IOException {
    BufferedInputStream buffered = new BufferedInputStream(in, CHUNK);
    buffered.mark(2);
    boolean gzip = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    InputStream plain = gzip ? new GZIPInputStream(buffered, CHUNK) : buffered;
    return new JsonObjects(plain, MAX_BYTES, CHUNK);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** The next part, null at the end. */
  public Part next() throws IOException {
    if (!started) {
      started = true;
      skipByteOrderMark();
    }
    Part part = stopped ? null : read();
    if (part == null && damage != null) {
      part = new Malformed(index++, before + end, damage);
      damage = null;
    }
    return part;
  }

  private Part read() throws IOException {
    while (true) {
      if (position == end && !fill()) {
        stopped = true;
        return array ? malformed(here(), "the array is not closed") : null;
      }
      byte c = buffer[position];
      if (c == '\n' && array && strict) {
        array = false;
        return malformed(here(), "the array is not closed on its line");
      }
      if (c == '\n') {
        arrayOnThisLine = false;
      }
      if (isSpace(c) || (array && isArraySign(c))) {
        position++;
      } else if (c == '[' && !array) {
        array = true;
        arrayOnThisLine = true;
        inArray = Expect.VALUE_OR_END;
        position++;
      } else {
        return part(c);
      }
    }
  }

  /** Takes the comma or the end where the array may have it. */
  private boolean isArraySign(byte c) {
    if (c == ']' && inArray != Expect.VALUE) {
      array = false;
      manyLinesSeen |= !arrayOnThisLine;
      return true;
    }
    if (c == ',' && inArray == Expect.COMMA_OR_END) {
      inArray = Expect.VALUE;
      return true;
    }
    return false;
  }

  private Part part(byte first) throws IOException {
    partOffset = here();
    lineEnd = NONE;
    problem = null;
    if (array && inArray == Expect.COMMA_OR_END) {
      return broken("expected ',' or ']'");
    }
    if (!array && first != '{') {
      return broken("expected a JSON object");
    }
    inPart = true;
    boolean whole = value();
    inPart = false;
    if (!whole) {
      return broken(problem);
    }
    inArray = Expect.COMMA_OR_END;
    boolean oneLine = lineEnd == NONE;
    oneLineSeen |= oneLine && !array;
    manyLinesSeen |= !oneLine;
    long size = here() - partOffset;
    if (size > maxBytes) {
      return malformed(partOffset, "an object of " + size + " bytes is larger than " + maxBytes);
    }
    if (first != '{') {
      return malformed(partOffset, "not a JSON object");
    }
    return new Found(index++, Arrays.copyOfRange(buffer, (int) (partOffset - before), position));
  }

  private Malformed malformed(long offset, String reason) {
    return new Malformed(index++, offset, reason);
  }

  /** Reports the part and finds where to go on; {@link #position} is where it broke. */
  private Part broken(String reason) throws IOException {
    Malformed report = malformed(partOffset, reason + " at byte " + here());
    boolean sameLine = lineEnd == NONE;
    boolean arrayAbove = array && !arrayOnThisLine;
    boolean kept = here() - partOffset <= maxBytes;
    if (manyLinesSeen || arrayAbove) {
      stopped = true;
    } else if (sameLine || !kept) {
      skipLine();
    } else if (oneLineSeen || startsObject((int) (lineEnd - before) + 1)) {
      position = (int) (lineEnd - before) + 1;
    } else {
      stopped = true;
    }
    array = false;
    strict = true;
    return report;
  }

  /** The line end was read, and what follows it is in the buffer as far as there is any. */
  private boolean startsObject(int at) {
    return at < end && buffer[at] == '{';
  }

  private void skipLine() throws IOException {
    while (position < end || fill()) {
      if (buffer[position++] == '\n') {
        return;
      }
    }
  }

  private long here() {
    return before + position;
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
  }

  /** Passes one value; false with {@link #problem} when it is not one. */
  private boolean value() throws IOException {
    int depth = 0;
    Expect expect = Expect.VALUE;
    while (true) {
      if (position == end && !fill()) {
        return wrong("the input ends inside a value");
      }
      byte c = buffer[position];
      if (isSpace(c)) {
        if (c == '\n') {
          if (strict) {
            return wrong("the line ends inside a value");
          }
          lineEnd = lineEnd == NONE ? here() : lineEnd;
        }
        position++;
        continue;
      }
      switch (c) {
        case '{', '[' -> {
          if (expect != Expect.VALUE && expect != Expect.VALUE_OR_END) {
            return unexpected(c);
          }
          if (depth >= maxBytes) {
            // Too large anyway; ends what the open brackets take in memory.
            return wrong("more open brackets than an object may have bytes");
          }
          open(depth++, c == '{');
          expect = c == '{' ? Expect.NAME_OR_END : Expect.VALUE_OR_END;
          position++;
        }
        case '}', ']' -> {
          boolean object = c == '}';
          boolean here =
              expect == Expect.COMMA_OR_END
                  || expect == (object ? Expect.NAME_OR_END : Expect.VALUE_OR_END);
          if (!here || isObject(depth - 1) != object) {
            return unexpected(c);
          }
          position++;
          depth--;
          expect = Expect.COMMA_OR_END;
        }
        case ',' -> {
          if (expect != Expect.COMMA_OR_END) {
            return unexpected(c);
          }
          expect = isObject(depth - 1) ? Expect.NAME : Expect.VALUE;
          position++;
        }
        case ':' -> {
          if (expect != Expect.COLON) {
            return unexpected(c);
          }
          expect = Expect.VALUE;
          position++;
        }
        case '"' -> {
          if (expect == Expect.COLON || expect == Expect.COMMA_OR_END) {
            return unexpected(c);
          }
          if (!string()) {
            return false;
          }
          boolean name = expect == Expect.NAME || expect == Expect.NAME_OR_END;
          expect = name ? Expect.COLON : Expect.COMMA_OR_END;
        }
        default -> {
          boolean value = expect == Expect.VALUE || expect == Expect.VALUE_OR_END;
          if (!value || !WORD[c & 0xff]) {
            return unexpected(c);
          }
          word();
          expect = Expect.COMMA_OR_END;
        }
      }
      if (depth == 0 && expect == Expect.COMMA_OR_END) {
        return true;
      }
    }
  }

  private void open(int depth, boolean object) {
    int at = depth >> 6;
    if (at == objects.length) {
      objects = Arrays.copyOf(objects, at * 2);
    }
    long bit = 1L << depth;
    objects[at] = object ? objects[at] | bit : objects[at] & ~bit;
  }

  private boolean isObject(int depth) {
    return (objects[depth >> 6] & 1L << depth) != 0;
  }

  private boolean string() throws IOException {
    position++;
    while (true) {
      byte[] bytes = buffer;
      int at = position;
      int to = end;
      while (at < to && TEXT[bytes[at] & 0xff]) {
        at++;
      }
      position = at;
      if (at == to) {
        if (!fill()) {
          return wrong("the input ends inside a string");
        }
      } else if (bytes[at] == '"') {
        position++;
        return true;
      } else if (bytes[at] != '\\') {
        return wrong("a control character inside a string");
      } else {
        position++;
        if (position == end && !fill()) {
          return wrong("the input ends inside a string");
        }
        // What may stand here is for the decoder, but a line end is never part of a string.
        if (buffer[position] >= 0 && buffer[position] < 0x20) {
          return wrong("a control character inside a string");
        }
        position++;
      }
    }
  }

  private void word() throws IOException {
    while (position < end || fill()) {
      if (!WORD[buffer[position] & 0xff]) {
        return;
      }
      position++;
    }
  }

  private boolean unexpected(byte c) {
    boolean shown = c > 0x20 && c < 0x7f;
    return wrong("unexpected " + (shown ? "'" + (char) c + "'" : String.format("byte %02x", c)));
  }

  private boolean wrong(String reason) {
    problem = reason;
    return false;
  }

  private void skipByteOrderMark() throws IOException {
    while (end - position < 3 && fill()) {
      // The first bytes may come one by one.
    }
    if (end >= 3
        && buffer[0] == (byte) 0xef
        && buffer[1] == (byte) 0xbb
        && buffer[2] == (byte) 0xbf) {
      position = 3;
    }
  }

  /** More bytes behind {@link #end}, keeping those of a part that may still be given out. */
  private boolean fill() throws IOException {
    if (exhausted) {
      return false;
    }
    boolean keepPart = inPart && here() - partOffset <= maxBytes;
    int keep = keepPart ? (int) (partOffset - before) : position;
    System.arraycopy(buffer, keep, buffer, 0, end - keep);
    before += keep;
    position -= keep;
    end -= keep;
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      int n = in.read(buffer, end, buffer.length - end);
      exhausted = n < 0;
      end += Math.max(n, 0);
    } catch (EOFException | ZipException e) {
      exhausted = true;
      damage = "the gzip stream is damaged: " + e.getMessage();
    }
    return !exhausted;
  }
}
