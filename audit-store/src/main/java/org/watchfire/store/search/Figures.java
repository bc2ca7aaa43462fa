package org.watchfire.store.search;

import co.elastic.clients.elasticsearch._types.aggregations.Aggregate;
import co.elastic.clients.elasticsearch._types.aggregations.Aggregation;
import co.elastic.clients.elasticsearch._types.aggregations.DateHistogramBucket;
import co.elastic.clients.elasticsearch._types.aggregations.FieldDateMath;
import co.elastic.clients.elasticsearch._types.aggregations.LongTermsBucket;
import co.elastic.clients.elasticsearch._types.aggregations.MultiBucketBase;
import co.elastic.clients.elasticsearch._types.aggregations.StatsAggregate;
import co.elastic.clients.elasticsearch._types.aggregations.StringTermsBucket;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.store.query.FieldCatalog;

/** What is counted over all records that a query finds, instead of listing them. */
final class Figures {
  private static final String TIMESTAMP = "@timestamp";
  private static final Map<String, Aggregation> SPAN =
      Map.of(
          "first", Aggregation.of(a -> a.min(m -> m.field(TIMESTAMP))),
          "last", Aggregation.of(a -> a.max(m -> m.field(TIMESTAMP))));

  private final Elastic elastic;
  private final String name;
  private final String alias;
  private final Query query;

  /**
   * @param name to cancel under, null for none
   */
  Figures(Elastic elastic, String name, String alias, Query query) {
    this.elastic = elastic;
    this.name = name;
    this.alias = alias;
    this.query = query;
  }

  private Map<String, Aggregate> ask(Map<String, Aggregation> aggregations) throws SearchException {
    return elastic
        .search(
            name,
            Elastic.request(alias)
                .query(query)
                .size(0)
                .trackTotalHits(t -> t.enabled(false))
                .aggregations(aggregations)
                .build())
        .aggregations();
  }

  Histogram histogram(Instant from, Instant to, int buckets) throws SearchException {
    Instant first = from;
    Instant last = to;
    if (from == null || to == null) {
      Optional<StatsAggregate> range = stats(TIMESTAMP);
      if (range.isEmpty()) {
        return new Histogram(Duration.ofMinutes(1), List.of());
      }
      Instant min = instant(range.get().min());
      Instant max = instant(range.get().max());
      first = from == null ? min : from;
      last = to == null ? max.plusMillis(1) : to;
    }
    Duration width = BucketWidth.covering(first, last, buckets);
    if (!first.isBefore(last)) {
      return new Histogram(width, List.of());
    }
    double low = first.toEpochMilli();
    double high = last.toEpochMilli() - 1.0;
    Aggregation time =
        Aggregation.of(
            a ->
                a.dateHistogram(
                    h ->
                        h.field(TIMESTAMP)
                            .fixedInterval(i -> i.time(width.toSeconds() + "s"))
                            .minDocCount(0)
                            .extendedBounds(
                                b ->
                                    b.min(FieldDateMath.of(m -> m.value(low)))
                                        .max(FieldDateMath.of(m -> m.value(high))))));
    Aggregate found = ask(Map.of("time", time)).get("time");
    List<Histogram.Bucket> all = new ArrayList<>();
    if (found != null) {
      for (DateHistogramBucket bucket : found.dateHistogram().buckets().array()) {
        all.add(new Histogram.Bucket(Instant.ofEpochMilli(bucket.key()), bucket.docCount()));
      }
    }
    return new Histogram(width, all);
  }

