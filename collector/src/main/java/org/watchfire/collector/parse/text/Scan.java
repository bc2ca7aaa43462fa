package org.watchfire.collector.parse.text;

/**
 * A position in a text, moved forward by small reads. Reads that do not match leave it in place.
 */
public final class Scan {
  private final String text;
  private int position;

  public Scan(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  public int position() {
    return position;
  }

  public void moveTo(int newPosition) {
    position = Math.min(newPosition, text.length());
  }

  public boolean atEnd() {
    return position >= text.length();
  }

  /** The character here, 0 at the end. */
  public char peek() {
    return position < text.length() ? text.charAt(position) : 0;
  }

  /** The character {@code ahead} places on, 0 past the end. */
  public char peek(int ahead) {
    int at = position + ahead;
    return at < text.length() ? text.charAt(at) : 0;
  }

  public boolean take(char expected) {
    if (peek() == expected && !atEnd()) {
      position++;
      return true;
    }
    return false;
  }

  public boolean take(String expected) {
    if (text.startsWith(expected, position)) {
      position += expected.length();
      return true;
    }
    return false;
  }

  public void skipSpaces() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
  }

  /** Text up to the next space or the end; the space itself is consumed. */
  public String token() {
    return upTo(' ');
  }

  /** Text up to {@code end}, which is consumed, or up to the end of the text. */
  public String upTo(char end) {
    int found = text.indexOf(end, position);
    int stop = found < 0 ? text.length() : found;
    String value = text.substring(position, stop);
    position = found < 0 ? stop : stop + 1;
    return value;
  }

  /** Text up to {@code end}, which is consumed; null, without moving, when it does not follow. */
  public String upTo(String end) {
    int found = text.indexOf(end, position);
    if (found < 0) {
      return null;
    }
    String value = text.substring(position, found);
    position = found + end.length();
    return value;
  }

  /** What is left. */
  public String rest() {
    return text.substring(position);
  }

  /** A number of {@code min} to {@code max} ASCII digits, or -1 without moving. */
  public int digits(int min, int max) {
    int at = position;
    int value = 0;
    while (at < text.length() && at - position < max) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        break;
      }
      value = value * 10 + digit;
      at++;
    }
    if (at - position < min) {
      return -1;
    }
    position = at;
    return value;
  }
}
