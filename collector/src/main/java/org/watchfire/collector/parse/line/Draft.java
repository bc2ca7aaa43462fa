package org.watchfire.collector.parse.line;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.collector.parse.text.DecodedText;
import org.watchfire.collector.parse.text.Secrets;
import org.watchfire.collector.parse.time.InstantText;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * One event while a parser fills it. Knows the rules that hold for every source: {@code -} and
 * empty are absent, an {@code ip} field holds an IP, ports are numbers, nothing carries a secret, a
 * source time that cannot be true is replaced by the reading time and said so.
 */
public final class Draft {
  /** UTF-8 bytes of a line that {@code event.original} keeps. */
  public static final int ORIGINAL_LIMIT = 8 * 1024;

  /** A source clock may run ahead this far without remark. */
  static final Duration TOLERATED_SKEW = Duration.ofMinutes(5);

  /** A source time further ahead than this is not believed. */
  static final Duration PLAUSIBLE_SKEW = Duration.ofDays(2);

  private static final Instant EARLIEST = Instant.parse("1990-01-01T00:00:00Z");

  private final ParseContext context;
  private final Instant created;
  private final String createdText;
  private final Event.Builder event = Event.builder();
  private String problem;
  private boolean clean;

  private Draft(ParseContext context) {
    this.context = context;
    this.created = context.clock().instant();
    this.createdText = InstantText.of(created);
    event.put(EcsFields.TIMESTAMP, createdText);
    event.put(EcsFields.ECS_VERSION, EcsFields.VERSION);
    event.put(EcsFields.EVENT_KIND, "event");
  }

  /** An event of this dataset; its module is the part before the dot. */
  public static Draft of(ParseContext context, String dataset) {
    return new Draft(context).dataset(dataset);
  }

  /** An event that says what could not be read, and why. */
  public static Draft unread(
      ParseContext context, String dataset, String problem, String original) {
    Draft draft = of(context, dataset);
    draft.problem = problem;
    draft.event.put(EcsFields.EVENT_KIND, EcsFields.KIND_PIPELINE_ERROR);
    draft.event.put(EcsFields.ERROR_MESSAGE, problem);
    draft.original(original);
    draft.event.put(EcsFields.MESSAGE, draft.event.get(EcsFields.EVENT_ORIGINAL));
    return draft;
  }

  public Draft dataset(String dataset) {
    int dot = dataset.indexOf('.');
    event.put(EcsFields.EVENT_MODULE, dot < 0 ? dataset : dataset.substring(0, dot));
    event.put(EcsFields.EVENT_DATASET, dataset);
    return this;
  }

  /** Sets a field as it is. Null, empty and {@code -} are absent. */
  public Draft put(String field, Object value) {
    if (!"-".equals(value)) {
      event.put(field, value);
    }
    return this;
  }

  /** Sets a piece of the line in which somebody may have typed a secret. */
  public Draft putMasked(String field, String piece) {
    return piece == null ? this : put(field, capped(masked(piece)));
  }

  /** Sets a text that was decoded from a piece of the line, so that it may show hidden secrets. */
  public Draft putDecoded(String field, String decoded) {
    return decoded == null ? this : put(field, capped(Secrets.mask(decoded)));
  }

  /** A piece of the line without secrets. */
  public String masked(String piece) {
    // What the whole line has not, none of its pieces has; most lines have none.
    return clean ? piece : Secrets.mask(piece);
  }

  public Draft category(String... categories) {
    event.put(EcsFields.EVENT_CATEGORY, Arrays.asList(categories));
    return this;
  }

  public Draft type(String... types) {
    event.put(EcsFields.EVENT_TYPE, Arrays.asList(types));
    return this;
  }

  public Draft action(String action) {
    event.put(EcsFields.EVENT_ACTION, action);
    return this;
  }

  public Draft outcome(boolean success) {
    event.put(EcsFields.EVENT_OUTCOME, success ? "success" : "failure");
    return this;
  }

  public Draft tag(String tag) {
    event.add(EcsFields.TAGS, tag);
    return this;
  }

  /**
   * An end of a connection, {@code source} or {@code destination}: {@code .ip} when the text is an
   * address, otherwise {@code .domain}; {@code .address} in both cases.
   */
  public Draft endpoint(String side, String address) {
    if (address == null || address.isEmpty() || address.equals("-")) {
      return this;
    }
    String ip = Addresses.ip(address);
    event.put(side + ".address", address);
    event.put(ip == null ? side + ".domain" : side + ".ip", ip == null ? address : ip);
    return this;
  }

  /** A port; anything that is none is absent. */
  public Draft port(String field, String text) {
    int port = Addresses.port(text);
    if (port > 0) {
      event.put(field, (long) port);
    }
    return this;
  }

  /** A whole number of at most 18 digits; anything else is absent. */
  public Draft number(String field, String text) {
    if (text == null || text.isEmpty() || text.length() > 18) {
      return this;
    }
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return this;
      }
      value = value * 10 + digit;
    }
    event.put(field, value);
    return this;
  }

  /**
   * Sets {@code @timestamp} from what the source says, or from the reading time if that is no use.
   */
  public Draft time(SourceTime time) {
    if (time == null) {
      return this;
    }
    if (time.instant() == null) {
      return doubt("timestamp-invalid", "source time not usable: " + time.problem());
    }
    event.put(EcsFields.EVENT_TIMEZONE, time.zone());
    if (time.assumedZone()) {
      tag("timezone-assumed");
    }
    Instant instant = time.instant();
    if (instant.isBefore(EARLIEST)) {
      return doubt("timestamp-invalid", "source time not usable: before 1990");
    }
    Instant tolerated = created.plus(TOLERATED_SKEW);
    if (instant.isAfter(tolerated)) {
      if (instant.isAfter(created.plus(PLAUSIBLE_SKEW))) {
        return doubt("clock-skew", "source time not usable: " + instant + " is in the future");
      }
      tag("clock-skew");
      event.put(EcsFields.GOV_AGENT_SKEW_MS, Duration.between(created, instant).toMillis());
    }
    event.put(EcsFields.TIMESTAMP, InstantText.of(instant));
    return this;
  }

  private Draft doubt(String tag, String reason) {
    event.put(EcsFields.ERROR_MESSAGE, reason);
    return tag(tag);
  }

  /** The event's value set so far as text, or null. */
  public String text(String field) {
    return event.text(field);
  }

  public Event.Builder event() {
    return event;
  }

  /** Copies all fields of another event over those set so far. */
  public Draft putAll(Event other) {
    other.asMap().forEach(event::put);
    return this;
  }

  /** Sets {@code event.original}; first of all, because it finds out whether there is a secret. */
  public Draft original(String original) {
    String masked = Secrets.mask(original);
    clean = masked.equals(original);
    event.put(EcsFields.EVENT_ORIGINAL, capped(masked));
    return this;
  }

  /** Sets {@code event.original} to a text that is masked already. */
  public Draft maskedOriginal(String original) {
    event.put(EcsFields.EVENT_ORIGINAL, capped(original));
    return this;
  }

  /** The finished event. */
  public Parsed finish(long offset, int subIndex) {
    event.put(EcsFields.EVENT_CREATED, createdText);
    if (event.get(EcsFields.HOST_NAME) == null) {
      event.put(EcsFields.HOST_NAME, context.defaultHost());
    }
    context.staticFields().forEach(event::put);
    return new Parsed(event, offset, subIndex, problem == null, problem);
  }

  static String capped(String text) {
    return DecodedText.cap(text, ORIGINAL_LIMIT);
  }
}
