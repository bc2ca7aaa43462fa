package org.watchfire.core.stamp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * Keeps one (epoch, highest seq) per agent and tells new from repeated from missing. State is
 * O(number of agents). Not thread-safe.
 */
public final class StampTracker {
  private static final byte FORMAT = 1;
  private static final int MAX_AGENTS = 10_000_000;

  private record Position(long epoch, long seq) {}

  private final Map<String, Position> positions = new HashMap<>();

  /** What a stamp means, given those before it. */
  public sealed interface Outcome {
    /** Whether the event was not seen before. */
    default boolean isNew() {
      return !(this instanceof Duplicate);
    }

    /** The next one in order. */
    record InOrder() implements Outcome {}

    /** Seen before, or of an earlier epoch: drop it. */
    record Duplicate() implements Outcome {}

    /** New, and the sequence numbers {@code firstMissing..lastMissing} never came. */
    record Gap(long firstMissing, long lastMissing) implements Outcome {}

    /**
     * New, and the agent began a later epoch: its spool was lost or replaced.
     *
     * @param missing how many of the new epoch's first events never came
     */
    record NewEpoch(long previousEpoch, long previousSeq, long missing) implements Outcome {}
  }

  private static final Outcome IN_ORDER = new Outcome.InOrder();
  private static final Outcome DUPLICATE = new Outcome.Duplicate();

  /** Takes note of a stamp. An agent that is seen for the first time is expected to start at 1. */
  public Outcome observe(Stamp stamp) {
    Position last = positions.get(stamp.agent());
    if (last == null) {
      positions.put(stamp.agent(), new Position(stamp.epoch(), stamp.seq()));
      return stamp.seq() == 1 ? IN_ORDER : new Outcome.Gap(1, stamp.seq() - 1);
    }
    if (stamp.epoch() < last.epoch()
        || (stamp.epoch() == last.epoch() && stamp.seq() <= last.seq())) {
      return DUPLICATE;
    }
    positions.put(stamp.agent(), new Position(stamp.epoch(), stamp.seq()));
    if (stamp.epoch() > last.epoch()) {
      return new Outcome.NewEpoch(last.epoch(), last.seq(), stamp.seq() - 1);
    }
    return stamp.seq() == last.seq() + 1
        ? IN_ORDER
        : new Outcome.Gap(last.seq() + 1, stamp.seq() - 1);
  }

  public int agents() {
    return positions.size();
  }

  /** Versioned form: format byte, count, then per agent (sorted) name length, name, epoch, seq. */
  public byte[] toBytes() {
    int size = 5;
    TreeMap<String, Position> sorted = new TreeMap<>(positions);
    for (String agent : sorted.keySet()) {
      size += 4 + agent.getBytes(UTF_8).length + 16;
    }
    ByteBuffer out = ByteBuffer.allocate(size).put(FORMAT).putInt(sorted.size());
    sorted.forEach(
        (agent, p) -> {
          byte[] name = agent.getBytes(UTF_8);
          out.putInt(name.length).put(name).putLong(p.epoch()).putLong(p.seq());
        });
    return out.array();
  }

  /**
   * @throws IllegalArgumentException when the bytes are not from {@link #toBytes}
   */
  public static StampTracker fromBytes(byte[] bytes) {
    StampTracker tracker = new StampTracker();
    try {
      ByteBuffer in = ByteBuffer.wrap(bytes);
      byte format = in.get();
      int count = in.getInt();
      if (format != FORMAT || count < 0 || count > MAX_AGENTS) {
        throw new IllegalArgumentException("not a stamp tracker of format " + FORMAT);
      }
      for (int i = 0; i < count; i++) {
        int length = in.getInt();
        if (length < 1 || length > in.remaining()) {
          throw new IllegalArgumentException("stamp tracker is cut off");
        }
        byte[] name = new byte[length];
        in.get(name);
        tracker.positions.put(new String(name, UTF_8), new Position(in.getLong(), in.getLong()));
      }
      if (in.hasRemaining()) {
        throw new IllegalArgumentException("stamp tracker has bytes left over");
      }
      return tracker;
    } catch (BufferUnderflowException e) {
      throw new IllegalArgumentException("stamp tracker is cut off", e);
    }
  }
}
