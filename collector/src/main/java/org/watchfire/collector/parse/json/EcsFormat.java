package org.watchfire.collector.parse.json;

import java.util.Map;
import java.util.Set;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineFormat;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.Addresses;
import org.watchfire.collector.parse.time.SourceTime;
import org.watchfire.collector.parse.time.TimeReader;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;

/**
 * ECS documents, passed on. Checked: a readable {@code @timestamp}, an {@code event.kind} that ECS
 * knows, IPs in {@code ip} fields, numbers in port fields. What Watchfire itself decides ({@code
 * gov.*} but the three origin fields, {@code watchfire.*}, the agent's identity) is not taken from
 * outside; an {@code event.id} of the sender is kept as {@code labels.source_event_id}.
 */
public final class EcsFormat implements LineFormat {
  private static final Set<String> KINDS =
      Set.of(
          "alert", "asset", "enrichment", "event", "metric", "state", "pipeline_error", "signal");
  private static final Set<String> ORIGIN = Set.of("gov.org_unit", "gov.system_id", "gov.zone");

  private final TimeReader times;

  public EcsFormat(ParseContext context) {
    this.times = new TimeReader(context.zone(), context.year(), context.clock());
  }

  @Override
  public String read(String text, Draft draft) {
    Event document = JsonText.parse(text);
    if (document == null) {
      return Problems.JSON;
    }
    String stamp = document.text(EcsFields.TIMESTAMP);
    SourceTime time = stamp == null ? null : times.wholeIso(stamp);
    String kind = document.text(EcsFields.EVENT_KIND);
    if (time == null || time.instant() == null || (kind != null && !KINDS.contains(kind))) {
      return Problems.SCHEMA;
    }
    boolean removed = false;
    for (Map.Entry<String, Object> entry : document.asMap().entrySet()) {
      String name = entry.getKey();
      Object value = entry.getValue();
      if (name.equals(EcsFields.EVENT_ID)) {
        draft.put("labels.source_event_id", JsonText.masked(name, value));
      } else if (isReserved(name)) {
        removed = true;
      } else if (isAddress(name)) {
        String ip = Addresses.ip(String.valueOf(value));
        if (ip == null) {
          return Problems.SCHEMA;
        }
        draft.put(name, ip);
      } else if (name.endsWith(".port") && !(value instanceof Long)) {
        return Problems.SCHEMA;
      } else if (name.equals("user.id")) {
        draft.put(name, String.valueOf(value));
      } else if (!name.equals(EcsFields.TIMESTAMP) && !name.equals(EcsFields.EVENT_CREATED)) {
        draft.put(name, JsonText.masked(name, value));
      }
    }
    draft.time(time);
    if (removed) {
      draft.tag("reserved-fields-removed");
    }
    return null;
  }

  private static boolean isReserved(String name) {
    return (name.startsWith("gov.") && !ORIGIN.contains(name))
        || name.startsWith("watchfire.")
        || name.startsWith("agent.")
        || name.startsWith("wf.");
  }

  private static boolean isAddress(String name) {
    return switch (name) {
      case "source.ip", "destination.ip", "client.ip", "server.ip" -> true;
      default -> false;
    };
  }
}
