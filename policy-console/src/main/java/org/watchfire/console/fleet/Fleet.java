package org.watchfire.console.fleet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.watchfire.console.database.Database;
import org.watchfire.console.search.TrailSearch;
import org.watchfire.console.web.StrictJson;
import org.watchfire.rules.alert.IntegrityRule;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.search.SearchPage;
import org.watchfire.store.search.SearchRequest;

/**
 * All agents that have sent a heartbeat within {@link #LOOKED_AT} or hold a certificate. The
 * picture is kept for {@link #KEPT}, so that many watchers do not become a load. Thread-safe.
 */
public final class Fleet {
  static final Duration LOOKED_AT = Duration.ofDays(30);

  private static final Duration KEPT = Duration.ofSeconds(15);
  private static final String BEATS = "event.action: heartbeat and gov.agent.seq: *";
  private static final int SHOWN_BEATS = 120;

  private final TrailSearch search;
  private final Database database;
  private final Clock clock;
  private Picture last;

  /**
   * @param members the most urgent first, by id among equals
   */
  record Picture(Instant at, List<Member> members) {}

  public Fleet(TrailSearch search, Database database, Clock clock) {
    this.search = search;
    this.database = database;
    this.clock = clock;
  }

  synchronized Picture picture() {
    Instant now = clock.instant();
    if (last == null || last.at().isBefore(now.minus(KEPT))) {
      last = new Picture(now, members(now));
    }
    return last;
  }

  /** The latest heartbeats of one agent, newest first. */
  List<Beat> beats(String agent) {
    String query = BEATS + " and agent.id: \"" + agent + "\"";
    return search
        .page(null, new SearchRequest(Stream.EVENTS, query, null, null, SHOWN_BEATS, null, null))
        .items()
        .stream()
        .map(Fleet::beat)
        .toList();
  }

  private List<Member> members(Instant now) {
    Map<String, Beat> beats = new HashMap<>();
    for (SearchPage.Hit hit :
        search.latest(Stream.EVENTS, BEATS, now.minus(LOOKED_AT), "agent.id")) {
      Beat beat = beat(hit);
      if (beat.agent() != null) {
        beats.putIfAbsent(beat.agent(), beat);
      }
    }
    Map<String, Instant> certificates = certificates();
    Map<String, Long> gaps = gaps(now.minus(LOOKED_AT));
    Set<String> names = new TreeSet<>(beats.keySet());
    names.addAll(certificates.keySet());
    List<Member> members = new ArrayList<>();
    for (String name : names) {
      members.add(
          new Member(name, beats.get(name), certificates.get(name), gaps.getOrDefault(name, 0L)));
    }
    members.sort(Comparator.comparingInt((Member m) -> m.rank(now)).thenComparing(Member::agent));
    return List.copyOf(members);
  }

  private static Beat beat(SearchPage.Hit hit) {
    return Beat.of(hit.timestamp(), StrictJson.tree(hit.record()));
  }

  private Map<String, Instant> certificates() {
    Map<String, Instant> ends = new HashMap<>();
    database.inTransaction(
        handle -> {
          handle
              .createQuery(
                  "SELECT agent_id, max(not_after) AS ends FROM agent_certificates WHERE"
                      + " revoked_at IS NULL GROUP BY agent_id")
              .map(
                  (rs, c) ->
                      ends.put(
                          rs.getString("agent_id"),
                          rs.getObject("ends", OffsetDateTime.class).toInstant()))
              .list();
          return null;
        });
    return ends;
  }

  /** Alerts that nobody has closed, by agent. */
  private Map<String, Long> gaps(Instant since) {
    Set<String> rules = new HashSet<>();
    for (IntegrityRule rule : IntegrityRule.values()) {
      rules.add(rule.id());
    }
    Map<String, Long> found = new HashMap<>();
    database.inTransaction(
        handle -> {
          handle
              .createQuery(
                  "SELECT entity_value, count(*) AS n FROM alerts WHERE rule_id IN (<rules>) AND"
                      + " entity_type = 'agent' AND status <> 'closed' AND last_seen > :since"
                      + " GROUP BY entity_value")
              .bindList("rules", List.copyOf(rules))
              .bind("since", since.atOffset(java.time.ZoneOffset.UTC))
              .map((rs, c) -> found.put(rs.getString("entity_value"), rs.getLong("n")))
              .list();
          return null;
        });
    return found;
  }
}
