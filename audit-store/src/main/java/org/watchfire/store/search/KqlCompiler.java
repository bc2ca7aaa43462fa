package org.watchfire.store.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch._types.query_dsl.UntypedRangeQuery;
import co.elastic.clients.json.JsonData;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.watchfire.store.index.FieldCatalog;
import org.watchfire.store.ledger.Stream;

/**
 * Turns a parsed query into Query DSL, letting through only fields of the catalog and values of
 * their types. Stateless.
 */
final class KqlCompiler {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F]{0,4}(:[0-9a-fA-F.]{0,15}){2,8}");
  private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");
  private static final int MAX_EXPANSIONS = 50;

  private final FieldCatalog catalog = FieldCatalog.standard();
  private final Stream stream;

  KqlCompiler(Stream stream) {
    this.stream = stream;
  }

  /**
   * @throws QuerySyntaxException when a field may not be searched, or a value does not fit its
   *     field
   */
  Query compile(Kql kql) throws QuerySyntaxException {
    if (kql instanceof Kql.And and) {
      BoolQuery.Builder bool = new BoolQuery.Builder();
      for (Kql part : and.parts()) {
        bool.filter(compile(part));
      }
      return bool.build()._toQuery();
    }
    if (kql instanceof Kql.Or or) {
      BoolQuery.Builder bool = new BoolQuery.Builder().minimumShouldMatch("1");
      for (Kql part : or.parts()) {
        bool.should(compile(part));
      }
      return bool.build()._toQuery();
    }
    if (kql instanceof Kql.Not not) {
      Query part = compile(not.part());
      return Query.of(q -> q.bool(b -> b.mustNot(part)));
    }
    if (kql instanceof Kql.Exists exists) {
      type(exists.field(), exists.column());
      return Query.of(q -> q.exists(e -> e.field(exists.field())));
    }
    if (kql instanceof Kql.Range range) {
      return range(range);
    }
    if (kql instanceof Kql.Match match) {
      return match.field() == null ? freeText(match) : match(match);
    }
    return Query.of(q -> q.matchAll(m -> m));
  }

  private FieldCatalog.Type type(String field, int column) throws QuerySyntaxException {
    return catalog
        .type(field)
        .orElseThrow(
            () -> new QuerySyntaxException("field '" + field + "' cannot be searched", column));
  }

  private Query match(Kql.Match m) throws QuerySyntaxException {
    FieldCatalog.Type type = type(m.field(), m.column());
    if (m.prefix() && type != FieldCatalog.Type.KEYWORD && type != FieldCatalog.Type.TEXT) {
      throw new QuerySyntaxException("'" + m.field() + "' takes no '*'", m.valueColumn());
    }
    return switch (type) {
      case KEYWORD ->
          m.prefix()
              ? Query.of(q -> q.prefix(p -> p.field(m.field()).value(m.value())))
              : term(m.field(), FieldValue.of(m.value()));
      case TEXT -> phrase(m.field(), m);
      case IP -> term(m.field(), FieldValue.of(ip(m)));
      case LONG -> term(m.field(), FieldValue.of(integer(m.value(), m.valueColumn())));
      case DOUBLE -> term(m.field(), FieldValue.of(decimal(m.value(), m.valueColumn())));
      case BOOLEAN -> {
        if (!m.value().equals("true") && !m.value().equals("false")) {
          throw new QuerySyntaxException("expected true or false", m.valueColumn());
        }
        yield term(m.field(), FieldValue.of(m.value().equals("true")));
      }
      case DATE -> on(m);
      case FLATTENED -> throw new QuerySyntaxException("name a field below it", m.column());
    };
  }

  private static Query term(String field, FieldValue value) {
    return Query.of(q -> q.term(t -> t.field(field).value(value)));
  }

  /** Hanzi are single tokens in the index, so only a phrase means what was written. */
  private static Query phrase(String field, Kql.Match m) {
    return m.prefix()
        ? Query.of(
            q ->
                q.matchPhrasePrefix(
                    p -> p.field(field).query(m.value()).maxExpansions(MAX_EXPANSIONS)))
        : Query.of(q -> q.matchPhrase(p -> p.field(field).query(m.value())));
  }

  private Query freeText(Kql.Match m) {
    BoolQuery.Builder any = new BoolQuery.Builder().minimumShouldMatch("1");
    for (String field : textFields()) {
      any.should(phrase(field, m));
    }
    if (stream == Stream.AUDIT && !m.prefix()) {
      any.should(term("watchfire.audit", FieldValue.of(m.value())));
    }
    return any.build()._toQuery();
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

  private static String ip(Kql.Match m) throws QuerySyntaxException {
    String address = m.value();
    int slash = address.indexOf('/');
    int bits = 0;
    if (slash >= 0) {
      String text = address.substring(slash + 1);
      bits = BITS.matcher(text).matches() ? Integer.parseInt(text) : 999;
      address = address.substring(0, slash);
    }
    boolean v4 = isV4(address);
    if ((!v4 && !IPV6.matcher(address).matches()) || bits > (v4 ? 32 : 128)) {
      throw new QuerySyntaxException("expected an IP address or a CIDR block", m.valueColumn());
    }
    return m.value();
  }

  private static boolean isV4(String address) {
    if (!IPV4.matcher(address).matches()) {
      return false;
    }
    for (String part : address.split("\\.")) {
      if (Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }

  private static long integer(String value, int column) throws QuerySyntaxException {
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new QuerySyntaxException("expected a whole number", column);
    }
  }

  private static double decimal(String value, int column) throws QuerySyntaxException {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new QuerySyntaxException("expected a number", column);
    }
  }

  private static Query on(Kql.Match m) throws QuerySyntaxException {
    try {
      LocalDate day = LocalDate.parse(m.value());
      Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
      Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
      return within(m.field(), start, end);
    } catch (DateTimeException e) {
      Instant instant = instant(m.value(), m.valueColumn());
      return within(m.field(), instant, instant.plusMillis(1));
    }
  }

  /** {@code from} inclusive, {@code to} exclusive; null is open. */
  static Query within(String field, Instant from, Instant to) {
    UntypedRangeQuery.Builder range = new UntypedRangeQuery.Builder().field(field);
    if (from != null) {
      range.gte(JsonData.of(from.toString()));
    }
    if (to != null) {
      range.lt(JsonData.of(to.toString()));
    }
    return Query.of(q -> q.range(r -> r.untyped(range.build())));
  }

  private static Instant instant(String value, int column) throws QuerySyntaxException {
    try {
      return value.indexOf('T') < 0
          ? LocalDate.parse(value).atStartOfDay(ZoneOffset.UTC).toInstant()
          : OffsetDateTime.parse(value).toInstant();
    } catch (DateTimeException e) {
      throw new QuerySyntaxException(
          "expected a date such as 2026-11-21 or 2026-11-21T08:00:00Z", column);
    }
  }

  private Query range(Kql.Range r) throws QuerySyntaxException {
    JsonData value =
        switch (type(r.field(), r.column())) {
          case LONG -> JsonData.of(integer(r.value(), r.valueColumn()));
          case DOUBLE -> JsonData.of(decimal(r.value(), r.valueColumn()));
          case DATE -> JsonData.of(instant(r.value(), r.valueColumn()).toString());
          case IP -> {
            String ip =
                ip(new Kql.Match(r.field(), r.value(), false, false, r.column(), r.valueColumn()));
            if (ip.indexOf('/') >= 0) {
              throw new QuerySyntaxException("expected an IP address", r.valueColumn());
            }
            yield JsonData.of(ip);
          }
          default ->
              throw new QuerySyntaxException(
                  "'" + r.field() + "' has no order to compare by", r.column());
        };
    UntypedRangeQuery.Builder range = new UntypedRangeQuery.Builder().field(r.field());
    switch (r.operator()) {
      case LT -> range.lt(value);
      case LTE -> range.lte(value);
      case GT -> range.gt(value);
      case GTE -> range.gte(value);
    }
    return Query.of(q -> q.range(x -> x.untyped(range.build())));
  }
}
