package org.watchfire.rules.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads bytes as text without being told the charset: a byte order mark decides, else UTF-8 where
 * the first piece with anything beyond ASCII is UTF-8, else GB18030 (which covers GBK and GB 2312).
 * Bytes that are no text become U+FFFD and are counted.
 */
final class TextInput {
  private final InputStream in;
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
  private CharsetDecoder decoder;
  private String charset = "US-ASCII";
  private boolean started;
  private boolean ended;
  private long replaced;

  TextInput(InputStream in) {
    this.in = in;
  }

  String charset() {
    return charset;
  }

  long replaced() {
    return replaced;
  }

  /**
   * Reads characters.
   *
   * @param most room for them, at least 2: a character beyond the basic plane takes two
   * @return how many, or -1 at the end
   */
  int read(char[] into, int offset, int most) throws IOException {
    CharBuffer out = CharBuffer.wrap(into, offset, most);
    while (out.position() == offset) {
      if (!ended && bytes.remaining() < bytes.capacity() / 2) {
        fill();
      }
      if (ended && !bytes.hasRemaining()) {
        return -1;
      }
      if (decoder == null && !ascii(out)) {
        decide();
      }
      if (decoder != null) {
        decode(out);
      }
    }
    return out.position() - offset;
  }

  private void fill() throws IOException {
    bytes.compact();
    while (bytes.hasRemaining() && !ended) {
      int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
      ended = read < 0;
      bytes.position(bytes.position() + Math.max(read, 0));
    }
    bytes.flip();
  }

  /** Copies bytes below 0x80; false when another one or a byte order mark stands next. */
  private boolean ascii(CharBuffer out) {
    if (!started && byteOrderMark() != null) {
      return false;
    }
    started = true;
    while (bytes.hasRemaining() && out.hasRemaining()) {
      byte next = bytes.get(bytes.position());
      if (next < 0) {
        return false;
      }
      bytes.get();
      out.put((char) next);
    }
    return true;
  }

  private Charset byteOrderMark() {
    int at = bytes.position();
    if (bytes.remaining() < 2) {
      return null;
    }
    int two = (bytes.get(at) & 0xFF) << 8 | (bytes.get(at + 1) & 0xFF);
    return two == 0xFEFF
        ? StandardCharsets.UTF_16BE
        : two == 0xFFFE ? StandardCharsets.UTF_16LE : null;
  }

  private void decide() {
    Charset unicode = started ? null : byteOrderMark();
    Charset chosen = unicode;
    if (chosen == null) {
      chosen = utf8() ? StandardCharsets.UTF_8 : Charset.forName("GB18030");
    }
    charset = chosen.name();
    decoder =
        chosen
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  /**
   * Whether what is buffered is UTF-8; a character cut off at the end of the buffer does not count
   * against it.
   */
  private boolean utf8() {
    CharsetDecoder probe = StandardCharsets.UTF_8.newDecoder();
    CoderResult result =
        probe.decode(bytes.duplicate(), CharBuffer.allocate(bytes.remaining() + 1), ended);
    return result.isUnderflow();
  }

  private void decode(CharBuffer out) {
    while (true) {
      CoderResult result = decoder.decode(bytes, out, ended);
      if (!result.isError() || !out.hasRemaining()) {
        return;
      }
      bytes.position(bytes.position() + result.length());
      out.put('\uFFFD');
      replaced++;
    }
  }
}