  TopValues topValues(String field, int limit) throws SearchException {
    FieldCatalog.Type type =
        FieldCatalog.standard()
            .type(field)
            .filter(t -> t != FieldCatalog.Type.TEXT)
            .orElseThrow(
                () ->
                    new SearchException(
                        SearchException.Reason.REQUEST,
                        "field '" + field + "' has no values to count",
                        null));
    Aggregation values =
        Aggregation.of(a -> a.terms(t -> t.field(field).size(limit)).aggregations(SPAN));
    Aggregation distinct = Aggregation.of(a -> a.cardinality(c -> c.field(field)));
    Map<String, Aggregate> found = ask(Map.of("values", values, "distinct", distinct));
    if (found.isEmpty()) {
      return new TopValues(field, List.of(), 0, 0);
    }
    List<TopValues.Value> top = new ArrayList<>();
    Aggregate terms = found.get("values");
    long others = 0;
    if (terms.isSterms()) {
      others = terms.sterms().sumOtherDocCount();
      for (StringTermsBucket bucket : terms.sterms().buckets().array()) {
        top.add(value(bucket.key().stringValue(), bucket));
      }
    } else if (terms.isLterms()) {
      others = terms.lterms().sumOtherDocCount();
      boolean named = type == FieldCatalog.Type.BOOLEAN || type == FieldCatalog.Type.DATE;
      for (LongTermsBucket bucket : terms.lterms().buckets().array()) {
        top.add(value(named ? bucket.keyAsString() : Long.toString(bucket.key()), bucket));
      }
    } else if (terms.isDterms()) {
      others = terms.dterms().sumOtherDocCount();
      for (var bucket : terms.dterms().buckets().array()) {
        top.add(value(Double.toString(bucket.key()), bucket));
      }
    }
    return new TopValues(field, top, found.get("distinct").cardinality().value(), others);
  }

  private static TopValues.Value value(String text, MultiBucketBase bucket) {
    return new TopValues.Value(text, bucket.docCount(), first(bucket), last(bucket));
  }

  /**
   * Counted in slices no wider than the gap: records of one slice are of one session, so the first
   * and the last of each slice tell all.
   */
  Sessions sessions(Duration gap) throws SearchException {
    Duration width = gap.compareTo(Duration.ofMinutes(3)) < 0 ? gap : gap.dividedBy(3);
    Aggregation slices =
        Aggregation.of(
            a ->
                a.dateHistogram(
                        h ->
                            h.field(TIMESTAMP)
                                .fixedInterval(i -> i.time(width.toSeconds() + "s"))
                                .minDocCount(1))
                    .aggregations(SPAN));
    Aggregate found = ask(Map.of("slices", slices)).get("slices");
    Deque<Sessions.Session> latestFirst = new ArrayDeque<>();
    int total = 0;
    if (found != null) {
      for (DateHistogramBucket slice : found.dateHistogram().buckets().array()) {
        Sessions.Session before = latestFirst.peekFirst();
        Instant first = first(slice);
        if (before != null && !first.isAfter(before.last().plus(gap))) {
          latestFirst.pop();
          latestFirst.push(
              new Sessions.Session(before.first(), last(slice), before.count() + slice.docCount()));
          continue;
        }
        total++;
        latestFirst.push(new Sessions.Session(first, last(slice), slice.docCount()));
        if (latestFirst.size() > Sessions.MAX_SESSIONS) {
          latestFirst.removeLast();
        }
      }
    }
    return new Sessions(gap, List.copyOf(latestFirst), total);
  }

  long indexed() throws SearchException {
    return stats("wf.seq").map(s -> (long) s.max() + 1).orElse(0L);
  }

  /** Empty when no record has the field. */
  private Optional<StatsAggregate> stats(String field) throws SearchException {
    Aggregate found =
        ask(Map.of("stats", Aggregation.of(a -> a.stats(s -> s.field(field))))).get("stats");
    return Optional.ofNullable(found).map(Aggregate::stats).filter(s -> s.count() > 0);
  }

  private static Instant first(MultiBucketBase bucket) {
    return instant(bucket.aggregations().get("first").min().value());
  }

  private static Instant last(MultiBucketBase bucket) {
    return instant(bucket.aggregations().get("last").max().value());
  }

  private static Instant instant(double millis) {
    return Instant.ofEpochMilli((long) millis);
  }
}
