package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A Sigma string value: literal characters with {@code *} (any run), {@code ?} (any one character)
 * and, after {@code windash}, a place that takes any of the dashes. Immutable.
 *
 * <p>Patterns that ignore case are kept folded; the text they are compared with must be folded too
 * ({@link Fold}).
 */
public final class TextPattern {
  /** What the shape of the pattern allows to be done faster than by walking it. */
  public enum Shape {
    /** The whole text is {@link #literal()}. */
    EQUALS,
    STARTS_WITH,
    ENDS_WITH,
    CONTAINS,
    /** {@code *} alone: any text that is there. */
    ANY,
    /** Wildcards elsewhere. */
    WILDCARD
  }

  private static final int RUN = -1;
  private static final int ONE = -2;
  private static final int DASH = -3;
  private static final String DASHES = "-/\u2013\u2014\u2015";

  private final int[] tokens;
  private final Shape shape;
  private final String literal;

  private TextPattern(int[] tokens) {
    this.tokens = tokens;
    int n = tokens.length;
    int from = n > 0 && tokens[0] == RUN ? 1 : 0;
    int to = n > from && tokens[n - 1] == RUN ? n - 1 : n;
    StringBuilder inner = new StringBuilder();
    boolean plain = true;
    for (int i = from; i < to; i++) {
      plain &= tokens[i] >= 0;
      inner.append((char) Math.max(tokens[i], 0));
    }
    boolean open = from == 1;
    boolean openEnd = to == n - 1;
    if (!plain) {
      shape = Shape.WILDCARD;
    } else if (open && (openEnd || n == 1)) {
      shape = inner.isEmpty() ? Shape.ANY : Shape.CONTAINS;
    } else if (open) {
      shape = Shape.ENDS_WITH;
    } else {
      shape = openEnd ? Shape.STARTS_WITH : Shape.EQUALS;
    }
    literal = plain ? inner.toString() : "";
  }

  /**
   * Reads Sigma's escapes: {@code \*}, {@code \?} and {@code \\} stand for the character, a
   * backslash before anything else stands for itself.
   */
  public static TextPattern parse(String text) {
    int[] out = new int[text.length()];
    int n = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' && i + 1 < text.length() && "*?\\".indexOf(text.charAt(i + 1)) >= 0) {
        out[n++] = text.charAt(++i);
      } else if (c == '*') {
        if (n == 0 || out[n - 1] != RUN) {
          out[n++] = RUN;
        }
      } else {
        out[n++] = c == '?' ? ONE : c;
      }
    }
    return new TextPattern(Arrays.copyOf(out, n));
  }

  /** Every character stands for itself. */
  public static TextPattern literally(String text) {
    return new TextPattern(text.chars().toArray());
  }

  public TextPattern folded() {
    return new TextPattern(
        Arrays.stream(tokens).map(t -> t >= 0 ? Fold.fold((char) t) : t).toArray());
  }

  TextPattern withLeadingRun() {
    if (tokens.length > 0 && tokens[0] == RUN) {
      return this;
    }
    int[] out = new int[tokens.length + 1];
    out[0] = RUN;
    System.arraycopy(tokens, 0, out, 1, tokens.length);
    return new TextPattern(out);
  }

  TextPattern withTrailingRun() {
    if (tokens.length > 0 && tokens[tokens.length - 1] == RUN) {
      return this;
    }
    int[] out = Arrays.copyOf(tokens, tokens.length + 1);
    out[tokens.length] = RUN;
    return new TextPattern(out);
  }

  /**
   * {@code windash}: a {@code -} or {@code /} that stands before a word and not inside one takes
   * any dash, as {@code \B[-/]\b} in the reference implementation.
   */
  TextPattern withAnyDash() {
    int[] out = tokens.clone();
    for (int i = 0; i < out.length; i++) {
      boolean dash = tokens[i] == '-' || tokens[i] == '/';
      boolean wordBefore = i > 0 && isWord(tokens[i - 1]);
      boolean wordAfter = i + 1 < tokens.length && isWord(tokens[i + 1]);
      if (dash && !wordBefore && wordAfter) {
        out[i] = DASH;
      }
    }
    return new TextPattern(out);
  }

  private static boolean isWord(int c) {
    return c >= 0 && (Character.isLetterOrDigit((char) c) || c == '_');
  }

  boolean hasWildcard() {
    return Arrays.stream(tokens).anyMatch(t -> t < 0);
  }

  public Shape shape() {
    return shape;
  }

  /**
   * The characters without the outer runs; empty for {@link Shape#ANY} and {@link Shape#WILDCARD}.
   */
  public String literal() {
    return literal;
  }

  /**
   * What a text that matches must contain, in order: the runs of literal characters between the
   * wildcards. Complete for all shapes but {@link Shape#WILDCARD}.
   */
  public List<String> pieces() {
    List<String> out = new ArrayList<>();
    StringBuilder run = new StringBuilder();
    for (int t : tokens) {
      if (t >= 0) {
        run.append((char) t);
      } else if (!run.isEmpty()) {
        out.add(run.toString());
        run.setLength(0);
      }
    }
    if (!run.isEmpty()) {
      out.add(run.toString());
    }
    return out;
  }

  /** Whether the first of the {@link #pieces} must be the beginning of the text. */
  public boolean anchoredStart() {
    return tokens.length > 0 && tokens[0] >= 0;
  }

  /** Whether the last of the {@link #pieces} must be the end of the text. */
  public boolean anchoredEnd() {
    return tokens.length > 0 && tokens[tokens.length - 1] >= 0;
  }

  /** Time is at most the product of the two lengths; nothing is allocated. */
  public boolean matches(String text) {
    return switch (shape) {
      case EQUALS -> text.equals(literal);
      case STARTS_WITH -> text.startsWith(literal);
      case ENDS_WITH -> text.endsWith(literal);
      case CONTAINS -> text.contains(literal);
      case ANY -> true;
      case WILDCARD -> walk(text);
    };
  }

  /** Remembers only the last run: if the rest fails, that run takes one more character. */
  private boolean walk(String text) {
    int t = 0;
    int p = 0;
    int run = -1;
    int runText = 0;
    while (t < text.length()) {
      if (p < tokens.length && tokens[p] == RUN) {
        run = p++;
        runText = t;
      } else if (p < tokens.length && takes(tokens[p], text.charAt(t))) {
        p++;
        t++;
      } else if (run >= 0) {
        p = run + 1;
        t = ++runText;
      } else {
        return false;
      }
    }
    while (p < tokens.length && tokens[p] == RUN) {
      p++;
    }
    return p == tokens.length;
  }

  private static boolean takes(int token, char c) {
    return token == c || token == ONE || (token == DASH && DASHES.indexOf(c) >= 0);
  }

  /**
   * As a person would write it in a rule: with escapes; a place for any dash is shown as {@code -}.
   */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    for (int t : tokens) {
      switch (t) {
        case RUN -> out.append('*');
        case ONE -> out.append('?');
        case DASH -> out.append('-');
        case '*', '?' -> out.append('\\').append((char) t);
        default -> out.append((char) t);
      }
    }
    return out.toString();
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof TextPattern p && Arrays.equals(tokens, p.tokens);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }
}
