package org.watchfire.rules.inspect;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads a view once more with its escapes resolved: {@code %XX} of URLs, {@code \}{@code uXXXX} and
 * the other escapes of JSON, {@code \xXX} of web server logs, and long runs of hexadecimal digits
 * that are text (auditd writes arguments so). Without this, a value would pass unseen in exactly
 * the fields that attackers control.
 */
final class Decoding {
  /** Fewer hexadecimal digits cannot hold a mobile number. */
  private static final int SHORTEST_HEX = 2 * MobilePhone.LENGTH;

  private static final Charset GB18030 = Charset.forName("GB18030");

  private final View in;
  private final View.Builder out;
  private boolean changed;

  private Decoding(View in) {
    this.in = in;
    this.out = new View.Builder(in.length);
  }

  /**
   * The decoded view, with positions of the original text; null when there was nothing to decode.
   */
  static View decode(View view) {
    if (!worthTrying(view)) {
      return null;
    }
    Decoding decoding = new Decoding(view);
    decoding.run();
    return decoding.changed ? decoding.out.build() : null;
  }

  private static boolean worthTrying(View view) {
    int hexRun = 0;
    for (int i = 0; i < view.length; i++) {
      char c = view.text[i];
      if (c == '%' || c == '\\') {
        return true;
      }
      hexRun = hex(c) >= 0 ? hexRun + 1 : 0;
      if (hexRun >= SHORTEST_HEX) {
        return true;
      }
    }
    return false;
  }

  private void run() {
    int i = 0;
    while (i < in.length) {
      char c = in.text[i];
      int next = i;
      if (c == '%') {
        next = bytes(i, 1);
      } else if (c == '\\') {
        next = backslash(i);
      } else if (hex(c) >= 0 && (i == 0 || !wordCharacter(in.text[i - 1]))) {
        next = hexRun(i);
      }
      if (next == i) {
        out.add(c, in.start(i), in.end(i));
        next = i + 1;
      } else {
        changed = true;
      }
      i = next;
    }
  }

  private int backslash(int i) {
    if (i + 1 >= in.length) {
      return i;
    }
    char kind = in.text[i + 1];
    if (kind == 'x') {
      return bytes(i, 2);
    }
    if (kind == 'u') {
      return unicode(i);
    }
    char plain =
        switch (kind) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case '"', '\\', '/', '\'' -> kind;
          default -> 0;
        };
    if (plain == 0) {
      return i;
    }
    out.add(plain, in.start(i), in.end(i + 1));
    return i + 2;
  }

  private int unicode(int i) {
    int unit = unit(i);
    if (unit < 0) {
      return i;
    }
    int cp = unit;
    int next = i + 6;
    if (Character.isHighSurrogate((char) unit)) {
      int low = unit(next);
      if (low >= 0 && Character.isLowSurrogate((char) low)) {
        cp = Character.toCodePoint((char) unit, (char) low);
        next += 6;
      }
    }
    out.fold(cp, in.start(i), in.end(next - 1));
    return next;
  }

  /** The four digits after {@code \}{@code u} at {@code i}, or -1. */
  private int unit(int i) {
    if (i + 6 > in.length || in.text[i] != '\\' || in.text[i + 1] != 'u') {
      return -1;
    }
    int value = 0;
    for (int k = i + 2; k < i + 6; k++) {
      int digit = hex(in.text[k]);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  /**
   * A run of escaped bytes, each {@code prefix} characters and two digits; gives the position after
   * it.
   */
  private int bytes(int from, int prefix) {
    int step = prefix + 2;
    ByteArrayOutputStream run = new ByteArrayOutputStream();
    int i = from;
    while (i + step <= in.length
        && in.text[i] == in.text[from]
        && (prefix == 1 || in.text[i + 1] == 'x')) {
      int high = hex(in.text[i + prefix]);
      int low = hex(in.text[i + prefix + 1]);
      if (high < 0 || low < 0) {
        break;
      }
      run.write(high << 4 | low);
      i += step;
    }
    if (i > from) {
      characters(run.toByteArray(), from, step);
    }
    return i;
  }

  private int hexRun(int from) {
    int to = from;
    while (to < in.length && hex(in.text[to]) >= 0) {
      to++;
    }
    boolean whole = to == in.length || !wordCharacter(in.text[to]);
    if (!whole || to - from < SHORTEST_HEX || (to - from) % 2 != 0) {
      return from;
    }
    byte[] bytes = new byte[(to - from) / 2];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) (hex(in.text[from + 2 * k]) << 4 | hex(in.text[from + 2 * k + 1]));
      if (bytes[k] >= 0
          && bytes[k] < ' '
          && bytes[k] != 0
          && bytes[k] != '\n'
          && bytes[k] != '\t') {
        return from;
      }
    }
    if (!isUtf8(bytes)) {
      return from;
    }
    characters(bytes, from, 2);
    return to;
  }

  /**
   * Emits the characters of escaped bytes that begin at {@code from}, {@code step} view characters
   * a byte.
   */
  private void characters(byte[] bytes, int from, int step) {
    Charset charset = isUtf8(bytes) ? StandardCharsets.UTF_8 : GB18030;
    int k = 0;
    while (k < bytes.length) {
      int size = Math.min(sequence(bytes, k, charset), bytes.length - k);
      int start = in.start(from + k * step);
      int end = in.end(from + (k + size) * step - 1);
      String decoded = new String(bytes, k, size, charset);
      for (int c = 0; c < decoded.length(); c += Character.charCount(decoded.codePointAt(c))) {
        out.fold(decoded.codePointAt(c), start, end);
      }
      k += size;
    }
  }

  private static int sequence(byte[] bytes, int at, Charset charset) {
    int first = bytes[at] & 0xFF;
    if (first < 0x80) {
      return 1;
    }
    if (charset == StandardCharsets.UTF_8) {
      return first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    }
    boolean four = at + 1 < bytes.length && bytes[at + 1] >= '0' && bytes[at + 1] <= '9';
    return four ? 4 : 2;
  }

  private static boolean isUtf8(byte[] bytes) {
    try {
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException notUtf8) {
      return false;
    }
  }

  private static boolean wordCharacter(char c) {
    return c < 0x80 && Character.isLetterOrDigit(c);
  }

  private static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
      return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
