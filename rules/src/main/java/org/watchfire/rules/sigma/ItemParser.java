package org.watchfire.rules.sigma;

import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns {@code field|modifier|…: values} into an expression with all modifiers applied. */
final class ItemParser {
  private static final int MAX_VALUES = 20_000;
  private static final Set<String> TEXT_CHAIN =
      Set.of(
          "contains",
          "startswith",
          "endswith",
          "windash",
          "base64",
          "base64offset",
          "wide",
          "utf16le",
          "utf16be",
          "utf16");
  private static final Pattern PLACEHOLDER = Pattern.compile("(?<!\\\\)%([\\w-]{1,64})%");
  private static final Set<String> AFFIXES = Set.of("contains", "startswith", "endswith");

  /** What decides which predicate is built; at most one of them may stand in a chain. */
  private enum Kind {
    TEXT,
    REGEX,
    CIDR,
    COMPARE,
    EXISTS,
    FIELDREF,
    TIME
  }

  private final String field;
  private final int line;
  private final Placeholders placeholders;
  private final List<String> chain = new ArrayList<>();
  private Kind kind = Kind.TEXT;
  private Comparison comparison = Comparison.EQ;
  private TimeUnitOf unit;
  private boolean all;
  private boolean cased;
  private boolean negated;
  private boolean ignoreCase;
  private boolean multiline;
  private boolean dotAll;
  private boolean expand;

  private ItemParser(String key, int line, Placeholders placeholders) {
    this.placeholders = placeholders;
    String[] parts = key.split("\\|", -1);
    this.field = parts[0].isEmpty() ? null : parts[0];
    this.line = line;
    Set<String> seen = new HashSet<>();
    for (String modifier : Arrays.asList(parts).subList(1, parts.length)) {
      if (!seen.add(modifier)) {
        throw wrong("modifier '" + modifier + "' is repeated");
      }
      modifier(modifier);
    }
    check(seen);
  }

  static Expression parse(String key, YamlNode value, int line, Placeholders placeholders) {
    return new ItemParser(key, line, placeholders).item(value);
  }

  /** A keyword without a field: found anywhere in any text value. */
  static Expression keyword(YamlNode.Scalar value) {
    return new ItemParser("", value.line(), Placeholders.NONE).item(value);
  }

  private void modifier(String m) {
    if (TEXT_CHAIN.contains(m)) {
      chain.add(m);
      return;
    }
    switch (m) {
      case "all" -> all = true;
      case "cased" -> cased = true;
      case "neq" -> negated = true;
      case "re" -> become(Kind.REGEX, m);
      case "i", "m", "s" -> {
        if (kind != Kind.REGEX) {
          throw wrong("modifier '" + m + "' must follow 're'");
        }
        ignoreCase |= m.equals("i");
        multiline |= m.equals("m");
        dotAll |= m.equals("s");
      }
      case "cidr" -> become(Kind.CIDR, m);
      case "exists" -> become(Kind.EXISTS, m);
      case "fieldref" -> become(Kind.FIELDREF, m);
      case "lt", "lte", "gt", "gte" -> {
        if (kind != Kind.TIME) {
          become(Kind.COMPARE, m);
        }
        comparison = Comparison.of(m).orElseThrow();
      }
      case "minute", "hour", "day", "week", "month", "year" -> {
        become(Kind.TIME, m);
        unit = TimeUnitOf.named(m).orElseThrow();
      }
      case "expand" -> expand = true;
      default -> throw wrong("modifier '" + m + "' is not supported");
    }
  }

  private void become(Kind k, String modifier) {
    if (kind != Kind.TEXT) {
      throw wrong("modifier '" + modifier + "' cannot be combined with the one before it");
    }
    kind = k;
  }

