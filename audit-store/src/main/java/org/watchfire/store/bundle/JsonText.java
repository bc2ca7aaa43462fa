package org.watchfire.store.bundle;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A small strict reader and writer of JSON (RFC 8259) over {@code Map<String,Object>}, {@code
 * List<Object>}, String, Long, BigDecimal, Boolean and null. A name twice in one object, more than
 * 64 levels, a lone surrogate, an odd number form or anything behind the value is refused.
 */
public final class JsonText {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_NUMBER = 100;

  private final String text;
  private int at;
  private int depth;

  private JsonText(String text) {
    this.text = text;
  }

  /** Bytes that are not JSON. */
  public static final class FormatException extends Exception {
    private static final long serialVersionUID = 1L;

    FormatException(String message) {
      super(message);
    }
  }

  /**
   * @throws FormatException saying at which character it is not JSON
   */
  public static Object parse(byte[] json) throws FormatException {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
    } catch (CharacterCodingException e) {
      throw new FormatException("not UTF-8");
    }
    JsonText reader = new JsonText(text);
    Object value = reader.value();
    reader.space();
    if (reader.at < text.length()) {
      throw reader.wrong("something follows the value");
    }
    return value;
  }

  /** As {@link #parse}, and the value must be an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> parseObject(byte[] json) throws FormatException {
    if (parse(json) instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new FormatException("not an object");
  }

  private Object value() throws FormatException {
    space();
    char c = peek();
    return switch (c) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() throws FormatException {
    enter();
    Map<String, Object> map = new LinkedHashMap<>();
    if (!closes('}')) {
      do {
        space();
        if (peek() != '"') {
          throw wrong("expected a name");
        }
        String name = string();
        space();
        expect(':');
        if (map.containsKey(name)) {
          throw wrong("a name is there twice");
        }
        map.put(name, value());
      } while (more('}'));
    }
    depth--;
    return map;
  }

  private List<Object> array() throws FormatException {
    enter();
    List<Object> list = new ArrayList<>();
    if (!closes(']')) {
      do {
        list.add(value());
      } while (more(']'));
    }
    depth--;
    return list;
  }

  private void enter() throws FormatException {
    at++;
    if (++depth > MAX_DEPTH) {
      throw wrong("deeper than " + MAX_DEPTH);
    }
  }

  private boolean closes(char end) throws FormatException {
    space();
    if (peek() != end) {
      return false;
    }
    at++;
    return true;
  }

  private boolean more(char end) throws FormatException {
    space();
    char c = peek();
    at++;
    if (c != ',' && c != end) {
      at--;
      throw wrong("expected ',' or '" + end + "'");
    }
    return c == ',';
  }

  private Object word(String word, Object value) throws FormatException {
    if (!text.startsWith(word, at)) {
      throw wrong("expected a value");
    }
    at += word.length();
    return value;
  }

  private String string() throws FormatException {
    at++;
    int start = at;
    // Most strings have no escape and are one slice.
    while (at < text.length() && plain(text.charAt(at))) {
      at++;
    }
    if (at < text.length() && text.charAt(at) == '"') {
      return text.substring(start, at++);
    }
    StringBuilder out = new StringBuilder(text.substring(start, at));
    while (true) {
      char c = peek();
      if (c == '"') {
        at++;
        return paired(out.toString());
      }
      if (c < 0x20) {
        throw wrong("a control character in a string");
      }
      at++;
      out.append(c == '\\' ? escaped() : c);
    }
  }

  private static boolean plain(char c) {
    return c != '"' && c != '\\' && c >= 0x20;
  }

  private char escaped() throws FormatException {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw wrong("an escape that JSON does not have");
    };
  }

  private char unicode() throws FormatException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      char c = peek();
      int digit = c < 0x80 ? Character.digit(c, 16) : -1;
      if (digit < 0) {
        throw wrong("expected four hex digits");
      }
      code = code << 4 | digit;
      at++;
    }
    return (char) code;
  }

  private String paired(String string) throws FormatException {
    for (int i = 0; i < string.length(); i++) {
      if (Character.isHighSurrogate(string.charAt(i))
          && i + 1 < string.length()
          && Character.isLowSurrogate(string.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(string.charAt(i))) {
        throw wrong("half a character in a string");
      }
    }
    return string;
  }

  private Object number() throws FormatException {
    int start = at;
    take('-');
    if (!take('0')) {
      digits();
    }
    boolean whole = true;
    if (take('.')) {
      whole = false;
      digits();
    }
    if (take('e') || take('E')) {
      whole = false;
      if (!take('+')) {
        take('-');
      }
      digits();
    }
    String number = text.substring(start, at);
    if (number.length() > MAX_NUMBER) {
      throw wrong("a number longer than " + MAX_NUMBER);
    }
    try {
      return whole && number.length() <= 18
          ? (Object) Long.valueOf(number)
          : new BigDecimal(number);
    } catch (NumberFormatException e) {
      throw wrong("a number beyond all bounds");
    }
  }

  private void digits() throws FormatException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw wrong("expected a value");
    }
  }

  private boolean take(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) throws FormatException {
    if (!take(c)) {
      throw wrong("expected '" + c + "'");
    }
  }

  private char peek() throws FormatException {
    if (at >= text.length()) {
      throw wrong("it ends too early");
    }
    return text.charAt(at);
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private FormatException wrong(String message) {
    return new FormatException(message + " at character " + at);
  }

  /** Compact JSON of a tree of the same kinds of value, and of any whole number. */
  public static String write(Object value) {
    StringBuilder out = new StringBuilder();
    write(out, value);
    return out.toString();
  }

  private static void write(StringBuilder out, Object value) {
    if (value instanceof Map<?, ?> map) {
      char before = '{';
      for (Map.Entry<?, ?> e : map.entrySet()) {
        out.append(before);
        quote(out, (String) e.getKey());
        write(out.append(':'), e.getValue());
        before = ',';
      }
      out.append(map.isEmpty() ? "{}" : "}");
    } else if (value instanceof List<?> list) {
      out.append('[');
      for (Iterator<?> i = list.iterator(); i.hasNext(); ) {
        write(out, i.next());
        out.append(i.hasNext() ? "," : "");
      }
      out.append(']');
    } else if (value instanceof String s) {
      quote(out, s);
    } else {
      out.append(value);
    }
  }

  private static void quote(StringBuilder out, String s) {
    out.append('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || c == 0x7f) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
