package org.watchfire.collector.parse.postgresql;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.watchfire.collector.parse.Line;
import org.watchfire.collector.parse.LineParser;
import org.watchfire.collector.parse.ParseContext;
import org.watchfire.collector.parse.Parsed;
import org.watchfire.collector.parse.json.JsonText;
import org.watchfire.collector.parse.line.Draft;
import org.watchfire.collector.parse.line.LineIntake;
import org.watchfire.collector.parse.line.Problems;
import org.watchfire.collector.parse.text.DecodedText;
import org.watchfire.core.event.Event;

/**
 * Reads csvlog (PostgreSQL 9.0 to 18) and jsonlog (from 15), told apart by the first character. A
 * csvlog record may span lines: lines are held while a quoted field is open. A record that does not
 * end within {@value #MOST_LINES} lines or 1 MiB was torn: its first line is given out as not
 * readable and reading starts again at the second, so that a torn record costs no other.
 */
public final class PostgresqlParser implements LineParser {
  static final int MOST_LINES = 5000;

  private static final Logger LOG = LoggerFactory.getLogger(PostgresqlParser.class);
  private static final int MOST_CHARACTERS = 1 << 20;

  private static final String[] COLUMNS = {
    "timestamp",
    "user",
    "dbname",
    "pid",
    "connection_from",
    "session_id",
    "line_num",
    "ps",
    "session_start",
    "vxid",
    "txid",
    "error_severity",
    "state_code",
    "message",
    "detail",
    "hint",
    "internal_query",
    "internal_position",
    "context",
    "statement",
    "cursor_position",
    "location",
    "application_name",
    "backend_type",
    "leader_pid",
    "query_id"
  };
  private static final int LEAST_COLUMNS = 22;

  private final ParseContext context;
  private final LineIntake intake;
  private final PostgresqlEvents events;
  private final ArrayDeque<Held> held = new ArrayDeque<>();
  private boolean openQuote;
  private int heldCharacters;

  public PostgresqlParser(ParseContext context) {
    this.context = context;
    this.intake = new LineIntake(context, PostgresqlEvents.AUDIT);
    this.events = new PostgresqlEvents(context);
  }

  private record Held(DecodedText text, long offset) {}

  @Override
  public void accept(Line line, Consumer<Parsed> out) {
    boolean inside = !held.isEmpty();
    if (inside && line.truncated()) {
      abandon(out);
    }
    DecodedText decoded = intake.text(line, inside, out);
    if (decoded != null) {
      take(new Held(decoded, line.offset()), out);
    }
  }

  private void take(Held line, Consumer<Parsed> out) {
    String text = line.text().text();
    if (held.isEmpty() && text.charAt(0) == '{') {
      out.accept(json(line));
      return;
    }
    held.add(line);
    heldCharacters += text.length() + 1;
    openQuote ^= CsvFields.oddQuotes(text);
    if (!openQuote) {
      List<Held> lines = List.copyOf(held);
      clear();
      out.accept(csv(lines));
    } else if (held.size() >= MOST_LINES || heldCharacters >= MOST_CHARACTERS) {
      skipFirst(out);
    }
  }

  /** Gives the first held line out as torn and reads the others anew. */
  private void skipFirst(Consumer<Parsed> out) {
    List<Held> lines = List.copyOf(held);
    clear();
    out.accept(intake.unread(lines.get(0).offset(), Problems.INCOMPLETE, lines.get(0).text()));
    for (Held line : lines.subList(1, lines.size())) {
      if (held.isEmpty() && line.text().text().isBlank()) {
        out.accept(intake.unread(line.offset(), Problems.EMPTY, line.text()));
      } else {
        take(line, out);
      }
    }
  }

  private void abandon(Consumer<Parsed> out) {
    while (!held.isEmpty()) {
      skipFirst(out);
    }
  }

  @Override
  public void flush(Consumer<Parsed> out) {
    abandon(out);
  }

  @Override
  public OptionalLong heldFrom() {
    return held.isEmpty() ? OptionalLong.empty() : OptionalLong.of(held.peekFirst().offset());
  }

  private void clear() {
    held.clear();
    heldCharacters = 0;
    openQuote = false;
  }

  private Parsed csv(List<Held> lines) {
    StringBuilder record = new StringBuilder(heldCharacters);
    for (Held line : lines) {
      record.append(record.length() == 0 ? "" : "\n").append(line.text().text());
    }
    String text = record.toString();
    List<String> columns = CsvFields.split(text);
    Held first = lines.get(0);
    if (columns.size() < LEAST_COLUMNS) {
      return unread(first, text, Problems.FORMAT);
    }
    Map<String, String> fields = new HashMap<>();
    for (int i = 0; i < Math.min(columns.size(), COLUMNS.length); i++) {
      fields.put(COLUMNS[i], columns.get(i));
    }
    return event(fields, first, text);
  }

  private Parsed json(Held line) {
    String text = line.text().text();
    Event object = JsonText.parse(text);
    if (object == null) {
      return unread(line, text, Problems.JSON);
    }
    Map<String, String> fields = new HashMap<>();
    object.asMap().forEach((name, value) -> fields.put(name, String.valueOf(value)));
    return event(fields, line, text);
  }

  private Parsed event(Map<String, String> fields, Held first, String text) {
    if (fields.get("timestamp") == null || fields.get("error_severity") == null) {
      return unread(first, text, Problems.SCHEMA);
    }
    Draft draft = Draft.of(context, PostgresqlEvents.LOG).original(text);
    try {
      events.read(fields, draft);
    } catch (RuntimeException defect) {
      // One record that meets a defect must not stop the input; its text stays out of our own log.
      LOG.error("PostgreSQL record at offset {} not readable", first.offset(), defect);
      return unread(first, text, Problems.PARSER_FAILURE);
    }
    if (first.text().charset() != null) {
      draft.tag("charset-" + first.text().charset());
    }
    return draft.finish(first.offset(), 0);
  }

  private Parsed unread(Held first, String text, String problem) {
    return intake.unread(
        first.offset(), problem, new DecodedText(text, first.text().charset(), false));
  }
}
