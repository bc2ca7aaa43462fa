package org.watchfire.store.query;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The words of a text, by the rule of Elasticsearch's {@code standard} analyzer (Unicode UAX #29
 * word boundaries, lower-cased):
 *
 * <ul>
 *   <li>each Hanzi (script Han) and each Hiragana is a word of its own;
 *   <li>letters, digits and {@code _} side by side are one word; a run of Katakana is one, and so
 *       is a run of Thai, Lao, Khmer or Myanmar;
 *   <li>{@code . ' ’ : ·} between two letters, and {@code . ' ’ , ;} between two digits, belong to
 *       the word; so do their full-width forms;
 *   <li>combining marks belong to the character before them;
 *   <li>everything else separates words and leaves no trace; a {@code _} alone is no word;
 *   <li>a word longer than 255 characters is cut into words of 255;
 *   <li>characters are lower-cased one by one, without regard to a language.
 * </ul>
 *
 * <p>The two agree on ASCII, Latin, Greek, Cyrillic, Hanzi, Kana, Hangul and CJK punctuation.
 * Emoji, of which the index makes words, are separators here.
 */
final class Words {
  private static final int LONGEST = 255;
  private static final Set<UnicodeScript> COMPLEX =
      EnumSet.of(UnicodeScript.THAI, UnicodeScript.LAO, UnicodeScript.KHMER, UnicodeScript.MYANMAR);

  private enum Kind {
    LETTER,
    DIGIT,
    KATAKANA,
    UNDERSCORE,
    COMPLEX,
    ALONE,
    MARK,
    MID_LETTER,
    MID_DIGIT,
    MID_BOTH,
    OTHER
  }

  private final String text;
  private final List<String> words = new ArrayList<>();

  private Words(String text) {
    this.text = text;
  }

  /** The words in order. */
  static List<String> of(String text) {
    Words words = new Words(text);
    int at = 0;
    while (at < text.length()) {
      at = words.next(at);
    }
    return words.words;
  }

  /** Takes the word that begins here, or skips one character; where to go on. */
  private int next(int start) {
    Kind last = kind(start);
    int at = pastMarks(start);
    if (last == Kind.ALONE) {
      return take(start, at);
    }
    if (!isWord(last) && last != Kind.UNDERSCORE) {
      return start + Character.charCount(text.codePointAt(start));
    }
    boolean word = isWord(last);
    while (at < text.length()) {
      Kind here = kind(at);
      int after = pastMarks(at);
      if (!joins(last, here)) {
        Kind beyond = after < text.length() ? kind(after) : Kind.OTHER;
        if (!bridges(last, here, beyond)) {
          break;
        }
        here = beyond;
        after = pastMarks(after);
      }
      if (after - start > LONGEST) {
        at = start + LONGEST;
        break;
      }
      word |= isWord(here);
      last = here;
      at = after;
    }
    return word ? take(start, at) : at;
  }

  private int take(int start, int end) {
    StringBuilder lower = new StringBuilder();
    text.substring(start, end)
        .codePoints()
        .map(Character::toLowerCase)
        .forEach(lower::appendCodePoint);
    words.add(lower.toString());
    return end;
  }

  private int pastMarks(int at) {
    int next = at + Character.charCount(text.codePointAt(at));
    while (next < text.length() && kind(next) == Kind.MARK) {
      next += Character.charCount(text.codePointAt(next));
    }
    return next;
  }

  private static boolean isWord(Kind kind) {
    return kind == Kind.LETTER
        || kind == Kind.DIGIT
        || kind == Kind.KATAKANA
        || kind == Kind.COMPLEX;
  }

  private static boolean joins(Kind a, Kind b) {
    return switch (a) {
      case LETTER, DIGIT -> b == Kind.LETTER || b == Kind.DIGIT || b == Kind.UNDERSCORE;
      case KATAKANA -> b == Kind.KATAKANA || b == Kind.UNDERSCORE;
      case UNDERSCORE ->
          b == Kind.LETTER || b == Kind.DIGIT || b == Kind.KATAKANA || b == Kind.UNDERSCORE;
      case COMPLEX -> b == Kind.COMPLEX;
      default -> false;
    };
  }

  private static boolean bridges(Kind a, Kind mid, Kind b) {
    return a == b
        && (mid == Kind.MID_BOTH && (a == Kind.LETTER || a == Kind.DIGIT)
            || mid == Kind.MID_LETTER && a == Kind.LETTER
            || mid == Kind.MID_DIGIT && a == Kind.DIGIT);
  }

  private Kind kind(int at) {
    int c = text.codePointAt(at);
    switch (c) {
      case '.', '\'', '\u2018', '\u2019', '\u2024', '\ufe52', '\uff07', '\uff0e':
        return Kind.MID_BOTH;
      case ':', '\u00b7', '\u0387', '\u05f4', '\u2027', '\ufe13', '\ufe55', '\uff1a':
        return Kind.MID_LETTER;
      case ',', ';', '\u037e', '\u0589', '\u060c', '\u060d', '\u066c', '\u07f8', '\u2044':
      case '\ufe10', '\ufe14', '\ufe50', '\ufe54', '\uff0c', '\uff1b':
        return Kind.MID_DIGIT;
      case '\u200b':
        return Kind.OTHER;
      default:
        return kindOf(c);
    }
  }

  private static Kind kindOf(int c) {
    UnicodeScript script = UnicodeScript.of(c);
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.COMBINING_SPACING_MARK
        || type == Character.FORMAT) {
      return COMPLEX.contains(script) ? Kind.COMPLEX : Kind.MARK;
    }
    if (type == Character.CONNECTOR_PUNCTUATION || c == '\u202f') {
      return Kind.UNDERSCORE;
    }
    if (type == Character.DECIMAL_DIGIT_NUMBER) {
      return Kind.DIGIT;
    }
    if (script == UnicodeScript.HAN) {
      return Kind.ALONE;
    }
    if (!Character.isAlphabetic(c) && c != '\u30fc' && c != '\uff70') {
      return Kind.OTHER;
    }
    if (script == UnicodeScript.HIRAGANA) {
      return Kind.ALONE;
    }
    if (script == UnicodeScript.KATAKANA || c == '\u30fc' || c == '\uff70') {
      return Kind.KATAKANA;
    }
    return COMPLEX.contains(script) ? Kind.COMPLEX : Kind.LETTER;
  }
}
