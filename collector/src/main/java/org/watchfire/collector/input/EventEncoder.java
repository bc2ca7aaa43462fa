package org.watchfire.collector.input;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventId;

/**
 * Completes parsed events and turns them into the bytes that travel: common fields, identity,
 * inspection (findings and masking), encoding. Nothing leaves here larger than {@link
 * EventCodec#MAX_BYTES}. Thread-safe if the inspection is.
 */
public final class EventEncoder {

  /** {@code error.type} of an event that stands for one that was too large. */
  public static final String EVENT_TOO_LARGE = "event_too_large";

  private final String agentId;
  private final String hostName;
  private final Clock clock;
  private final Consumer<Event.Builder> inspection;
  private final Counters counters;

  /**
   * @param hostName {@code host.name} for events that name no host
   * @param inspection looks at an event and masks it in place
   */
  public EventEncoder(
      String agentId,
      String hostName,
      Clock clock,
      Consumer<Event.Builder> inspection,
      Counters counters) {
    this.agentId = agentId;
    this.hostName = hostName;
    this.clock = clock;
    this.inspection = inspection;
    this.counters = counters;
  }

  public Counters counters() {
    return counters;
  }

  /** The finished event. */
  public byte[] encode(Parsed parsed, Origin origin) {
    counters.events.increment();
    if (parsed.structured()) {
      counters.structured.increment();
    } else {
      counters.unparsed(parsed.problem());
    }
    Event.Builder b = parsed.event();
    for (Map.Entry<String, String> f : origin.fields().entrySet()) {
      putIfAbsent(b, f.getKey(), f.getValue());
    }
    putIfAbsent(b, EcsFields.EVENT_DATASET, origin.dataset());
    String id = EventId.of(agentId, origin.generation(), parsed.offset(), parsed.subIndex());
    b.put(EcsFields.LOG_FILE_PATH, origin.path());
    b.put(EcsFields.LOG_OFFSET, parsed.offset());
    b.put("log.source.address", origin.address());
    return finish(b, id);
  }

  /**
   * An event about the agent itself, complete but for what is common to all.
   *
   * @param generation names the run of the agent, so that ids do not repeat
   */
  public byte[] encodeOwn(Event.Builder b, String generation, long number) {
    counters.events.increment();
    putIfAbsent(b, EcsFields.EVENT_DATASET, "watchfire.agent");
    return finish(b, EventId.of(agentId, generation, number, 0));
  }

  private byte[] finish(Event.Builder b, String id) {
    Instant now = clock.instant();
    putIfAbsent(b, EcsFields.TIMESTAMP, now);
    putIfAbsent(b, EcsFields.EVENT_KIND, "event");
    putIfAbsent(b, EcsFields.HOST_NAME, hostName);
    String dataset = b.text(EcsFields.EVENT_DATASET);
    if (dataset != null && b.get(EcsFields.EVENT_MODULE) == null) {
      int dot = dataset.indexOf('.');
      b.put(EcsFields.EVENT_MODULE, dot < 0 ? dataset : dataset.substring(0, dot));
    }
    inspection.accept(b);
    b.put(EcsFields.ECS_VERSION, EcsFields.VERSION);
    b.put(EcsFields.AGENT_ID, agentId);
    b.put(EcsFields.AGENT_TYPE, "watchfire");
    b.put(EcsFields.EVENT_ID, id);
    b.put(EcsFields.EVENT_CREATED, now);
    Event event = b.build();
    byte[] bytes = EventCodec.encode(event);
    if (bytes.length <= EventCodec.MAX_BYTES) {
      return bytes;
    }
    counters.oversizedEvents.increment();
    return EventCodec.encode(
        cutDown(
            event,
            bytes,
            EVENT_TOO_LARGE,
            "the event was larger than " + EventCodec.MAX_BYTES + " bytes"));
  }

  /**
   * The event that stands for one that cannot travel: same identity, size and digest of the
   * original, no content.
   */
  public static Event cutDown(Event event, byte[] bytes, String type, String reason) {
    Event.Builder b = Event.builder();
    for (String field :
        new String[] {
          EcsFields.TIMESTAMP,
          EcsFields.ECS_VERSION,
          EcsFields.AGENT_ID,
          EcsFields.AGENT_TYPE,
          EcsFields.EVENT_ID,
          EcsFields.EVENT_DATASET,
          EcsFields.EVENT_MODULE,
          EcsFields.EVENT_CREATED,
          EcsFields.LOG_OFFSET
        }) {
      b.put(field, event.get(field));
    }
    b.put(EcsFields.LOG_FILE_PATH, shorten(event.text(EcsFields.LOG_FILE_PATH)));
    b.put(EcsFields.HOST_NAME, shorten(event.text(EcsFields.HOST_NAME)));
    b.put(EcsFields.EVENT_KIND, EcsFields.KIND_PIPELINE_ERROR);
    b.put("error.type", type);
    b.put(EcsFields.ERROR_MESSAGE, reason);
    b.put("watchfire.original.size", (long) bytes.length);
    b.put("watchfire.original.sha256", sha256(bytes));
    return b.build();
  }

  private static String shorten(String text) {
    return text == null || text.length() <= 1024 ? text : text.substring(0, 1024);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static void putIfAbsent(Event.Builder b, String field, Object value) {
    if (b.get(field) == null) {
      b.put(field, value);
    }
  }
}
