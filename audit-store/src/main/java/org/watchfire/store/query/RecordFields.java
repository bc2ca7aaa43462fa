package org.watchfire.store.query;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON record (RFC 8259) as the index sees it: every scalar under its dotted name, lists and
 * objects dissolved, null left out. Numbers keep the text they were written with.
 */
final class RecordFields {
  /** Deepest nesting that is read. */
  static final int MAX_DEPTH = 64;

  /** One value. */
  record Scalar(Kind kind, String text) {}

  /** What a value was written as. */
  enum Kind {
    TEXT,
    NUMBER,
    TRUTH
  }

  private final String json;
  private final Map<String, List<Scalar>> fields = new LinkedHashMap<>();
  private int at;

  private RecordFields(String json) {
    this.json = json;
  }

  /**
   * All values by field name.
   *
   * @throws NotARecord when the bytes are no JSON object in UTF-8, or nested too deeply
   */
  static Map<String, List<Scalar>> read(byte[] record) throws NotARecord {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record)).toString();
    } catch (CharacterCodingException e) {
      throw new NotARecord("no UTF-8", 0);
    }
    RecordFields reader = new RecordFields(text);
    reader.space();
    if (reader.peek() != '{') {
      throw reader.wrong("expected an object");
    }
    reader.value("", 0);
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong("something follows the object");
    }
    return reader.fields;
  }

  /** Bytes that are no record. */
  static final class NotARecord extends Exception {
    private static final long serialVersionUID = 1L;

    NotARecord(String what, int at) {
      super(what + " at character " + (at + 1));
    }
  }

  private void value(String name, int depth) throws NotARecord {
    if (depth > MAX_DEPTH) {
      throw wrong("nested deeper than " + MAX_DEPTH);
    }
    switch (peek()) {
      case '{' -> object(name, depth);
      case '[' -> list(name, depth);
      case '"' -> put(name, Kind.TEXT, string());
      case 't' -> put(name, Kind.TRUTH, word("true"));
      case 'f' -> put(name, Kind.TRUTH, word("false"));
      case 'n' -> word("null");
      default -> put(name, Kind.NUMBER, number());
    }
  }

  private void put(String name, Kind kind, String text) {
    fields.computeIfAbsent(name, n -> new ArrayList<>()).add(new Scalar(kind, text));
  }

  private void object(String name, int depth) throws NotARecord {
    at++;
    space();
    if (take('}')) {
      return;
    }
    do {
      space();
      if (peek() != '"') {
        throw wrong("expected a name");
      }
      String key = string();
      space();
      expect(':');
      space();
      value(name.isEmpty() ? key : name + "." + key, depth + 1);
      space();
    } while (take(','));
    expect('}');
  }

  private void list(String name, int depth) throws NotARecord {
    at++;
    space();
    if (take(']')) {
      return;
    }
    do {
      space();
      value(name, depth + 1);
      space();
    } while (take(','));
    expect(']');
  }

  private String string() throws NotARecord {
    at++;
    StringBuilder out = new StringBuilder();
    while (at < json.length()) {
      char c = json.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      if (c < ' ') {
        throw wrong("control character in a text");
      }
      out.append(c == '\\' ? escaped() : c);
    }
    throw wrong("the text is not closed");
  }

  private char escaped() throws NotARecord {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > json.length() || !json.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
          throw wrong("expected four hexadecimal digits");
        }
        at += 4;
        yield (char) Integer.parseInt(json.substring(at - 4, at), 16);
      }
      default -> throw wrong("no such escape");
    };
  }

  private String word(String word) throws NotARecord {
    if (!json.startsWith(word, at)) {
      throw wrong("expected a value");
    }
    at += word.length();
    return word;
  }

  private String number() throws NotARecord {
    int start = at;
    while (at < json.length() && "+-.0123456789eE".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
    String number = json.substring(start, at);
    if (!number.matches("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
      throw wrong("expected a value");
    }
    return number;
  }

  private boolean take(char c) {
    boolean there = peek() == c;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char c) throws NotARecord {
    if (!take(c)) {
      throw wrong("expected '" + c + "'");
    }
  }

  private char peek() {
    return at < json.length() ? json.charAt(at) : 0;
  }

  private void space() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  private NotARecord wrong(String what) {
    return new NotARecord(what, at);
  }
}
