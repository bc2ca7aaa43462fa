package org.watchfire.rules.correlate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.watchfire.rules.sigma.CorrelationRule.Type;

/**
 * The matches of one correlation and one group, in order of (time, event id), and which of them
 * fired.
 *
 * <p>When it fires. A match <i>e</i> fires when the threshold holds for the matches up to <i>e</i>
 * in that order whose time is at most the time span before it: their number (event_count), their
 * distinct values (value_count) or rules (temporal). For temporal_ordered a match of the last rule
 * fires when it ends a chain through all rules in order, of non-decreasing times within the span,
 * neighbours being different events. Each match fires at most once. Thresholds that can only grow
 * truer ({@code gt}, {@code gte}) are judged as soon as a match comes, for it and for the later
 * ones it changes; the others are judged when the watermark has passed the match, and a match that
 * comes after that does not unsay it.
 *
 * <p>Bounds. At most {@code max(1000, 2 × limit)} matches are kept. Beyond that, matches of the
 * most frequent value (or rule) that add nothing to the count of values go first, then the oldest.
 * A match is forgotten by {@link #evict} when it is older than the newest one by more than span +
 * lateness <i>and</i> came longer ago than the grace time: an agent that ships an old backlog still
 * has it correlated. Not thread-safe.
 */
public final class Window {
  private static final byte FORMAT = 1;

  /** Older matches than this many keep their id and time only: alerts show the newest. */
  private static final int DETAILED = 100;

  private static final int FIRED = 1;
  private static final int REPORTED = 2;
  private static final int JUDGED = 4;

  private static final class Entry {
    Occurrence what;
    long arrived;
    int flags;

    boolean is(int flag) {
      return (flags & flag) != 0;
    }
  }

  private final List<Entry> entries = new ArrayList<>();

  public int size() {
    return entries.size();
  }

  /** Time of the newest match, {@link Long#MIN_VALUE} when there is none. */
  public long newest() {
    return entries.isEmpty() ? Long.MIN_VALUE : entries.get(entries.size() - 1).what.timestamp();
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
   * @return what fires now
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
    List<Fire> fires = judge(spec, at, watermark);
    int strip = entries.size() - DETAILED - 1;
    if (strip >= 0) {
      Entry old = entries.get(strip);
      if (!old.what.details().isEmpty()) {
        old.what = stripped(old.what);
      }
    }
    if (entries.size() > spec.capacity()) {
      shrink(spec);
    }
    return fires;
  }

  /** Judges matches that the watermark has passed, for thresholds that do not only grow. */
  public List<Fire> advance(CorrelationSpec spec, long watermark) {
    return spec.threshold().onlyGrows() ? List.of() : judge(spec, 0, watermark);
  }

  /** Earliest match that still waits for the watermark, {@link Long#MAX_VALUE} when none does. */
  public long nextJudgement(CorrelationSpec spec) {
    if (!spec.threshold().onlyGrows()) {
      for (Entry e : entries) {
        if (!e.is(JUDGED)) {
          return e.what.timestamp();
        }
      }
    }
    return Long.MAX_VALUE;
  }

  /** Forgets matches of which both the event time and the arrival are long enough ago. */
  public void evict(CorrelationSpec spec, long latenessMillis, long now, long graceMillis) {
    long horizon = newest() - spec.timespanMillis() - latenessMillis;
    entries.removeIf(
        e ->
            e.what.timestamp() < horizon
                && e.arrived < now - graceMillis
                && (spec.threshold().onlyGrows() || e.is(JUDGED)));
  }

