package org.watchfire.rules.correlate;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.watchfire.rules.sigma.CorrelationRule.Type;

/**
 * The matches of one correlation and one group, in order of (time, event id, rule), and which of
 * them fired.
 *
 * <h2>When it fires</h2>
 *
 * The window of a match <i>e</i> are the matches up to <i>e</i> in that order whose time is at most
 * the time span before it: it slides with every match. The match <i>e</i> fires when the threshold
 * holds for
 *
 * <ul>
 *   <li>event_count: their number;
 *   <li>value_count: their distinct values (several fields: distinct tuples), compared as text;
 *   <li>temporal: the number of distinct rules among them, all of the rules unless the condition
 *       says otherwise;
 *   <li>temporal_ordered: the number of rules in the longest chain that ends with <i>e</i>: of
 *       rules in ascending order, at non-decreasing times within the span, neighbours being
 *       different events; all of the rules unless the condition says otherwise;
 *   <li>value_sum, value_avg: sum and arithmetic mean of their values, in exact decimal arithmetic;
 *   <li>value_percentile: of the <i>n</i> values in ascending order the one at place max(1,
 *       ⌈n·p/100⌉), counted from 1 (nearest rank).
 * </ul>
 *
 * <h2>Re-fire policy</h2>
 *
 * Each match fires at most once; there is no reset and no pause: while a burst goes on, each
 * further match at which the threshold holds fires, and says which matches are fresh, that is in no
 * earlier fire. Joining fires into one alert is for the reader of fires (episodes).
 *
 * <h2>Out of order and late</h2>
 *
 * Counts that must be large enough ({@code gt}, {@code gte}) are judged as soon as a match comes,
 * for it and for the later ones that it changes: the set of matches that fire is the same for every
 * order of arrival. All else can become false again by what is still to come, so it is judged when
 * the watermark has passed the match; then too the set is the same for every order in which no
 * match comes behind the watermark. A match that does is judged at once, and with it those within
 * the span after it that have not fired; what has fired is not unsaid.
 *
 * <h2>Bounds</h2>
 *
 * At most this many matches are kept, c being the largest limit of the threshold: max(1,000, 2c +
 * 2) where judged at once, max(10,000, 2c + 2) where waiting for the watermark, 10,000 for numeric
 * types; never more than 20,000. A full window is thinned to three quarters:
 *
 * <ul>
 *   <li>event_count forgets its oldest: exact for matches in order, as what is left exceeds every
 *       limit; {@code observed} is then capped;
 *   <li>value_count, temporal: matches that change no count go first, then the oldest;
 *   <li>temporal_ordered: of adjacent matches of one rule the last two stay, then the oldest go;
 *   <li>value_sum, value_avg: but for the newest 1,000, those within one 2,000th of the span become
 *       one with their sum, at the time of the last: such a window reaches back too far by at most
 *       that;
 *   <li>value_percentile: the newest 7,500 speak for the window.
 * </ul>
 *
 * A match is forgotten by {@link #evict} when it is older than the newest one by more than span +
 * lateness <i>and</i> came longer ago than the grace time: an agent that ships an old backlog still
 * has it correlated. Not thread-safe.
 */
public final class Window {
  /** Older matches than this many keep no details: alerts show the newest. */
  private static final int DETAILED = 100;

  private final List<Entry> entries;

  /**
   * What the last judgement counted, from {@link #low} to before {@link #next}: the next one goes
   * on from there when matches come in order. Not part of the state.
   */
  private Tally tally;

  private CorrelationSpec tallied;
  private int low;
  private int next;

  /** So many matches from the first on are known to be judged. Not part of the state. */
  private int settled;

  public Window() {
    this(new ArrayList<>());
  }

  private Window(List<Entry> entries) {
    this.entries = entries;
  }

  public int size() {
    return entries.size();
  }

  /** Time of the newest match, {@link Long#MIN_VALUE} when there is none. */
  public long newest() {
    return entries.isEmpty() ? Long.MIN_VALUE : entries.get(entries.size() - 1).time();
  }

  /**
   * When the match that came last came, as given to {@link #add}; {@link Long#MIN_VALUE} when there
   * is none.
   */
  public long lastArrival() {
    long last = Long.MIN_VALUE;
    for (Entry e : entries) {
      last = Math.max(last, e.arrived);
    }
    return last;
  }

