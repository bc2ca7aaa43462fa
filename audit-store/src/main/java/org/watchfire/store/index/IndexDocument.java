package org.watchfire.store.index;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.watchfire.core.event.EcsFields;
import org.watchfire.core.event.Event;
import org.watchfire.core.event.EventCodec;
import org.watchfire.core.event.EventFormatException;
import org.watchfire.core.json.Json;
import org.watchfire.store.ledger.Checkpoint;
import org.watchfire.store.ledger.Stream;
import org.watchfire.store.ledger.StreamReader;

/**
 * A record as an Elasticsearch document: its own bytes with {@code "wf":{"stream":…,"seq":…}}
 * spliced in, on one line. A record that cannot be indexed as it is becomes a reduced document with
 * the reason and its whole text.
 */
public final class IndexDocument {
  /** Why a record is reduced without having been sent. */
  public static final String NOT_SPLICED = "not an object, or brings fields named wf";

  private static final String[] KEPT = {
    EcsFields.EVENT_ID, EcsFields.EVENT_DATASET, EcsFields.AGENT_ID, EcsFields.HOST_NAME
  };
  private static final int KEPT_LENGTH = 1024;
  private static final int REASON_LENGTH = 500;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(EventCodec.MAX_BYTES).build())
          .build();

  private IndexDocument() {}

  /**
   * The document, or empty when the record is no object or claims the {@code wf} fields for itself.
   */
  public static Optional<byte[]> whole(Stream stream, long seq, byte[] record) {
    Optional<Checkpoint> closing = StreamReader.closingCheckpoint(record);
    if (closing.isPresent()) {
      return Optional.of(closing(stream, seq, closing.get()));
    }
    int end = record.length - 1;
    while (end >= 0 && isSpace(record[end])) {
      end--;
    }
    int start = 0;
    while (start < end && isSpace(record[start])) {
      start++;
    }
    if (end <= start || record[start] != '{' || record[end] != '}' || !mayBeSpliced(record)) {
      return Optional.empty();
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(record.length + 64);
    boolean empty = true;
    for (int i = start; i < end; i++) {
      byte b = record[i];
      // Line ends are only legal between tokens; the bulk format has one document per line.
      out.write(b == '\n' || b == '\r' ? ' ' : b);
      empty &= i == start || isSpace(b);
    }
    String place = "\"wf\":{\"stream\":\"" + stream.id() + "\",\"seq\":" + seq + "}}";
    out.writeBytes(((empty ? "" : ",") + place).getBytes(StandardCharsets.US_ASCII));
    return Optional.of(out.toByteArray());
  }

  /**
   * The first entry of a log, which is the last checkpoint of the log before and no JSON. Its time
   * is the end of that log's period, so that indexing it again gives the same document.
   */
  private static byte[] closing(Stream stream, long seq, Checkpoint last) {
    Map<String, Object> document = new LinkedHashMap<>();
    StreamReader.periodOf(last)
        .ifPresent(period -> document.put(EcsFields.TIMESTAMP, period.end().toString()));
    document.put("ecs", Map.of("version", EcsFields.VERSION));
    Map<String, Object> event = new LinkedHashMap<>();
    event.put("kind", "state");
    event.put("dataset", "watchfire.ledger");
    event.put("action", "ledger-period-closed");
    document.put("event", event);
    document.put(
        "message",
        String.format(
            "账本 %s 已封账，共 %d 条 (ledger %s was closed with %d records, root %s)",
            last.origin(), last.size(), last.origin(), last.size(), last.rootBase64()));
    Map<String, Object> wf = new LinkedHashMap<>();
    wf.put("stream", stream.id());
    wf.put("seq", seq);
    wf.put("kind", "checkpoint");
    document.put("wf", wf);
    return Json.write(document);
  }

  /** What is indexed when Elasticsearch does not take the whole. */
  public static byte[] reduced(Stream stream, long seq, byte[] record, String reason, Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(EcsFields.TIMESTAMP, now.toString());
    try {
      Event event = EventCodec.decode(record);
      if (event.timestamp() != null) {
        document.put(EcsFields.TIMESTAMP, event.timestamp().toString());
      }
      for (String name : KEPT) {
        String text = event.text(name);
        if (text != null && text.length() <= KEPT_LENGTH) {
          document.put(name, text);
        }
      }
    } catch (EventFormatException e) {
      document.put("error.message", e.getMessage());
    }
    Map<String, Object> wf = place(stream, seq, reason);
    wf.put("raw", new String(record, StandardCharsets.UTF_8));
    document.put("wf", wf);
    return Json.write(document);
  }

  /** The least that stands for a record: its place. */
  public static byte[] minimal(Stream stream, long seq, String reason, Instant now) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put(EcsFields.TIMESTAMP, now.toString());
    document.put("wf", place(stream, seq, reason));
    return Json.write(document);
  }

  private static Map<String, Object> place(Stream stream, long seq, String reason) {
    Map<String, Object> wf = new LinkedHashMap<>();
    wf.put("stream", stream.id());
    wf.put("seq", seq);
    wf.put(
        "index_error",
        reason.length() > REASON_LENGTH ? reason.substring(0, REASON_LENGTH) : reason);
    return wf;
  }

  /** A record may not bring fields of ours: it could then be found under another's number. */
  private static boolean mayBeSpliced(byte[] record) {
    if (!suspicious(record)) {
      return true;
    }
    try (JsonParser parser = JSON.createParser(record)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        if (name.equals("wf") || name.startsWith("wf.")) {
          return false;
        }
        parser.nextToken();
        parser.skipChildren();
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Cheap look for {@code "wf} or an escaped character, which could hide it. */
  private static boolean suspicious(byte[] record) {
    for (int i = 0; i + 2 < record.length; i++) {
      if ((record[i] == '"' && record[i + 1] == 'w' && record[i + 2] == 'f')
          || (record[i] == '\\' && record[i + 1] == 'u')) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
