package org.watchfire.rules.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;

/**
 * What {@link JsonObjects} must find, written down once more: on the whole input, by recursive
 * descent over characters. Each part is a line: {@code index:json} or {@code index!offset}.
 */
final class SlowObjects {
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Broken() {
      super(null, null, false, false);
    }
  }

  private final String in;
  private final int max;
  private final List<String> parts = new ArrayList<>();
  private int at;
  private boolean strict;

  private SlowObjects(String in, int max) {
    this.in = in;
    this.max = max;
  }

  static List<String> split(byte[] input, int max) {
    SlowObjects slow = new SlowObjects(new String(input, ISO_8859_1), max);
    slow.run();
    return slow.parts;
  }

  private void run() {
    at = in.startsWith("\u00ef\u00bb\u00bf") ? 3 : 0;
    boolean array = false;
    boolean first = false;
    boolean comma = false;
    int arrayStart = 0;
    boolean oneLineSeen = false;
    boolean manyLinesSeen = false;
    while (true) {
      int from = at;
      space();
      if (array && strict && in.substring(from, at).contains("\n")) {
        at = in.indexOf('\n', from);
        bad(at);
        array = false;
        continue;
      }
      if (at == in.length()) {
        if (array) {
          bad(at);
        }
        return;
      }
      char c = in.charAt(at);
      if (array && c == ']' && !comma) {
        manyLinesSeen |= in.substring(arrayStart, at).contains("\n");
        array = false;
        at++;
        continue;
      }
      if (array && c == ',' && !first && !comma) {
        comma = true;
        at++;
        continue;
      }
      if (!array && c == '[') {
        array = true;
        first = true;
        comma = false;
        arrayStart = at++;
        continue;
      }
      int start = at;
      try {
        boolean missingComma = array && !first && !comma;
        if (missingComma || (!array && c != '{')) {
          throw new Broken();
        }
        value(0);
        first = false;
        comma = false;
        boolean oneLine = !in.substring(start, at).contains("\n");
        oneLineSeen |= oneLine && !array;
        manyLinesSeen |= !oneLine;
        if (c != '{' || at - start > max) {
          bad(start);
        } else {
          parts.add(parts.size() + ":" + in.substring(start, at));
        }
      } catch (Broken e) {
        bad(start);
        boolean arrayAbove = array && in.substring(arrayStart, start).contains("\n");
        int line = in.substring(start, at).indexOf('\n');
        if (manyLinesSeen || arrayAbove) {
          return;
        }
        if (line < 0 || at - start > max) {
          int end = in.indexOf('\n', at);
          at = end < 0 ? in.length() : end + 1;
        } else if (oneLineSeen || in.startsWith("{", start + line + 1)) {
          at = start + line + 1;
        } else {
          return;
        }
        array = false;
        strict = true;
      }
    }
  }

  private void bad(int offset) {
    parts.add(parts.size() + "!" + offset);
  }

  private void space() {
    while (at < in.length() && " \t\r\n".indexOf(in.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Space inside a value, where a strict reader takes no line end. */
  private char inside() {
    while (at < in.length() && " \t\r\n".indexOf(in.charAt(at)) >= 0) {
      if (strict && in.charAt(at) == '\n') {
        throw new Broken();
      }
      at++;
    }
    if (at == in.length()) {
      throw new Broken();
    }
    return in.charAt(at);
  }

  private void value(int depth) {
    char c = inside();
    if (c == '{' || c == '[') {
      if (depth >= max) {
        throw new Broken();
      }
      at++;
      members(c == '{', depth + 1);
    } else if (c == '"') {
      string();
    } else {
      int from = at;
      while (at < in.length() && in.substring(at, at + 1).matches("[0-9A-Za-z+.-]")) {
        at++;
      }
      if (at == from) {
        throw new Broken();
      }
    }
  }

  private void members(boolean object, int depth) {
    char close = object ? '}' : ']';
    if (inside() == close) {
      at++;
      return;
    }
    while (true) {
      if (object) {
        if (inside() != '"') {
          throw new Broken();
        }
        string();
        if (inside() != ':') {
          throw new Broken();
        }
        at++;
      }
      value(depth);
      char c = inside();
      if (c != ',' && c != close) {
        throw new Broken();
      }
      at++;
      if (c == close) {
        return;
      }
    }
  }

  private void string() {
    at++;
    while (true) {
      if (at < in.length() && in.charAt(at) == '\\') {
        at++;
        if (at == in.length() || in.charAt(at) < 0x20) {
          throw new Broken();
        }
      } else if (at == in.length() || in.charAt(at) < 0x20) {
        throw new Broken();
      } else if (in.charAt(at) == '"') {
        at++;
        return;
      }
      at++;
    }
  }
}
