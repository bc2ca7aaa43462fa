package org.watchfire.rules.alert;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All signals of one alert id so far. Not thread-safe; it has no clock: whoever keeps it decides
 * when a revision leaves.
 *
 * <p>What the alert says beside counts, times and evidence is that of the first signal; severity is
 * the highest of all. Evidence is the first ten events and the newest ten.
 */
public final class Episode {
  public static final int MAX_EVIDENCE = 20;

  private Signal about;
  private long first;
  private long last;
  private long count;
  private long emittedCount;
  private int nextRevision;
  private ThresholdFact threshold;
  private final List<Evidence> head = new ArrayList<>();
  private final List<Evidence> tail = new ArrayList<>();

  private Episode(Signal about) {
    this.about = about;
    this.first = about.timestamp();
    this.last = about.timestamp();
    this.threshold = about.threshold();
  }

  /** Begins an episode with its first signal. */
  public static Episode begin(Signal signal) {
    Episode e = new Episode(signal);
    e.count(signal);
    return e;
  }

  /** Adds a later signal of the same alert id. */
  public void add(Signal signal) {
    first = Math.min(first, signal.timestamp());
    last = Math.max(last, signal.timestamp());
    if (signal.severity().compareTo(about.severity()) > 0) {
      about = about.withSeverity(signal.severity());
    }
    if (threshold != null && signal.threshold() != null) {
      threshold = threshold.atLeast(signal.threshold().observed());
    }
    count(signal);
  }

  private void count(Signal signal) {
    count += signal.weight();
    for (Evidence e : signal.evidence()) {
      first = Math.min(first, e.timestamp().toEpochMilli());
      if (head.contains(e) || tail.contains(e)) {
        // Fires of chained correlations may name an event again.
        continue;
      }
      if (head.size() < MAX_EVIDENCE / 2) {
        head.add(e);
      } else {
        if (tail.size() == MAX_EVIDENCE / 2) {
          tail.remove(0);
        }
        tail.add(e);
      }
    }
  }

  /** Whether there is something that no revision has told yet. */
  public boolean grown() {
    return nextRevision == 0 || count > emittedCount;
  }

  /** First millisecond after the episode's window. */
  public long windowEnd() {
    return about.windowEnd();
  }

  /** The next revision. */
  public Alert emit(Instant now) {
    int revision = nextRevision++;
    emittedCount = count;
    List<Evidence> evidence = new ArrayList<>(head);
    evidence.addAll(tail);
    evidence.sort(Comparator.comparing(Evidence::timestamp).thenComparing(Evidence::eventId));
    String told =
        threshold == null ? Long.toString(count) : ThresholdFact.text(threshold.observed());
    return new Alert(
        about.alertId(),
        revision,
        revision > 0,
        about,
        Instant.ofEpochMilli(first),
        Instant.ofEpochMilli(last),
        count,
        new Bilingual(
            ReasonTemplate.withCount(about.reason().zh(), told),
            ReasonTemplate.withCount(about.reason().en(), told)),
        threshold,
        List.copyOf(evidence),
        now);
  }

  /** Versioned byte form. */
  public byte[] toBytes() {
    Map<String, Object> t = new LinkedHashMap<>();
    t.put("about", SignalCodec.tree(about));
    t.put("first", first);
    t.put("last", last);
    t.put("count", count);
    t.put("emitted", emittedCount);
    t.put("revision", nextRevision);
    t.put("observed", threshold == null ? 0L : ThresholdFact.number(threshold.observed()));
    t.put("head", SignalCodec.evidence(head));
    t.put("tail", SignalCodec.evidence(tail));
    return SignalCodec.withFormat(t);
  }

  /**
   * @throws IllegalArgumentException when the bytes are not from {@link #toBytes}
   */
  public static Episode fromBytes(byte[] bytes) {
    Map<String, Object> t = SignalCodec.withoutFormat(bytes);
    try {
      Episode e = new Episode(SignalCodec.signal(SignalCodec.map(t.get("about"))));
      e.first = (Long) t.get("first");
      e.last = (Long) t.get("last");
      e.count = (Long) t.get("count");
      e.emittedCount = (Long) t.get("emitted");
      e.nextRevision = Math.toIntExact((Long) t.get("revision"));
      if (e.threshold != null) {
        e.threshold = e.threshold.atLeast(ThresholdFact.decimal(t.get("observed")));
      }
      e.head.addAll(SignalCodec.evidenceOf(t.get("head")));
      e.tail.addAll(SignalCodec.evidenceOf(t.get("tail")));
      return e;
    } catch (ClassCastException | NullPointerException | ArithmeticException e) {
      throw new IllegalArgumentException("alert state is damaged", e);
    }
  }
}