  /** Where the match belongs, or -1 when it is there already. */
  private int position(Occurrence o) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (compare(entries.get(mid).what, o) < 0) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low < entries.size() && compare(entries.get(low).what, o) == 0 ? -1 : low;
  }

  private static int compare(Occurrence a, Occurrence b) {
    int c = Long.compare(a.timestamp(), b.timestamp());
    c = c == 0 ? a.eventId().compareTo(b.eventId()) : c;
    return c == 0 ? Integer.compare(a.step(), b.step()) : c;
  }

  private List<Fire> judge(CorrelationSpec spec, int changed, long watermark) {
    return spec.type() == Type.TEMPORAL_ORDERED
        ? judgeOrdered(spec, changed)
        : judgeCounts(spec, changed, watermark);
  }

  /** One pass over the matches whose window a change at {@code changed} can touch. */
  private List<Fire> judgeCounts(CorrelationSpec spec, int changed, long watermark) {
    boolean eager = spec.threshold().onlyGrows();
    boolean distinct = spec.type() != Type.EVENT_COUNT;
    List<Fire> fires = new ArrayList<>();
    Map<Object, Integer> inWindow = new HashMap<>();
    int low = eager ? firstWithin(spec, changed) : 0;
    long end =
        eager ? entries.get(changed).what.timestamp() + spec.timespanMillis() : Long.MAX_VALUE;
    for (int i = low; i < entries.size() && entries.get(i).what.timestamp() <= end; i++) {
      Entry e = entries.get(i);
      while (entries.get(low).what.timestamp() < e.what.timestamp() - spec.timespanMillis()) {
        if (distinct) {
          inWindow.computeIfPresent(
              counted(spec, entries.get(low)), (k, n) -> n == 1 ? null : n - 1);
        }
        low++;
      }
      if (distinct) {
        inWindow.merge(counted(spec, e), 1, Integer::sum);
      }
      boolean due = eager ? i >= changed : e.what.timestamp() <= watermark;
      if (!due || e.is(FIRED | JUDGED)) {
        continue;
      }
      long observed = distinct ? inWindow.size() : i - low + 1;
      if (!eager) {
        e.flags |= JUDGED;
      }
      if (spec.threshold().holds(observed)) {
        fires.add(fire(e, observed, low, i));
      }
    }
    return fires;
  }

  private static Object counted(CorrelationSpec spec, Entry e) {
    return spec.type() == Type.VALUE_COUNT ? e.what.value() : (Object) e.what.step();
  }

  private int firstWithin(CorrelationSpec spec, int at) {
    long from = entries.get(at).what.timestamp() - spec.timespanMillis();
    int low = 0;
    int high = at;
    while (low < high) {
      int mid = (low + high) >>> 1;
      if (entries.get(mid).what.timestamp() < from) {
        low = mid + 1;
      } else {
        high = mid;
      }
    }
    return low;
  }

  /**
   * Latest start of a chain that ends with an event, and the latest one that ends with a different
   * event.
   */
  private static final class Best {
    long start = Long.MIN_VALUE;
    String id = "";
    long otherStart = Long.MIN_VALUE;

    void offer(long candidate, String event) {
      if (event.equals(id)) {
        start = Math.max(start, candidate);
      } else if (candidate > start) {
        otherStart = start;
        start = candidate;
        id = event;
      } else {
        otherStart = Math.max(otherStart, candidate);
      }
    }

    long without(String event) {
      return event.equals(id) ? otherStart : start;
    }
  }

  /**
   * Carries along, for each step, the latest time at which a chain up to that step can have begun:
   * the later it began, the longer it stays within the span. Matches of one instant are taken by
   * step, so that they may follow one another.
   */
  private List<Fire> judgeOrdered(CorrelationSpec spec, int changed) {
    int last = spec.steps() - 1;
    long since = entries.get(changed).what.timestamp();
    List<Entry> open = new ArrayList<>();
    for (int i = entries.size() - 1; i >= 0 && entries.get(i).what.timestamp() >= since; i--) {
      if (entries.get(i).what.step() == last && !entries.get(i).is(FIRED)) {
        open.add(entries.get(i));
      }
    }
    if (open.isEmpty()) {
      return List.of();
    }
    List<Fire> fires = new ArrayList<>();
    Best[] best = new Best[spec.steps()];
    for (int s = 0; s <= last; s++) {
      best[s] = new Best();
    }
    for (int i = firstWithin(spec, changed); i < entries.size(); ) {
      long now = entries.get(i).what.timestamp();
      int to = i;
      while (to < entries.size() && entries.get(to).what.timestamp() == now) {
        to++;
      }
      for (int step = 0; step <= last; step++) {
        for (int k = i; k < to; k++) {
          Entry e = entries.get(k);
          if (e.what.step() != step) {
            continue;
          }
          long start = step == 0 ? now : best[step - 1].without(e.what.eventId());
          if (start < now - spec.timespanMillis()) {
            continue;
          }
          best[step].offer(start, e.what.eventId());
          if (step == last && now >= since && !e.is(FIRED)) {
            fires.add(fire(e, spec.steps(), firstWithin(spec, k), to - 1));
          }
        }
      }
      i = to;
    }
    return fires;
  }

  private Fire fire(Entry trigger, long observed, int from, int to) {
    trigger.flags |= FIRED;
    ArrayDeque<Occurrence> fresh = new ArrayDeque<>();
    long total = 0;
    for (int i = to; i >= from; i--) {
      Entry e = entries.get(i);
      if (!e.is(REPORTED)) {
        e.flags |= REPORTED;
        total++;
        if (fresh.size() < Fire.MAX_EVIDENCE) {
          fresh.addFirst(e.what);
        }
      }
    }
    return new Fire(trigger.what, observed, List.copyOf(fresh), total);
  }

  private static Occurrence stripped(Occurrence o) {
    return new Occurrence(o.step(), o.eventId(), o.timestamp(), o.value(), Map.of());
  }

  /**
   * Goes down to three quarters at once, so that a busy key does not pay for this with each match.
   */
  private void shrink(CorrelationSpec spec) {
    int target = spec.capacity() * 3 / 4;
    if (spec.type() != Type.EVENT_COUNT) {
      dropRedundant(spec, entries.size() - target);
    }
    if (entries.size() > target) {
      entries.subList(0, entries.size() - target).clear();
    }
  }

  /**
   * Of three neighbouring matches of one value, of which the outer ones lie within a span, the
   * middle one changes no count: each window that holds it holds one of the others.
   */
  private void dropRedundant(CorrelationSpec spec, int wanted) {
    Map<Object, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      places.computeIfAbsent(counted(spec, entries.get(i)), k -> new ArrayList<>()).add(i);
    }
    Set<Integer> drop = new HashSet<>();
    for (List<Integer> same : places.values()) {
      int kept = 0;
      for (int k = 1; k + 1 < same.size() && drop.size() < wanted; k++) {
        long before = entries.get(same.get(kept)).what.timestamp();
        long after = entries.get(same.get(k + 1)).what.timestamp();
        if (after - before <= spec.timespanMillis()) {
          drop.add(same.get(k));
        } else {
          kept = k;
        }
      }
    }
    List<Entry> left = new ArrayList<>(entries.size() - drop.size());
    for (int i = 0; i < entries.size(); i++) {
      if (!drop.contains(i)) {
        left.add(entries.get(i));
      }
    }
    entries.clear();
    entries.addAll(left);
  }

  /**
   * Format byte, count, then per match: step, time, arrival, flags, id, value, details; texts as
   * length and UTF-8.
   */
  public byte[] toBytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(64 + entries.size() * 96);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(entries.size());
      for (Entry e : entries) {
        out.writeLong(e.arrived);
        out.writeByte(e.flags);
        write(out, e.what);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /**
   * @throws IllegalArgumentException when the bytes are not from {@link #toBytes}
   */
  public static Window fromBytes(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      int count = in.readInt();
      if (format != FORMAT || count < 0) {
        throw new IllegalArgumentException("not a correlation window of format " + FORMAT);
      }
      Window window = new Window();
      for (int i = 0; i < count; i++) {
        Entry e = new Entry();
        e.arrived = in.readLong();
        e.flags = in.readByte();
        e.what = read(in);
        window.entries.add(e);
      }
      if (in.available() > 0) {
        throw new IllegalArgumentException("a correlation window has bytes left over");
      }
      return window;
    } catch (IOException e) {
      throw new IllegalArgumentException("a correlation window is cut off", e);
    }
  }

  /** One match in the byte form of {@link #toBytes}. */
  public static void write(DataOutputStream out, Occurrence o) throws IOException {
    out.writeInt(o.step());
    out.writeLong(o.timestamp());
    text(out, o.eventId());
    text(out, o.value());
    out.writeInt(o.details().size());
    for (Map.Entry<String, String> d : o.details().entrySet()) {
      text(out, d.getKey());
      text(out, d.getValue());
    }
  }

  /** The reverse of {@link #write}. */
  public static Occurrence read(DataInputStream in) throws IOException {
    int step = in.readInt();
    long timestamp = in.readLong();
    String id = text(in);
    String value = text(in);
    int n = in.readInt();
    Map<String, String> details = new HashMap<>();
    for (int i = 0; i < n; i++) {
      String name = text(in);
      details.put(name, text(in));
    }
    return new Occurrence(step, id, timestamp, value, details);
  }

  private static void text(DataOutputStream out, String s) throws IOException {
    byte[] utf8 = s.getBytes(StandardCharsets.UTF_8);
    out.writeInt(utf8.length);
    out.write(utf8);
  }

  private static String text(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > 1 << 20) {
      throw new IOException("text of " + length + " bytes");
    }
    byte[] utf8 = in.readNBytes(length);
    if (utf8.length != length) {
      throw new IOException("text is cut off");
    }
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
