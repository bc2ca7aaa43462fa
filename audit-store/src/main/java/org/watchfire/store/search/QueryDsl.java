package org.watchfire.store.search;

import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.query_dsl.BoolQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch._types.query_dsl.SpanQuery;
import co.elastic.clients.elasticsearch._types.query_dsl.UntypedRangeQuery;
import co.elastic.clients.json.JsonData;
import java.util.ArrayList;
import java.util.List;
import org.watchfire.store.query.Condition;

/** Conditions as Query DSL, all of it in filter context: nothing is scored. */
final class QueryDsl {
  private QueryDsl() {}

  static Query of(Condition c) {
    if (c instanceof Condition.And and) {
      BoolQuery.Builder bool = new BoolQuery.Builder();
      and.parts().forEach(part -> bool.filter(of(part)));
      return bool.build()._toQuery();
    }
    if (c instanceof Condition.Or or) {
      BoolQuery.Builder bool = new BoolQuery.Builder().minimumShouldMatch("1");
      or.parts().forEach(part -> bool.should(of(part)));
      return bool.build()._toQuery();
    }
    if (c instanceof Condition.Not not) {
      return Query.of(q -> q.bool(b -> b.mustNot(of(not.part()))));
    }
    if (c instanceof Condition.Exists exists) {
      return Query.of(q -> q.exists(e -> e.field(exists.field())));
    }
    if (c instanceof Condition.Keyword k) {
      return k.prefix()
          ? Query.of(q -> q.prefix(p -> p.field(k.field()).value(k.value())))
          : term(k.field(), FieldValue.of(k.value()));
    }
    if (c instanceof Condition.Phrase phrase) {
      return phrase(phrase);
    }
    if (c instanceof Condition.Is is) {
      return term(is.field(), FieldValue.of(is.value()));
    }
    if (c instanceof Condition.None) {
      return Query.of(q -> q.matchNone(m -> m));
    }
    return c instanceof Condition.All ? Query.of(q -> q.matchAll(m -> m)) : range(c);
  }

  static Query term(String field, FieldValue value) {
    return Query.of(q -> q.term(t -> t.field(field).value(value)));
  }

  private static Query range(Condition c) {
    UntypedRangeQuery.Builder range = new UntypedRangeQuery.Builder();
    if (c instanceof Condition.Between b) {
      range.field(b.field()).gte(JsonData.of(b.low())).lte(JsonData.of(b.high()));
    } else if (c instanceof Condition.During d) {
      range.field(d.field()).format("epoch_millis");
      // The ends of time cannot be written as a date.
      if (d.low() != Long.MIN_VALUE) {
        range.gte(JsonData.of(d.low()));
      }
      if (d.high() != Long.MAX_VALUE) {
        range.lte(JsonData.of(d.high()));
      }
    } else if (c instanceof Condition.Within w) {
      range.field(w.field());
      if (Double.isFinite(w.low())) {
        range.gte(JsonData.of(w.low()));
      }
      if (Double.isFinite(w.high())) {
        range.lte(JsonData.of(w.high()));
      }
    } else if (c instanceof Condition.Network n) {
      range
          .field(n.field())
          .gte(JsonData.of(n.low().toString()))
          .lte(JsonData.of(n.high().toString()));
    } else {
      throw new IllegalArgumentException("no query for " + c);
    }
    return Query.of(q -> q.range(r -> r.untyped(range.build())));
  }

  /**
   * Not {@code match_phrase_prefix}: that tries the first few words that begin so and is silent
   * about the others. Too many words are an error here.
   */
  private static Query phrase(Condition.Phrase phrase) {
    if (!phrase.prefix()) {
      return Query.of(q -> q.matchPhrase(p -> p.field(phrase.field()).query(phrase.text())));
    }
    List<String> words = phrase.words();
    String last = words.get(words.size() - 1);
    Query beginning = Query.of(q -> q.prefix(p -> p.field(phrase.field()).value(last)));
    if (words.size() == 1) {
      return beginning;
    }
    List<SpanQuery> clauses = new ArrayList<>();
    for (String word : words.subList(0, words.size() - 1)) {
      clauses.add(SpanQuery.of(s -> s.spanTerm(t -> t.field(phrase.field()).value(word))));
    }
    clauses.add(SpanQuery.of(s -> s.spanMulti(m -> m.match(beginning))));
    return Query.of(q -> q.spanNear(n -> n.clauses(clauses).inOrder(true).slop(0)));
  }
}
