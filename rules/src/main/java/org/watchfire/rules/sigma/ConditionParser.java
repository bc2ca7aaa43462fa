package org.watchfire.rules.sigma;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Sigma's condition language; precedence from low to high: {@code or}, {@code and}, {@code not},
 * {@code x of}, parentheses. Identifiers that begin with {@code _} are not part of {@code them} nor
 * of patterns that do not begin with {@code _}.
 */
final class ConditionParser {
  static final int MAX_LENGTH = 16_384;
  private static final int MAX_DEPTH = 64;
  private static final Set<String> WORDS = Set.of("and", "or", "not", "of", "them", "all", "any");

  private final Map<String, Expression> searches;
  private final int line;
  private final List<String> tokens;
  private int at;
  private int depth;

  private ConditionParser(String text, Map<String, Expression> searches, int line) {
    this.searches = searches;
    this.line = line;
    this.tokens = tokens(text);
  }

  static Expression parse(String text, Map<String, Expression> searches, int line) {
    if (text.length() > MAX_LENGTH) {
      throw new SigmaFormatException(
          line, "condition is longer than " + MAX_LENGTH + " characters");
    }
    ConditionParser p = new ConditionParser(text, searches, line);
    if (p.tokens.isEmpty()) {
      throw p.wrong("condition is empty");
    }
    Expression e = p.or();
    if (p.at < p.tokens.size()) {
      throw p.wrong("condition: expected 'and' or 'or' before '" + p.tokens.get(p.at) + "'");
    }
    return e;
  }

  private List<String> tokens(String text) {
    List<String> out = new ArrayList<>();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if (c == '(' || c == ')') {
        out.add(String.valueOf(c));
        i++;
      } else if (isIdentifier(c)) {
        int start = i;
        while (i < text.length() && isIdentifier(text.charAt(i))) {
          i++;
        }
        out.add(text.substring(start, i));
      } else if (c == '|') {
        throw wrong("condition: aggregations after '|' are not part of Sigma 2, use a correlation");
      } else {
        throw wrong("condition: unexpected character '" + c + "'");
      }
    }
    return out;
  }

  private static boolean isIdentifier(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == '.' || c == '*' || c == '?';
  }

  private Expression or() {
    if (++depth > MAX_DEPTH) {
      throw wrong("condition is nested deeper than " + MAX_DEPTH + " levels");
    }
    List<Expression> parts = new ArrayList<>();
    parts.add(and());
    while (take("or")) {
      parts.add(and());
    }
    depth--;
    return Expression.or(parts);
  }

  private Expression and() {
    List<Expression> parts = new ArrayList<>();
    parts.add(not());
    while (take("and")) {
      parts.add(not());
    }
    return Expression.and(parts);
  }

  private Expression not() {
    boolean negated = false;
    while (take("not")) {
      negated = !negated;
    }
    Expression e = primary();
    return negated ? new Expression.Not(e) : e;
  }

  private Expression primary() {
    if (at >= tokens.size()) {
      throw wrong("condition ends where an identifier was expected");
    }
    if (take("(")) {
      Expression e = or();
      if (!take(")")) {
        throw wrong("condition: ')' is missing");
      }
      return e;
    }
    String token = tokens.get(at++);
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase("of")) {
      at++;
      return quantified(token);
    }
    if (WORDS.contains(token.toLowerCase(Locale.ROOT)) || token.equals(")")) {
      throw wrong("condition: unexpected '" + token + "'");
    }
    Expression e = searches.get(token);
    if (e == null) {
      throw wrong("condition: there is no search identifier '" + token + "'");
    }
    return e;
  }

  private Expression quantified(String quantity) {
    if (at >= tokens.size()) {
      throw wrong("condition: 'them' or a pattern is missing after 'of'");
    }
    String pattern = tokens.get(at++);
    List<Expression> parts = chosen(pattern);
    String q = quantity.toLowerCase(Locale.ROOT);
    if (q.equals("all")) {
      return Expression.and(parts);
    }
    if (q.equals("any")) {
      return Expression.or(parts);
    }
    if (!q.matches("[1-9]\\d{0,3}")) {
      throw wrong(
          "condition: expected a number, 'any' or 'all' before 'of', found '" + quantity + "'");
    }
    int count = Integer.parseInt(q);
    if (count > parts.size()) {
      throw wrong(
          "condition: '" + quantity + " of " + pattern + "' but only " + parts.size() + " match");
    }
    return count == 1 ? Expression.or(parts) : new Expression.AtLeast(count, parts);
  }

  private List<Expression> chosen(String pattern) {
    boolean them = pattern.equalsIgnoreCase("them");
    if (!them && (WORDS.contains(pattern.toLowerCase(Locale.ROOT)) || "()".contains(pattern))) {
      throw wrong("condition: unexpected '" + pattern + "' after 'of'");
    }
    TextPattern p = TextPattern.parse(pattern);
    List<Expression> parts = new ArrayList<>();
    searches.forEach(
        (name, e) -> {
          boolean visible = !name.startsWith("_") || (!them && pattern.startsWith("_"));
          if (visible && (them || p.matches(name))) {
            parts.add(e);
          }
        });
    if (parts.isEmpty()) {
      throw wrong("condition: no search identifier matches '" + pattern + "'");
    }
    return List.copyOf(parts);
  }

  private boolean take(String word) {
    if (at < tokens.size() && tokens.get(at).equalsIgnoreCase(word)) {
      at++;
      return true;
    }
    return false;
  }

  private SigmaFormatException wrong(String reason) {
    return new SigmaFormatException(line, reason);
  }
}
