package org.watchfire.store.query;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.watchfire.store.ledger.Stream;

/**
 * Binds a parsed query to the catalog: lets through only its fields, and values of their types.
 * Stateless.
 */
final class Binding {
  private static final int LAST_YEAR = 9999;

  private final FieldCatalog catalog = FieldCatalog.standard();
  private final Stream stream;
  private final SealedFields hidden;

  Binding(Stream stream, SealedFields hidden) {
    this.stream = stream;
    this.hidden = hidden;
  }

  Condition bind(Kql kql) throws QuerySyntaxException {
    if (kql instanceof Kql.And and) {
      return new Condition.And(all(and.parts()));
    }
    if (kql instanceof Kql.Or or) {
      return new Condition.Or(all(or.parts()));
    }
    if (kql instanceof Kql.Not not) {
      return new Condition.Not(bind(not.part()));
    }
    if (kql instanceof Kql.Exists exists) {
      type(exists.field(), exists.column());
      Condition there = new Condition.Exists(exists.field());
      return hidden.covers(stream, exists.field())
          ? new Condition.Or(List.of(there, anyToken(exists.field())))
          : there;
    }
    if (kql instanceof Kql.Range range) {
      return range(range);
    }
    if (kql instanceof Kql.Match match) {
      if (match.field() == null) {
        return freeText(match);
      }
      return hidden.covers(stream, match.field()) ? whole(match) : match(match);
    }
    return new Condition.All();
  }

  private List<Condition> all(List<Kql> parts) throws QuerySyntaxException {
    List<Condition> bound = new ArrayList<>();
    for (Kql part : parts) {
      bound.add(bind(part));
    }
    return bound;
  }

  private FieldCatalog.Type type(String field, int column) throws QuerySyntaxException {
    Optional<FieldCatalog.Type> type = catalog.type(field);
    if (type.isEmpty()) {
      throw new QuerySyntaxException(
          "field '" + field + "' cannot be searched", "字段“" + field + "”不可检索", column);
    }
    return type.get();
  }

  private static Condition anyToken(String field) {
    return new Condition.Keyword(SealedFields.TOKENS, field + SealedFields.END, true);
  }

  /** Records about nobody, and those of before, hold the field in the clear. */
  private Condition whole(Kql.Match m) throws QuerySyntaxException {
    Condition clear = match(m);
    Optional<String> token = m.prefix() ? Optional.empty() : hidden.token(m.field(), m.value());
    if (token.isEmpty()) {
      throw onlyWhole(m.field(), m.column());
    }
    return new Condition.Or(
        List.of(clear, new Condition.Keyword(SealedFields.TOKENS, token.get(), false)));
  }

  private static QuerySyntaxException onlyWhole(String field, int column) {
    return new QuerySyntaxException(
        "'" + field + "' is protected: only a whole name, address or number can be looked for",
        "“" + field + "”受保护：只能按完整的名称、地址或整数检索",
        column);
  }

  private Condition match(Kql.Match m) throws QuerySyntaxException {
    FieldCatalog.Type type = type(m.field(), m.column());
    if (m.prefix() && type != FieldCatalog.Type.KEYWORD && type != FieldCatalog.Type.TEXT) {
      throw new QuerySyntaxException(
          "'" + m.field() + "' takes no '*'", "“" + m.field() + "”不能用 * 通配", m.valueColumn());
    }
    return switch (type) {
      case KEYWORD -> new Condition.Keyword(m.field(), m.value(), m.prefix());
      case TEXT -> phrase(m.field(), m);
      case IP -> network(m);
      case LONG -> {
        long number = integer(m.value(), m.valueColumn());
        yield new Condition.Between(m.field(), number, number);
      }
      case DOUBLE -> {
        double number = decimal(m.value(), m.valueColumn());
        yield new Condition.Within(m.field(), number, number);
      }
      case BOOLEAN -> {
        if (!m.value().equals("true") && !m.value().equals("false")) {
          throw new QuerySyntaxException(
              "expected true or false", "此处应为 true 或 false", m.valueColumn());
        }
        yield new Condition.Is(m.field(), m.value().equals("true"));
      }
      case DATE -> on(m);
      case FLATTENED ->
          throw new QuerySyntaxException("name a field below it", "请写出它下面的字段名", m.column());
    };
  }

  /** Hanzi are single words in the index, so only a phrase means what was written. */
  private static Condition phrase(String field, Kql.Match m) throws QuerySyntaxException {
    if (Words.of(m.value()).isEmpty()) {
      throw new QuerySyntaxException("there is no word to look for", "没有可检索的字词", m.valueColumn());
    }
    return new Condition.Phrase(field, m.value(), m.prefix());
  }

  private Condition freeText(Kql.Match m) throws QuerySyntaxException {
    List<Condition> any = new ArrayList<>();
    for (String field : textFields()) {
      if (hidden.covers(stream, field)) {
        throw new QuerySyntaxException(
            "'" + field + "' is protected: words cannot be looked for, name a field",
            "“" + field + "”受保护：不能按词检索，请写出字段名",
            m.column());
      }
      any.add(phrase(field, m));
    }
    if (stream == Stream.AUDIT && !m.prefix()) {
      any.add(new Condition.Keyword("watchfire.audit", m.value(), false));
    }
    return new Condition.Or(any);
  }

  private List<String> textFields() {
    return switch (stream) {
      case EVENTS -> List.of("message", "event.original");
      case ALERTS ->
          List.of("alert.title.zh", "alert.title.en", "alert.reason.zh", "alert.reason.en");
      case AUDIT -> List.of("message");
      case DEADLETTER -> List.of("message", "error.message");
    };
  }