  private void check(Set<String> seen) {
    if (kind != Kind.TEXT && kind != Kind.FIELDREF && !chain.isEmpty()) {
      throw wrong("modifier '" + chain.get(0) + "' cannot be combined with the others of " + seen);
    }
    if (kind == Kind.FIELDREF && chain.stream().anyMatch(m -> !AFFIXES.contains(m))) {
      throw wrong("'fieldref' can be combined with contains, startswith and endswith only");
    }
    if (chain.stream().filter(AFFIXES::contains).count() > 1) {
      throw wrong("only one of contains, startswith and endswith may be used");
    }
    if (cased && kind != Kind.TEXT && kind != Kind.FIELDREF) {
      throw wrong("modifier 'cased' applies to plain values only");
    }
    if (field == null && kind != Kind.TEXT && kind != Kind.REGEX) {
      throw wrong("a keyword without a field takes text and 're' only");
    }
    int encode = Math.max(chain.indexOf("base64"), chain.indexOf("base64offset"));
    for (int i = 0; i < chain.size(); i++) {
      String m = chain.get(i);
      if ((m.equals("wide") || m.startsWith("utf16")) && encode != i + 1) {
        throw wrong("modifier '" + m + "' must be followed by base64 or base64offset");
      }
      if ((m.equals("windash") || AFFIXES.contains(m)) && encode > i) {
        throw wrong("modifier '" + m + "' must stand after " + chain.get(encode));
      }
    }
    if (chain.contains("base64") && chain.contains("base64offset")) {
      throw wrong("base64 and base64offset cannot be combined");
    }
  }

  private Expression item(YamlNode value) {
    List<YamlNode> values = value instanceof YamlNode.Sequence s ? s.items() : List.of(value);
    if (values.isEmpty()) {
      throw wrong("the list of values is empty");
    }
    if (values.size() > MAX_VALUES) {
      throw wrong("more than " + MAX_VALUES + " values");
    }
    List<Expression> tests = new ArrayList<>();
    for (YamlNode v : values) {
      if (!(v instanceof YamlNode.Scalar s)) {
        throw new SigmaFormatException(
            v.line(), "a value must be text, a number, true, false or null");
      }
      tests.add(expand ? expanded(s) : test(s));
    }
    Expression e = all ? Expression.and(tests) : Expression.or(tests);
    return negated ? new Expression.Not(e) : e;
  }

  /** One alternative for each combination of the values of the placeholders in a value. */
  private Expression expanded(YamlNode.Scalar s) {
    List<String> texts = List.of("");
    Matcher m = PLACEHOLDER.matcher(s.text());
    int from = 0;
    while (m.find()) {
      List<String> values = placeholders.of(m.group(1));
      if (values == null) {
        throw new SigmaFormatException(
            s.line(), Rejection.Kind.PLACEHOLDER, "placeholder %" + m.group(1) + "% has no values");
      }
      texts = product(texts, s.text().substring(from, m.start()), values, s.line());
      from = m.end();
    }
    texts = product(texts, s.text().substring(from), List.of(""), s.line());
    List<Expression> tests = new ArrayList<>();
    for (String text : texts) {
      tests.add(test(new YamlNode.Scalar(text, s.plain(), s.line())));
    }
    return Expression.or(tests);
  }

  private static List<String> product(
      List<String> heads, String middle, List<String> tails, int line) {
    if ((long) heads.size() * tails.size() > MAX_VALUES) {
      throw new SigmaFormatException(
          line, "placeholders make more than " + MAX_VALUES + " values of this one");
    }
    List<String> out = new ArrayList<>(heads.size() * tails.size());
    for (String head : heads) {
      for (String tail : tails) {
        out.add(head + middle + tail);
      }
    }
    return out;
  }

  private Expression test(YamlNode.Scalar s) {
    if (s.isNull() && !(kind == Kind.TEXT && chain.isEmpty() && field != null)) {
      throw new SigmaFormatException(s.line(), "null goes with a field without modifiers only");
    }
    return switch (kind) {
      case TEXT -> text(s);
      case REGEX ->
          new Expression.Test(
              new Predicate.Regex(
                  field, RegexPattern.compile(s.text(), ignoreCase, multiline, dotAll, s.line())));
      case CIDR ->
          new Expression.Test(
              new Predicate.Cidr(
                  field,
                  IpNetwork.parse(s.text())
                      .orElseThrow(() -> bad(s, "a network such as 10.0.0.0/8 or fe80::/10"))));
      case COMPARE -> new Expression.Test(new Predicate.Compare(field, comparison, number(s)));
      case EXISTS -> {
        if (!s.text().equals("true") && !s.text().equals("false")) {
          throw bad(s, "true or false");
        }
        yield new Expression.Test(new Predicate.Exists(field, s.text().equals("true")));
      }
      case FIELDREF -> new Expression.Test(new Predicate.FieldRef(field, s.text(), affix(), cased));
      case TIME -> {
        if (!s.text().matches("\\d{1,4}")) {
          throw bad(s, "a whole number");
        }
        yield new Expression.Test(
            new Predicate.TimePart(field, unit, comparison, Integer.parseInt(s.text())));
      }
    };
  }

