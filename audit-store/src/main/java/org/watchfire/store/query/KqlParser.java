package org.watchfire.store.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Reads the query language of the package description by recursive descent. One instance per query.
 */
final class KqlParser {
  static final int MAX_LENGTH = 4096;
  static final int MAX_TERMS = 256;
  static final int MAX_DEPTH = 32;

  private static final Set<String> KEYWORDS = Set.of("and", "or", "not");

  private final String text;
  private int at;
  private int terms;
  private int depth;

  private KqlParser(String text) {
    this.text = text;
  }

  /**
   * @param query null or blank finds everything
   * @throws QuerySyntaxException with the column where reading failed
   */
  static Kql parse(String query) throws QuerySyntaxException {
    if (query == null || query.isBlank()) {
      return new Kql.All();
    }
    if (query.length() > MAX_LENGTH) {
      throw new QuerySyntaxException(
          "query is longer than " + MAX_LENGTH + " characters",
          "查询超过 " + MAX_LENGTH + " 个字符",
          MAX_LENGTH + 1);
    }
    requireCharacters(query);
    KqlParser parser = new KqlParser(query);
    Kql result = parser.or(null, 0);
    parser.skipSpace();
    if (parser.at < query.length()) {
      throw parser.error(
          "unexpected '" + query.charAt(parser.at) + "'", "此处不应有“" + query.charAt(parser.at) + "”");
    }
    return result;
  }

  /** Half a surrogate pair is no character, and has no form in UTF-8. */
  private static void requireCharacters(String query) throws QuerySyntaxException {
    for (int i = 0; i < query.length(); i++) {
      if (Character.isHighSurrogate(query.charAt(i))
          && i + 1 < query.length()
          && Character.isLowSurrogate(query.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(query.charAt(i))) {
        throw new QuerySyntaxException("half a character", "字符不完整", i + 1);
      }
    }
  }

  /** Within {@code field:( … )} the field is given and only values may follow. */
  private Kql or(String field, int fieldColumn) throws QuerySyntaxException {
    List<Kql> parts = new ArrayList<>();
    parts.add(and(field, fieldColumn));
    while (takeWord("or")) {
      parts.add(and(field, fieldColumn));
    }
    return parts.size() == 1 ? parts.get(0) : new Kql.Or(parts);
  }

  private Kql and(String field, int fieldColumn) throws QuerySyntaxException {
    List<Kql> parts = new ArrayList<>();
    parts.add(not(field, fieldColumn));
    while (true) {
      boolean explicit = takeWord("and");
      skipSpace();
      if (!explicit && (at == text.length() || text.charAt(at) == ')' || isWord("or"))) {
        break;
      }
      parts.add(not(field, fieldColumn));
    }
    return parts.size() == 1 ? parts.get(0) : new Kql.And(parts);
  }

  private Kql not(String field, int fieldColumn) throws QuerySyntaxException {
    if (takeWord("not")) {
      enter();
      Kql part = not(field, fieldColumn);
      depth--;
      return new Kql.Not(part);
    }
    skipSpace();
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      enter();
      Kql part = or(field, fieldColumn);
      depth--;
      close();
      return part;
    }
    return field == null ? primary() : value(field, fieldColumn);
  }

  private void enter() throws QuerySyntaxException {
    if (++depth > MAX_DEPTH) {
      throw error("nested deeper than " + MAX_DEPTH, "嵌套超过 " + MAX_DEPTH + " 层");
    }
  }

  private void close() throws QuerySyntaxException {
    skipSpace();
    if (at >= text.length() || text.charAt(at) != ')') {
      throw error("expected ')'", "此处缺少“)”");
    }
    at++;
  }

