package org.watchfire.rules.inspect;

import java.util.Arrays;

/**
 * A text in the one form that the detectors read, with the way back to the original positions.
 *
 * <p>Folding turns full-width and other decimal digits into ASCII digits, full-width letters and
 * signs into ASCII, every kind of dash into {@code -}, wide spaces into a space, the traditional
 * characters of the marks into simplified ones, and leaves out zero-width characters, which people
 * (and programs) put into numbers to hide them.
 */
final class View {
  final char[] text;
  final int length;

  /** Original positions of each character; null while they are the same. */
  private final int[] starts;

  private final int[] ends;

  private View(char[] text, int length, int[] starts, int[] ends) {
    this.text = text;
    this.length = length;
    this.starts = starts;
    this.ends = ends;
  }

  /** Folds a text. */
  static View of(CharSequence source) {
    int n = source.length();
    Builder out = new Builder(n);
    int i = 0;
    while (i < n) {
      char c = source.charAt(i);
      if (c < 0x80) {
        out.add(c, i, i + 1);
        i++;
        continue;
      }
      int cp = c;
      int next = i + 1;
      if (Character.isHighSurrogate(c)
          && next < n
          && Character.isLowSurrogate(source.charAt(next))) {
        cp = Character.toCodePoint(c, source.charAt(next));
        next++;
      }
      out.fold(cp, i, next);
      i = next;
    }
    return out.build();
  }

  int start(int index) {
    return starts == null ? index : starts[index];
  }

  int end(int index) {
    return ends == null ? index + 1 : ends[index];
  }

  String string(int from, int to) {
    return new String(text, from, to - from);
  }

  /** Collects folded characters; keeps the position maps only from the first one that moved. */
  static final class Builder {
    private char[] text;
    private int[] starts;
    private int[] ends;
    private int length;

    Builder(int capacity) {
      this.text = new char[Math.max(capacity, 16)];
    }

    View build() {
      return new View(text, length, starts, ends);
    }

    void add(char c, int start, int end) {
      if (length == text.length) {
        grow();
      }
      if (starts == null && (start != length || end != length + 1)) {
        trackPositions();
      }
      if (starts != null) {
        starts[length] = start;
        ends[length] = end;
      }
      text[length++] = c;
    }

    void fold(int cp, int start, int end) {
      if (cp < 0x80) {
        add((char) cp, start, end);
      } else if (cp >= 0xFF01 && cp <= 0xFF5E) {
        add((char) (cp - 0xFEE0), start, end);
      } else if (cp >= 0x4E00 && cp <= 0x9FFF) {
        add(simplified((char) cp), start, end);
      } else if (ignorable(cp)) {
        return;
      } else if (space(cp)) {
        add(' ', start, end);
      } else if ((cp >= 0x2010 && cp <= 0x2015) || cp == 0x2212 || cp == 0xFE63) {
        add('-', start, end);
      } else if (Character.getType(cp) == Character.DECIMAL_DIGIT_NUMBER) {
        add((char) ('0' + Character.digit(cp, 10)), start, end);
      } else if (cp > 0xFFFF) {
        add(Character.highSurrogate(cp), start, end);
        add(Character.lowSurrogate(cp), start, end);
      } else {
        add((char) cp, start, end);
      }
    }

    private void grow() {
      int capacity = text.length + (text.length >> 1) + 16;
      text = Arrays.copyOf(text, capacity);
      if (starts != null) {
        starts = Arrays.copyOf(starts, capacity);
        ends = Arrays.copyOf(ends, capacity);
      }
    }

    private void trackPositions() {
      starts = new int[text.length];
      ends = new int[text.length];
      for (int i = 0; i < length; i++) {
        starts[i] = i;
        ends[i] = i + 1;
      }
    }

    private static boolean ignorable(int cp) {
      return cp == 0xAD
          || (cp >= 0x200B && cp <= 0x200F)
          || (cp >= 0x202A && cp <= 0x202E)
          || (cp >= 0x2060 && cp <= 0x2064)
          || cp == 0xFEFF
          || (cp >= 0xFE00 && cp <= 0xFE0F);
    }

    private static boolean space(int cp) {
      return cp == 0xA0
          || (cp >= 0x2000 && cp <= 0x200A)
          || cp == 0x202F
          || cp == 0x205F
          || cp == 0x3000;
    }

    private static char simplified(char c) {
      return switch (c) {
        case '絕' -> '绝';
        case '機' -> '机';
        case '祕' -> '秘';
        case '長' -> '长';
        case '開' -> '开';
        case '會' -> '会';
        case '議' -> '议';
        case '試' -> '试';
        case '結' -> '结';
        case '啟', '啓' -> '启';
        case '個' -> '个';
        case '後' -> '后';
        case '證', '証' -> '证';
        case '號' -> '号';
        case '銀' -> '银';
        case '賬', '帳', '帐' -> '账';
        case '電' -> '电';
        case '話' -> '话';
        case '聯' -> '联';
        case '絡' -> '络';
        case '業' -> '业';
        default -> c;
      };
    }
  }
}
