package org.watchfire.console.search;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.watchfire.console.web.Refusal;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.query.KqlEvaluator;
import org.watchfire.store.query.QuerySyntaxException;

/**
 * A query that somebody keeps.
 *
 * @param everyMinutes how often it is run, null for never
 * @param nextRun null when it is not scheduled
 * @param coveredSeq number of the first record that no run has looked at, null when it is not
 *     scheduled
 * @param unseen runs that found something and were not looked at by the owner
 */
record SavedQuery(
    long id,
    String owner,
    String name,
    String stream,
    String query,
    boolean shared,
    Integer everyMinutes,
    Instant nextRun,
    Long coveredSeq,
    long version,
    long unseen) {

  /**
   * As it comes in.
   *
   * @param name up to 120 characters
   * @param everyMinutes 5 to 44,640 (a month), null for no schedule
   * @param startAt of a schedule: the first run; all runs are whole periods away from it. Null
   *     begins one period from now
   */
  record Body(
      String name,
      String stream,
      String query,
      Boolean shared,
      Integer everyMinutes,
      Instant startAt) {
    private static final int MAX_NAME = 120;
    private static final int MAX_QUERY = 4000;
    private static final int SHORTEST = 5;
    private static final int LONGEST = 44_640;

    Body {
      if (name == null || name.isBlank() || name.length() > MAX_NAME || name.indexOf('\0') >= 0) {
        throw new IllegalArgumentException("name expects 1 to " + MAX_NAME + " characters");
      }
      if (everyMinutes != null && (everyMinutes < SHORTEST || everyMinutes > LONGEST)) {
        throw new IllegalArgumentException("everyMinutes expects " + SHORTEST + " to " + LONGEST);
      }
      if (everyMinutes == null && startAt != null) {
        throw new IllegalArgumentException("startAt needs everyMinutes");
      }
      if (query != null && query.length() > MAX_QUERY) {
        throw new IllegalArgumentException("query is longer than " + MAX_QUERY + " characters");
      }
      name = name.strip();
      query = query == null ? "" : query.strip();
      shared = shared != null && shared;
    }

    /**
     * @throws Refusal when the stream or the query is none
     */
    Stream checked() {
      Optional<Stream> found = stream == null ? Optional.empty() : Stream.of(stream);
      Stream known =
          found.orElseThrow(
              () -> Refusal.invalid("stream expects events, alerts, audit or deadletter"));
      try {
        KqlEvaluator.of(known, query, null, null);
      } catch (QuerySyntaxException e) {
        throw TrailSearch.refusal(e);
      }
      return known;
    }

    /** The first run after {@code now}; null without a schedule. */
    Instant firstRun(Instant now) {
      if (everyMinutes == null) {
        return null;
      }
      Instant start = startAt == null ? now : startAt;
      return start.isAfter(now) ? start : next(start, everyMinutes, now);
    }
  }

  /** The first instant after {@code now} that is whole periods after {@code from}. */
  static Instant next(Instant from, int everyMinutes, Instant now) {
    long period = everyMinutes * 60L;
    long passed = Math.floorDiv(now.getEpochSecond() - from.getEpochSecond(), period);
    return from.plusSeconds((passed + 1) * period);
  }

  /**
   * One run of a schedule.
   *
   * @param outcome {@code done}, {@code refused} (the owner may not search there any more) or
   *     {@code failed} (tried again at the next run, from the same record)
   * @param fromSeq first record that was looked at
   * @param toSeq first record that was not looked at any more
   * @param found how many it found
   * @param atLeast there are more than {@code found}
   * @param hits numbers of the latest that were found, at most 10
   */
  record Run(
      long id,
      Instant at,
      String outcome,
      String detail,
      long fromSeq,
      long toSeq,
      long found,
      boolean atLeast,
      List<Long> hits,
      boolean seen) {}

  /** As it goes out. */
  Map<String, Object> view(String caller) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("owner", owner);
    view.put("mine", owner.equals(caller));
    view.put("name", name);
    view.put("stream", stream);
    view.put("query", query);
    view.put("shared", shared);
    view.put("everyMinutes", everyMinutes);
    view.put("nextRun", nextRun);
    view.put("version", version);
    view.put("unseen", unseen);
    return view;
  }
}
