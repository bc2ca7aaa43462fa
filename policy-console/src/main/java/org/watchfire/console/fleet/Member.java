package org.watchfire.console.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One agent of the fleet.
 *
 * @param beat its last heartbeat, null when it has sent none within the time that is looked at
 * @param certificateEnds end of its latest certificate that is not revoked, null for none here
 * @param gaps open alerts about missing, reset or forged events of it
 */
record Member(String agent, Beat beat, Instant certificateEnds, long gaps) {
  /** Heartbeats come every minute. */
  static final Duration SILENT_AFTER = Duration.ofMinutes(5);

  private static final long SKEW_MILLIS = 5_000;
  private static final long LAG_BYTES = 1L << 20;
  private static final long UNSENT = 10_000;
  private static final Duration CERTIFICATE_SOON = Duration.ofDays(14);

  /** What needs a hand, the most urgent first. */
  enum Trouble {
    SILENT,
    NEVER,
    GAPS,
    LAGGING,
    DROPPING,
    CERTIFICATE,
    SKEWED;

    String text() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  List<Trouble> troubles(Instant now) {
    List<Trouble> found = new ArrayList<>();
    if (beat == null) {
      found.add(Trouble.NEVER);
    } else if (beat.at().isBefore(now.minus(SILENT_AFTER))) {
      found.add(Trouble.SILENT);
    }
    if (gaps > 0) {
      found.add(Trouble.GAPS);
    }
    if (beat != null) {
      if (over(beat.lagBytes(), LAG_BYTES) || over(beat.unsent(), UNSENT)) {
        found.add(Trouble.LAGGING);
      }
      if (over(beat.dropped(), 0) || over(beat.readErrors(), 0)) {
        found.add(Trouble.DROPPING);
      }
    }
    if (certificateEnds != null && certificateEnds.isBefore(now.plus(CERTIFICATE_SOON))) {
      found.add(Trouble.CERTIFICATE);
    }
    if (beat != null && beat.skewMillis() != null && Math.abs(beat.skewMillis()) > SKEW_MILLIS) {
      found.add(Trouble.SKEWED);
    }
    return found;
  }

  private static boolean over(Long value, long limit) {
    return value != null && value > limit;
  }

  /** Rank in the list: by its worst trouble, those without any last. */
  int rank(Instant now) {
    List<Trouble> found = troubles(now);
    return found.isEmpty()
        ? Trouble.values().length
        : found.stream().mapToInt(Trouble::ordinal).min().getAsInt();
  }

  Map<String, Object> view(Instant now) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("agent", agent);
    view.put("troubles", troubles(now).stream().map(Trouble::text).toList());
    view.put("beat", beat);
    view.put("certificateEnds", certificateEnds);
    view.put("gaps", gaps);
    return view;
  }
}
