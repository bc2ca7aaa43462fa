package org.watchfire.core.stamp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.watchfire.core.crypto.MacKey;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;

/**
 * Decides what a record of the events topic is. Kafka does not say which client wrote a record, so
 * the MAC under the agent's own key does. Thread-safe if the key function is.
 */
public final class Admission {
  private static final int MAX_NAME = 256;

  private final Function<String, MacKey> keys;
  private final Set<String> foreignSources;

  /**
   * @param keys gives an enrolled agent's key, null for an unknown agent
   * @param foreignSources {@code agent.id} or {@code agent.name} values of producers that may write
   *     without a MAC
   */
  public Admission(Function<String, MacKey> keys, Set<String> foreignSources) {
    this.keys = requireNonNull(keys, "keys");
    this.foreignSources = Set.copyOf(foreignSources);
  }

  /** What a record turned out to be. */
  public sealed interface Verdict {
    /** From an enrolled agent, authentic. */
    record Accepted(Stamp stamp, Event event) implements Verdict {}

    /** From an allow-listed producer that has no key: not authenticated. */
    record Foreign(String source, Event event) implements Verdict {}

    /**
     * Not to be taken.
     *
     * @param claimedAgent who the record says wrote it, shortened; may be null
     */
    record Rejected(Reason reason, String detail, String claimedAgent) implements Verdict {}
  }

  /** Why a record was not taken. */
  public enum Reason {
    MISSING_HEADER,
    BAD_HEADER,
    BAD_SCHEMA,
    UNKNOWN_AGENT,
    BAD_MAC,
    KEY_MISMATCH,
    AGENT_MISMATCH,
    UNKNOWN_SOURCE,
    NOT_JSON,
    TOO_LARGE,
    MISSING_FIELD
  }

  /**
   * @param key the record's key, may be null
   * @param headers last value of each header, by name
   * @param value the record's value, null for a tombstone
   */
  public Verdict admit(byte[] key, Map<String, byte[]> headers, byte[] value) {
    String claimed = shorten(text(headers.get(StampHeaders.AGENT)));
    if (value == null) {
      return new Verdict.Rejected(Reason.NOT_JSON, "empty record", claimed);
    }
    if (value.length > EventCodec.MAX_BYTES) {
      return new Verdict.Rejected(
          Reason.TOO_LARGE, value.length + " bytes, at most " + EventCodec.MAX_BYTES, claimed);
    }
    boolean stamped =
        headers.containsKey(StampHeaders.AGENT)
            || headers.containsKey(StampHeaders.MAC)
            || headers.containsKey(StampHeaders.SEQ);
    return stamped ? admitStamped(key, headers, value, claimed) : admitForeign(value);
  }

  private Verdict admitStamped(
      byte[] key, Map<String, byte[]> headers, byte[] value, String claimed) {
    for (String name :
        new String[] {
          StampHeaders.AGENT,
          StampHeaders.EPOCH,
          StampHeaders.SEQ,
          StampHeaders.SCHEMA,
          StampHeaders.MAC
        }) {
      if (headers.get(name) == null) {
        return new Verdict.Rejected(
            Reason.MISSING_HEADER, "header " + name + " is missing", claimed);
      }
    }
    if (!StampHeaders.SCHEMA_VERSION.equals(text(headers.get(StampHeaders.SCHEMA)))) {
      return new Verdict.Rejected(Reason.BAD_SCHEMA, "unknown wf-schema", claimed);
    }
    Stamp stamp;
    try {
      stamp =
          new Stamp(
              text(headers.get(StampHeaders.AGENT)),
              Long.parseLong(text(headers.get(StampHeaders.EPOCH))),
              Long.parseLong(text(headers.get(StampHeaders.SEQ))));
    } catch (IllegalArgumentException e) {
      return new Verdict.Rejected(Reason.BAD_HEADER, "wf-epoch or wf-seq is not a number", claimed);
    }
    MacKey macKey = keys.apply(stamp.agent());
    if (macKey == null) {
      return new Verdict.Rejected(Reason.UNKNOWN_AGENT, "agent is not enrolled", claimed);
    }
    if (!MessageDigest.isEqual(
        headers.get(StampHeaders.MAC), StampHeaders.mac(stamp, value, macKey))) {
      return new Verdict.Rejected(
          Reason.BAD_MAC, "the message authentication code does not fit", claimed);
    }
    if (key == null || !stamp.agent().equals(text(key))) {
      return new Verdict.Rejected(Reason.KEY_MISMATCH, "record key is not the agent", claimed);
    }
    Event event;
    try {
      event = EventCodec.decode(value);
    } catch (EventFormatException e) {
      return new Verdict.Rejected(Reason.NOT_JSON, e.getMessage(), claimed);
    }
    if (!stamp.agent().equals(event.text(EcsFields.AGENT_ID))) {
      return new Verdict.Rejected(
          Reason.AGENT_MISMATCH, "agent.id of the event is another agent", claimed);
    }
    String missing = missingField(event);
    return missing == null
        ? new Verdict.Accepted(stamp, event)
        : new Verdict.Rejected(Reason.MISSING_FIELD, missing, claimed);
  }

  private Verdict admitForeign(byte[] value) {
    Event event;
    try {
      event = EventCodec.decode(value);
    } catch (EventFormatException e) {
      return new Verdict.Rejected(Reason.NOT_JSON, e.getMessage(), null);
    }
    for (String name : new String[] {EcsFields.AGENT_ID, "agent.name"}) {
      String source = event.text(name);
      if (source != null && foreignSources.contains(source)) {
        return event.timestamp() == null
            ? new Verdict.Rejected(
                Reason.MISSING_FIELD, "@timestamp is missing or not a date", shorten(source))
            : new Verdict.Foreign(source, event);
      }
    }
    return new Verdict.Rejected(
        Reason.UNKNOWN_SOURCE,
        "no stamp headers, and the source is not allow-listed",
        shorten(event.text(EcsFields.AGENT_ID)));
  }

  private static String missingField(Event event) {
    if (event.id() == null) {
      return "event.id is missing";
    }
    return event.timestamp() == null ? "@timestamp is missing or not a date" : null;
  }

  private static String text(byte[] bytes) {
    if (bytes == null) {
      return null;
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return "";
    }
  }

  private static String shorten(String s) {
    return s == null || s.length() <= MAX_NAME ? s : s.substring(0, MAX_NAME);
  }
}