  private static Condition network(Kql.Match m) throws QuerySyntaxException {
    String text = m.value();
    int slash = text.indexOf('/');
    String bits = slash < 0 ? null : text.substring(slash + 1);
    String host = slash < 0 ? text : text.substring(0, slash);
    Optional<IpAddress> address = IpAddress.parse(host);
    // A block of IPv4 is written as IPv4; ::ffff:10.0.0.0/104 would be read in two ways.
    boolean mixed =
        bits != null && address.isPresent() && address.get().isV4() && host.contains(":");
    int most = address.isPresent() && address.get().isV4() ? 32 : 128;
    if (address.isEmpty()
        || mixed
        || bits != null && (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most)) {
      throw new QuerySyntaxException(
          "expected an IP address or a CIDR block", "此处应为 IP 地址或 CIDR 网段", m.valueColumn());
    }
    int prefix = bits == null ? 128 : 128 - most + Integer.parseInt(bits);
    return new Condition.Network(
        m.field(), address.get().edge(prefix, false), address.get().edge(prefix, true));
  }

  private static long integer(String value, int column) throws QuerySyntaxException {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new QuerySyntaxException("expected a whole number", "此处应为整数", column);
    }
  }

  private static double decimal(String value, int column) throws QuerySyntaxException {
    try {
      double number = Double.parseDouble(value);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Falls through to the error, which says what is expected.
    }
    throw new QuerySyntaxException("expected a number", "此处应为数字", column);
  }

  private static Condition on(Kql.Match m) throws QuerySyntaxException {
    Instant start = instant(m.value(), m.valueColumn());
    if (m.value().indexOf('T') < 0) {
      long low = start.toEpochMilli();
      return new Condition.During(m.field(), low, low + 86_400_000L - 1);
    }
    return new Condition.During(m.field(), start.toEpochMilli(), start.toEpochMilli());
  }

  private static Instant instant(String value, int column) throws QuerySyntaxException {
    try {
      OffsetDateTime time =
          value.indexOf('T') < 0
              ? LocalDate.parse(value).atStartOfDay().atOffset(ZoneOffset.UTC)
              : OffsetDateTime.parse(value);
      if (time.getYear() >= 0 && time.getYear() <= LAST_YEAR) {
        return time.toInstant();
      }
    } catch (DateTimeException e) {
      // Falls through to the error, which says what is expected.
    }
    throw new QuerySyntaxException(
        "expected a date such as 2026-11-21 or 2026-11-21T08:00:00Z",
        "此处应为日期，例如 2026-11-21 或 2026-11-21T08:00:00Z",
        column);
  }

  private Condition range(Kql.Range r) throws QuerySyntaxException {
    if (hidden.covers(stream, r.field())) {
      throw onlyWhole(r.field(), r.column());
    }
    return switch (type(r.field(), r.column())) {
      case LONG -> between(r, integer(r.value(), r.valueColumn()));
      case DOUBLE -> within(r, decimal(r.value(), r.valueColumn()));
      case DATE -> during(r, instant(r.value(), r.valueColumn()));
      case IP -> {
        IpAddress ip =
            IpAddress.parse(r.value())
                .orElseThrow(
                    () ->
                        new QuerySyntaxException(
                            "expected an IP address", "此处应为 IP 地址", r.valueColumn()));
        yield network(r, ip);
      }
      default ->
          throw new QuerySyntaxException(
              "'" + r.field() + "' has no order to compare by",
              "“" + r.field() + "”没有可比较的顺序",
              r.column());
    };
  }

  private static Condition between(Kql.Range r, long n) {
    return switch (r.operator()) {
      case LT ->
          n == Long.MIN_VALUE
              ? new Condition.None()
              : new Condition.Between(r.field(), Long.MIN_VALUE, n - 1);
      case LTE -> new Condition.Between(r.field(), Long.MIN_VALUE, n);
      case GT ->
          n == Long.MAX_VALUE
              ? new Condition.None()
              : new Condition.Between(r.field(), n + 1, Long.MAX_VALUE);
      case GTE -> new Condition.Between(r.field(), n, Long.MAX_VALUE);
    };
  }

  private static Condition within(Kql.Range r, double n) {
    return switch (r.operator()) {
      case LT -> new Condition.Within(r.field(), Double.NEGATIVE_INFINITY, Math.nextDown(n));
      case LTE -> new Condition.Within(r.field(), Double.NEGATIVE_INFINITY, n);
      case GT -> new Condition.Within(r.field(), Math.nextUp(n), Double.POSITIVE_INFINITY);
      case GTE -> new Condition.Within(r.field(), n, Double.POSITIVE_INFINITY);
    };
  }

  private static Condition during(Kql.Range r, Instant time) {
    long floor = time.toEpochMilli();
    return switch (r.operator()) {
      case LT -> new Condition.During(r.field(), Long.MIN_VALUE, Times.ceiling(time) - 1);
      case LTE -> new Condition.During(r.field(), Long.MIN_VALUE, floor);
      case GT -> new Condition.During(r.field(), floor + 1, Long.MAX_VALUE);
      case GTE -> new Condition.During(r.field(), Times.ceiling(time), Long.MAX_VALUE);
    };
  }

  private static Condition network(Kql.Range r, IpAddress ip) {
    boolean less = r.operator() == Kql.Operator.LT || r.operator() == Kql.Operator.LTE;
    boolean equal = r.operator() == Kql.Operator.LTE || r.operator() == Kql.Operator.GTE;
    Optional<IpAddress> edge = equal ? Optional.of(ip) : ip.step(!less);
    if (edge.isEmpty()) {
      return new Condition.None();
    }
    return less
        ? new Condition.Network(r.field(), IpAddress.lowest(), edge.get())
        : new Condition.Network(r.field(), edge.get(), IpAddress.highest());
  }
}