  private Kql primary() throws QuerySyntaxException {
    skipSpace();
    int column = at + 1;
    if (at == text.length()) {
      throw error("expected a field or a value", "此处应为字段或值");
    }
    if (text.charAt(at) == '"') {
      return value(null, column);
    }
    int start = at;
    String field = fieldName();
    skipSpace();
    char c = at < text.length() ? text.charAt(at) : 0;
    if (field.isEmpty() || (c != ':' && c != '<' && c != '>')) {
      at = start;
      return value(null, column);
    }
    if (c != ':') {
      return range(field, column);
    }
    at++;
    skipSpace();
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      enter();
      Kql values = or(field, column);
      depth--;
      close();
      return values;
    }
    if (at < text.length() && (text.charAt(at) == '<' || text.charAt(at) == '>')) {
      return range(field, column);
    }
    return value(field, column);
  }

  private Kql range(String field, int column) throws QuerySyntaxException {
    boolean less = text.charAt(at++) == '<';
    boolean equal = at < text.length() && text.charAt(at) == '=';
    if (equal) {
      at++;
    }
    skipSpace();
    int valueColumn = at + 1;
    Word word = word();
    if (word.star) {
      throw new QuerySyntaxException("a comparison takes no '*'", "比较时不能用 *", valueColumn);
    }
    count();
    Kql.Operator operator =
        less
            ? equal ? Kql.Operator.LTE : Kql.Operator.LT
            : equal ? Kql.Operator.GTE : Kql.Operator.GT;
    return new Kql.Range(field, operator, word.text, column, valueColumn);
  }

  private Kql value(String field, int fieldColumn) throws QuerySyntaxException {
    skipSpace();
    int column = at + 1;
    Word word = word();
    count();
    if (!word.quoted && KEYWORDS.contains(word.text.toLowerCase(Locale.ROOT))) {
      throw new QuerySyntaxException(
          "'" + word.text + "' has nothing to join; put it in quotes to search for it",
          "“" + word.text + "”没有可连接的条件；要检索这个词请加引号",
          column);
    }
    if (word.star && word.text.isEmpty()) {
      if (field == null) {
        throw new QuerySyntaxException("'*' needs a field before it", "* 前面要写字段", column);
      }
      return new Kql.Exists(field, fieldColumn);
    }
    return new Kql.Match(
        field, word.text, word.quoted, word.star, field == null ? column : fieldColumn, column);
  }

  private void count() throws QuerySyntaxException {
    if (++terms > MAX_TERMS) {
      throw error("more than " + MAX_TERMS + " terms", "条件超过 " + MAX_TERMS + " 个");
    }
  }

  private record Word(String text, boolean quoted, boolean star) {}

  private Word word() throws QuerySyntaxException {
    if (at == text.length()) {
      throw error("expected a value", "此处应为值");
    }
    return text.charAt(at) == '"' ? quoted() : bare();
  }

  private Word quoted() throws QuerySyntaxException {
    int start = at++;
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        if (out.isEmpty()) {
          throw new QuerySyntaxException("empty value", "值为空", start + 1);
        }
        return new Word(out.toString(), true, false);
      }
      if (c == '\\') {
        if (at == text.length()) {
          break;
        }
        c = text.charAt(at++);
      }
      out.append(c);
    }
    throw new QuerySyntaxException("the quote is not closed", "引号没有闭合", start + 1);
  }

  private Word bare() throws QuerySyntaxException {
    StringBuilder out = new StringBuilder();
    int start = at;
    int star = -1;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c) || c == '(' || c == ')' || c == '"') {
        break;
      }
      if (star >= 0) {
        throw new QuerySyntaxException(
            "'*' is only allowed at the end of a value", "* 只能放在值的末尾", star + 1);
      }
      at++;
      if (c == '*') {
        star = at - 1;
      } else if (c == '\\') {
        if (at == text.length()) {
          throw new QuerySyntaxException("nothing follows the backslash", "反斜杠后面没有字符", at);
        }
        out.append(text.charAt(at++));
      } else {
        out.append(c);
      }
    }
    if (at == start) {
      throw error("expected a value", "此处应为值");
    }
    return new Word(out.toString(), false, star >= 0);
  }

  private String fieldName() {
    int start = at;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!Character.isLetterOrDigit(c) && c != '.' && c != '_' && c != '@' && c != '-') {
        break;
      }
      at++;
    }
    return text.substring(start, at);
  }

  private boolean takeWord(String word) {
    skipSpace();
    if (!isWord(word)) {
      return false;
    }
    at += word.length();
    return true;
  }

  /**
   * Whether the keyword stands here by itself: {@code orange} and {@code or:x} are not {@code or}.
   */
  private boolean isWord(String word) {
    int end = at + word.length();
    if (end > text.length() || !text.substring(at, end).toLowerCase(Locale.ROOT).equals(word)) {
      return false;
    }
    return end < text.length()
        && (Character.isWhitespace(text.charAt(end)) || text.charAt(end) == '(');
  }

  private void skipSpace() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private QuerySyntaxException error(String en, String zh) {
    return new QuerySyntaxException(en, zh, at + 1);
  }
}
