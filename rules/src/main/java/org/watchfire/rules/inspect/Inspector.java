package org.watchfire.rules.inspect;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Finds sensitive content in a text. Time and memory are linear in the length of the text, whatever
 * it holds. Thread-safe.
 *
 * <p>Confidence: 60 for a value whose check digit agrees, 15 more for a plausible area or issuer,
 * 25 more for a telling word within 30 characters (10 within 300), 30 less behind the name of
 * another number such as 订单号, 15 less in an example. Phones have no check digit and need a word, a
 * country code or nine others. Marks are weighed by where they stand.
 */
public final class Inspector {
  /** Escapes inside escapes that are followed; more than two layers do not occur in logs. */
  private static final int LAYERS = 3;

  private static final Comparator<Hit> BY_POSITION =
      Comparator.comparingInt(Hit::start).thenComparingInt(Hit::end);

  private static final Comparator<Hit> BY_WORTH =
      Comparator.comparingInt(Hit::confidence)
          .thenComparingInt(h -> h.end() - h.start())
          .thenComparing(h -> h.detector().equals(Detectors.RESIDENT_ID));

  private final Clock clock;

  /**
   * @param clock tells today: nobody is born tomorrow
   */
  public Inspector(Clock clock) {
    this.clock = requireNonNull(clock, "clock");
  }

  /** An inspector on the system's clock. */
  public Inspector() {
    this(Clock.systemDefaultZone());
  }

  /** Findings of at least {@link Band#LOW}, by position, not overlapping. */
  public List<Finding> inspect(CharSequence text) {
    List<Finding> findings = new ArrayList<>();
    for (Hit hit : best(candidates(text, MarkScan.HEADER))) {
      if (hit.reported()) {
        findings.add(hit.finding());
      }
    }
    return findings;
  }

  /**
   * Everything any detector took notice of, by position; may overlap.
   *
   * @param headerEnd where the head of the document ends in this text
   */
  List<Hit> candidates(CharSequence text, int headerEnd) {
    LocalDate today = LocalDate.now(clock);
    List<Hit> hits = new ArrayList<>();
    View view = View.of(text);
    for (int layer = 0; view != null && layer < LAYERS; layer++) {
      hits.addAll(NumberScan.scan(view, today));
      hits.addAll(MarkScan.scan(view, headerEnd));
      view = Decoding.decode(view);
    }
    hits.sort(BY_POSITION);
    return hits;
  }

  /** Of candidates that overlap, the one worth most. */
  static List<Hit> best(List<Hit> byPosition) {
    List<Hit> best = new ArrayList<>(byPosition.size());
    Hit current = null;
    for (Hit hit : byPosition) {
      if (current == null || hit.start() >= current.end()) {
        if (current != null) {
          best.add(current);
        }
        current = hit;
      } else if (BY_WORTH.compare(hit, current) > 0) {
        current = hit;
      }
    }
    if (current != null) {
      best.add(current);
    }
    return best;
  }

  /**
   * Of the candidates that must not stay readable, one for each stretch of text, as wide as all
   * that overlap there.
   */
  static List<Hit> hidden(List<Hit> byPosition) {
    List<Hit> stretches = new ArrayList<>();
    Hit current = null;
    for (Hit hit : byPosition) {
      if (!hit.hidden()) {
        continue;
      }
      if (current == null || hit.start() >= current.end()) {
        if (current != null) {
          stretches.add(current);
        }
        current = hit;
      } else {
        Hit worth = BY_WORTH.compare(hit, current) > 0 ? hit : current;
        current = worth.at(current.start(), Math.max(current.end(), hit.end()));
      }
    }
    if (current != null) {
      stretches.add(current);
    }
    return stretches;
  }
}