  private TextPattern.Shape affix() {
    if (chain.isEmpty()) {
      return TextPattern.Shape.EQUALS;
    }
    return switch (chain.get(0)) {
      case "startswith" -> TextPattern.Shape.STARTS_WITH;
      case "endswith" -> TextPattern.Shape.ENDS_WITH;
      default -> TextPattern.Shape.CONTAINS;
    };
  }

  private BigDecimal number(YamlNode.Scalar s) {
    if (!s.text().matches("[+-]?\\d{1,30}(\\.\\d{1,30})?([eE][+-]?\\d{1,2})?")) {
      throw bad(s, "a number");
    }
    return new BigDecimal(s.text());
  }

  private Expression text(YamlNode.Scalar s) {
    if (s.isNull()) {
      return new Expression.Test(new Predicate.IsNull(field));
    }
    List<TextPattern> patterns = List.of(TextPattern.parse(s.text()));
    Charset charset = StandardCharsets.UTF_8;
    boolean mark = false;
    boolean affixed = false;
    for (String m : chain) {
      switch (m) {
        case "wide", "utf16le" -> charset = StandardCharsets.UTF_16LE;
        case "utf16be" -> charset = StandardCharsets.UTF_16BE;
        case "utf16" -> {
          charset = StandardCharsets.UTF_16LE;
          mark = true;
        }
        case "base64" -> patterns = List.of(base64(plain(s, patterns), charset, mark));
        case "base64offset" -> patterns = base64Offsets(plain(s, patterns), charset, mark);
        case "windash" -> patterns = patterns.stream().map(TextPattern::withAnyDash).toList();
        case "contains" ->
            patterns = patterns.stream().map(p -> p.withLeadingRun().withTrailingRun()).toList();
        case "startswith" ->
            patterns = patterns.stream().map(TextPattern::withTrailingRun).toList();
        case "endswith" -> patterns = patterns.stream().map(TextPattern::withLeadingRun).toList();
        default -> throw new AssertionError(m);
      }
      affixed |= AFFIXES.contains(m);
    }
    if (field == null && !affixed) {
      patterns = patterns.stream().map(p -> p.withLeadingRun().withTrailingRun()).toList();
    }
    List<Expression> tests = new ArrayList<>();
    for (TextPattern p : patterns) {
      tests.add(new Expression.Test(new Predicate.Text(field, cased ? p : p.folded(), cased)));
    }
    return Expression.or(tests);
  }

  private static String plain(YamlNode.Scalar s, List<TextPattern> patterns) {
    TextPattern p = patterns.get(0);
    if (p.hasWildcard()) {
      throw new SigmaFormatException(s.line(), "a value with wildcards cannot be base64-encoded");
    }
    return p.literal();
  }

  private static byte[] bytes(String text, Charset charset, boolean mark) {
    return ((mark ? "\ufeff" : "") + text).getBytes(charset);
  }

  private static TextPattern base64(String text, Charset charset, boolean mark) {
    return TextPattern.literally(Base64.getEncoder().encodeToString(bytes(text, charset, mark)));
  }

  /**
   * The three ways the text can look inside a longer base64 text, without the characters that its
   * neighbours change.
   */
  private static List<TextPattern> base64Offsets(String text, Charset charset, boolean mark) {
    byte[] value = bytes(text, charset, mark);
    int[] start = {0, 2, 3};
    int[] end = {0, 3, 2};
    List<TextPattern> out = new ArrayList<>();
    for (int offset = 0; offset < 3; offset++) {
      byte[] padded = new byte[value.length + offset];
      Arrays.fill(padded, 0, offset, (byte) ' ');
      System.arraycopy(value, 0, padded, offset, value.length);
      String encoded = Base64.getEncoder().encodeToString(padded);
      int cut = encoded.length() - end[padded.length % 3];
      if (cut > start[offset]) {
        out.add(TextPattern.literally(encoded.substring(start[offset], cut)));
      }
    }
    return List.copyOf(out);
  }

  private SigmaFormatException bad(YamlNode.Scalar s, String expected) {
    return new SigmaFormatException(
        s.line(), "expected " + expected + ", found '" + s.text() + "'");
  }

  private SigmaFormatException wrong(String reason) {
    return new SigmaFormatException(line, (field == null ? "keyword" : field) + ": " + reason);
  }
}