  /**
   * Takes a match. The same event for the same step again changes nothing.
   *
   * @param arrived processing time in milliseconds
   * @param watermark event time up to which everything should have come
   * @return what fires now, in the order of the window
   */
  public List<Fire> add(CorrelationSpec spec, Occurrence o, long arrived, long watermark) {
    int at = position(o);
    if (at < 0) {
      return List.of();
    }
    Entry entry = new Entry();
    entry.what = o;
    entry.arrived = arrived;
    entries.add(at, entry);
    if (at < next) {
      tally = null;
    }
    settled = Math.min(settled, at);
    List<Fire> fires = List.of();
    if (spec.eager() || o.timestamp() <= watermark) {
      long affected = o.timestamp() + spec.timespanMillis();
      long until = spec.eager() ? affected : Math.min(affected, watermark);
      fires = judge(spec, at, until, e -> !e.is(Entry.FIRED));
    }
    int strip = entries.size() - DETAILED - 1;
    if (strip >= 0) {
      Entry old = entries.get(strip);
      if (old.what.hasDetails()) {
        old.what = old.what.stripped();
      }
    }
    if (entries.size() > spec.capacity()) {
      Thinning.shrink(spec, entries);
      tally = null;
      settled = 0;
    }
    return fires;
  }

  /** Judges matches that the watermark has passed, where that was to be waited for. */
  public List<Fire> advance(CorrelationSpec spec, long watermark) {
    int from = spec.eager() ? -1 : firstUnjudged();
    if (from < 0 || entries.get(from).time() > watermark) {
      return List.of();
    }
    return judge(spec, from, watermark, e -> !e.is(Entry.JUDGED | Entry.FIRED));
  }

  /** Earliest match that still waits for the watermark, {@link Long#MAX_VALUE} when none does. */
  public long nextJudgement(CorrelationSpec spec) {
    int first = spec.eager() ? -1 : firstUnjudged();
    return first < 0 ? Long.MAX_VALUE : entries.get(first).time();
  }

  private int firstUnjudged() {
    while (settled < entries.size() && entries.get(settled).is(Entry.JUDGED)) {
      settled++;
    }
    return settled < entries.size() ? settled : -1;
  }

  /** Forgets matches of which both the event time and the arrival are long enough ago. */
  public void evict(CorrelationSpec spec, long latenessMillis, long now, long graceMillis) {
    long horizon = newest() - spec.timespanMillis() - latenessMillis;
    int old = 0;
    while (old < entries.size() && entries.get(old).time() < horizon) {
      old++;
    }
    int before = entries.size();
    entries
        .subList(0, old)
        .removeIf(e -> e.arrived < now - graceMillis && (spec.eager() || e.is(Entry.JUDGED)));
    int gone = before - entries.size();
    if (gone > 0 && gone == old && gone <= low) {
      low -= gone;
      next -= gone;
    } else if (gone > 0) {
      tally = null;
    }
    settled = Math.max(0, settled - old);
  }

