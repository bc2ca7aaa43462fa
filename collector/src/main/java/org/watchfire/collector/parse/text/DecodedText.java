package org.watchfire.collector.parse.text;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * A line as text, and how it became that.
 *
 * <p>Bytes are UTF-8; if they are not, GB18030 (the mandatory Chinese character set, GB 18030-2022)
 * when they are valid in it, otherwise ISO-8859-1, which accepts everything.
 *
 * @param text the text without a trailing carriage return or a leading byte order mark
 * @param charset name of the character set when it was not UTF-8, otherwise null
 * @param binary whether the bytes are no text: a NUL, or more than one control character in eight
 */
public record DecodedText(String text, String charset, boolean binary) {
  private static final Charset GB18030 = Charset.forName("GB18030");

  /** Decodes at most {@code limit} bytes. */
  public static DecodedText of(byte[] bytes, int limit) {
    int from = 0;
    int to = Math.min(bytes.length, limit);
    if (to >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
      from = 3;
    }
    if (to > from && bytes[to - 1] == '\r') {
      to--;
    }
    boolean ascii = true;
    boolean nul = false;
    int controls = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b < 0) {
        ascii = false;
      } else if (b < 0x20 && b != '\t' && b != '\r' && b != '\n') {
        controls++;
        nul |= b == 0;
      }
    }
    boolean binary = nul || controls > 1 + (to - from) / 8;
    if (ascii) {
      return new DecodedText(
          new String(bytes, from, to - from, StandardCharsets.ISO_8859_1), null, binary);
    }
    String text = strict(bytes, from, to, StandardCharsets.UTF_8);
    if (text != null) {
      return new DecodedText(text, null, binary);
    }
    if (to == limit && to < bytes.length) {
      // A cut inside a character must not make the whole text look like another character set.
      for (int back = 1; back <= 3 && to - back > from; back++) {
        text = strict(bytes, from, to - back, StandardCharsets.UTF_8);
        if (text != null) {
          return new DecodedText(text, null, binary);
        }
      }
    }
    text = strict(bytes, from, to, GB18030);
    if (text != null) {
      return new DecodedText(text, "gb18030", binary);
    }
    return new DecodedText(
        new String(bytes, from, to - from, StandardCharsets.ISO_8859_1), "iso-8859-1", binary);
  }

  private static String strict(byte[] bytes, int from, int to, Charset charset) {
    try {
      return charset
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes, from, to - from))
          .toString();
    } catch (CharacterCodingException notThisCharset) {
      return null;
    }
  }

  /** The longest prefix of {@code text} whose UTF-8 form has at most {@code limit} bytes. */
  public static String cap(String text, int limit) {
    if (text.length() * 3L <= limit) {
      return text;
    }
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int width = 3;
      if (c < 0x80) {
        width = 1;
      } else if (c < 0x800) {
        width = 2;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        width = 4;
      }
      bytes += width;
      if (bytes > limit) {
        return text.substring(0, i);
      }
      if (width == 4) {
        i++;
      }
    }
    return text;
  }
}