  /** Where the match belongs, or -1 when it is there already. */
  private int position(Occurrence o) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (entries.get(mid).what.compareInWindow(o) < 0) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low < entries.size() && entries.get(low).what.compareInWindow(o) == 0 ? -1 : low;
  }

  /** First match within the span before the one at {@code at}. */
  private int firstWithin(CorrelationSpec spec, int at) {
    long from = entries.get(at).time() - spec.timespanMillis();
    int low = 0;
    int high = at;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (entries.get(mid).time() < from) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /** Judges matches from a place (and, for an order, its whole instant) up to a time. */
  private List<Fire> judge(CorrelationSpec spec, int from, long until, Predicate<Entry> open) {
    return spec.type() == Type.TEMPORAL_ORDERED
        ? judgeOrdered(spec, from, until, open)
        : judgeTallies(spec, from, until, open);
  }

  private List<Fire> judgeTallies(
      CorrelationSpec spec, int from, long until, Predicate<Entry> open) {
    List<Fire> fires = new ArrayList<>();
    if (tally == null || from != next || !spec.equals(tallied)) {
      tally = Tally.of(spec);
      tallied = spec;
      low = firstWithin(spec, from);
      for (int i = low; i < from; i++) {
        tally.add(entries.get(i));
      }
    }
    for (next = from; next < entries.size() && entries.get(next).time() <= until; next++) {
      Entry e = entries.get(next);
      while (entries.get(low).time() < e.time() - spec.timespanMillis()) {
        tally.remove(entries.get(low++));
      }
      tally.add(e);
      boolean judged = open.test(e);
      e.flags |= spec.eager() ? 0 : Entry.JUDGED;
      if (judged && tally.holds(spec.threshold())) {
        fires.add(fire(e, tally.observed(), low, next));
      }
    }
    return fires;
  }

  private List<Fire> judgeOrdered(
      CorrelationSpec spec, int from, long until, Predicate<Entry> open) {
    long since = entries.get(from).time();
    if (spec.eager() && !openEnd(spec, since, until)) {
      return List.of();
    }
    List<Fire> fires = new ArrayList<>();
    new Chains(spec)
        .walk(
            entries,
            firstWithin(spec, from),
            until,
            e -> e.time() >= since && open.test(e),
            (at, length, end) -> {
              Entry e = entries.get(at);
              if (spec.threshold().holds(length)) {
                fires.add(fire(e, BigDecimal.valueOf(length), firstWithin(spec, at), end));
              }
            });
    for (int i = from; !spec.eager() && i < entries.size(); i++) {
      Entry e = entries.get(i);
      if (e.time() <= until) {
        e.flags |= Entry.JUDGED;
      }
    }
    return fires;
  }

  /** Whether there is a match that a long enough chain could still end with. */
  private boolean openEnd(CorrelationSpec spec, long since, long until) {
    for (int i = entries.size() - 1; i >= 0 && entries.get(i).time() >= since; i--) {
      Entry e = entries.get(i);
      if (e.time() <= until
          && !e.is(Entry.FIRED)
          && e.what.step() + 1 >= spec.threshold().minimum()) {
        return true;
      }
    }
    return false;
  }

  private Fire fire(Entry trigger, BigDecimal observed, int from, int to) {
    trigger.flags |= Entry.FIRED;
    Newest fresh = new Newest(Fire.MAX_EVIDENCE);
    Newest window = new Newest(Fire.MAX_WINDOW);
    long freshTotal = 0;
    long windowTotal = 0;
    long first = Long.MAX_VALUE;
    for (int i = to; i >= from; i--) {
      Entry e = entries.get(i);
      first = Math.min(first, e.what.first());
      windowTotal += e.matches;
      window.offer(e.what);
      if (!e.is(Entry.REPORTED)) {
        e.flags |= Entry.REPORTED;
        freshTotal += e.matches > 1 ? e.matches : e.what.weight();
        fresh.offer(e.what);
      }
    }
    return new Fire(
        trigger.what, observed, fresh.inOrder(), freshTotal, first, window.inOrder(), windowTotal);
  }

  /** Collects the newest matches of events, each event once; is offered newest first. */
  private static final class Newest {
    private final int most;
    private final Set<String> seen = new HashSet<>();
    private final List<Occurrence> found = new ArrayList<>();

    Newest(int most) {
      this.most = most;
    }

    void offer(Occurrence o) {
      if (found.size() >= most) {
        return;
      }
      for (Occurrence leaf : o.leaves()) {
        if (seen.add(leaf.eventId())) {
          found.add(leaf);
        }
      }
    }

    List<Occurrence> inOrder() {
      found.sort(Occurrence::compareInWindow);
      return List.copyOf(found.subList(Math.max(0, found.size() - most), found.size()));
    }
  }

  /** Versioned byte form, see {@link WindowCodec}. */
  public byte[] toBytes() {
    return WindowCodec.encode(entries);
  }

  /**
   * Reads the present byte form and that of version 1.
   *
   * @throws IllegalArgumentException when the bytes are not from {@link #toBytes}
   */
  public static Window fromBytes(byte[] bytes) {
    return new Window(WindowCodec.decode(bytes));
  }

  /** One match in the byte form of {@link #toBytes}. */
  public static void write(DataOutputStream out, Occurrence o) throws IOException {
    WindowCodec.write(out, o);
  }

  /** The reverse of {@link #write}. */
  public static Occurrence read(DataInputStream in) throws IOException {
    return WindowCodec.read(in);
  }

  /** Reads what {@link #write} wrote in version 1. */
  public static Occurrence readOld(DataInputStream in) throws IOException {
    return WindowCodec.readOld(in);
  }
}
